"""Serves a dashboard for a test, and does what a person does with it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Locator, Page, expect

from dashboard.signing_in import cookie
from data.accounts.demo import DEMO_ACCOUNTS

CLVT = str(Path(sys.executable).with_name("clvt"))
# How many animations run, without the one that takes records off the screen after a while.
MOVES = """el => el.ownerDocument.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime < 60000).length"""
STILL = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# A busy machine is slow, and no test is about speed: what is expected may take so long, in ms.
expect.set_options(timeout=60_000)


def run_clvt(*arguments: str, url: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the `clvt` command against a database of the test's own."""
    return subprocess.run(
        [CLVT, *arguments],
        env=environment(url, settings),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@contextmanager
def serving(url: str, folder: Path, **settings: str) -> Iterator[str]:
    """The address of a dashboard served from the database, until the block ends."""
    port = settings.get("port") or str(free_port())
    log = folder / f"served-{port}.log"
    with log.open("w") as lines:
        server = subprocess.Popen(
            [CLVT, "run"],
            env=environment(url, {**settings, "port": port}),
            stdout=lines,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
        try:
            wait_until_ready(f"http://localhost:{port}/_stcore/health", server, log)
            yield f"http://localhost:{port}"
        except BaseException:
            print(log.read_text())  # pytest shows it with what failed
            raise
        finally:
            server.terminate()
            server.wait(20)
    assert "Traceback" not in log.read_text(), log.read_text()


def sign_in(page: Page, username: str, password: str = "") -> None:
    """Sign in, and wait for the page it leads to; without a password with a demo account."""
    known = {each.username: each.password for each in DEMO_ACCOUNTS}
    page.get_by_role("textbox", name="Username").fill(username)
    page.get_by_role("textbox", name="Password").fill(password or known[username])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text(f"{username} · ")).to_be_visible()
    wait_until_drawn(page)


def has_no_cookie(page: Page) -> None:
    """Wait until the browser has forgotten its session."""
    for _ in range(100):
        if not any(
            str(each.get("name")).endswith(cookie.SESSION) for each in page.context.cookies()
        ):
            return
        page.wait_for_timeout(100)
    raise AssertionError("The browser still has the cookie.")


def wait_until_drawn(page: Page) -> None:
    """Wait until the page has been drawn."""
    page.wait_for_selector(STILL, timeout=60_000)
    page.wait_for_timeout(150)
    page.wait_for_selector(STILL, timeout=60_000)


def at_rest(element: Locator) -> Locator:
    """The element, once it and its surroundings have stopped moving.

    The browser ignores a press if what is pressed moves before it is released.
    """
    for _ in range(100):
        place = element.bounding_box()
        element.page.wait_for_timeout(250)
        moves = element.evaluate(MOVES)
        if place == element.bounding_box() and not moves:
            return element
    raise AssertionError(f"{element} does not come to rest.")


def open_signed_in(page: Page, address: str, username: str) -> None:
    """Open an address, signing in on the way."""
    page.goto(address)
    wait_until_drawn(page)
    sign_in(page, username)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of one of the filter bar's filters, a list or a row of buttons."""
    expect(page.locator(".st-key-filter-bar")).to_be_visible()  # it may be drawn late
    wait_until_drawn(page)
    buttons = page.get_by_role("radiogroup", name=label, exact=True)
    if buttons.count():
        at_rest(buttons.get_by_text(option, exact=True)).click()
    else:
        _choose_of_list(page, label, option)
    page.wait_for_timeout(200)
    wait_until_drawn(page)


def _choose_of_list(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=re.compile(rf"\b{label}\b"))
    if not box.is_visible():
        page.get_by_role("button", name="More filters").click()
    box.evaluate(
        "el => el.scrollIntoView({block: 'center'})"
    )  # a press that scrolls does not open it
    at_rest(box).click()
    page.get_by_role("option", name=option, exact=True).click()


def card(page: Page, label: str) -> Locator:
    """A number card, by the text above its number."""
    return page.locator(".card", has=page.get_by_text(label, exact=True))


def card_link(page: Page, label: str, name: str) -> Locator:
    """A link beneath a number card."""
    return card(page, label).get_by_role("link", name=name)


def headline(page: Page, text: str) -> Locator:
    """The finding of a panel."""
    return page.get_by_role("heading", level=2, name=text)


def environment(url: str, settings: dict[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CLVT_")}
    kept["CLVT_LOG_KEY"] = os.environ["CLVT_LOG_KEY"]
    settings = {"cookie_key": "a-key-for-tests-alone-and-nothing-else", **settings}
    ours = {f"CLVT_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "CLVT_DATABASE_URL": url, **ours}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("localhost", 0))
        port: int = listening.getsockname()[1]
        return port


def wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"The dashboard did not start:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"The dashboard does not answer:\n{log.read_text()}")

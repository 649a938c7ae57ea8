"""Several processes behind nginx: signing in, downloads and live updates, over TLS."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.behind_nginx import behind_nginx, nginx
from tests.conftest import STRICT
from tests.ensure_browser import FLAGS, chromium
from tests.serving import opened, run_clvt, settled
from tests.workbooks import write_workbook

pytestmark = [pytest.mark.browser, pytest.mark.deploy]
PEOPLE = 4


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None or nginx() is None:
        if STRICT:
            pytest.fail("There is no Chromium, or no nginx, to test with.")
        pytest.skip("There is no Chromium, or no nginx, here.")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=FLAGS) as launched,
    ):
        yield launched


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the demonstration data in it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('data') / 'clvt.db'}"
    assert run_clvt("demo", url=url).returncode == 0
    return url


@pytest.fixture(scope="module")
def address(browser: Browser, url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with behind_nginx(url, tmp_path_factory.mktemp("nginx"), processes=2) as at:
        yield at


@pytest.fixture(scope="module")
def people(browser: Browser, address: str) -> Iterator[list[Page]]:
    """Four people, each in a browser of their own; nginx gives them to one process or the other."""
    contexts = [browser.new_context(ignore_https_errors=True) for _ in range(PEOPLE)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        opened(page, f"{address}/children", "inspector")
    yield pages
    for context in contexts:
        context.close()


def test_signing_in_holds_across_processes(people: list[Page], address: str) -> None:
    """The route is forgotten, so the page may come from another process: it is the same person."""
    for page in people:
        page.context.clear_cookies(name="clvt_route")
        page.goto(f"{address}/movement")
        expect(page.locator("h1")).to_have_text("Movement", timeout=30_000)
    cookies = {each["name"]: each for each in people[0].context.cookies()}
    assert cookies["clvt_session"]["secure"]
    assert cookies["clvt_route"]["httpOnly"]


def test_downloads_come_from_the_process_that_holds_them(people: list[Page]) -> None:
    for page in people:
        panel = page.locator('[class*="st-key-panel-"]').first
        panel.get_by_text("Table, definition and download").click()
        panel.get_by_role("button", name="Download as CSV").click()
        page.get_by_role("textbox", name="Who is it for?").fill("The meeting")
        save = page.get_by_role("button", name="Save the file")
        expect(save).to_be_enabled(timeout=20_000)
        with page.expect_download(timeout=30_000) as waiting:
            save.click()
        assert b"OFFICIAL-SENSITIVE" in Path(waiting.value.path()).read_bytes()


def test_an_import_reaches_every_process(people: list[Page], url: str, tmp_path: Path) -> None:
    book = tmp_path / "meetings.xlsx"
    write_workbook(book, {"meetings": [{"Held": date(2022, 11, 23)}]})
    done = run_clvt("import", str(book), "--extracted-on", "2022-11-24", url=url)
    assert done.returncode == 0, done.stderr + done.stdout
    for page in people:
        expect(page.get_by_text("extracted 24 November 2022")).to_be_visible(timeout=20_000)
        settled(page)


def test_what_nginx_adds_and_what_it_closes(address: str) -> None:
    trusting = ssl._create_unverified_context()  # the certificate is the test's own
    with urllib.request.urlopen(address, context=trusting) as answer:
        headers = answer.headers
    assert "max-age=" in headers["Strict-Transport-Security"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "clvt_route=" in headers["Set-Cookie"]
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/_stcore/metrics", context=trusting)

"""Several processes behind nginx: signing in, downloads and live updates, over TLS.

They run on PostgreSQL, which several processes are meant to share. nginx logs which process served
each reader, so that the tests know that each process served somebody.
"""

from __future__ import annotations

import re
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dashboard.serving.processes import KEEP_ALIVE_SECONDS, PING_SECONDS
from data.accounts.demo import add_demo_accounts
from data.database import writing_engine
from data.demo import write_demo
from data.demo.days import extract_days
from data.importing.run import import_files
from tests.conftest import IS_CI, copy_of
from tests.invented.workbooks import write_workbook
from tests.servers.behind_nginx import CONFIGURATION, TRUSTING, behind_nginx
from tests.servers.ensure_browser import FLAGS_OF_TESTS, chromium, nginx, shell
from tests.servers.serving import at_rest, has_no_cookie, open_signed_in, wait_until_drawn

pytestmark = [pytest.mark.browser, pytest.mark.deploy, pytest.mark.postgres]
PROCESSES = 2
LONGER_THAN_MOST_SERVERS_WAIT = 6  # seconds
ROUTE = "clvt_route"


@dataclass(frozen=True)
class Deployed:
    """A dashboard in several processes: its address, its database, and the log of nginx."""

    address: str
    url: str
    folder: Path

    def served(self) -> dict[str, set[str]]:
        """The processes that have served each reader so far, by the route that nginx gave the
        reader."""
        by_route = defaultdict(set)
        for line in (self.folder / "routes.log").read_text().splitlines():
            route, process, _ = line.split(maxsplit=2)
            if process != "-":  # nginx answered by itself
                by_route[route].add(process)
        return by_route

    def process_of(self, context: BrowserContext) -> str:
        """The one process that serves a browser."""
        route = _route(context)
        for _ in range(500):  # nginx writes it down a moment later
            if processes := self.served()[route]:
                (process,) = processes
                return process
            time.sleep(0.01)
        raise AssertionError("Nobody was served by that route.")

    def some_process(self) -> str:
        """A process that has served a reader, once nginx has logged it."""
        for _ in range(500):
            if processes := set().union(*self.served().values()):
                return min(processes)
            time.sleep(0.01)
        raise AssertionError("Nobody was served.")

    def route_past(self, process: str) -> str:
        """A route to another process."""
        for number in range(100):
            route = f"route-{number}"
            asked = Request(self.address, headers={"Cookie": f"{ROUTE}={route}"})
            with urllib.request.urlopen(asked, context=TRUSTING) as answer:
                answer.read()
            for _ in range(500):  # nginx writes it down a moment later
                if route in self.served():
                    break
                time.sleep(0.01)
            (led_to,) = self.served()[route]
            if led_to != process:
                return route
        raise AssertionError(f"All routes lead to {process}.")


def _route(context: BrowserContext) -> str:
    (route,) = [each["value"] for each in context.cookies() if each["name"] == ROUTE]
    return route


def _lead(context: BrowserContext, deployed: Deployed, past: str) -> None:
    route = deployed.route_past(past)
    context.add_cookies([{"name": ROUTE, "value": route, "url": deployed.address}])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shell() or chromium()
    if path is None or nginx() is None:
        if IS_CI:
            pytest.fail("There is no Chromium, or no nginx, to test with.")
        pytest.skip("There is no Chromium, or no nginx, here.")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=FLAGS_OF_TESTS) as launched,
    ):
        yield launched


@pytest.fixture(scope="module")
def deployed(
    browser: Browser, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployed]:
    """Two processes on a database with the newest extract of the demonstration in it."""
    folder = tmp_path_factory.mktemp("deployed")
    with copy_of(postgres_template, folder) as url:
        fill(url, folder)
        with behind_nginx(url, folder, PROCESSES) as address:
            yield Deployed(address, url, folder)


def fill(url: str, folder: Path) -> None:
    engine = writing_engine(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.demo.extract_days", lambda: extract_days()[-1:])
        (newest,) = write_demo(folder / "files")
    import_files(
        engine,
        [newest.path],
        extracted_on=newest.extracted_on,
        covers=newest.covers,
        is_demo=True,
    )
    add_demo_accounts(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def people(browser: Browser, deployed: Deployed) -> Iterator[list[Page]]:
    """Two people who are signed in, one at each process."""
    with (
        browser.new_context(ignore_https_errors=True) as one,
        browser.new_context(ignore_https_errors=True) as other,
    ):
        pages = [one.new_page(), other.new_page()]
        for page in pages:
            open_signed_in(page, f"{deployed.address}/children", "inspector")
            if page is pages[0]:
                _lead(other, deployed, past=deployed.process_of(one))
        yield pages


def test_nginx_keeps_a_reader_with_one_process(people: list[Page], deployed: Deployed) -> None:
    for page in people:
        page.goto(f"{deployed.address}/children")
        wait_until_drawn(page)
    assert {len(processes) for processes in deployed.served().values()} == {1}
    assert len({deployed.process_of(page.context) for page in people}) == PROCESSES
    cookies = {each["name"]: each for each in people[0].context.cookies()}
    held = cookies["__Host-clvt_session"]
    assert held["secure"]
    assert held["httpOnly"]
    assert held["sameSite"] == "Strict"
    assert "clvt_session" not in cookies


def test_somebody_signed_in_at_one_process_is_signed_in_at_the_others(
    people: list[Page], deployed: Deployed
) -> None:
    """A reader who is led to another process is still signed in as the same person."""
    for page in people:
        before = deployed.process_of(page.context)
        _lead(page.context, deployed, past=before)
        page.goto(f"{deployed.address}/movement")
        expect(page.locator("h1")).to_have_text("Movement")
        wait_until_drawn(page)
        assert deployed.process_of(page.context) != before


def test_downloads_come_from_the_process_that_holds_them(people: list[Page]) -> None:
    for page in people:
        panel = page.locator('[class*="st-key-panel-"]').first
        panel.get_by_text("Table, definition, full screen and download").click()
        at_rest(panel.get_by_role("button", name="Download as CSV")).click()
        page.get_by_role("textbox", name="Who is it for?").fill("The meeting")
        save = page.get_by_role("button", name="Save the file")
        expect(save).to_be_enabled()
        with page.expect_download(timeout=30_000) as waiting:
            save.click()
        assert b"OFFICIAL-SENSITIVE" in Path(waiting.value.path()).read_bytes()
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_import_reaches_every_process(
    people: list[Page], deployed: Deployed, tmp_path: Path
) -> None:
    assert len({deployed.process_of(page.context) for page in people}) == PROCESSES
    book = tmp_path / "meetings.xlsx"
    write_workbook(book, {"meetings": [{"Held": date(2022, 11, 23)}]})
    engine = writing_engine(deployed.url)
    import_files(engine, [book], extracted_on=date(2022, 11, 24), is_demo=True, is_confirmed=True)
    engine.dispose()
    for page in people:
        expect(page.get_by_text("extracted 24 November 2022")).to_be_visible()
        wait_until_drawn(page)


def test_a_process_keeps_idle_connections_longer_than_nginx(deployed: Deployed) -> None:
    """Otherwise a request that nginx sends as the process closes would be lost or sent to another
    one."""
    kept = re.search(r"keepalive_timeout (\d+)s;", CONFIGURATION.read_text(encoding="utf-8"))
    assert kept
    assert int(kept[1]) < KEEP_ALIVE_SECONDS
    with closing(HTTPConnection(deployed.some_process())) as connection:
        connection.request("GET", "/readyz")
        connection.getresponse().read()
        assert connection.sock is not None
        connection.sock.settimeout(LONGER_THAN_MOST_SERVERS_WAIT)
        with pytest.raises(TimeoutError):
            connection.sock.recv(1)


def test_nginx_adds_security_headers_and_hides_the_metrics(deployed: Deployed) -> None:
    with urllib.request.urlopen(deployed.address, context=TRUSTING) as answer:
        headers = answer.headers
    assert "max-age=" in headers["Strict-Transport-Security"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "clvt_route=" in headers["Set-Cookie"]
    assert "HttpOnly; Secure" in headers["Set-Cookie"]
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"{deployed.address}/_stcore/metrics", context=TRUSTING)
    large = Request(f"{deployed.address}/", data=b"." * 70_000, method="POST")
    with pytest.raises(HTTPError, match="413"):
        urllib.request.urlopen(large, context=TRUSTING)


def test_the_deployed_files_bound_connections_memory_and_waiting() -> None:
    nginx_conf = CONFIGURATION.read_text(encoding="utf-8")
    service = CONFIGURATION.with_name("clvt.service").read_text(encoding="utf-8")
    for bound in ("limit_conn ", "client_header_timeout ", "client_body_timeout ", "send_timeout "):
        assert bound in nginx_conf
    assert re.search(r"^MemoryMax=\d+G$", service, re.MULTILINE)
    waits = re.search(r"proxy_read_timeout (\d+)s;", nginx_conf)
    assert waits
    assert int(waits[1]) > PING_SECONDS  # an open page that is well is never cut off


@pytest.mark.parametrize("site", ["same-origin", "same-site", "cross-site", "none"])
def test_only_our_own_pages_can_drop_the_cookie(deployed: Deployed, site: str) -> None:
    asked = Request(f"{deployed.address}/signed-out", headers={"Sec-Fetch-Site": site})
    with urllib.request.urlopen(asked, context=TRUSTING) as answer:
        given = " ".join(answer.headers.get_all("Set-Cookie", []))
    assert ("clvt_session=" in given) == (site == "same-origin")


def test_signing_out_drops_the_cookie_over_tls(people: list[Page]) -> None:
    for page in people:
        page.get_by_text("inspector · ").click()
        with page.expect_response("**/signed-out"):
            at_rest(page.get_by_role("button", name="Sign out")).click()
        has_no_cookie(page)

"""The same in a real browser: no canary in its WebSocket, its requests or on its screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Error, Page, Request, WebSocket, expect

from dashboard import navigation
from tests.leaks.canaries import PASSWORD, THRESHOLD, Canary, found_in, load_canaries
from tests.leaks.test_canary import COUNTS, HISTORY, NOTHING, RECORDS, RELEASED
from tests.sampling import sample
from tests.servers.serving import serving, sign_in, wait_until_drawn

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard with the canaries."""
    folder = tmp_path_factory.mktemp("canaries-in-a-browser")
    url = f"sqlite:///{folder / 'clvt.db'}"
    load_canaries(url, folder / "files")
    with serving(url, folder, disclosure_threshold=str(THRESHOLD)) as address:
        yield address


class BrowserTraffic:
    """Everything of ours that a browser was sent, without Streamlit's own scripts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[bytes] = []
        self.answered: list[Request] = []
        page.on("websocket", self._listen)
        # The browser's driver would wait for ever for the rest of a request that was broken off.
        page.on("requestfinished", self._note)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, frame: str | bytes) -> None:
        self.sent.append(frame.encode() if isinstance(frame, str) else frame)

    def _note(self, request: Request) -> None:
        if not urlparse(request.url).path.startswith("/static/"):
            self.answered.append(request)

    def canaries(self) -> set[Canary]:
        """The canaries in all that was sent since the last call, and on the screen now."""
        sent = b"".join([*self.sent, self.page.content().encode(), self.page.url.encode()])
        for each in self.answered:
            sent += each.url.encode()
            with suppress(Error):  # what a page was sent is gone once it is left
                answer = each.response()
                sent += answer.body() if answer else b""
        self.sent.clear()
        self.answered.clear()
        return found_in(sent)


@contextmanager
def signed_in(browser: Browser, address: str, username: str) -> Iterator[BrowserTraffic]:
    """A browser signed in by the form, which was sent no canary before that."""
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        heard = BrowserTraffic(context.new_page())
        heard.page.goto(address)
        wait_until_drawn(heard.page)
        assert heard.canaries() == NOTHING
        sign_in(heard.page, username, PASSWORD)
        yield heard


def download_file(heard: BrowserTraffic, folder: Path) -> bytes:
    """The file behind the page's first download button."""
    heard.page.get_by_role("button", name="Download as CSV").first.click()
    heard.page.get_by_role("textbox", name="Who is it for?").fill("the test")
    heard.page.get_by_role("button", name="Save the file").wait_for()
    expect(heard.page.get_by_role("button", name="Save the file")).to_be_enabled()
    with heard.page.expect_download() as begun:
        heard.page.get_by_role("button", name="Save the file").click()
    begun.value.save_as(folder / "saved.csv")
    return (folder / "saved.csv").read_bytes()


def test_a_partners_browser_is_sent_what_was_released(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    with signed_in(browser, served, "gill") as heard:
        assert heard.canaries() == RELEASED
        for entry in sample(navigation.MENU, 0, every=4):
            heard.page.goto(
                f"{served}/{navigation.address(entry.name)}?area=Ashfield&place=Ashfield"
            )
            wait_until_drawn(heard.page)
            assert heard.canaries() <= RELEASED, entry.title
        heard.page.goto(f"{served}/area-summary")
        wait_until_drawn(heard.page)
        assert found_in(download_file(heard, tmp_path)) == RELEASED
        assert heard.canaries() == RELEASED


def test_an_inspectors_browser_is_sent_records_after_the_purpose(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    with signed_in(browser, served, "ines") as heard:
        page = heard.page
        page.goto(f"{served}/records")
        wait_until_drawn(page)
        assert heard.canaries() <= COUNTS
        page.get_by_role("combobox", name="Purpose").click()
        page.get_by_role("option", name="Safeguarding enquiry").click()
        page.get_by_role("button", name="Show the records").click()
        expect(page.get_by_text("children on the tracker, 22 November 2022")).to_be_visible()
        wait_until_drawn(page)
        assert Canary.REFERENCE in (listed := heard.canaries())
        assert listed <= RECORDS
        assert found_in(download_file(heard, tmp_path)) <= HISTORY | COUNTS
        assert Canary.REFERENCE not in found_in(page.url.encode())

"""No request leaves the machine, from the server or from the browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from dashboard.navigation import MENU, address
from tests.servers.serving import (
    at_rest,
    environment,
    free_port,
    open_signed_in,
    wait_until_drawn,
    wait_until_ready,
)

pytestmark = pytest.mark.browser

# Serves the dashboard, and writes down each name that is looked up and each connection that is made
# or tried. Python tells of them, whichever library it is.
SERVED = """
import sys
def note(happening, arguments):
    if happening in ("socket.getaddrinfo", "socket.gethostbyname"):
        written = f"{arguments[0]}"
    elif happening in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        written = f"{arguments[1][0]}"
    else:
        return
    with open("outgoing.txt", "a") as lines:
        lines.write(written + "\\n")
sys.addaudithook(note)
from dashboard.serving.processes import serve
serve("localhost", int(sys.argv[1]))
"""
OURSELVES = {"localhost", "127.0.0.1", "::1", "None"}


def test_a_whole_session_sends_no_request_to_another_machine(
    browser: Browser, demo_copy: str, tmp_path: Path
) -> None:
    port = free_port()
    ours = f"localhost:{port}"
    log = tmp_path / "served.log"
    asked: list[str] = []
    with log.open("w") as lines:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVED, str(port)],
            env=environment(demo_copy, {"port": str(port)}),
            stdout=lines,
            stderr=subprocess.STDOUT,
            cwd=tmp_path,
        )
        try:
            wait_until_ready(f"http://{ours}/readyz", server, log)
            with browser.new_context() as context:
                context.on("request", lambda request: asked.append(request.url))
                page = context.new_page()
                page.on("websocket", lambda socket: asked.append(socket.url))
                use_every_page(page, f"http://{ours}")
            with pytest.raises(InvalidStatus):
                connect(f"ws://{ours}/_stcore/stream", origin=Origin("https://evil.example"))
        finally:
            server.terminate()
            server.wait(20)
    assert {urlsplit(each).scheme for each in asked} >= {"http", "ws"}
    away = [each for each in asked if urlsplit(each).netloc not in (ours, "")]
    assert away == []
    looked_for = {urlsplit(each).path for each in asked if each.endswith("/health")}
    assert looked_for == {"/_stcore/health"}, "A browser looks for the server beneath pages, too."
    outgoing = (tmp_path / "outgoing.txt").read_text().split()
    assert "localhost" in outgoing  # so the log of connections works
    assert [each for each in outgoing if each not in OURSELVES] == []


def use_every_page(page: Page, address_of_ours: str) -> None:
    """A whole session: each page, a record, a download, and signing out."""
    open_signed_in(page, address_of_ours, "inspector")
    for entry in MENU:
        page.goto(f"{address_of_ours}/{address(entry.name)}")
        wait_until_drawn(page)
    page.goto(f"{address_of_ours}/records")
    wait_until_drawn(page)
    page.get_by_role("combobox", name="Purpose").click()
    page.get_by_role("option", name="Audit or inspection").click()
    page.get_by_role("button", name="Show the records").click()
    wait_until_drawn(page)
    at_rest(page.get_by_role("button", name="Download as CSV")).click()
    page.get_by_role("textbox", name="Who is it for?").fill("The meeting")
    save = page.get_by_role("button", name="Save the file")
    page.wait_for_timeout(1000)
    with page.expect_download(timeout=30_000):
        save.click()
    page.goto(address_of_ours)
    wait_until_drawn(page)
    page.get_by_text("inspector · ").click()
    at_rest(page.get_by_role("button", name="Sign out")).click()
    page.get_by_role("textbox", name="Username").wait_for()

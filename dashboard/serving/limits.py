"""How many tabs one client may have open, and how many messages each may send in a second."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.serving.file_links import FILES
from dashboard.serving.layer import Layer, cookies_of, refuse
from dashboard.settings import settings
from dashboard.signing_in import cookie

TOO_MANY_TABS = "Too many tabs of the dashboard are open. Close some, and load this page again."
BURST_SECONDS = 3  # seconds of the allowance that may be used at once


class Limits(Layer):
    """Refuses further tabs of a client that has as many as it may, and slows down too many
    messages.

    Whoever opens a page beyond the limit reads why: a browser shows nothing of what a WebSocket is
    refused with. A client is a signed-in browser, or all browsers of an address that are not signed
    in together.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_tab = scope["type"] == "websocket"
        if not is_tab and not _opens_a_page(scope):
            await self.app(scope, receive, send)
            return
        client, tab_limit = _client(scope)
        if self.open[client] >= tab_limit:
            await refuse(scope, receive, send, TOO_MANY_TABS, 429)
            return
        if not is_tab:
            await self.app(scope, receive, send)
            return
        self.open[client] += 1
        try:
            await self.app(scope, PacedMessages(receive, settings().messages_a_second), send)
        finally:
            self.open[client] -= 1
            if not self.open[client]:
                del self.open[client]


class PacedMessages:
    """Lets in a number of messages a second, and delays the others."""

    def __init__(self, receive: Receive, a_second: float) -> None:
        self.receive = receive
        self.a_second = a_second
        self.allowed = a_second * BURST_SECONDS
        self.since = time.monotonic()

    async def __call__(self) -> Message:
        message = await self.receive()
        if message["type"] == "websocket.receive":
            now = time.monotonic()
            earned = (now - self.since) * self.a_second
            self.allowed = min(self.a_second * BURST_SECONDS, self.allowed + earned) - 1
            self.since = now
            if self.allowed < 0:
                await asyncio.sleep(-self.allowed / self.a_second)
        return message


def _opens_a_page(scope: Scope) -> bool:
    """Whether a browser asks for a page to show, and not for a part of one or a file."""
    is_document = (b"sec-fetch-dest", b"document") in scope.get("headers", ())
    return is_document and not scope["path"].startswith(FILES)


def _client(scope: Scope) -> tuple[str, int]:
    """The client of a connection, and the number of tabs that it may have open."""
    if session := cookie.session_in(cookies_of(scope)):
        return f"session {session}", settings().tabs_a_session
    address, _ = scope.get("client") or ("", 0)
    return f"address {address}", settings().tabs_an_address

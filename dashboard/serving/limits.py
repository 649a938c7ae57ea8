"""How many tabs one client may have open, and how many messages each may send in a second."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.settings import settings
from dashboard.signing_in import cookie

BURST_SECONDS = 3  # seconds of the allowance that may be used at once


class Limits:
    """Refuses further tabs of a client that has as many as it may, and slows down too many
    messages.

    A client is a signed-in browser, or all browsers of an address that are not signed in together.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        client, most = _client(scope)
        if self.open[client] >= most:
            await receive()  # the handshake, which is answered with 403
            await send({"type": "websocket.close", "code": 1008})
            return
        self.open[client] += 1
        try:
            await self.app(scope, PacedMessages(receive, settings().messages_a_second), send)
        finally:
            self.open[client] -= 1
            self.open += Counter()  # drops those that have none left


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


def _client(scope: Scope) -> tuple[str, int]:
    """The client of a connection, and the number of tabs that it may have open."""
    headers = dict(scope["headers"])
    session = cookie.session_in(cookie_parser(headers.get(b"cookie", b"").decode("latin-1")))
    if session:
        return f"session {session}", settings().tabs_a_session
    address, _ = scope.get("client") or ("", 0)
    return f"address {address}", settings().tabs_an_address

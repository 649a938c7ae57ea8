"""What the layers that a request passes have in common."""

from __future__ import annotations

from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class Layer:
    """A layer around an app: whatever it lets through goes to that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app


def cookies_of(scope: Scope) -> dict[str, str]:
    """The cookies that come with a request."""
    return cookie_parser(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))


async def refuse(scope: Scope, receive: Receive, send: Send, why: str, status: int) -> None:
    """Refuse a request, or a WebSocket, of which a browser shows no reason."""
    if scope["type"] == "websocket":
        await receive()  # the handshake, which is answered with 403
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(why, status_code=status)(scope, receive, send)

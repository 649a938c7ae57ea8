"""The server: Streamlit as an ASGI app, with security headers, a health check and a warm start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.answers import extracts
from dashboard.components import failure
from dashboard.serving import file_links, warm_start
from dashboard.signing_in import cookie, oidc

# Streamlit's own bundle needs inline styles and evaluates Vega expressions; nothing else may load.
HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        b"connect-src 'self' ws: wss:; worker-src 'self' blob:; frame-src 'self'; "
        b"frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
    ),
    b"x-frame-options": b"SAMEORIGIN",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cross-origin-opener-policy": b"same-origin",
}
PROTOCOLS = b"sec-websocket-protocol"
# A file that was handed out is kept where its reader puts it, and by no proxy on the way. (With
# no-store, Chromium leaves the page waiting for the link that it followed.)
FILES = "/media/"
OUR_OWN = "same-origin"  # as browsers say it of a request
NOT_KEPT = {b"cache-control": b"private, no-cache"}


class SecurityHeaders:
    """Adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = {**HEADERS, **(NOT_KEPT if FILES in scope.get("path", "") else {})}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *(h for h in message["headers"] if h[0].lower() not in own),
                    *own.items(),
                ]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class TabsOfTheirOwn:
    """Gives whatever connects a tab of its own.

    Streamlit gives a tab back to any connection that names it, with whoever is signed in there, and
    asks for no cookie. So the name, third among the "protocols" offered, is left out: a browser
    that lost its connection begins anew, where its cookie signs it in, and its address filters.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            headers = [
                (name, b",".join(value.split(b",")[:2]) if name == PROTOCOLS else value)
                for name, value in scope["headers"]
            ]
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


_warmed = asyncio.Event()


def ready(_: Request) -> PlainTextResponse:
    """200 once nobody would wait for imports and the database answers, else 503: for whatever
    watches over the service, or sends readers to it."""
    if not _warmed.is_set():
        return PlainTextResponse("Starting.", status_code=503)
    if extracts.is_reachable():
        return PlainTextResponse("ready")
    return PlainTextResponse("The database does not answer.", status_code=503)


def forget(asked: Request) -> Response:
    """Have the browser forget the session's cookie, if it is one of our pages that asks."""
    answer = Response(status_code=204, headers={"cache-control": "no-store"})
    if asked.headers.get("sec-fetch-site", OUR_OWN) == OUR_OWN:
        answer.delete_cookie(cookie.SESSION, samesite="strict")
    return answer


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Have ready what pages need, before the first visitor comes and after each import."""
    warm = asyncio.create_task(warm_start.keep_warm(_warmed))
    yield
    warm.cancel()


file_links.keep_secret()
app = st.App(
    Path(__file__).parent.parent / "app.py",
    lifespan=lifespan,
    secrets=oidc.secrets(),
    on_script_error=failure.say_failed,
    routes=[Route("/readyz", ready), Route(cookie.FORGET, forget)],
    middleware=[Middleware(SecurityHeaders), Middleware(TabsOfTheirOwn)],
)

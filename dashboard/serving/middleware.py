"""The layers that each request passes before Streamlit, and each answer on its way back."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from starlette.types import Message, Receive, Scope, Send

from dashboard.serving.document import StyledDocument
from dashboard.serving.file_links import FILES, FilesOnce
from dashboard.serving.layer import Layer, cookies_of, refuse
from dashboard.serving.limits import Limits
from dashboard.serving.messages import OwnMessagesOnly
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from queries.access import NOBODY, Grant

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
LARGEST_UPLOAD = 51 << 20  # bytes of a request: a file of 50 MB, and the parts around it
UPLOAD_ROUTE = "_stcore/upload_file"
METRICS_ROUTE = "_stcore/metrics"
PROTOCOLS_HEADER = b"sec-websocket-protocol"
PROVIDER_COOKIES = b"_streamlit_user"
LIMITED_ATTRIBUTES = (b"max-age", b"expires", b"secure")
# A file that was handed out must not stay in a cache on its way.
NO_STORE = {b"cache-control": b"no-store"}


class SecurityHeaders(Layer):
    """Adds the headers to every response."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = {**HEADERS, **(NO_STORE if scope.get("path", "").startswith(FILES) else {})}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *(h for h in message["headers"] if h[0].lower() not in own),
                    *own.items(),
                ]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class TabsOfTheirOwn(Layer):
    """Gives each connection a tab of its own.

    Streamlit gives a tab, with the person signed in there, back to any connection that names it,
    without asking for a cookie. So the name (the third of the "protocols" offered) is left out: a
    browser that lost its connection starts again, with its cookie for the sign-in and its address
    for the filters.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            headers = [
                (name, b",".join(value.split(b",")[:2]) if name == PROTOCOLS_HEADER else value)
                for name, value in scope["headers"]
            ]
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


class OwnOriginOnly(Layer):
    """Refuses requests from pages of other sites.

    Streamlit would refuse a WebSocket of another origin too, but not before it has looked up this
    machine's outside address on the internet, which takes two seconds each time.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_own(scope):
            await self.app(scope, receive, send)
        else:
            await refuse(scope, receive, send, "Requests from other sites are refused.", 403)


def _is_own(scope: Scope) -> bool:
    """Whether the origin is our own, or none is named: browsers name it for each WebSocket and for
    each request from a page of another site."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin")
    if origin is None:
        return True
    try:
        named = urlsplit(origin.decode("ascii"))
        asked = urlsplit(f"//{headers.get(b'host', b'').decode('ascii')}")
        return (
            named.scheme in ("http", "https")
            and named.hostname is not None
            and named.hostname == asked.hostname
            and _port(named.port, named.scheme) == _port(asked.port, named.scheme)
        )
    except ValueError:
        return False


def _port(port: int | None, scheme: str) -> int:
    return port or {"http": 80, "https": 443}[scheme]


class ProviderCookies(Layer):
    """Limits the cookies of a sign-in at an identity provider to the length of a session and, where
    there is TLS, to TLS. Streamlit sets them for 30 days, and not Secure."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, _limited(value) if name.lower() == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await self.app(scope, receive, with_limits if scope["type"] == "http" else send)


def _limited(cookie: bytes) -> bytes:
    """A cookie of the provider with these limits; any other cookie unchanged."""
    if not cookie.startswith(PROVIDER_COOKIES):
        return cookie
    value, *attributes = (part.strip() for part in cookie.split(b";"))
    kept = [each for each in attributes if each.lower().split(b"=")[0] not in LIMITED_ATTRIBUTES]
    seconds = int(settings().session_hours * 3600)
    max_ages = [each for each in attributes if each.lower().startswith(b"max-age=")]
    if max_ages:
        seconds = min(seconds, int(max_ages[-1].split(b"=")[1]))
    kept.append(b"Max-Age=%d" % seconds)
    if settings().oidc_redirect_uri.startswith("https:"):
        kept.append(b"Secure")
    return b"; ".join([value, *kept])


class ClosedRoutes(Layer):
    """Closes Streamlit's route for measurements of the machine, and its route for uploads to all
    who may not import."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        is_closed = scope["type"] == "http" and (
            METRICS_ROUTE in path or (UPLOAD_ROUTE in path and not await _may_upload(scope))
        )
        if is_closed:
            await refuse(scope, receive, send, "Not found.", 404)
        else:
            await self.app(scope, receive, send)


async def _may_upload(scope: Scope) -> bool:
    """Whether a request comes from a signed-in reader who may import, and is not too large."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > LARGEST_UPLOAD:
        return False
    session = sign_in.session_in(cookies_of(scope))
    viewer = await asyncio.to_thread(sign_in.viewer_of, session) if session else NOBODY
    return viewer.may(Grant.IMPORT)


# In the order that a request passes them.
MIDDLEWARE = (
    SecurityHeaders,
    ProviderCookies,
    OwnOriginOnly,
    ClosedRoutes,
    FilesOnce,
    Limits,
    OwnMessagesOnly,
    TabsOfTheirOwn,
    StyledDocument,
)

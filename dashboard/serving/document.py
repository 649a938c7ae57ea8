"""The HTML document in which Streamlit draws every page, with our styles and script added.

A browser loads it once. What is drawn into it is sent again by each rerun.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit
from starlette.types import Message, Receive, Scope, Send

from dashboard.serving.layer import Layer
from dashboard.settings import settings

_STATIC = Path(__file__).parent.parent / "static"
_HEAD_START, _HEAD_END, _BODY_END = b"<head>", b"</head>", b"</body>"
# Streamlit's own setting of where its server is. Without it a browser that opens the address of a
# page looks for the server beneath that address first, and waits a tenth of a second before it
# looks at the root.
_WHERE_THE_SERVER_IS = b"<script>window.__streamlit={BACKEND_BASE_URL:location.origin}</script>"
# Streamlit's scripts of charts, by the beginnings of their names.
_CHART_SCRIPTS = ("ArrowVegaLiteChart", "vega-interpreter", "embed")
_AXIS_PIXELS = 30  # pixels, for the labels beneath a chart
# Headers that ask for a compressed document, or say that the browser's copy may be used. That copy
# may have older styles, so they are removed.
_REQUEST_HEADERS = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
_RESPONSE_HEADERS = {b"content-length", b"etag", b"last-modified"}


class StyledDocument(Layer):
    """Adds to each HTML document on its way out: at its beginning what a browser is to know early,
    and at its end our styles, which so take precedence over Streamlit's own, and our script."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or b"text/html" not in _header(scope["headers"], b"accept"):
            await self.app(scope, receive, send)
            return
        document = _Document(send)
        headers = [header for header in scope["headers"] if header[0] not in _REQUEST_HEADERS]
        await self.app({**scope, "headers": headers}, receive, document.send)


class _Document:
    """Holds a response back until it is whole, if it is HTML, and sends it with our additions."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and b"text/html" in _header(
            message["headers"], b"content-type"
        ):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_whole(self._start)

    async def _send_whole(self, start: Message) -> None:
        body = self._body.replace(_HEAD_START, _HEAD_START + _WHERE_THE_SERVER_IS)
        body = body.replace(_HEAD_END, preload_links() + _HEAD_END)
        body = body.replace(_BODY_END, additions() + _BODY_END)
        kept = [header for header in start["headers"] if header[0].lower() not in _RESPONSE_HEADERS]
        length = (b"content-length", b"%d" % len(body))
        await self._send({**start, "headers": [*kept, length] if body else start["headers"]})
        await self._send({"type": "http.response.body", "body": body})


def _header(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes:
    return b",".join(value for each, value in headers if each.lower() == name)


@cache
def additions() -> bytes:
    """Our styles and our script, as HTML."""
    style = (_STATIC / "style.css").read_text(encoding="utf-8")
    script = (_STATIC / "links.js").read_text(encoding="utf-8")
    chosen = settings()
    printed = _printed_marking_style(f"{chosen.marking}. {chosen.handling}")
    return (
        f"<style>{style}{_chart_heights_style()}{printed}</style><script>{script}</script>".encode()
    )


@cache
def preload_links() -> bytes:
    """Links that have a browser fetch and read the scripts of charts while Streamlit starts, rather
    than when the first chart is to be drawn: a twentieth of a second of a visit."""
    scripts = Path(str(streamlit.__file__)).parent / "static" / "static" / "js"
    names = [each.name for name in _CHART_SCRIPTS for each in sorted(scripts.glob(f"{name}.*.js"))]
    link = '<link rel="modulepreload" crossorigin href="./static/js/{}">'
    return "".join(map(link.format, names)).encode()


def _chart_heights_style() -> str:
    """The style that keeps room for each chart until it is drawn, so that nothing moves then. A
    chart with a height that depends on its rows gets none."""
    # Slow to import: the server answers first.
    from dashboard.charts import spec_of  # noqa: PLC0415
    from dashboard.views import VIEWS  # noqa: PLC0415

    drawn = {name: view.chart for name, view in VIEWS.items() if view.chart}
    heights = {name: spec_of(chart).get("height") for name, chart in drawn.items()}
    return "".join(
        f".st-key-chart-{name} {{ min-height: {height + _AXIS_PIXELS}px; }}\n"
        for name, height in heights.items()
        if isinstance(height, int)
    )


def _printed_marking_style(marking: str) -> str:
    """The style that prints the marking at the head and the foot of each page."""
    content = json.dumps(marking, ensure_ascii=False).replace("<", r"\3c ")
    box = f"{{ content: {content}; font: 600 9pt sans-serif; }}"
    return f"@page {{ margin: 18mm 12mm; @top-center {box} @bottom-center {box} }}"

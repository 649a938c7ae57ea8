"""The HTML document of the server has our styles and our script, and is never an old one."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard.serving.document import StyledDocument, additions, preload_links

AS_A_BROWSER = {"accept": "text/html,*/*", "accept-encoding": "gzip", "if-none-match": '"old"'}


def _get(path: str, headers: dict[str, str]) -> httpx.Response:
    def document(request: Request) -> Response:
        if "if-none-match" in request.headers:
            return Response(status_code=304)
        words = "<p>Words.</p>" * 1000
        return HTMLResponse(
            f"<html><head></head><body>{words}</body></html>", headers={"etag": '"old"'}
        )

    def other(_: Request) -> Response:
        return JSONResponse({"text": "</body>"})

    routes = [Route("/", document), Route("/other", other)]
    inner = [Middleware(StyledDocument), Middleware(GZipMiddleware)]
    transport = httpx.ASGITransport(Starlette(routes=routes, middleware=inner))

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(get())


def test_our_styles_and_script_are_at_the_end_of_the_document() -> None:
    answer = _get("/", AS_A_BROWSER)
    assert answer.status_code == 200
    assert answer.content.endswith(additions() + b"</body></html>")
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers, "A browser would keep old styles."


def test_the_scripts_of_charts_are_asked_for_early_by_names_that_exist() -> None:
    assert preload_links() + b"</head>" in _get("/", AS_A_BROWSER).content
    names = re.findall(r'href="\./(.*?)"', preload_links().decode())
    assert len(names) == 3
    served = Path(str(streamlit.__file__)).parent / "static"
    assert all((served / name).is_file() for name in names)


def test_a_browser_is_told_where_the_server_is_before_any_script_asks() -> None:
    answer = _get("/", AS_A_BROWSER)
    assert answer.text.startswith("<html><head><script>window.__streamlit={BACKEND_BASE_URL:")


def test_the_styles_hold_the_marking_of_each_printed_page() -> None:
    assert b"@top-center" in additions()
    assert b"OFFICIAL" in additions()


def test_other_responses_are_left_unchanged() -> None:
    assert _get("/other", AS_A_BROWSER).json() == {"text": "</body>"}
    assert additions() not in _get("/", {"accept": "*/*"}).content

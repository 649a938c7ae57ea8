"""Serves each file that is handed out once, to the browser that asked for it."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from streamlit.runtime import memory_media_file_storage

from dashboard.serving.layer import Layer, cookies_of, refuse
from dashboard.signing_in import file_links, sign_in

FILES = "/media/"


def keep_secret() -> None:
    """Have Streamlit give its files names that nobody can guess."""
    memory_media_file_storage._calculate_file_id = file_links.name


class FilesOnce(Layer):
    """Refuses files that were not handed out to the session that asks, or were fetched already.

    Streamlit's page first tests a link, and then has the browser follow it: only the second request
    gets the file.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(FILES):
            await self.app(scope, receive, send)
            return
        headers, session = dict(scope["headers"]), sign_in.session_in(cookies_of(scope))
        is_only_test = (
            scope["method"] == "HEAD" or headers.get(b"sec-fetch-mode", b"navigate") != b"navigate"
        )
        may_fetch = await asyncio.to_thread(
            file_links.fetch, PurePosixPath(path).stem, session, is_only_test=is_only_test
        )
        if not may_fetch:
            await refuse(scope, receive, send, "Not found.", 404)
        elif is_only_test:
            await PlainTextResponse("")(scope, receive, send)
        else:
            await self.app(scope, receive, send)

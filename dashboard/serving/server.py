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
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.answers import extracts
from dashboard.components import failure
from dashboard.serving import file_links, patches, warm_start
from dashboard.serving.middleware import MIDDLEWARE
from dashboard.signing_in import handover, oidc

ANSWER_SECONDS = 3


class ReadinessCheck:
    """Whether the dashboard can serve, for a monitor or a load balancer.

    At most one thread asks the database at a time.
    """

    def __init__(self) -> None:
        self._asking: asyncio.Task[bool] | None = None

    async def __call__(self, _: Request) -> PlainTextResponse:
        """200 where the database answers in time, else 503."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(asyncio.to_thread(extracts.is_reachable))
        await asyncio.wait([self._asking], timeout=ANSWER_SECONDS)
        if self._asking.done() and self._asking.result():
            return PlainTextResponse("ready")
        return PlainTextResponse("The database does not answer.", status_code=503)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Prepare what pages need, at the start and after each import."""
    warm = asyncio.create_task(warm_start.keep_warm())
    yield
    warm.cancel()


file_links.keep_secret()
patches.hide_versions()
patches.send_together()
app = st.App(
    Path(__file__).parent.parent / "app.py",
    lifespan=lifespan,
    secrets=oidc.secrets(),
    on_script_error=failure.say_failed,
    routes=[
        Route("/readyz", ReadinessCheck().__call__),
        Route(handover.SIGNED_IN, handover.signed_in),
        Route(handover.SIGNED_OUT, handover.signed_out),
    ],
    middleware=[Middleware(each) for each in (*MIDDLEWARE, warm_start.TabsOnceImported)],
)

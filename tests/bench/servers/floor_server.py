"""Serves the floor and the plain pages in the same way as our dashboard.

Imports are done first, and left out of the garbage collector.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import altair  # noqa: F401
import pandas  # noqa: F401
import pyarrow  # noqa: F401
import streamlit as st
import uvicorn


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """The same as our dashboard's."""
    gc.collect()
    gc.freeze()
    yield


def serve(address: str, port: int, script: str = "floor.py") -> None:
    """Serve one of them in this process until it is stopped."""
    app = st.App(Path(__file__).parent / script, lifespan=lifespan)
    uvicorn.run(app, host=address, port=port, log_level="warning")

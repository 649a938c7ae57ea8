"""The floor, served as ours is: imports done before, and out of the collector's sight."""

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
    """As ours does."""
    gc.collect()
    gc.freeze()
    yield


def serve(address: str, port: int) -> None:
    """Serve it in this process, until it is told to stop."""
    app = st.App(Path(__file__).parent / "floor.py", lifespan=lifespan)
    uvicorn.run(app, host=address, port=port, log_level="warning")

"""What is done before anybody waits for it: imports, charts, the answers that pages open with.

Also what Streamlit collects of its garbage, and when.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any

from streamlit import runtime
from streamlit.runtime.scriptrunner import script_runner

from queries.ask import DataUnavailable

_log = logging.getLogger(__name__)

# A run that has waited for the database waits again, for as long as this, until another thread
# lets the interpreter go; Python's own 5 ms would be most of a run.
SWITCH_SECONDS = 0.0005
LOOK_EVERY = 1.0  # seconds: for a newer import
TIDY_EVERY = 20  # looks
AHEAD_EACH_LOOK = 0.1  # seconds, however many wait for a page
LULL = 0.2  # seconds in which nobody waits
PAUSE = 0.01  # seconds
RUNS = "ScriptRunner.scriptThread"  # what Streamlit calls a thread that makes a page
DONE = object()
ARENAS_AT_MOST = -8  # M_ARENA_MAX in malloc.h


class YoungOnly:
    """What Streamlit is given for the collector that it calls after every rerun and every poll.

    It asks for all generations: 3 to 10 ms each time, and more with every open tab. What a rerun
    leaves behind is young; of the old, Python itself collects once a quarter of it is new.
    """

    @staticmethod
    def collect(_: int) -> int:
        return gc.collect(1)


async def keep_warm(done: asyncio.Event) -> None:
    """Import everything and draw every chart as soon as the server runs; then, at once and after
    each import, work out what pages open with. `done` is set when that is done for the first time.

    Not sooner: the sign-in's cookie component has to register with the running server.
    """
    while not runtime.exists():
        await asyncio.sleep(0.02)
    _spare_memory()
    await asyncio.to_thread(_preload)
    from dashboard import extracts, warm_answers
    from dashboard.settings import settings

    shown = None
    to_come: Iterator[None] = iter(())
    for look in count():
        with suppress(DataUnavailable):
            newest = await asyncio.to_thread(extracts.arrived)
            if newest and newest != shown:
                await asyncio.to_thread(_without_fail, warm_answers.warm, newest, shown)
                extracts.turn_to(newest)
                shown = newest
                to_come = warm_answers.ahead(newest) if settings().look_ahead else iter(())
        done.set()
        next_look = time.monotonic() + LOOK_EVERY
        try:
            await asyncio.to_thread(_without_fail, _go_on, to_come)
        except DataUnavailable:
            shown = None  # begun again when the database answers: what is kept takes no time
        if look % TIDY_EVERY == 0:
            await asyncio.to_thread(_give_back_memory)
        await asyncio.sleep(max(0.0, next_look - time.monotonic()))


def _go_on(to_come: Iterator[None]) -> None:
    """Work at what is not wanted yet until the next look: in a lull, and a little at last.

    Raises `DataUnavailable`.
    """
    looked = busy = time.monotonic()
    until = looked + LOOK_EVERY
    while looked < until:
        if _somebody_waits():
            busy = looked
        if looked - busy < LULL and until - looked > AHEAD_EACH_LOOK:
            time.sleep(PAUSE)
        elif next(to_come, DONE) is DONE:
            return
        looked = time.monotonic()


def _somebody_waits() -> bool:
    """Whether a page is being made at this moment."""
    return any(thread.name == RUNS for thread in threading.enumerate())


def _without_fail(work: Callable[..., None], *of: Any) -> None:
    """Do it. Where that fails, a reader who asks is told, and the new data are shown all the same.

    Raises `DataUnavailable`.
    """
    try:
        work(*of)
    except DataUnavailable:
        raise
    except Exception:
        _log.exception("What pages need could not be worked out ahead.")


def _preload() -> None:
    """Import, then take what was imported out of the garbage collector's sight."""
    # Importing the component registers it only where a page is being run, and warns elsewhere.
    warnings = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    warnings.setLevel(logging.ERROR)
    from extra_streamlit_components import CookieManager

    warnings.setLevel(logging.WARNING)
    component = sys.modules[CookieManager.__module__]._component_func
    runtime.get_instance().component_registry.register_component(component)

    from dashboard import (  # noqa: F401
        about,
        area_summary,
        charts,
        filters,
        navigation,
        overview,
        panels,
        records,
        sign_in,
        warm_answers,
    )
    from dashboard.views import imports, intelligence, movement, rollout, tracker  # noqa: F401

    charts.drawn()
    script_runner.gc = YoungOnly  # type: ignore[assignment, attr-defined]
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_SECONDS)


def _spare_memory() -> None:
    """Have all threads, Arrow's included, allocate in few places, so that little lies between."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):  # GNU's C library has it
        mallopt(ARENAS_AT_MOST, 2)


def _give_back_memory() -> None:
    """Return to the system what has been left free."""
    if malloc_trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        malloc_trim(0)

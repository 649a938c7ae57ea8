"""Work done before a reader waits for it: importing modules, and the answers that pages open with.

Also how garbage is collected, and how memory is given back.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import time
from functools import partial
from itertools import count

from starlette.types import Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.scriptrunner import script_runner

from dashboard.answers.failures import failures_logged
from dashboard.serving.layer import Layer
from dashboard.settings import settings

# How long a run that has waited for the database waits again for the interpreter's lock. Python's
# default of 5 ms would be most of a run.
SWITCH_SECONDS = 0.0005
# For so many seconds in all, working out what pages open with waits while pages are being drawn.
# It waits no longer, because an import is only shown once that is done.
GIVE_WAY_SECONDS = 15.0
TRIM_EVERY = 20  # looks
_imported = asyncio.Event()
M_ARENA_MAX = -8  # in malloc.h


class YoungOnly:
    """The garbage collector that Streamlit calls after every rerun.

    Streamlit asks to collect all generations, which takes 3 to 10 ms, and more with every open tab.
    What a rerun leaves behind is young. Python collects the old by itself from time to time.
    """

    @staticmethod
    def collect(_: int) -> int:
        return gc.collect(1)


class TabsOnceImported(Layer):
    """Has tabs wait until what pages need has been imported.

    A page that imports the same modules at the same time, in another order, may find one of them
    half imported. So may the import beside it.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await _imported.wait()
        await self.app(scope, receive, send)


async def keep_warm() -> None:
    """Import what pages need as soon as the server runs; then, at once and after each import, work
    out what pages open with, and have open pages drawn again.

    A page opened meanwhile waits for the imports, and works out what it needs itself. It starts
    only once the server runs, because some modules look for it when imported.
    """
    while not runtime.exists():
        await asyncio.sleep(0.02)
    _limit_memory_arenas()
    with failures_logged("Importing what pages need"):
        await asyncio.to_thread(_preload)
    _imported.set()
    from dashboard.answers import warm_answers
    from dashboard.answers.newer_imports import LOOK_EVERY, ImportWatcher
    from dashboard.components import open_tabs
    from dashboard.screens import overview
    from dashboard.serving.daily_head import DailyHeadWriter
    from queries.extract import Extract

    def before_shown(newest: Extract) -> None:
        overview.warm(newest)
        until = time.monotonic() + GIVE_WAY_SECONDS
        warm_answers.warm(newest, partial(open_tabs.give_way, until))

    watcher = ImportWatcher(before_shown, _exempt_from_collection)
    daily_head = DailyHeadWriter()

    def look_at_database() -> None:
        watcher.look()
        with failures_logged("Writing the end of the access log to the journal"):
            daily_head.look()

    look_at_tabs = max(1, round(settings().refresh_seconds / LOOK_EVERY))
    for look in count():
        await asyncio.to_thread(look_at_database)
        if look % look_at_tabs == 0:
            with failures_logged("Drawing open pages again"):
                open_tabs.draw_again(await asyncio.to_thread(open_tabs.stale_tabs))
        next_look = time.monotonic() + LOOK_EVERY
        if look % TRIM_EVERY == 0:
            await asyncio.to_thread(_trim_memory)
        await asyncio.sleep(max(0.0, next_look - time.monotonic()))


def _preload() -> None:
    """Import modules."""
    from dashboard import charts, navigation, views  # noqa: F401
    from dashboard.components import filter_bar, panels  # noqa: F401
    from dashboard.screens import about, overview, records, trends  # noqa: F401
    from dashboard.screens.areas import area_summary, issued_summary  # noqa: F401
    from dashboard.signing_in import form, sign_in  # noqa: F401

    form.authenticator()
    charts.specifications()
    script_runner.gc = YoungOnly  # type: ignore[assignment, attr-defined]
    _exempt_from_collection()
    sys.setswitchinterval(SWITCH_SECONDS)


def _exempt_from_collection() -> None:
    """Exempt what there is from garbage collection: modules, statements and answers, which stay.

    Going through them takes 200 ms, in which everybody waits. What became garbage since the last
    time is collected first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _limit_memory_arenas() -> None:
    """Have all threads, including Arrow's, share a few memory arenas, so that little memory is
    wasted."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):  # GNU's C library has it
        mallopt(M_ARENA_MAX, 2)


def _trim_memory() -> None:
    """Return free memory to the system."""
    if malloc_trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        malloc_trim(0)

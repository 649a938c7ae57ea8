"""What is done once, before the first visitor: imports, and keeping the collector off them."""

from __future__ import annotations

import asyncio
import gc
import sys

from streamlit import runtime

# A run that has waited for the database waits again, for as long as this, until another thread
# lets the interpreter go; Python's own 5 ms would be most of a run.
SWITCH_SECONDS = 0.0005


async def preload() -> None:
    """Import everything that pages use and build every chart, as soon as the server runs.

    Not sooner: the sign-in's cookie component has to register with the running server.
    """
    while not runtime.exists():
        await asyncio.sleep(0.02)
    await asyncio.to_thread(_preload)


def _preload() -> None:
    """Import, then take what was imported out of the garbage collector's sight.

    Streamlit collects after every rerun; walking some hundred thousand objects of imported
    libraries each time is what it would otherwise spend its time on.
    """
    from extra_streamlit_components import CookieManager

    # Importing it registers the component only where a page is being run.
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
        sign_in,
    )
    from dashboard.views import imports, intelligence, movement, rollout, tracker  # noqa: F401
    from dashboard.views.view import VIEWS

    for view in VIEWS.values():
        for dark in (False, True):
            for follows in (False, True):
                view.chart(dark, follows)
    for dark in (False, True):
        charts.release_trend(dark)
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_SECONDS)

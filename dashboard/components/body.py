"""The body of a page: all beneath the filter bar, and the bar's boxes for district and area.

It is a fragment of Streamlit. When a reader chooses a district or an area, or uses the page itself,
it is drawn again alone; the head, the menu and the rest of the bar stay as they are. Choosing days,
an import or another page draws everything.
"""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import navigation
from dashboard.answers import extracts
from dashboard.components import frame, open_tabs, panels
from dashboard.components.filter_bar import FilterBar
from dashboard.signing_in import sign_in
from queries.ask import DataUnavailable


@st.fragment
def draw(bar: FilterBar, page: StreamlitPage) -> None:
    """Begin the run with what is chosen in the bar, and draw the page."""
    try:
        if _is_drawn_alone() and not _is_up_to_date(bar):
            st.rerun()
        run = bar.begin_run()
        frame.set_run(run)
        # Drawn again when a newer import is to be shown, or the session has ended.
        open_tabs.note(open_tabs.DrawnPage(run.viewer, run.extract, sign_in.session()))
        navigation.run(page)
        panels.draw(run)
    except DataUnavailable as why:
        frame.unavailable(why)


def _is_drawn_alone() -> bool:
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def _is_up_to_date(bar: FilterBar) -> bool:
    """Whether the reader is signed in as when the bar was drawn, and no newer import is shown."""
    return sign_in.viewer() == bar.newest.viewer and extracts.shown() == bar.newest.extract

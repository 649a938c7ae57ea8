"""What the agencies of a district did, for the page of one of its areas. It is exact for every
reader."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from dashboard.components.run import Run
from dashboard.style import tables, words
from dashboard.views.release import ReleasedArea
from queries.releases import agencies

NOT_LOADED = "Not loaded"
COLUMNS = ["Agency", "Attended", "Expected", "Open actions", "Overdue"]


def panel(run: Run, chosen: ReleasedArea) -> None:
    """Whether the panels met, which agencies came, and which actions they have open."""
    filters = chosen.release.made.filters
    meetings = run.ask(agencies.released_meetings, filters).rows
    attended = {row[0]: row[1:] for row in run.ask(agencies.released_attendance, filters).rows}
    actions = {row[0]: row[1:] for row in run.ask(agencies.released_actions, filters).rows}
    if not meetings:
        return
    box = st.container(border=True, key="panel-agencies")
    box.html(f"<h2>{escape(headline(meetings))}</h2>")
    loaded = run.ask(agencies.released_sheets, filters).pairs()
    no_attendance, no_actions = (
        (0, 0) if sheet in loaded else (NOT_LOADED, NOT_LOADED)
        for sheet in (agencies.released_attendance.sheet, agencies.released_actions.sheet)
    )
    rows = [
        (agency, *attended.get(agency, no_attendance), *actions.get(agency, no_actions))
        for agency in sorted({*attended, *actions})
    ]
    if rows:
        caption = (
            f"Agencies at these meetings, and the panels' actions open on {words.day(chosen.on)}. "
            "No child is counted, so these are exact"
        )
        box.html(tables.as_html(pd.DataFrame(rows, columns=COLUMNS), caption))


def headline(meetings: tuple[tuple[str, int, int], ...]) -> str:
    """How many of the meetings planned over the 12 months were held, by panel."""
    return words.listed(
        [
            f"{panel} held {words.out_of(held, planned, 'meeting')} planned over 12 months"
            for panel, planned, held in meetings
        ]
    )

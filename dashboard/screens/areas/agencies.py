"""What the agencies of a district did, on the page of one of its areas: exact for everybody."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from dashboard.components.run import Run
from dashboard.style import tables, words
from dashboard.views.release import Chosen
from queries.releases import agencies

COLUMNS = ["Agency", "Attended", "Expected", "Open actions", "Overdue"]


def panel(run: Run, of: Chosen) -> None:
    """Whether the panels met, which agencies came, and which actions they have open."""
    filters = of.release.made.filters
    meetings = run.ask(agencies.released_meetings, filters).rows
    attended = {row[0]: row[1:] for row in run.ask(agencies.released_attendance, filters).rows}
    actions = {row[0]: row[1:] for row in run.ask(agencies.released_actions, filters).rows}
    if not meetings:
        return
    box = st.container(border=True, key="panel-agencies")
    box.html(f"<h2>{escape(headline(meetings))}</h2>")
    rows = [
        (agency, *attended.get(agency, (0, 0)), *actions.get(agency, (0, 0)))
        for agency in sorted({*attended, *actions})
    ]
    if rows:
        caption = (
            f"Agencies at these meetings, and the panels' actions open on {words.day(of.on)}. "
            "No child is counted, so these are exact"
        )
        box.html(tables.as_html(pd.DataFrame(rows, columns=COLUMNS), caption))


def headline(meetings: tuple[tuple[str, int, int], ...]) -> str:
    """How many of the meetings planned over the 12 months were held, by panel."""
    return words.listed(
        [
            f"{panel} held {words.number(held)} of the "
            f"{words.counted(planned, 'meeting')} planned over 12 months"
            for panel, planned, held in meetings
        ]
    )

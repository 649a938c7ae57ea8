"""A release has exact figures of what agencies did, for the panels of the reader's districts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard.screens.areas.agencies import headline
from queries.access import OPERATOR, Viewer
from queries.ask import Question, ask, from_database
from queries.releases import agencies
from queries.releases.release import DueRelease
from queries.safeguarding import panels
from tests.releases.test_reach import BOTH, GEDLING

FILTERS = DueRelease(date(2022, 10, 31), 20).filters
BOTH_PANELS = ["CCE Panel (City)", "Serious Youth Violence Panel (County)"]


def rows_answered(
    asked: Question, viewer: Viewer, engine: Engine, district: str | None = None
) -> Any:
    return ask(asked, viewer, replace(FILTERS, district=district), from_database(engine)).rows


@pytest.mark.parametrize(("viewer", "district"), [(GEDLING, "County"), (BOTH, None)])
def test_agencies_are_counted_as_on_the_page_of_the_panels(
    demo_engine: Engine, viewer: Viewer, district: str | None
) -> None:
    expected, came = Counter[str](), Counter[str]()
    for agency, how, number in rows_answered(
        panels.panel_attendance_by_agency, OPERATOR, demo_engine, district
    ):
        expected[agency] += number
        came[agency] += number if how in panels.ATTENDED else 0
    assert rows_answered(agencies.released_attendance, viewer, demo_engine) == tuple(
        (agency, came[agency], expected[agency]) for agency in sorted(expected)
    )
    opened = rows_answered(panels.open_actions_by_agency, OPERATOR, demo_engine, district)
    assert rows_answered(agencies.released_actions, viewer, demo_engine) == tuple(
        (owner, overdue + not_yet + undated, overdue)
        for owner, overdue, not_yet, undated, _ in opened
    )
    meetings = rows_answered(panels.panel_meetings, OPERATOR, demo_engine, district)
    planned, held = (
        Counter(row[0] for row in meetings),
        Counter(row[0] for row in meetings if row[2]),
    )
    assert rows_answered(agencies.released_meetings, viewer, demo_engine) == tuple(
        (panel, planned[panel], held[panel]) for panel in sorted(planned)
    )
    assert list(planned) == (BOTH_PANELS[1:] if district else BOTH_PANELS)


def test_the_meetings_of_panels_are_counted_in_words() -> None:
    assert headline((("A", 12, 11), ("B", 1, 0))) == (
        "A held 11 of 12 meetings planned over 12 months and B held none of the meetings planned "
        "over 12 months"
    )

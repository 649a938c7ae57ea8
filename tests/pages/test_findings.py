"""What views say about rows of the answers to their questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from dashboard.views import rollout
from dashboard.views.safeguarding import duties as duties_views
from dashboard.views.safeguarding import hearings
from dashboard.views.safeguarding.referring import nrm
from dashboard.views.view import Finding, View
from queries.ask import Answer, statement
from queries.filters import Filters, Period
from queries.scope import EVERYWHERE
from tests.pages.findings import AS_AT, HELD, MISSED, duties, panels, safeguarding

FILTERS = Filters(AS_AT, Period(date(2022, 1, 1), AS_AT), 1)
CASES = [
    (view, *case)
    for of in (safeguarding.CASES, panels.CASES, duties.CASES)
    for view, cases in of.items()
    for case in cases
]


def finding(view: View, rows: list[tuple[Any, ...]]) -> Finding:
    columns = statement(view.question, FILTERS, EVERYWHERE).selected_columns.keys()
    beside = [Answer((), ())] * len(view.further_questions)
    return view.describe(pd.DataFrame(rows, columns=columns), FILTERS, *beside)


@pytest.mark.parametrize(("view", "rows", "headline"), CASES, ids=lambda case: str(case)[:60])
def test_a_headline_is_a_whole_sentence(
    view: View, rows: list[tuple[Any, ...]], headline: str
) -> None:
    assert finding(view, rows).headline == headline


def test_a_sergeant_whose_attendance_is_not_recorded_is_not_said_to_have_been_away() -> None:
    panel = "CCE Panel (City)"
    attended = ("Yes", "No", None)
    rows: list[tuple[Any, ...]] = [
        (panel, HELD - timedelta(days=31 * months), HELD, None, None, there)
        for months, there in enumerate(attended)
    ]
    found = finding(hearings.meetings, rows)
    assert list(found.marks["state"]) == [
        "Held, sergeant there",
        *["Held, no sergeant recorded"] * 2,
    ]
    assert found.notes[0].startswith(
        "A sergeant of the County Lines team was at one of 3 meetings held (for one it is not "
        "recorded), and"
    )


@pytest.mark.parametrize(
    ("before", "meetings", "circulated"),
    [
        (0, 1, "not circulated before its day"),
        (1, 1, "circulated before its day"),
        (0, 3, "circulated before the day of none of them"),
        (1, 3, "circulated before the day of one of them"),
        (2, 3, "circulated before the day of 2 of them"),
        (3, 3, "circulated before the day of each"),
    ],
)
def test_the_meetings_before_which_names_were_circulated_are_worded_as_a_number(
    before: int, meetings: int, circulated: str
) -> None:
    rows: list[tuple[Any, ...]] = [
        ("CCE Panel (City)", HELD, HELD, None, HELD - timedelta(days=each < before), "Yes")
        for each in range(meetings)
    ]
    (note,) = finding(hearings.meetings, rows).notes
    assert note.endswith(f"the children's names were {circulated}.")


def test_under_a_filter_searches_are_said_to_be_those_of_the_whole_force() -> None:
    rows: list[tuple[Any, ...]] = [
        (0, "Searched", "Done in time", 1, 3),
        (2, "Follow-up visit", "Done late", 40, 2),
    ]
    columns = ["place", "duty", "state", "days", "times"]
    gedling = replace(FILTERS, area="gedling")
    for filters, shown, is_said in (
        (FILTERS, rows, False),
        (gedling, rows, True),
        (gedling, rows[1:], False),
    ):
        found = duties_views.repeated_of_the_year.describe(
            pd.DataFrame(shown, columns=columns), filters
        )
        assert (duties_views.SEARCHES_OF_THE_FORCE in found.notes) == is_said


@pytest.mark.parametrize(
    ("areas", "where"), [(["Gedling"], "Gedling"), (["Gedling", "Rushcliffe"], "any area")]
)
def test_where_nsd_is_not_live_the_one_area_that_is_shown_is_named(
    areas: list[str], where: str
) -> None:
    rows: list[tuple[Any, ...]] = [(area, "County", "Planned", HELD, None, None) for area in areas]
    assert finding(rollout.timeline, rows).headline == f"NSD is not live in {where} by this date"


def test_a_wait_without_a_limit_says_so_and_does_not_show_zero() -> None:
    made = [
        (0, "Reasonable grounds", "Awaiting", 2, date(2022, 10, 13), 0, 0),
        (0, "Reasonable grounds", "Positive", 4, None, None, 0),
        (1, "Conclusive grounds", "Awaiting", 4, MISSED, None, 0),
    ]
    sent = [("Awaiting review", 2, HELD, None), ("Actioned", 3, MISSED, None)]
    decisions, messages = finding(nrm.decisions, made).table, finding(nrm.from_the_sca, sent).table
    assert list(decisions["Longer than allowed"]) == ["0", "", "No limit"]
    assert list(messages["Overdue"]) == ["No limit", ""]


@pytest.mark.parametrize(
    ("done", "open_ones", "median"),
    [(2, 2, "3"), (2, 3, "Not reached"), (1, 0, "3"), (0, 2, "Not reached")],
)
def test_a_median_is_given_once_half_are_done(done: int, open_ones: int, median: str) -> None:
    rows: list[tuple[Any, ...]] = [(1, "First visit", "Done in time", 3, done)] if done else []
    rows += [(1, "First visit", "Overdue", None, open_ones)] if open_ones else []
    assert list(finding(duties_views.of_the_year, rows).table["Median days"]) == [median]


def test_the_median_of_each_duty_stands_below_its_bars_the_quickest_first() -> None:
    rows: list[tuple[Any, ...]] = [
        (1, "First visit", "Done in time", 9, 2),
        (2, "NRM", "Overdue", None, 3),
        (3, "PND", "Done in time", 4, 1),
    ]
    assert finding(duties_views.of_the_year, rows).notes == (
        "Median days until a duty was done: PND (4) and First visit (9). "
        "Fewer than half were done of NRM.",
    )


@pytest.mark.parametrize(
    ("later", "text"),
    [
        (0, ""),
        (1, "One more is due more than 90 days ahead, and not in the list."),
        (2, "2 more are due more than 90 days ahead, and not in the list."),
        (498, "Others are due more than 90 days ahead, and not in the list."),
    ],
)
def test_a_briefing_leaves_out_what_is_due_long_after_it(later: int, text: str) -> None:
    last = AS_AT + timedelta(days=90)
    rows = (("CT-1", None), ("CT-2", last), *[("CT-3", last + timedelta(days=1))] * later)
    found, said = duties_views.due_soon(Answer(("child_ref", "due_on"), rows), AS_AT)
    assert (found.rows, said) == (rows[:2], text)


def test_where_a_duty_is_not_known_no_headline_says_that_none_is_overdue() -> None:
    unknown = Answer(("place", "duty", "state", "children"), ((1, "First visit", None, 0),))
    for view, headline in (
        (duties_views.overdue, "No duty that is known is overdue"),
        (
            duties_views.before_18,
            "No child who turns 18 within 180 days has an open duty that is known",
        ),
    ):
        columns = statement(view.question, FILTERS, EVERYWHERE).selected_columns.keys()
        frame = pd.DataFrame([], columns=columns)
        assert view.describe(frame, FILTERS, unknown).headline == headline

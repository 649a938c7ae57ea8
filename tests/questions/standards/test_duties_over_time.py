"""Duties to children by what was done day after day, and in an earlier entry."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.importing.run import import_files
from queries.filters import Filters, Period
from queries.safeguarding import duties
from tests.invented.workbooks import (
    Row,
    entry,
    listing,
    panel_meeting,
    schooling,
    search,
    toolkit,
    write_csvs,
)
from tests.questions.test_duties import children_by_state
from tests.questions.test_questions import answer

TUESDAY = date(2022, 3, 15)


def states_on(reading: Engine, duty: str, day: date, known: int = 1) -> dict[str, int]:
    """The children by the state of a duty on a day."""
    return children_by_state(duties.duties_by_state, filters_at(day, known), reading, duty)


def filters_at(day: date, known: int = 1) -> Filters:
    return Filters(day, Period(day, day), known=known)


def not_searched(day: str) -> Row:
    return search(day, Done_on="", Not_done_because="No staff", Children_linked="")


@pytest.mark.parametrize(
    ("searches", "state", "late"),
    [
        # The limit of Monday comes on Tuesday, and that of Friday to Sunday passed on Monday.
        ([search(f"2022-03-{day}") for day in (10, 11, 12, 13)], {"Due": 2}, None),
        ([search(f"2022-03-{day}") for day in (10, 11, 12, 13, 14)], {"Done in time": 2}, None),
        # One child was added on Friday 11 March, so that nothing was due before Monday.
        ([search("2022-03-08")], {"Overdue": 2}, (date(2022, 3, 10), 3)),
        (
            [search("2022-03-08"), not_searched("2022-03-14")],
            {"Overdue": 2},
            (date(2022, 3, 10), 3),
        ),
        # A reason is no search, and the sheet says nothing of the days before its first.
        ([not_searched("2022-03-10")], {"Overdue": 2}, (date(2022, 3, 11), 2)),
        ([search("2022-03-14")], {"Overdue": 2}, (date(2022, 3, 14), 1)),
        # Once the days that follow were searched, one that was not is a row of its own list.
        ([search(f"2022-03-{day}") for day in ("08", 12, 13, 14)], {"Done in time": 2}, None),
    ],
)
def test_days_that_were_not_searched_in_a_row_are_overdue_since_the_limit_of_the_first(
    writing: Engine,
    reading: Engine,
    tmp_path: Path,
    searches: list[Row],
    state: dict[str, int],
    late: tuple[date, int] | None,
) -> None:
    rows = [entry("FIRST"), entry("LATER", added="2022-03-11")]
    files = write_csvs(tmp_path / "files", {"tracker": rows, "searches": searches})
    import_files(writing, [files], extracted_on=TUESDAY)
    assert states_on(reading, "Searched", TUESDAY) == state
    overdue = answer(duties.duties_overdue, filters_at(TUESDAY), reading)
    rows_of = [dict(zip(overdue.columns, row, strict=True)) for row in overdue.rows]
    since = [
        (row["due_on"], row["working_days_late"]) for row in rows_of if row["duty"] == "Searched"
    ]
    assert since == ([late] if late else [])


def test_an_earlier_check_of_education_still_counts_on_past_days(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    def row(checked: str, **cells: Any) -> Row:
        return schooling(since="2022-01-10", Checked_on=checked, **cells)

    for number, checked in enumerate(["2022-01-12", "2022-05-05", "2022-11-10"], 1):
        sheets = {"tracker": [entry()], "education": [row(checked)]}
        files = write_csvs(tmp_path / str(number), sheets)
        import_files(writing, [files], extracted_on=date.fromisoformat(checked))
    name = "Education checked"
    assert states_on(reading, name, date(2022, 8, 3), known=3) == {"Done in time": 1}
    assert states_on(reading, name, date(2022, 8, 4), known=3) == {"Overdue": 1}
    assert states_on(reading, name, date(2022, 4, 12), known=3) == {"Done in time": 1}
    # A check that was put right to an earlier day is no check of the day that it had.
    sheets = {"tracker": [entry()], "education": [row("2022-02-01")]}
    import_files(writing, [write_csvs(tmp_path / "4", sheets)], extracted_on=date(2022, 11, 22))
    assert states_on(reading, name, date(2022, 8, 3), known=4) == {"Overdue": 1}
    assert states_on(reading, name, date(2022, 8, 3), known=3) == {"Done in time": 1}


def test_a_toolkit_is_not_due_at_a_meeting_that_listed_an_entry_that_had_ended(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    rows = [
        row
        for ref in ("BEFORE", "OPEN", "LISTED")
        for row in (entry(ref, Date_removed="2022-02-01"), entry(ref, added="2022-03-01"))
    ]
    sheets = {
        "tracker": rows,
        "panel_list": [
            *(listing(row["Tracker ref"], "2022-01-20") for row in rows[::2]),
            listing("LISTED", "2022-02-10"),
        ],
        "toolkits": [toolkit("BEFORE", "2022-02-15"), toolkit("LISTED", "2022-02-15")],
    }
    day = date(2022, 4, 1)
    sheets["panel_meetings"] = [panel_meeting(on) for on in ("2022-01-20", "2022-02-10")]
    import_files(writing, [write_csvs(tmp_path / "files", sheets)], extracted_on=day)
    assert states_on(reading, "Toolkit", day) == {"Done in time": 1, "Due": 1, "Done late": 1}

"""Duties to children by what was done day after day, and in an earlier entry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from data.importing.run import import_files
from queries.filters import Filters, Period
from queries.safeguarding import duties
from tests.invented.workbooks import entry, listing, panel_meeting, toolkit, write_csvs
from tests.questions.test_duties import counted


def found(reading: Engine, duty: str, day: date, known: int = 1) -> dict[str, int]:
    """The children by the state of a duty on a day."""
    return counted(duties.duties_by_state, at(day, known), reading, duty)


def at(day: date, known: int = 1) -> Filters:
    return Filters(day, Period(day, day), known=known)


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
    assert found(reading, "Toolkit", day) == {"Done in time": 1, "Due": 1, "Done late": 1}

"""What an import changes: versions, spells, coverage, and that it is whole or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, func, select, true

from data.importing.problems import Refused
from data.importing.run import Outcome, import_files
from data.tables import (
    child,
    import_file,
    import_run,
    intelligence_day,
    intelligence_report,
    nsd_stage,
    tracker_entry,
    tracker_spell,
)
from tests.invented.workbooks import (
    OPEN,
    VULNERABLE,
    change,
    entry,
    meeting,
    report,
    stage,
    write_csvs,
)

FIRST, SECOND, THIRD = date(2022, 2, 1), date(2022, 3, 1), date(2022, 4, 1)


@pytest.fixture
def import_sheets(writing: Engine, tmp_path: Path) -> Any:
    """Imports sheets as an extract of a day: import_sheets(day, tracker=[…], …)."""

    def imported(
        day: date | None, covers: Any = None, dry_run: bool = False, **sheets: Any
    ) -> Outcome:
        folder = write_csvs(tmp_path / "files", sheets)
        return import_files(
            writing,
            [folder],
            extracted_on=day,
            covers=covers,
            dry_run=dry_run,
            is_confirmed=True,  # what must be confirmed is tested in test_caution.py
        )

    return imported


def current(engine: Engine, table: Table, *names: str, known: int | None = None) -> list[Any]:
    """Some columns of the rows that are current, or that were known at an import."""
    since, until = table.c.known_from, table.c.known_until
    with engine.connect() as connection:
        rows = connection.execute(
            select(*(table.c[name] for name in names))
            .where(until.is_(None) if known is None else since <= known)
            .where(true() if known is None else until.is_(None) | (until > known))
            .order_by(*(table.c[name] for name in names))
        )
        return [tuple(row) for row in rows]


def spells(engine: Engine, known: int | None = None) -> list[Any]:
    return current(engine, tracker_spell, "starts_on", "ends_on", "status", known=known)


def counts(outcome: Outcome) -> dict[str, tuple[int, ...]]:
    return {
        each.sheet: (each.read, each.new, each.changed, each.withdrawn) for each in outcome.sheets
    }


def test_an_import_is_recorded_with_its_files(writing: Engine, import_sheets: Any) -> None:
    outcome = import_sheets(FIRST, tracker=[entry(), entry("CT-2")], meetings=[meeting(Room="3")])
    assert (outcome.import_id, outcome.extracted_on) == (1, FIRST)
    assert counts(outcome) == {"tracker": (2, 2, 0, 0), "meetings": (1, 1, 0, 0)}
    with writing.connect() as connection:
        (run,) = connection.execute(select(import_run)).all()
        files = connection.execute(select(import_file).order_by(import_file.c.sheet)).all()
    assert (run.import_id, run.extracted_on, run.is_demo) == (1, FIRST, False)
    assert [(each.file, each.sheet, each.rows_read, each.rows_new) for each in files] == [
        ("meetings.csv", "meetings", 1, 1),
        ("tracker.csv", "tracker", 2, 2),
    ]
    assert files[0].notices == "The column Room is not known and was ignored."
    assert files[0].sha256 != files[1].sha256


def test_importing_the_same_files_again_changes_nothing(
    writing: Engine, import_sheets: Any
) -> None:
    sheets: dict[str, Any] = {
        "tracker": [entry(), entry("CT-2", Date_removed="2022-01-20")],
        "changes": [change(), change(From="2022-01-15", Status=VULNERABLE)],
        "intelligence": [report(Tracker_refs="CT-1;CT-2")],
        "nsd_stages": [stage()],
        "meetings": [meeting()],
    }
    import_sheets(FIRST, **sheets)
    again = import_sheets(None, **sheets)
    assert (again.import_id, again.extracted_on) == (None, FIRST)
    assert all((each.new, each.changed, each.withdrawn) == (0, 0, 0) for each in again.sheets)
    later = import_sheets(SECOND, **sheets)
    assert later.import_id == 2  # the same, but as at a later day
    with writing.connect() as connection:
        versions = select(func.max(tracker_spell.c.known_from))
        assert connection.scalar(versions) == 1


def test_without_a_date_an_extract_is_of_today(import_sheets: Any) -> None:
    days = [date.today()]  # noqa: DTZ011
    extracted_on = import_sheets(None, meetings=[meeting()]).extracted_on
    days.append(date.today())  # noqa: DTZ011 - the next day, where midnight has just passed
    assert extracted_on in days


def test_an_extract_of_a_day_to_come_is_refused_whatever_is_confirmed(import_sheets: Any) -> None:
    day_to_come = date.today() + timedelta(days=2)  # noqa: DTZ011
    with pytest.raises(Refused) as refused:
        import_sheets(day_to_come, meetings=[meeting()])
    assert "and today is" in refused.value.problems[0].problem


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    writing: Engine, import_sheets: Any
) -> None:
    import_sheets(FIRST, tracker=[entry(), entry("CT-2")])
    sheets = {"tracker": [entry(Source="MASH"), entry("CT-3")]}
    tried = import_sheets(SECOND, dry_run=True, **sheets)
    assert tried.import_id is None
    assert current(writing, tracker_entry, "child_ref", "source") == [
        ("CT-1", None),
        ("CT-2", None),
    ]
    assert counts(tried) == counts(import_sheets(SECOND, **sheets)) == {"tracker": (2, 1, 1, 1)}


def test_replaced_versions_are_kept(writing: Engine, import_sheets: Any) -> None:
    import_sheets(FIRST, tracker=[entry(), entry("CT-2")])
    import_sheets(SECOND, tracker=[entry(Date_of_birth="2008-02-02")])
    assert current(writing, child, "child_ref", "date_of_birth", known=1) == [
        ("CT-1", date(2008, 2, 1)),
        ("CT-2", date(2008, 2, 1)),
    ]
    assert current(writing, child, "child_ref", "date_of_birth") == [("CT-1", date(2008, 2, 2))]
    assert current(writing, tracker_spell, "child_ref", "born") == [("CT-1", 20080202)]


def test_a_corrected_date_of_birth_or_status_changes_its_entry(import_sheets: Any) -> None:
    import_sheets(FIRST, tracker=[entry(), entry("CT-2"), entry("CT-3")])
    changed = [entry(Date_of_birth=""), entry("CT-2", Status=VULNERABLE), entry("CT-3")]
    assert counts(import_sheets(SECOND, tracker=changed)) == {"tracker": (3, 0, 2, 0)}


def test_an_older_extract_that_is_confirmed_is_imported_with_a_notice(import_sheets: Any) -> None:
    import_sheets(SECOND, tracker=[entry()])
    older = import_sheets(FIRST, tracker=[entry(Source="MASH")])
    assert older.import_id == 2
    assert older.sheets[0].notices[0] == "A later extract, of 01/03/2022, was imported before."


# Spells


def test_a_new_status_without_changes_starts_on_the_day_of_the_extract(
    writing: Engine, import_sheets: Any
) -> None:
    import_sheets(FIRST, tracker=[entry()])
    import_sheets(SECOND, tracker=[entry(Status=VULNERABLE)])
    assert spells(writing) == [
        (date(2022, 1, 10), SECOND, OPEN),
        (SECOND, None, VULNERABLE),
    ]
    assert spells(writing, known=1) == [(date(2022, 1, 10), None, OPEN)]


def test_a_status_seen_only_at_removal_starts_on_the_day_of_removal(
    writing: Engine, import_sheets: Any
) -> None:
    import_sheets(FIRST, tracker=[entry()])
    gone = date(2022, 2, 20)
    import_sheets(SECOND, tracker=[entry(Status=VULNERABLE, Date_removed=gone)])
    assert spells(writing) == [(date(2022, 1, 10), gone, OPEN), (gone, gone, VULNERABLE)]


def test_a_second_extract_of_the_same_day_amends_the_spell(
    writing: Engine, import_sheets: Any
) -> None:
    import_sheets(FIRST, tracker=[entry()])
    import_sheets(SECOND, tracker=[entry(Status=VULNERABLE)])
    import_sheets(SECOND, tracker=[entry(Status=VULNERABLE, Home_area="")])
    assert spells(writing)[-1] == (SECOND, None, VULNERABLE)
    assert current(writing, tracker_spell, "is_last", "area_code") == [
        (False, "gedling"),
        (True, None),
    ]
    import_sheets(SECOND, tracker=[entry()])  # the change is reversed
    assert spells(writing) == [(date(2022, 1, 10), None, OPEN)]


def test_reversing_one_childs_change_leaves_the_changes_of_other_children(
    writing: Engine, import_sheets: Any
) -> None:
    added = date(2022, 1, 20)
    other = entry("CT-2", Date_added=added)
    moved = entry("CT-2", Date_added=added, Status=VULNERABLE)
    import_sheets(FIRST, tracker=[entry(), other])
    import_sheets(SECOND, tracker=[entry(Status=VULNERABLE), moved])
    import_sheets(SECOND, tracker=[entry(), moved])
    assert spells(writing) == [
        (date(2022, 1, 10), None, OPEN),
        (added, SECOND, OPEN),
        (SECOND, None, VULNERABLE),
    ]


def test_stated_changes_override_the_tracker_row_and_set_the_neighbours_of_each_spell(
    writing: Engine, import_sheets: Any
) -> None:
    gone = date(2022, 1, 25)
    outcome = import_sheets(
        FIRST,
        tracker=[entry(Date_removed=gone, Removal_reason="Risk reduced", Home_area="City North")],
        changes=[change(From="2022-01-15", Status=VULNERABLE), change()],
    )
    assert counts(outcome)["changes"] == (2, 2, 0, 0)
    notices = next(each.notices for each in outcome.sheets if each.sheet == "tracker")
    assert notices == (
        "Status differs from the last row of changes, which is used (row 2).",
        "Home area differs from the last row of changes, which is used (row 2).",
    )
    rows = current(
        writing,
        tracker_spell,
        "starts_on",
        "ends_on",
        "is_first",
        "is_last",
        "is_stated",
        "previous_status",
        "previous_area_code",
        "removal_reason",
        "gender",
    )
    middle = date(2022, 1, 15)
    assert rows == [
        (date(2022, 1, 10), middle, True, False, True, None, None, None, "Male"),
        (middle, gone, False, True, True, OPEN, "gedling", "Risk reduced", "Male"),
    ]


def test_the_tracker_row_is_used_once_changes_are_no_longer_stated(
    writing: Engine, import_sheets: Any
) -> None:
    import_sheets(
        FIRST, tracker=[entry()], changes=[change(), change(From="2022-01-15", Status=VULNERABLE)]
    )
    gone = import_sheets(SECOND, tracker=[entry()], changes=[])
    assert counts(gone)["changes"] == (0, 0, 0, 2)
    assert spells(writing) == [(date(2022, 1, 10), None, OPEN)]


def test_changes_stay_known_where_only_a_tracker_is_given(
    writing: Engine, import_sheets: Any
) -> None:
    moved = change(From="2022-01-15", Status=VULNERABLE)
    import_sheets(FIRST, tracker=[entry(Status=VULNERABLE)], changes=[change(), moved])
    import_sheets(SECOND, tracker=[entry(Status=VULNERABLE)])
    assert len(spells(writing)) == 2


def test_changes_without_a_tracker_belong_to_the_known_entries(
    writing: Engine, import_sheets: Any
) -> None:
    import_sheets(FIRST, tracker=[entry(), entry("CT-2")])
    done = import_sheets(SECOND, changes=[change(), change(From="2022-01-15", Status=VULNERABLE)])
    assert counts(done) == {"changes": (2, 2, 0, 0)}
    assert len(spells(writing)) == 3


def test_spells_after_a_corrected_removal_are_dropped(writing: Engine, import_sheets: Any) -> None:
    import_sheets(FIRST, tracker=[entry()])
    import_sheets(SECOND, tracker=[entry(Status=VULNERABLE)])
    gone = date(2022, 2, 10)
    import_sheets(THIRD, tracker=[entry(Date_removed=gone)])
    assert spells(writing) == [(date(2022, 1, 10), gone, OPEN)]


# Coverage


def test_sheets_that_are_not_given_are_not_touched(writing: Engine, import_sheets: Any) -> None:
    import_sheets(FIRST, tracker=[entry()], nsd_stages=[stage()], intelligence=[report()])
    import_sheets(SECOND, meetings=[meeting()])
    for table in (tracker_entry, tracker_spell, nsd_stage, intelligence_report):
        assert len(current(writing, table, "known_from")) == 1


def test_headings_without_rows_withdraw_all_and_say_so(writing: Engine, import_sheets: Any) -> None:
    import_sheets(FIRST, tracker=[entry()], nsd_stages=[stage()])
    outcome = import_sheets(SECOND, tracker=[], nsd_stages=[])
    assert counts(outcome) == {"tracker": (0, 0, 0, 1), "nsd_stages": (0, 0, 0, 1)}
    assert all(
        each.notices[0] == "There are no rows: all that was known from this sheet is withdrawn."
        for each in outcome.sheets
    )
    for table in (child, tracker_entry, tracker_spell, nsd_stage):
        assert current(writing, table, "known_from") == []
        assert len(current(writing, table, "known_from", known=1)) == 1


def test_reports_of_days_that_are_not_covered_stay(writing: Engine, import_sheets: Any) -> None:
    import_sheets(FIRST, intelligence=[report(str(day), f"2022-01-{day}") for day in range(10, 15)])
    done = import_sheets(
        SECOND, intelligence=[report("11", "2022-01-11"), report("x", "2022-01-13")]
    )
    assert counts(done) == {"intelligence": (2, 1, 0, 2)}
    refs = [ref for (ref,) in current(writing, intelligence_report, "report_ref")]
    assert refs == ["10", "11", "14", "x"]


def test_covered_days_may_be_given(import_sheets: Any) -> None:
    import_sheets(FIRST, intelligence=[report(str(day), f"2022-01-{day}") for day in range(10, 15)])
    covers = date(2022, 1, 12), date(2022, 1, 31)
    done = import_sheets(SECOND, covers, intelligence=[])
    assert counts(done) == {"intelligence": (0, 0, 0, 3)}
    assert import_sheets(THIRD, intelligence=[]).sheets[0].notices[0] == (
        "There are no rows, and no covered days are given: nothing is withdrawn."
    )
    assert import_sheets(THIRD, covers, tracker=[]).sheets[0].notices[0] == (
        "The days covered were ignored: there is no intelligence sheet."
    )


def test_a_report_moved_to_another_day_is_counted_there(
    writing: Engine, import_sheets: Any
) -> None:
    import_sheets(FIRST, intelligence=[report(), report("INT-2"), report("INT-3", Area="")])
    done = import_sheets(SECOND, intelligence=[report(submitted="2022-01-20")])
    assert counts(done) == {"intelligence": (1, 0, 1, 0)}
    counted = current(writing, intelligence_day, "submitted_on", "area_code", "reports")
    assert sorted(counted, key=str) == [
        (date(2022, 1, 10), "gedling", 1),
        (date(2022, 1, 10), None, 1),
        (date(2022, 1, 20), "gedling", 1),
    ]
    assert len(current(writing, intelligence_day, "reports", known=1)) == 2


def test_dates_after_the_extract_give_a_notice_and_are_not_refused(import_sheets: Any) -> None:
    outcome = import_sheets(
        FIRST, tracker=[entry(added="2022-02-02"), entry("2", added="2022-02-03")]
    )
    assert outcome.sheets[0].notices == (
        "Date added is after the date of the extract (2 rows: 2, 3).",
    )

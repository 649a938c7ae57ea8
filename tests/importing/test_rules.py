"""Wrong data: each rule by the row, column and value that it reports, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data.importing.problems import Problem, Refused
from data.importing.run import import_files
from data.tables import import_refusal, import_run, tracker_entry
from tests.importing.rule_cases.encounters import UNUSUAL_ENCOUNTERS, WRONG_ENCOUNTERS
from tests.importing.rule_cases.nrm import UNUSUAL_NRM, WRONG_NRM
from tests.importing.rule_cases.panels import UNUSUAL_PANELS, WRONG_PANELS
from tests.importing.rule_cases.unusual import UNUSUAL_ROWS
from tests.importing.rule_cases.wrong import WRONG_ROWS
from tests.invented.workbooks import (
    Sheets,
    change,
    entry,
    nrm,
    report,
    write_csvs,
)

ON = date(2022, 11, 22)

WRONG = WRONG_ROWS | WRONG_PANELS | WRONG_ENCOUNTERS | WRONG_NRM
UNUSUAL = UNUSUAL_ROWS | UNUSUAL_PANELS | UNUSUAL_ENCOUNTERS | UNUSUAL_NRM


def problems(engine: Engine, folder: Path, sheets: Sheets, **options: Any) -> Sequence[Problem]:
    """The problems of these sheets; empty if they can be imported."""
    given: dict[str, Any] = {"extracted_on": ON, "dry_run": True} | options
    try:
        import_files(engine, [write_csvs(folder, sheets)], **given)
    except Refused as refused:
        return refused.problems
    return []


def places(found: Sequence[Problem]) -> list[tuple[Any, ...]]:
    return [(each.sheet, each.row, each.column, each.value) for each in found]


def test_wrong_data_is_reported_by_its_place(writing: Engine, tmp_path: Path) -> None:
    found = {
        name: problems(writing, tmp_path / "files", case.sheets) for name, case in WRONG.items()
    }
    assert {name: places(each) for name, each in found.items()} == {
        name: [case.place] for name, case in WRONG.items()
    }
    for each in (problem for listed in found.values() for problem in listed):
        assert each.file == f"{each.sheet}.csv"
        assert each.problem.endswith(".")
        assert each.remedy.endswith(".")


def test_unusual_rows_are_imported_with_a_notice(writing: Engine, tmp_path: Path) -> None:
    for name, case in UNUSUAL.items():
        folder = write_csvs(tmp_path / "files", case.sheets)
        done = import_files(writing, [folder], extracted_on=ON, dry_run=True)
        (found,) = [each for each in done.sheets if each.sheet == case.sheet]
        assert tuple(found.notices) == case.notices, name
        assert found.new, name


def test_no_correction_is_proposed_for_a_word_that_is_in_the_list(
    writing: Engine, tmp_path: Path
) -> None:
    cases = [nrm(CG="Awaiting"), nrm("N-2", CG="Awaitng")]
    files = [write_csvs(tmp_path / "files", {"tracker": [entry()], "nrm": cases})]
    with pytest.raises(Refused) as caught:
        import_files(writing, files, extracted_on=ON, dry_run=True)
    likely = {each.first.value: each.likely for each in caught.value.groups}
    assert likely == {"Awaiting": None, "Awaitng": "Awaiting"}


RIGHT: dict[str, dict[str, Any]] = {
    "re-entry on the day of removal": {
        "tracker": [entry(Date_removed="2022-02-01"), entry(added="2022-02-01")]
    },
    "an entry of one day": {
        "tracker": [entry(Date_removed="2022-01-10"), entry(added="2022-02-01")]
    },
    "the day before the 18th birthday": {"tracker": [entry(Date_of_birth="2004-01-11")]},
    "28 February before the 18th birthday": {
        "tracker": [entry(Date_of_birth="2004-02-29", added="2022-02-28")]
    },
    "a change on the day of removal": {
        "tracker": [entry(Date_removed="2022-02-01")],
        "changes": [change(), change(From="2022-02-01")],
    },
    "a date of birth given on one row": {
        "tracker": [
            entry(Date_removed="2022-02-01"),
            entry(added="2022-02-01", Date_of_birth="", Gender="unknown"),
        ]
    },
    "line breaks in free text": {"tracker": [entry(Source="School,\nthen MASH")]},
    "references unknown to the tracker": {"intelligence": [report(Tracker_refs="CT-9; CT-8;")]},
    "the same reference on other days": {"tracker": [entry("1"), entry("2")]},
}


def test_unusual_but_valid_data_is_imported(writing: Engine, tmp_path: Path) -> None:
    found = {
        case: places(problems(writing, tmp_path / "files", sheets))
        for case, sheets in RIGHT.items()
    }
    assert found == {case: [] for case in RIGHT}


def test_a_report_outside_the_days_covered_is_wrong(writing: Engine, tmp_path: Path) -> None:
    sheets = {"intelligence": [report("1"), report("2", "2022-01-09"), report("3", "2022-01-12")]}
    covers = date(2022, 1, 10), date(2022, 1, 11)
    found = problems(writing, tmp_path / "files", sheets, covers=covers)
    assert places(found) == [
        ("intelligence", 3, "Submitted", "2022-01-09"),
        ("intelligence", 4, "Submitted", "2022-01-12"),
    ]


def test_everything_wrong_is_reported_at_once_and_nothing_is_written(
    writing: Engine, tmp_path: Path
) -> None:
    sheets = {
        "tracker": [
            entry("1", Home_area="Atlantis", Status="Closed"),
            entry("2"),
            entry("3", Date_removed="2021-01-01"),
        ],
        "changes": [change("2", From="2022-01-11"), change("1", Status="Closed")],
        "intelligence": [report(submitted="soon")],
    }
    found = problems(writing, tmp_path / "files", sheets, dry_run=False)
    assert places(found) == [
        ("changes", 2, "From", "2022-01-11"),
        ("changes", 3, "Status", "Closed"),
        ("intelligence", 2, "Submitted", "soon"),
        ("tracker", 2, "Home area", "Atlantis"),
        ("tracker", 2, "Status", "Closed"),
        ("tracker", 4, "Date removed", "2021-01-01"),
    ]
    with writing.connect() as connection:
        for table in (import_run, tracker_entry):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
        (refusal,) = connection.execute(select(import_refusal)).all()
    assert (refusal.files, refusal.problems) == ("changes.csv, intelligence.csv, tracker.csv", 6)
    for value in ("Atlantis", "2022-01-11", "soon", "2021"):
        assert value not in refusal.summary
    assert "tracker, Home area: " in refusal.summary


def test_a_dry_run_leaves_no_note_of_a_refusal(writing: Engine, tmp_path: Path) -> None:
    assert problems(writing, tmp_path / "files", {"tracker": [entry("")]})
    with writing.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(import_refusal)) == 0


def test_an_unreadable_cell_is_not_reported_again_by_other_rules(
    writing: Engine, tmp_path: Path
) -> None:
    sheets = {
        "tracker": [
            entry("1", added="soon"),
            entry("2", Date_removed="later", Removal_reason="Other"),
            entry("2", added="2022-05-01"),
        ],
        "changes": [change("1"), change("2", From="then"), change("2", From="2022-01-11")],
    }
    assert places(problems(writing, tmp_path / "files", sheets)) == [
        ("changes", 3, "From", "then"),
        ("tracker", 2, "Date added", "soon"),
        ("tracker", 3, "Date removed", "later"),
    ]


def test_a_missing_column_does_not_hide_what_else_is_wrong(writing: Engine, tmp_path: Path) -> None:
    row = entry(Home_area="Atlantis")
    del row["Tracker ref"]
    sheets = {"tracker": [row], "changes": [change(From="soon")]}
    assert places(problems(writing, tmp_path / "files", sheets)) == [
        ("changes", 2, "From", "soon"),
        ("tracker", 1, "Tracker ref", None),
        ("tracker", 2, "Home area", "Atlantis"),
    ]


def test_a_very_wrong_file_is_reported_in_part_and_counted_in_full(
    writing: Engine, tmp_path: Path
) -> None:
    rows = [report(str(number), "soon") for number in range(1_500)]
    with pytest.raises(Refused, match="1,500 problems") as refused:
        import_files(writing, [write_csvs(tmp_path / "files", {"intelligence": rows})])
    assert len(refused.value.problems) == 1_001
    assert refused.value.problems[-1].problem == "… and 500 more rows like these."

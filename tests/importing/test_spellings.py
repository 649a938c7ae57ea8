"""References, flags and values that look the same are the same; those that nearly do are listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.importing.cells.references import bare_form, normal_form
from data.tables import child, intelligence_link, intelligence_report, tracker_entry, visit
from tests.importing.test_cases import CASES, import_path, notices_of, stored_values
from tests.importing.test_reading import problems_of
from tests.invented.workbooks import entry, report, write_csvs, write_workbook
from tests.invented.workbooks import visit as visited


def test_references_that_look_the_same_are_one(sqlite: Engine) -> None:
    found = problems_of(sqlite, CASES / "refs-that-look-the-same/refs.xlsx")
    assert [(each.sheet, each.row, each.column) for each in found] == [
        ("intelligence", 2, "Tracker refs"),
        ("tracker", 3, "Date added"),
        ("tracker", 4, "Date added"),
    ]
    assert "34 differs from the reference 0034 only in its leading zeros" in found[0].problem
    assert "begins before an earlier one of the same child" in found[1].problem


@pytest.mark.parametrize(
    "written", ["ct-0012", "CT-0012\u200b", " CT-0012 ", "\uff23\uff34-0012", "CT\u20110012"]
)
def test_a_reference_is_kept_as_first_written(sqlite: Engine, tmp_path: Path, written: str) -> None:
    import_path(sqlite, write_csvs(tmp_path / "in", {"tracker": [entry("CT-0012")]}))
    again = {"tracker": [entry(written)], "intelligence": [report(Tracker_refs=written)]}
    outcome = import_path(sqlite, write_csvs(tmp_path / "in", again))
    by_sheet = {sheet.sheet: (sheet.new, sheet.withdrawn) for sheet in outcome.sheets}
    assert by_sheet["tracker"] == (0, 0)
    assert stored_values(sqlite, child.c.child_ref) == ["CT-0012"]
    assert stored_values(sqlite, intelligence_link.c.child_ref) == ["CT-0012"]


PLACEHOLDERS = ["N/K", "unknown", "n/a", "NA", "TBC", "tba", "Not\u00a0known", "NULL", "--", "?"]


@pytest.mark.parametrize("cell", [*PLACEHOLDERS, "...", "0", "00"])
def test_a_placeholder_is_not_a_reference(sqlite: Engine, tmp_path: Path, cell: str) -> None:
    sheets = {"tracker": [entry(cell)], "intelligence": [report(Tracker_refs=f"CT-1; {cell}")]}
    by_sheet = {
        each.sheet: each for each in problems_of(sqlite, write_csvs(tmp_path / "in", sheets))
    }
    assert by_sheet["tracker"].remedy == "Give the Tracker ref."
    assert by_sheet["intelligence"].remedy == "Leave the cell empty."


def test_a_reference_that_was_rounded_as_a_number_is_a_problem(
    sqlite: Engine, tmp_path: Path
) -> None:
    sheets = {"intelligence": [report("1.23E+15", Tracker_refs="CT-1, 2e+11")]}
    found = problems_of(sqlite, write_csvs(tmp_path / "in", sheets))
    assert [each.column for each in found] == ["Report ref", "Tracker refs"]
    assert all("Give the column the format Text" in each.remedy for each in found)


def test_commas_semicolons_and_new_lines_separate_references_each_of_which_counts_once(
    sqlite: Engine, tmp_path: Path
) -> None:
    sheets = {"intelligence": [report(Tracker_refs="CT-1, CT-2;CT-3,;ct-1\nCT-4\r\n CT-2;")]}
    import_path(sqlite, write_workbook(tmp_path / "in.xlsx", sheets))
    assert stored_values(sqlite, intelligence_link.c.child_ref) == ["CT-1", "CT-2", "CT-3", "CT-4"]


def test_flags_that_are_not_counted_are_listed(sqlite: Engine) -> None:
    outcome = import_path(sqlite, CASES / "flag-spellings/in")
    assert stored_values(sqlite, intelligence_report.c.flag).count("County Lines") == 2
    assert (
        "5 rows have a Flag other than County Lines and are not counted as such: "
        "'County Lines; Knife crime' (1), 'CountyLines' (1), 'County Line' (1), "
        "'county-lines' (1), 'County Lines (CL)' (1)." in notices_of(outcome)
    )


def test_a_single_flag_that_is_not_counted_is_listed_in_the_singular(
    sqlite: Engine, tmp_path: Path
) -> None:
    sheets = {"intelligence": [report("I-1"), report("I-2", Flag="Theft")]}
    outcome = import_path(sqlite, write_workbook(tmp_path / "in.xlsx", sheets))
    assert (
        "1 row has a Flag other than County Lines and is not counted as such: 'Theft' (1)."
        in notices_of(outcome)
    )


def test_invisible_characters_in_headings_and_list_values_are_ignored(
    sqlite: Engine, tmp_path: Path
) -> None:
    row = entry(Date_removed="\u200e01/05/2022", Removal_reason="\u200b")
    row |= {"Home area": "GEDLING\u00ad", "Gender": "\uff2dale"}
    invisible = {f"{heading}\ufeff": cell for heading, cell in row.items()}
    import_path(sqlite, write_csvs(tmp_path / "in", {"tracker": [invisible]}))
    assert stored_values(sqlite, child.c.gender) == ["Male"]
    assert stored_values(sqlite, tracker_entry.c.removed_on) == [date(2022, 5, 1)]
    assert stored_values(sqlite, tracker_entry.c.removal_reason) == [None]


def test_a_long_text_is_not_normalised() -> None:
    long = "A" + "\u0301\u0323" * 100_000
    assert normal_form(long) == long


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CT-0012", "CT-12"),
        ("CT-0012", "CT 0012"),
        ("CT-0012", "ct0012"),
        ("CT-0012", "CT-0O12"),
        ("CT-0012", "CT/0012."),
        ("CT-1001", "CT-10O1"),
        ("CT-1001", "CT-l001"),
        ("2022/0042", "2022-42"),
        ("CT-12", "\u0421\u0422-12"),  # Cyrillic letters
        ("AK-12", "\u0391\u039a-12"),  # Greek letters
    ],
)
def test_references_that_are_nearly_the_same_are_noticed(one: str, other: str) -> None:
    assert bare_form(one) == bare_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("CT-1-2", "CT-12"), ("CT-12", "CT-21"), ("CT-12", "CX-12"), ("CT-0", "CT-"), ("!", "?")],
)
def test_references_that_clearly_differ_are_not_noticed(one: str, other: str) -> None:
    assert bare_form(one) != bare_form(other)


def test_near_duplicates_are_listed_by_their_rows(sqlite: Engine, tmp_path: Path) -> None:
    import_path(sqlite, write_csvs(tmp_path / "in", {"tracker": [entry("CT-0012"), entry("CT-7")]}))
    sheets = {"tracker": [entry("CT-0012"), entry("CT-7"), entry("CT0012")]}
    notices = notices_of(import_path(sqlite, write_csvs(tmp_path / "in", sheets)))
    assert notices == (
        "Tracker ref looks like another but for a space, a sign or a zero: is it "
        "the same child? (2 rows: 2, 4)."
    )


def test_a_child_known_before_may_be_nearly_the_same(sqlite: Engine, tmp_path: Path) -> None:
    import_path(sqlite, write_csvs(tmp_path / "in", {"tracker": [entry("CT-0012")]}))
    sheets = {"intelligence": [report(Tracker_refs="CT-9; CT-12")]}
    notices = notices_of(import_path(sqlite, write_csvs(tmp_path / "other", sheets)))
    assert "is it the same child? (row 2)." in notices
    assert "names a child who is not on the tracker, and never was (row 2)." in notices


def test_references_to_unknown_children_are_listed(sqlite: Engine, tmp_path: Path) -> None:
    sheets = {
        "tracker": [entry("CT-1"), entry("CT-2", Date_removed="2022-03-01")],
        "intelligence": [
            report("I-1", Tracker_refs="CT-1; ct-2"),
            report("I-2", Tracker_refs="CT-1, CT-3"),
            report("I-3"),
        ],
    }
    assert notices_of(import_path(sqlite, write_workbook(tmp_path / "book.xlsx", sheets))) == (
        "Tracker refs names a child who is not on the tracker, and never was (row 3)."
    )


def test_a_report_is_the_same_however_its_reference_is_spelled(
    sqlite: Engine, tmp_path: Path
) -> None:
    import_path(
        sqlite, write_csvs(tmp_path / "in", {"intelligence": [report("Int-1"), report("2")]})
    )
    again = [report("INT\u20101", Tracker_refs="CT-1"), report("2"), report("int-3")]
    outcome = import_path(sqlite, write_csvs(tmp_path / "in", {"intelligence": again}))
    (sheet,) = outcome.sheets
    assert (sheet.new, sheet.changed, sheet.withdrawn) == (1, 0, 0)
    assert set(stored_values(sqlite, intelligence_report.c.report_ref)) == {"Int-1", "2", "int-3"}
    assert stored_values(sqlite, intelligence_link.c.report_ref) == ["Int-1"]


@pytest.mark.parametrize("written", ["int-1", "INT-1\u200b", "\uff29NT-1", " INT-1"])
def test_a_report_written_twice_is_a_problem(sqlite: Engine, tmp_path: Path, written: str) -> None:
    sheets = {"intelligence": [report("INT-1"), report(written)]}
    (found,) = problems_of(sqlite, write_csvs(tmp_path / "in", sheets))
    assert found.problem == "The same Report ref is on row 2 too."


def test_a_visit_written_in_two_ways_is_a_problem(sqlite: Engine, tmp_path: Path) -> None:
    sheets = {"tracker": [entry()], "visits": [visited("V-1"), visited("v-1")]}
    (found,) = problems_of(sqlite, write_workbook(tmp_path / "book.xlsx", sheets))
    assert (found.sheet, found.row, found.value) == ("visits", 3, "v-1")
    assert stored_values(sqlite, visit.c.visit_ref) == []


@pytest.mark.parametrize("cell", ["N/K", "unknown"])
def test_a_placeholder_is_not_a_report_ref(sqlite: Engine, tmp_path: Path, cell: str) -> None:
    (found,) = problems_of(sqlite, write_csvs(tmp_path / "in", {"intelligence": [report(cell)]}))
    assert found.remedy == "Give the Report ref."

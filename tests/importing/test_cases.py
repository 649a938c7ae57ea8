"""Small files as forces have sent them, each with what an import must make of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, select

from data.importing.run import Outcome, import_files
from data.tables import (
    child,
    tracker_entry,
    tracker_meeting,
    tracker_spell,
)
from queries.access import OPERATOR
from queries.ask import ask, from_database
from queries.filters import Filters, Period, named_period
from queries.oversight.movement import bridge, re_entries
from tests.importing.test_reading import problems_of
from tests.invented.workbooks import (
    VULNERABLE,
    change,
    entry,
    meeting,
    report,
    write_csvs,
    write_workbook,
    write_zip,
    zip_parts,
)

CASES = Path(__file__).parent / "cases"
ON = date(2022, 11, 22)


def import_path(engine: Engine, path: Path) -> Outcome:
    return import_files(engine, [path], extracted_on=ON)


def notices_of(outcome: Outcome) -> str:
    return "\n".join(notice for sheet in outcome.sheets for notice in sheet.notices)


def stored_values(engine: Engine, column: Column[Any]) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(column).order_by(column)).scalars())


def with_xml_replaced(
    book: Path, old: bytes, new: bytes, part: str = "xl/worksheets/sheet1.xml"
) -> Path:
    """The workbook with something replaced in the XML of its first sheet or of another part."""
    parts = zip_parts(book)
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    return write_zip(book, parts)


def test_an_error_cell_is_a_problem_at_its_cell(sqlite: Engine) -> None:
    found = problems_of(sqlite, CASES / "error-cells/na.xlsx")
    assert [(each.row, each.column, each.value) for each in found] == [
        (3, "Date removed", "#N/A"),
        (3, "Removal reason", "#N/A"),
    ]


def test_the_same_workbook_without_errors_is_imported(sqlite: Engine) -> None:
    import_path(sqlite, CASES / "error-cells/err0.xlsx")
    removed = stored_values(sqlite, tracker_entry.c.removed_on)
    assert set(removed) == {None, date(2022, 5, 1), date(2022, 6, 1)}


def test_unlikely_values_are_imported_with_notices(sqlite: Engine) -> None:
    assert notices_of(import_path(sqlite, CASES / "unlikely-values/in")) == (
        "The child was under 10 on the day of being added: is Date of birth right? (row 3).\n"
        "Removal reason is Reached 18, of a child under 17: is Date of birth right? (row 2).\n"
        "Ratified is before Proposed (row 2)."
    )


def test_the_last_12_months_up_to_28_february_leave_29_february_out(sqlite: Engine) -> None:
    day = date(2025, 2, 28)
    import_files(sqlite, [CASES / "last-12-months-after-leap-day/in"], extracted_on=day)
    period = named_period("last-12-months", day)
    assert period == Period(date(2024, 3, 1), day)
    counted = ask(bridge, OPERATOR, Filters(day, period, known=1), from_database(sqlite)).one()
    assert counted["added"] == 6


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="B3" t="e"><v>#REF!</v></c>', "#REF!"),
        (b"<c r='B3' t='e'><f>A1</f><v>#DIV/0!</v></c>", "#DIV/0!"),
        (b'<c r="B3"><f>A1&amp;"x"</f></c>', '=A1&"x"'),
        (b'<c r="B3"><f>A1</f><v></v></c>', "=A1"),
        (b'<c r="B3"><f t="shared" si="0"/><v/></c>', "="),
        (b'<x:c r="B3" t="e"><x:v>#NAME?</x:v></x:c>', "#NAME?"),
    ],
)
def test_an_unreadable_cell_is_never_treated_as_empty(
    sqlite: Engine, tmp_path: Path, cell: bytes, value: str
) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"meetings": [meeting(), meeting("2022-02-10")]})
    with_xml_replaced(book, b'<c r="B3" t="s"><v>3</v></c>', cell)
    (found,) = problems_of(sqlite, book)
    assert (found.row, found.column, found.value) == (3, "Chair", value)


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!"])
def test_an_unknown_excel_error_is_reported_with_its_row(
    sqlite: Engine, tmp_path: Path, error: str
) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"meetings": [meeting(), meeting("2022-02-10")]})
    cell = f'<c r="B3" t="e"><v>{error}</v></c>'.encode()
    (found,) = problems_of(sqlite, with_xml_replaced(book, b'<c r="B3" t="s"><v>3</v></c>', cell))
    assert (found.sheet, found.row) == ("meetings", 3)
    assert f"holds the error {error}" in found.problem


def test_a_formula_is_found_in_a_row_that_holds_nothing_else(
    sqlite: Engine, tmp_path: Path
) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"meetings": [meeting()]})
    row = b'<row r="9"><c r="B9"><f>A1</f></c></row></sheetData>'
    found = problems_of(sqlite, with_xml_replaced(book, b"</sheetData>", row))
    assert [(each.row, each.column) for each in found] == [(9, "Held"), (9, "Chair")]


def test_a_formula_with_an_empty_text_as_result_is_an_empty_cell(
    sqlite: Engine, tmp_path: Path
) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"meetings": [meeting()]})
    formula = b'<c r="B2" t="str"><f>IF(1,"","x")</f><v></v></c>'
    with_xml_replaced(book, b'<c r="B2" t="s"><v>3</v></c>', formula)
    assert import_path(sqlite, book).sheets[0].read == 1


ERRORS = ["#REF!", "#n/a", "#FIELD!", "#GETTING_DATA", "#N/V", "#ERROR!", "Err:508", "########"]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_saved_as_text_is_a_problem_too(
    sqlite: Engine, tmp_path: Path, error: str
) -> None:
    sheets = {
        "meetings": [meeting(Chair=error)],
        "tracker": [entry(error, Date_removed=error)],
        "intelligence": [report(Flag=error, Tracker_refs=f"CT-1; {error}")],
    }
    found = problems_of(sqlite, write_csvs(tmp_path / "in", sheets))
    problem = "This is an error of the spreadsheet, not a value."
    assert {each.problem for each in found} == {problem}
    assert [each.column for each in found] == [
        *("Flag", "Tracker refs", "Chair", "Tracker ref", "Date removed"),
    ]


def test_a_formula_saved_as_text_is_a_problem_where_cells_are_compared(
    sqlite: Engine, tmp_path: Path
) -> None:
    row = entry('="0034"', Date_of_birth="=B3", Home_area='=A1&"x"', Source="=1+1")
    found = problems_of(sqlite, write_csvs(tmp_path / "in", {"tracker": [row]}))
    assert [each.column for each in found] == ["Tracker ref", "Date of birth", "Home area"]
    assert {each.problem for each in found} == {"This formula has no result stored with it."}


def test_a_placeholder_date_is_refused_with_the_remedy(sqlite: Engine) -> None:
    dates = [
        each
        for each in problems_of(sqlite, CASES / "placeholder-dob/in")
        if each.column == "Date of birth"
    ]
    assert [each.value for each in dates] == ["01/01/1900", "N/K"]
    assert all("Leave the cell empty" in each.remedy for each in dates)


@pytest.mark.parametrize("cell", ["N/K", "unknown", "n/a", "TBC"])
@pytest.mark.parametrize("column", ["Date of birth", "Home area", "Date removed"])
def test_a_placeholder_text_is_refused_with_the_remedy(
    sqlite: Engine, tmp_path: Path, column: str, cell: str
) -> None:
    folder = write_csvs(tmp_path / "in", {"tracker": [entry() | {column: cell}]})
    (found,) = problems_of(sqlite, folder)
    assert (found.column, found.value) == (column, cell)
    assert "Leave the cell empty" in found.remedy


def test_a_distant_cell_in_a_sheet_that_is_not_read_is_accepted(sqlite: Engine) -> None:
    outcome = import_path(sqlite, CASES / "far-cell-in-another-sheet/p.xlsx")
    assert [(sheet.sheet, sheet.read) for sheet in outcome.sheets] == [("tracker", 1)]
    assert "The sheet 'pivot' of p.xlsx was left out." in notices_of(outcome)


def test_a_distant_cell_that_holds_only_a_style_is_accepted(sqlite: Engine, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"meetings": [meeting()]})
    row = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert import_path(sqlite, with_xml_replaced(book, b"</sheetData>", row)).sheets[0].read == 1


def test_cells_without_a_reference_cannot_fill_the_memory(sqlite: Engine, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"meetings": [meeting()]})
    wide = b"<row>" + b"<c><v>1</v></c>" * 16_000 + b"</row>"
    row = wide + b"<row><c><v>1</v></c></row>" * 2_000 + b"</sheetData>"
    (found,) = problems_of(sqlite, with_xml_replaced(book, b"</sheetData>", row))
    assert "very far" in found.problem


def test_dates_of_a_workbook_that_counts_days_from_1904_are_read_correctly(sqlite: Engine) -> None:
    import_path(sqlite, CASES / "date1904-general/p.xlsx")
    assert stored_values(sqlite, tracker_entry.c.added_on) == [date(2022, 1, 10)]
    assert stored_values(sqlite, child.c.date_of_birth) == [date(2008, 2, 1)]


def test_a_column_that_mixes_excel_dates_and_text_is_a_notice_with_its_rows(sqlite: Engine) -> None:
    notices = notices_of(import_path(sqlite, CASES / "half-swapped-dates/p.xlsx"))
    assert (
        "Submitted holds Excel's dates (8 rows: 2, 3, 4, 5, 6, 7, 8, 9) and dates written as text "
        "(7 rows: 10, 11, 12, 13, 14, 15, 16)." in notices
    )


def test_a_windows_letter_in_a_utf8_file_is_a_problem_at_its_row(sqlite: Engine) -> None:
    (found,) = problems_of(sqlite, CASES / "csv-flavours/smart")
    assert (found.sheet, found.row) == ("tracker", 4)
    assert "UTF-8" in found.problem


def test_semicolons_may_separate_cells(sqlite: Engine) -> None:
    outcome = import_path(sqlite, CASES / "csv-flavours/semicolon")
    assert [(sheet.sheet, sheet.read) for sheet in outcome.sheets] == [("tracker", 2)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize(
    ("first", "separator"),
    [
        ("", ","),
        ("", ";"),
        ("", "\t"),
        ("", "|"),
        ("\r\n", ";"),
        ("sep=;\r\n", ";"),
        ('"sep=|"\r\n', "|"),
        ("SEP=\t\r\n", "\t"),
    ],
)
def test_a_csv_file_is_read_however_it_is_written(
    sqlite: Engine, tmp_path: Path, encoding: str, first: str, separator: str
) -> None:
    rows = [["Held", "Chair"], ["2022-01-10", "É, £; 3"], ["2022-01-11", "B"]]
    text = "".join(separator.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    file = tmp_path / "meetings.csv"
    file.write_bytes((first + text).encode(encoding))
    import_path(sqlite, file)
    assert stored_values(sqlite, tracker_meeting.c.chair) == ["B", "É, £; 3"]


def test_a_line_that_names_the_separator_is_not_a_row(sqlite: Engine, tmp_path: Path) -> None:
    file = tmp_path / "meetings.csv"
    file.write_bytes(b"sep=;\r\nHeld;Chair\r\nsoon;A\r\n")
    (found,) = problems_of(sqlite, file)
    assert (found.row, found.value) == (2, "soon")


def test_files_of_a_folder_that_are_not_read_are_listed(sqlite: Engine) -> None:
    outcome = import_path(sqlite, CASES / "folder-with-old-formats/in")
    assert [sheet.sheet for sheet in outcome.sheets] == ["tracker"]
    for name in ("changes.tsv", "intelligence.xls", "meetings.ods", "nsd_stages.txt"):
        assert f"The file {name} was left out." in notices_of(outcome)


def test_folders_and_hidden_files_in_a_folder_are_listed(sqlite: Engine, tmp_path: Path) -> None:
    folder = write_csvs(tmp_path / "in", {"meetings": [meeting()]})
    (folder / "old").mkdir()
    (folder / "~$book.xlsx").touch()
    notices = notices_of(import_path(sqlite, folder))
    assert "The folder old in it was left out." in notices
    assert "The file ~$book.xlsx was left out." in notices


def test_a_folder_of_old_workbooks_alone_is_refused_with_their_names(
    sqlite: Engine, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tracker.xls").touch()
    (found,) = problems_of(sqlite, tmp_path / "in")
    assert "The file tracker.xls was left out." in found.remedy


def test_a_hidden_sheet_is_read_with_a_notice(sqlite: Engine) -> None:
    outcome = import_path(sqlite, CASES / "hidden-sheet/p.xlsx")
    assert outcome.sheets[0].read == 2
    assert "The hidden sheet 'tracker' of p.xlsx was read" in notices_of(outcome)
    assert "The sheet 'Tracker Nov' of p.xlsx was left out." in notices_of(outcome)


def test_a_visible_sheet_is_preferred_to_a_hidden_one_of_the_same_name(
    sqlite: Engine, tmp_path: Path
) -> None:
    book = write_workbook(
        tmp_path / "book.xlsx", {"Meetings": [meeting(), meeting("2022-02-10")], "changes": []}
    )
    with_xml_replaced(
        book, b'name="changes"', b'name="meetings " state="hidden"', "xl/workbook.xml"
    )
    outcome = import_path(sqlite, book)
    assert [sheet.read for sheet in outcome.sheets] == [2]
    assert "The hidden sheet 'meetings ' of book.xlsx was left out" in notices_of(outcome)


def test_a_column_with_data_but_no_heading_is_a_notice(sqlite: Engine, tmp_path: Path) -> None:
    file = tmp_path / "meetings.csv"
    file.write_text("Held,Chair,,\n2022-01-10,A,,\n2022-01-11,B,,late\n", encoding="utf-8")
    assert (
        notices_of(import_path(sqlite, file)) == "Column D has no heading and was ignored (row 3)."
    )


def test_a_child_may_be_added_again_on_the_day_of_being_added_and_removed(writing: Engine) -> None:
    import_path(writing, CASES / "same-day-reentry/in")
    assert set(stored_values(writing, tracker_entry.c.removed_on)) == {date(2022, 1, 10), None}
    filters = Filters(ON, Period(date(2022, 1, 1), ON), known=1)
    counted = ask(bridge, OPERATOR, filters, from_database(writing)).one()
    assert (counted["added"], counted["removed"], counted["closing"]) == (2, 1, 1)
    assert counted["different_children"] == 1
    again = ask(re_entries, OPERATOR, filters, from_database(writing))
    assert again.rows == ((date(2022, 1, 1), 1),)


@pytest.mark.parametrize(
    "removed", [("2022-01-10", "2022-01-10"), ("", ""), ("2022-02-01", ""), ("2022-02-01",) * 2]
)
def test_the_same_entry_twice_is_a_problem(
    sqlite: Engine, tmp_path: Path, removed: tuple[str, str]
) -> None:
    rows = [entry(Date_removed=day) for day in removed]
    problems = problems_of(sqlite, write_csvs(tmp_path / "in", {"tracker": rows}))
    assert problems[0].row == 3
    assert problems[0].problem == "The same Tracker ref and Date added are on row 2 too."


def test_of_two_entries_on_a_day_changes_belong_to_the_one_that_lasts(
    sqlite: Engine, tmp_path: Path
) -> None:
    rows = [entry(Date_removed="2022-01-10"), entry()]
    moved = [change(), change(From="2022-03-01", Status=VULNERABLE)]
    folder = write_csvs(tmp_path / "in", {"tracker": rows, "changes": moved})
    assert import_path(sqlite, folder).sheets[1].new == 2
    assert stored_values(sqlite, tracker_spell.c.place_in_day) == [1, 2, 2]


@pytest.mark.parametrize("place", [b"B99999999913", b"XFD1048576", b"ZZZZZZ2", b"b1048576"])
def test_a_cell_with_a_distant_reference_cannot_fill_the_memory(
    sqlite: Engine, tmp_path: Path, place: bytes
) -> None:
    rows = [meeting() | {f"Column {number}": 1 for number in range(30)}]
    book = write_workbook(tmp_path / "book.xlsx", {"meetings": rows})
    (found,) = problems_of(sqlite, with_xml_replaced(book, b'r="B2"', b'r="' + place + b'"'))
    assert "very far" in found.problem

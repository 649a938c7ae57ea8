"""Reading files: headings in any order, encodings, workbooks, and files that are not sheets."""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from data.importing.files.reading import find_sheets
from data.importing.problems import Problem, Problems, Refused
from data.importing.run import import_files
from data.sheets import SHEETS
from data.tables import (
    intelligence_link,
    intelligence_report,
    tracker_entry,
    tracker_meeting,
    tracker_spell,
)
from tests.invented.workbooks import (
    HEADINGS,
    OPEN,
    change,
    entry,
    meeting,
    report,
    stage,
    write_csvs,
    write_workbook,
    write_zip,
    zip_parts,
)

ON = date(2022, 11, 22)


def problems_of(engine: Engine, *paths: Path) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        import_files(engine, paths, extracted_on=ON, dry_run=True)
    return caught.value.problems


def test_a_workbook_and_csv_files_give_the_same_result(writing: Engine, tmp_path: Path) -> None:
    sheets = {
        "tracker": [entry(Date_removed="2022-05-01", Removal_reason="Reached 18")],
        "changes": [change()],
        "intelligence": [report(Tracker_refs="CT-1")],
        "nsd_stages": [stage(Target="2022-05-01")],
        "meetings": [meeting()],
    }
    book = write_workbook(
        tmp_path / "november.xlsx",
        {
            name.upper(): [
                {
                    heading: date.fromisoformat(cell) if cell[:3] == "202" else cell
                    for heading, cell in row.items()
                }
                for row in rows
            ]
            for name, rows in sheets.items()
        },
    )
    first = import_files(writing, [write_csvs(tmp_path / "files", sheets)], extracted_on=ON)
    second = import_files(writing, [book], extracted_on=ON)
    assert (first.import_id, second.import_id) == (1, None)
    assert {each.sheet for each in second.sheets} == sheets.keys()
    assert {each.file for each in second.sheets} == {"november.xlsx"}


def test_cells_of_a_workbook_are_read_by_their_meaning(writing: Engine, tmp_path: Path) -> None:
    book = write_workbook(
        tmp_path / "book.xlsx",
        {
            "tracker": [
                {
                    **entry("", 44571, Status=f" {OPEN.upper()} ", Home_area="city-north"),
                    "Tracker ref": 1234,
                    "PND line": 7.5,
                    "Source": "=1+1",
                }
            ],
            "intelligence": [
                report("77", datetime.fromisoformat("2022-01-10T23:59"), Tracker_refs=1234)
            ],
            "meetings": [meeting("10/01/2022", Shared_with_partners=date(2022, 1, 12))],
        },
    )
    import_files(writing, [book], extracted_on=ON)
    with writing.connect() as connection:
        (row,) = connection.execute(select(tracker_entry)).all()
        assert (row.child_ref, row.added_on, row.pnd_line) == ("1234", date(2022, 1, 10), "7.5")
        assert row.source == "=1+1"
        (spell,) = connection.execute(select(tracker_spell)).all()
        assert (spell.status, spell.area_code) == (OPEN, "city-north")
        (sent,) = connection.execute(select(intelligence_report)).all()
        assert (sent.report_ref, sent.submitted_on) == ("77", date(2022, 1, 10))
        assert connection.scalar(select(intelligence_link.c.child_ref)) == "1234"
        assert connection.scalar(select(tracker_meeting.c.shared_with_partners)) == "2022-01-12"


def test_headings_come_in_any_order_and_case_and_others_are_ignored(
    sqlite: Engine, tmp_path: Path
) -> None:
    row = {heading.upper(): cell for heading, cell in reversed(entry().items())}
    folder = write_csvs(tmp_path / "files", {"TRACKER": [row | {"Shoe size": "7", "": "x"}]})
    (folder / "notes.txt").write_text("not a sheet")
    (folder / "phones.csv").write_text("a,b\n")
    (sheet,) = import_files(sqlite, [folder], extracted_on=ON).sheets
    assert (sheet.read, sheet.new) == (1, 1)
    assert sheet.notices == (
        "The file notes.txt was left out. "
        "Only files that end in .xlsx, .xlsm or .csv are read from a folder.",
        f"The file phones.csv was left out. Only these are read: {', '.join(SHEETS)}.",
        "The column Shoe size is not known and was ignored.",
        "Column H has no heading and was ignored (row 2).",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_text_is_read_in_the_encoding_it_was_saved_in(
    writing: Engine, tmp_path: Path, encoding: str
) -> None:
    sheets = {"tracker": [entry(Source="Zoë’s school, £5")]}
    import_files(writing, [write_csvs(tmp_path / "files", sheets, encoding)], extracted_on=ON)
    with writing.connect() as connection:
        assert connection.scalar(select(tracker_entry.c.source)) == "Zoë’s school, £5"


def test_blank_rows_are_skipped_but_counted_in_row_numbers(sqlite: Engine, tmp_path: Path) -> None:
    file = tmp_path / "meetings.csv"
    file.write_text("\n,,\nHeld,Chair\n\n2022-01-10,A\n , \nsoon,B\n2022-01-11\n")
    (found,) = problems_of(sqlite, file)
    assert (found.row, found.value) == (7, "soon")


def test_an_intelligence_flag_is_spelt_one_way(sqlite: Engine, tmp_path: Path) -> None:
    rows = [report("1", Flag="county  lines"), report("2", Flag="Knives"), report("3", Flag="")]
    folder = write_csvs(tmp_path / "files", {"intelligence": rows})
    import_files(sqlite, [folder], extracted_on=ON)
    with sqlite.connect() as connection:
        flags = connection.scalars(
            select(intelligence_report.c.flag).order_by(intelligence_report.c.report_ref)
        )
        assert flags.all() == ["County Lines", "Knives", ""]


def test_progress_is_reported_and_ends(sqlite: Engine, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    import_files(
        sqlite,
        [write_csvs(tmp_path / "f", {"tracker": [entry()]})],
        extracted_on=ON,
        progress=lambda *step: steps.append(step),
    )
    assert list(dict.fromkeys(label for label, _, _ in steps)) == [
        "Reading tracker",
        "Checking",
        "Writing",
    ]
    assert all(0 <= done <= total for _, done, total in steps)
    assert steps[-1][1] == steps[-1][2]


# Files that are not sheets


def write(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


HOSTILE = {
    "empty.xlsx": b"",
    "noise.xlsx": bytes(range(256)) * 40,
    "text.xlsx": b"Tracker ref,Date of birth\n",
    "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "half.xlsx": b"PK\x03\x04" + bytes(30),
    "tracker.csv": b"",
    "meetings.csv": b"\n \n,,\n",
    "changes.csv": b"PK\x03\x04" + bytes(range(256)),
    "intelligence.csv": b"Report ref,Submitted,Flag\n\x81\x8d\xff,2022-01-10,x\n",
    "nsd_stages.csv": b'Area,Stage,From\nGedling,"Live,2022-01-10\n',
    "tracker.pdf": b"%PDF-1.7",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_of_another_kind_is_refused_with_an_explanation(
    sqlite: Engine, tmp_path: Path, name: str
) -> None:
    (found,) = problems_of(sqlite, write(tmp_path / name, HOSTILE[name]))
    assert found.file == name
    assert found.problem
    assert found.remedy


def test_a_missing_file_and_an_empty_folder_are_refused(sqlite: Engine, tmp_path: Path) -> None:
    (found,) = problems_of(sqlite, tmp_path / "nowhere.xlsx")
    assert "No such file" in found.problem
    (found,) = problems_of(sqlite, tmp_path)
    assert found.problem == "There is no known sheet here."


def test_a_workbook_without_a_known_sheet_is_refused(sqlite: Engine, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"tracker": []})
    assert not find_sheets([book], problems := Problems()).notices
    assert not problems
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"tracker"', b'"budget"')
    (found,) = problems_of(sqlite, write_zip(tmp_path / "other.xlsx", parts))
    assert found.problem == "There is no known sheet here."


def test_a_small_file_that_would_fill_the_memory_is_refused(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"meetings": [meeting()]})
    parts = zip_parts(book)
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c s="1"  r = "XFD1048576"><v>1</v></c></row></sheetData>'
    spread = parts | {sheet: parts[sheet].replace(b"</sheetData>", far)}
    (found,) = problems_of(sqlite, write_zip(tmp_path / "far.xlsx", spread))
    assert (found.sheet, "very far" in found.problem) == ("meetings", True)

    monkeypatch.setattr("data.importing.files.workbooks.LARGEST_UNPACKED", 1 << 20)
    bomb = write_zip(tmp_path / "bomb.xlsx", parts | {"xl/media/zeros.bin": bytes(2 << 20)})
    assert bomb.stat().st_size < 1 << 15
    (found,) = problems_of(sqlite, bomb)
    assert found.problem == "This workbook unpacks to more than 1 MB."


def test_a_required_column_missing_or_twice_is_refused(sqlite: Engine, tmp_path: Path) -> None:
    file = write(tmp_path / "meetings.csv", b"Chair,CHAIR,Chair of it\nA,B,C\n")
    found = problems_of(sqlite, file)
    assert [(each.row, each.column) for each in found] == [(1, "Held"), (1, "Chair")]


def test_a_row_with_more_cells_than_headings_is_refused(sqlite: Engine, tmp_path: Path) -> None:
    file = write(tmp_path / "meetings.csv", b"Held,Chair\n2022-01-10,Smith, Jo\n2022-01-11,A,\n")
    (found,) = problems_of(sqlite, file)
    assert (found.row, found.value) == (2, "Jo")


def test_the_same_sheet_twice_is_refused(sqlite: Engine, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "book.xlsx", {"Meetings": [meeting()]})
    folder = write_csvs(tmp_path / "files", {"meetings": [meeting()]})
    found = problems_of(sqlite, book, folder)
    assert [each.file for each in found] == ["book.xlsx", "meetings.csv"]
    assert len(problems_of(sqlite, book, book)) == 2


@given(content=st.binary(max_size=300), name=st.sampled_from(["tracker.csv", "book.xlsx"]))
def test_random_bytes_can_be_read_without_a_crash(
    tmp_path: Path, content: bytes, name: str
) -> None:
    problems = Problems()
    find_sheets([write(tmp_path / name, content)], problems)
    assert problems or name == "tracker.csv"


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=9),
        max_size=5,
    )
)
def test_random_cells_can_be_checked_without_a_crash(
    sqlite: Engine, tmp_path: Path, rows: list[list[str]]
) -> None:
    file = tmp_path / "tracker.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([HEADINGS["tracker"], *rows])
    try:
        import_files(sqlite, [file], extracted_on=ON, dry_run=True)
    except Refused as error:
        assert error.problems  # noqa: PT017  (that it may be refused is the point)

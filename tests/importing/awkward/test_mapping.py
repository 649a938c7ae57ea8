"""Mappings, lists of current children, grouped problems and marked copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, select

from data.importing.mapping.agreed import (
    agreed_mappings,
    delete_mapping,
    save_mapping,
    suggestions_for,
)
from data.importing.mapping.applying import ROWS_PER_PART, mapped_source
from data.importing.mapping.dates import parse_date
from data.importing.mapping.declaration import (
    DateOrder,
    Holds,
    Mapping,
    MappingQuestion,
    SheetMapping,
    form_of,
    month_of,
)
from data.importing.mapping.likeness import likely_name
from data.importing.mapping.suggesting import with_answers
from data.importing.mapping.toml import WrongMapping, from_toml, to_toml
from data.importing.marking import write_marked
from data.importing.preview import Preview
from data.importing.problems import Problems, Refused
from data.importing.run import Outcome, import_files
from data.recording.snapshots import Removal
from data.reference_files import REFERENCE, lines_of
from data.tables import intelligence_report, tracker_entry, tracker_spell
from tests.importing.awkward.books import HEAD, Rows, book, child

pytestmark = pytest.mark.usefixtures("unpacked_here")

FIRST, SECOND, THIRD = date(2022, 10, 31), date(2022, 11, 30), date(2022, 12, 31)
COLUMNS = dict(
    zip(
        HEAD,
        (
            *("Tracker ref", "Date of birth", "Gender", "Home area"),
            *("Status", "Date added", "Date removed", "Removal reason"),
        ),
        strict=True,
    )
)
WORDS = {
    "Gender": {"M": "Male", "F": "Female"},
    "Status": {"Open": "Open to the County Lines team", "Vuln": "Vulnerable to County Lines"},
}
REMOVED = child(4, Date_off="01/05/2022", Why_removed="Risk reduced")


def test_files_of_a_folder_that_are_not_read_are_listed(sqlite: Engine, tmp_path: Path) -> None:
    (tmp_path / "in" / "old").mkdir(parents=True)
    book(("CLVT", [HEAD, child()]))(tmp_path / "in")
    (tmp_path / "in" / "~$book.xlsx").touch()
    everything = mapping(Holds.EVERYTHING)
    outcome = import_files(sqlite, [tmp_path / "in"], extracted_on=FIRST, mapping=everything)
    assert outcome.sheets[0].notices == (
        "The folder old in in was left out.",
        "The file ~$book.xlsx in in was left out.",
    )


def mapping(holds: Holds = Holds.ON_NOW, **given: Any) -> Mapping:
    return Mapping((SheetMapping("CLVT", "tracker", COLUMNS, WORDS, holds=holds, **given),), True)


def answers_by_word(**words: str) -> Callable[[MappingQuestion], str | None]:
    """Answers by word; for all others, the likely ones."""
    return lambda each: words.get(each.word, each.likely)


def import_rows(engine: Engine, folder: Path, day: date, rows: Rows, **how: Any) -> Outcome:
    path = book(("CLVT", [HEAD, *rows]))(folder)
    return import_files(engine, [path], extracted_on=day, **({"mapping": mapping()} | how))


def entries(engine: Engine) -> dict[str, Any]:
    e = tracker_entry.c
    current = select(e.child_ref, e.removed_on, e.removal_reason).where(e.known_until.is_(None))
    with engine.connect() as connection:
        return {ref: (on, why) for ref, on, why in connection.execute(current)}


def test_a_child_missing_from_a_list_of_current_children_is_asked_about_and_not_withdrawn(
    writing: Engine, tmp_path: Path
) -> None:
    everybody = [child(1), child(2), child(3), REMOVED]
    import_rows(writing, tmp_path, FIRST, everybody, mapping=mapping(Holds.EVERYTHING))
    before = entries(writing)
    with pytest.raises(Refused) as caught:
        import_rows(writing, tmp_path, SECOND, [child(1)])
    assert caught.value.absent_refs == ("CT-2", "CT-3")
    assert entries(writing) == before
    answers = {"CT-2": Removal(date(2022, 11, 4), "Reached 18")}
    outcome = import_rows(writing, tmp_path, SECOND, [child(1)], removals=answers)
    assert outcome.sheets[0].withdrawn == 0
    risk = (date(2022, 5, 1), "Risk reduced")
    assert entries(writing) == {
        "CT-1": (None, None),
        "CT-2": (date(2022, 11, 4), "Reached 18"),
        "CT-3": (SECOND, None),
        "CT-4": risk,
    }
    settled = [child(1), child(2), child(3, Date_off="02/11/2022", Why_removed="Other"), REMOVED]
    import_rows(writing, tmp_path, THIRD, settled, mapping=mapping(Holds.EVERYTHING))
    assert entries(writing) == {
        "CT-1": (None, None),
        "CT-2": (None, None),
        "CT-3": (date(2022, 11, 2), "Other"),
        "CT-4": risk,
    }


def test_a_child_who_left_and_came_back_between_two_lists_has_two_entries(
    writing: Engine, tmp_path: Path
) -> None:
    import_rows(writing, tmp_path, FIRST, [child(1)])
    back = [child(1, Date_on="05/11/2022", DOB="12.05.2008")]
    import_rows(writing, tmp_path, SECOND, back, removals={})
    e = tracker_entry.c
    with writing.connect() as connection:
        rows = connection.execute(
            select(e.added_on, e.removed_on).where(e.known_until.is_(None)).order_by(e.added_on)
        ).all()
    assert [tuple(row) for row in rows] == [
        (date(2022, 1, 10), date(2022, 11, 5)),
        (date(2022, 11, 5), None),
    ]


def test_a_preview_has_each_record_that_is_new_or_changed(writing: Engine, tmp_path: Path) -> None:
    import_rows(writing, tmp_path, FIRST, [child(1), child(2)])
    preview = Preview(["tracker"])
    rows = [child(1), child(3)]
    import_rows(
        writing, tmp_path, SECOND, rows, removals={}, dry_run=True, before_commit=preview.collect
    )
    counts = {each.name: (each.before, each.after) for each in preview.counts}
    assert counts == {"tracker": (2, 3), "tracker: on it now": (2, 2)}
    found = {(each.child, each.what, each.after) for each in preview.changes}
    assert ("CT-2", "Changed", "Date removed: 30/11/2022") in found
    assert [(each.child, each.what) for each in preview.changes][-1] == ("CT-3", "New")
    assert {(ref, what) for ref, what, _ in found} == {("CT-2", "Changed"), ("CT-3", "New")}
    assert sum(each.what == "New" for each in preview.changes) == 1
    assert set(entries(writing)) == {"CT-1", "CT-2"}


def test_nothing_is_imported_by_a_mapping_that_is_not_agreed(
    writing: Engine, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="1 problem"):
        import_rows(writing, tmp_path, FIRST, [child(1)], mapping=Mapping(mapping().sheets))
    assert entries(writing) == {}


def test_problems_are_grouped_by_word_and_marked_in_a_copy(writing: Engine, tmp_path: Path) -> None:
    rows = [child(1, Beat="Mansfeild"), child(2, Beat="C32"), child(3, Beat="Mansfeild")]
    with pytest.raises(Refused) as caught:
        import_rows(writing, tmp_path, FIRST, rows)
    wrong = [(each.first.value, each.rows, each.likely) for each in caught.value.groups]
    assert wrong == [("Mansfeild", (2, 4), "Mansfield"), ("C32", (3,), None)]
    assert caught.value.groups[0].first.column == "Beat"
    marked = tmp_path / "marked.xlsx"
    write_marked([tmp_path / "book.xlsx"], caught.value.problems, marked)
    sheet = openpyxl.load_workbook(marked)["CLVT"]
    commented = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert commented == ["D2", "D3", "D4"]
    with pytest.raises(FileExistsError):
        write_marked([tmp_path / "book.xlsx"], [], marked)


def test_a_mapping_is_kept_for_workbooks_of_the_same_form_until_it_is_deleted(
    writing: Engine, tmp_path: Path
) -> None:
    save_mapping(writing, mapping(), "sergeant")
    save_mapping(writing, mapping(Holds.REMOVALS), "inspector")
    with writing.connect() as connection:
        (kept,) = agreed_mappings(connection)
    assert (kept.mapping, kept.agreed_by) == (mapping(Holds.REMOVALS), "inspector")
    with writing.begin() as connection:
        delete_mapping(connection, kept.mapping_id)
    with writing.connect() as connection:
        assert agreed_mappings(connection) == []
        path = book(("CLVT", [HEAD, child(1)]))(tmp_path)
        (suggested,) = suggestions_for(connection, [path])
    assert (suggested.mapping.columns, suggested.mapping.holds) == (COLUMNS, Holds.ON_NOW)
    assert "Row 1 of 'CLVT' looks like headings; it looks like the tracker" in suggested.remarks[0]


def test_a_mapping_is_the_same_once_written_and_read_again() -> None:
    odd = 'a "quoted" \\ back\u007fslash\nand a line'
    given = mapping(separators=";", always={}, newest_only=True)
    given = Mapping((*given.sheets, SheetMapping(odd, "")), True)
    assert from_toml(to_toml(given)) == given


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = ", "not a mapping"),
        ("x = 1", "no mapping here"),
        ("[[mapping.sheet]]\nkind = 'tracker'", "needs a name"),
        ("[[mapping.sheet]]\nname = 'a'\nkind = 'children'", "children is not known"),
        ("[[mapping.sheet]]\nname = 'a'\nholds = 'x'", "holds is one of"),
        ("[[mapping.sheet]]\nname = 'a'\nkind = 1", "write kind as a text"),
        ("[[mapping.sheet]]\nname = 'a'\ncolumns = 1", "are tables"),
        ("[[mapping.sheet]]\nname = 'a'\ncolumns = {A = 1}", "each value as a text"),
        ("[[mapping.sheet]]\nname = 'a'\nsheets = 1", "sheets is not known"),
        ("[[mapping.sheet]]\nname = 'a'\nkind='tracker'\ncolumns={A='B'}", "column B is not known"),
        (
            "[[mapping.sheet]]\nname = 'a'\nkind='meetings'\ncolumns={A='Held', B='Held'}",
            "two columns",
        ),
        ("[[mapping.sheet]]\nname = 'a'\nkind='meetings'\nholds='removals'", "holds everything"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(WrongMapping, match=problem):
        from_toml(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11.05.20", date(2020, 5, 11)),
        ("11/5/2020", date(2020, 5, 11)),
        ("11-05-2020 14:30", date(2020, 5, 11)),
        ("11 May 2020", date(2020, 5, 11)),
        ("Monday 11th of May, 2020", date(2020, 5, 11)),
        ("May 11, 2020", date(2020, 5, 11)),
        ("11-Sept-99", date(1999, 9, 11)),
        ("2020.05.11", date(2020, 5, 11)),
        ("2020-05-11", date(2020, 5, 11)),
        ("31.02.22", None),
        ("13/13/2020", None),
        ("May 2020", None),
        ("Y", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, day: date | None) -> None:
    assert parse_date(text, DateOrder.DAY_FIRST) == day


def test_an_american_date_begins_with_the_month() -> None:
    assert parse_date("5/11/2020", DateOrder.MONTH_FIRST) == date(2020, 5, 11)


def test_sheets_that_differ_in_their_month_are_of_one_form() -> None:
    assert form_of("CLVT Nov 22") == form_of("clvt december 2023") != form_of("Removed 2022")
    assert (month_of("CLVT Nov 22"), month_of("intel_sept_2021")) == ((2022, 11), (2021, 9))
    assert month_of("Removed 2022") is None


def test_sheets_of_one_form_are_asked_about_once(sqlite: Engine, tmp_path: Path) -> None:
    head = ["Log no", "Date sub'd", "Flags", "Beat"]
    sheets = [
        (
            month,
            [
                head,
                [f"{month}-1", "03/02/22", "CL; CCE", "C32"],
                [f"{month}-2", "4/2/22", "CCE", "C32"],
            ],
        )
        for month in ("April", "May")
    ]
    path = book(*sheets)(tmp_path)
    with sqlite.connect() as connection:
        (suggestion,) = suggestions_for(connection, [path])
    questions = [(each.word, each.rows, each.likely) for each in suggestion.questions]
    assert questions == [("CL", 2, "County Lines"), ("C32", 4, None)]
    assert suggestion.mapping.columns["Date sub'd"] == "Submitted"
    assert (
        "Under 'Flags' a row counts where it says County Lines. Other words there, and in how many "
        "rows: CCE (2)."
    ) in suggestion.remarks
    agreed = with_answers(suggestion, answers_by_word(C32="City Central"))
    import_files(sqlite, [path], extracted_on=SECOND, mapping=Mapping((agreed,), is_agreed=True))
    with sqlite.connect() as connection:
        flags = connection.execute(select(intelligence_report.c.flag)).scalars().all()
    assert sorted(flags) == ["CCE", "CCE", "County Lines", "County Lines"]


def test_a_word_is_answered_once_for_all_sheets_of_a_kind(sqlite: Engine, tmp_path: Path) -> None:
    now = ("CLVT", [HEAD, child(1, Beat="C32")])
    gone = ("Removed", [HEAD, child(2, Beat="c32", Date_off="1.2.22")])
    path = book(now, gone)(tmp_path)
    with sqlite.connect() as connection:
        suggestions = suggestions_for(connection, [path])
    asked = [
        [each.word for each in suggestion.questions if not each.likely]
        for suggestion in suggestions
    ]
    assert asked == [["C32"], []]
    sheets = tuple(with_answers(each, answers_by_word(C32="City Central")) for each in suggestions)
    import_files(sqlite, [path], extracted_on=SECOND, mapping=Mapping(sheets, is_agreed=True))
    with sqlite.connect() as connection:
        areas = connection.execute(select(tracker_spell.c.area_code)).scalars().all()
    assert len(areas) == 2
    assert len(set(areas)) == 1


def test_rows_of_several_sheets_are_named_with_each_sheet_once() -> None:
    sheet = {"file": "book.xlsx", "sha256": "", "is_workbook": True, "row_in_file": int}
    parts: Any = tuple(
        SimpleNamespace(grid=SimpleNamespace(name=name, **sheet), mapping=mapping().sheets[0])
        for name in ("Oct 22", "Nov 22")
    )
    rows = [7, 8, ROWS_PER_PART + 3]
    assert mapped_source("tracker", parts, Problems(), []).row_names(rows) == (
        "7, 8 of 'Oct 22'; 3 of 'Nov 22'"
    )
    assert mapped_source("tracker", parts[:1], Problems(), []).row_names([7, 8]) == "7, 8"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("City Ctr", None),
        ("City", None),
        ("City Nrth", "City North"),
        ("Mansfield N", "Mansfield"),
        ("Ashfeild", "Ashfield"),
        ("Bulwell", None),
    ],
)
def test_a_word_that_may_mean_either_of_two_names_is_asked_about(
    word: str, name: str | None
) -> None:
    names = [line.cells["name"] for line in lines_of(REFERENCE, "areas.csv")]
    assert likely_name(word, names) == name


def test_the_day_of_a_workbook_is_read_from_its_title(sqlite: Engine, tmp_path: Path) -> None:
    title = ["CLVT on 30.11.22", "printed 01/12/2022 09:00, ref 1.2.3"]
    path = book(("CLVT", [title, HEAD, child(1)]))(tmp_path)
    with sqlite.connect() as database:
        (suggestion,) = suggestions_for(database, [path])
    assert suggestion.day == date(2022, 12, 1)


def test_the_meaning_of_a_word_agreed_for_one_workbook_is_suggested_for_another(
    writing: Engine, tmp_path: Path
) -> None:
    tracker = book(("CLVT", [HEAD, child(1, Beat="Bulwell"), child(2)]))(tmp_path)
    with writing.connect() as database:
        (suggestion,) = suggestions_for(database, [tracker])
    mapping = Mapping(
        (with_answers(suggestion, answers_by_word(Bulwell="City North")),), is_agreed=True
    )
    import_files(writing, [tracker], extracted_on=FIRST, mapping=mapping)
    save_mapping(writing, mapping, "sergeant")
    log = [["Log no", "Date", "Flags", "Beat", "YP (URN)"]]
    log += [[f"I-{n}", "03/02/2022", "County Lines", "Bulwell", "CT-1; CT-2"] for n in range(3)]
    with writing.connect() as database:
        (other,) = suggestions_for(database, [book(("Log", log))(tmp_path)])
    assert [(each.word, each.likely) for each in other.questions] == [("Bulwell", "City North")]
    assert other.mapping.columns["YP (URN)"] == "Tracker refs"


def test_choosing_the_kind_or_columns_of_a_sheet_gives_new_questions(
    sqlite: Engine, tmp_path: Path
) -> None:
    rows = [["Patch", "Now at", "Since then"], ["Gedling", "LIVE", "01.09.22"]]
    path = book(("Plan", [["Roll out"], *rows, ["N & S", "Live", "01.09.22"]]))(tmp_path)
    columns = {"Patch": "Area", "Now at": "Stage", "Since then": "From"}
    with sqlite.connect() as database:
        (unknown,) = suggestions_for(database, [path])
        kind = SheetMapping("Plan", "nsd_stages")
        (named,) = suggestions_for(database, [path], chosen=[kind])
        (mapped,) = suggestions_for(database, [path], chosen=[replace(kind, columns=columns)])
    assert unknown.mapping.kind == ""
    assert named.headings == ("Patch", "Now at", "Since then")
    assert mapped.mapping.columns == columns
    assert [each.word for each in mapped.questions] == ["N & S"]

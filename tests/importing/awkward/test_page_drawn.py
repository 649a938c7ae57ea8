"""The page Import as it is drawn, from the files to the import."""

from __future__ import annotations

from datetime import date
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from data.tables import child as records
from data.tables import import_file, nsd_stage, tracker_entry, tracker_meeting, tracker_spell
from tests.importing.awkward.books import CASES, HEAD, Case, Rows, book, child
from tests.importing.awkward.no_lists import NO_LISTS
from tests.pages.records_page import with_purpose
from tests.sampling import IS_SOAK
from tests.sign_in.test_pages import engine, open_page

__all__ = ["engine"]  # a fixture
pytestmark = pytest.mark.usefixtures("unpacked_here")

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON = date(2022, 11, 30)
ALL = [*CASES, *NO_LISTS]
DAY = "The day that the workbook speaks of"
ON_NOW = "who is on now"
AS_AGREED = "Workbooks of this form are read as"


def give_files(at: AppTest, folder: Path, *sheets: tuple[str, Rows]) -> AppTest:
    path = book(*sheets)(folder)
    at.file_uploader[0].set_value([(path.name, path.read_bytes(), EXCEL)]).run()
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    assert label in [each.label for each in at.button], page_text(at)
    next(each for each in at.button if each.label == label).click().run()
    assert not at.exception
    return at


def look_at_changes(at: AppTest, on: date = ON) -> None:
    """Agree to what is drawn, and see what would change."""
    for box in at.checkbox:
        box.check()
    next(each for each in at.date_input if each.label == DAY).set_value(on).run()
    if any(each.key == "purpose: choice" for each in at.selectbox):
        with_purpose(at)
    press(at, "See what would change")


def confirm_import(at: AppTest, on: date = ON) -> AppTest:
    """Agree to what is drawn, see what would change, and import it."""
    look_at_changes(at, on)
    if any(each.label == "These were removed" for each in at.button):
        press(at, "These were removed")
    press(at, "Import")
    assert any("is done" in each.value for each in at.success)
    return at


def page_text(at: AppTest) -> str:
    return " ".join(each.value for each in [*at.markdown, *at.error, *at.warning])


def text_with_tables(at: AppTest) -> str:
    """The text of the page and of its tables."""
    return " ".join([page_text(at), *(unescape(each.proto.body) for each in at.get("html"))])


TRACKER = ("CLVT Nov 22", [HEAD, child(1), child(2)])
KEY = ("Key", [["Beat codes of the force"], ["C32"]])


def test_a_mapping_serves_a_workbook_with_other_sheets_that_are_not_read(
    engine: Engine, tmp_path: Path
) -> None:
    at = confirm_import(give_files(open_page("sergeant", "upload"), tmp_path, TRACKER, KEY))
    december = ("CLVT Dec 22", [HEAD, child(1), child(2), child(3)])
    assert AS_AGREED in page_text(give_files(at, tmp_path, december))
    assert AS_AGREED in page_text(
        give_files(at, tmp_path, december, ("Notes", [["Call the school"]]))
    )
    log = ("Intel", [["Log no", "Date", "Flags"], ["I-1", "03/02/2022", "CL"]])
    assert AS_AGREED not in page_text(give_files(at, tmp_path, december, log))
    assert AS_AGREED not in page_text(give_files(at, tmp_path, KEY))


def test_what_would_change_is_offered_once_the_mapping_is_agreed_to(
    engine: Engine, tmp_path: Path
) -> None:
    without_ref = "CLVT Nov 22", [[each for each in HEAD if each != HEAD[0]], child(1)[1:]]
    at = give_files(open_page("sergeant", "upload"), tmp_path, without_ref)
    assert any("There is no column for" in each.value for each in at.warning)
    next(each for each in at.date_input if each.label == DAY).set_value(ON).run()
    asked = "purpose: choice", "See what would change"
    for is_agreed in (False, True):
        if is_agreed:
            next(each for each in at.checkbox if "right" in each.label).check().run()
        keys = [*(each.key for each in at.selectbox), *(each.label for each in at.button)]
        assert any(each in keys for each in asked) == is_agreed


@pytest.mark.parametrize("case", ALL if IS_SOAK else ALL[6:61:24], ids=lambda case: case.wrong)
def test_an_awkward_workbook_is_imported_or_refused_as_it_should_be(
    engine: Engine, tmp_path: Path, case: Case
) -> None:
    path = case.write(tmp_path)
    at = open_page("sergeant", "upload")
    at.file_uploader[0].set_value([(path.name, path.read_bytes(), "")]).run()
    for asked in at.selectbox:
        for word, value in case.answers.items():
            if asked.label.startswith(f"'{word}' under "):
                asked.select(value)
    at.run()
    assert not at.exception
    if any(each.label == DAY for each in at.date_input):
        look_at_changes(at)
    if case.refused:
        assert "Import" not in [each.label for each in at.button]
        assert case.refused in text_with_tables(at)
    else:
        press(at, "Import")
        assert any("is done" in each.value for each in at.success)
    with engine.connect() as connection:
        read = select(import_file.c.sheet, import_file.c.rows_read)
        assert dict(connection.execute(read).all()) == dict(case.reads)


def test_for_an_unreadable_file_no_row_is_counted_and_no_marked_copy_offered(
    engine: Engine,
) -> None:
    at = open_page("sergeant", "upload")
    noise = bytes(range(1, 256)) + bytes(9)
    at.file_uploader[0].set_value([("noise.xlsx", noise, EXCEL)]).run()
    assert "Nothing was imported: 1 problem found." in page_text(at)
    assert '<td data-column="How many"></td>' in text_with_tables(at)
    assert not at.get("download_button")


def test_more_words_than_are_shown_at_once_are_answered(engine: Engine, tmp_path: Path) -> None:
    rows = [child(number, Beat=f"X{number:02}") for number in range(1, 71)]
    at = give_files(open_page("sergeant", "upload"), tmp_path, ("CLVT", [HEAD, *rows]))
    assert "72 words, of which 70 have no answer yet" in page_text(at)
    for number, page in enumerate((30, 30, 10), start=1):
        at.pagination[0].set_value(number).run()
        asked = [each for each in at.selectbox if "under 'Beat'" in each.label]
        assert len(asked) == page
        for each in asked:
            each.select("City Central" if "X70" in each.label else "Gedling")
        at.run()
    at.pagination[0].set_value(1).run()
    assert "72 words, of which none have no answer yet" in page_text(at)
    confirm_import(at)
    s = tracker_spell.c
    with engine.connect() as connection:
        areas = connection.execute(select(s.area_code).order_by(s.child_ref)).scalars().all()
    assert len(set(areas)) == 2
    assert areas.count(areas[0]) == 69


def test_the_same_word_of_two_columns_is_answered_for_each(engine: Engine, tmp_path: Path) -> None:
    rows = [child(1, Beat="M1", **{"Open/Vuln": "M1"})]
    at = give_files(open_page("sergeant", "upload"), tmp_path, ("CLVT", [HEAD, *rows]))
    for each in [each for each in at.selectbox if each.label.startswith("'M1'")]:
        each.select("Gedling" if "Beat" in each.label else "Vulnerable to County Lines")
    confirm_import(at.run())


def test_earlier_months_are_imported_one_by_one_before_the_newest(
    engine: Engine, tmp_path: Path
) -> None:
    vulnerable = {"Open/Vuln": "Vulnerable"}
    sheets = (
        ("CLVT Nov 22", [HEAD, child(1), child(2)]),
        ("CLVT Oct 22", [HEAD, child(1), child(2, **vulnerable), child(3)]),
        ("CLVT Sep 22", [HEAD, child(1, **vulnerable), child(2, **vulnerable), child(3)]),
        ("Removed 2022", [HEAD, child(3, Date_off="04.11.22", Why_removed="Reached 18")]),
    )
    at = open_page("sergeant", "upload")
    days = (date(2022, 9, 30), date(2022, 10, 31))
    for name, on in zip(("CLVT Sep 22", "CLVT Oct 22"), days, strict=True):
        give_files(at, tmp_path, *sheets)
        month = at.selectbox(key="import: one month")
        month.select_index([each.endswith(f"'{name}'") for each in month.options].index(True)).run()
        confirm_import(at, on)
    confirm_import(give_files(at, tmp_path, *sheets))
    s, e = tracker_spell.c, tracker_entry.c
    with engine.connect() as connection:
        spells = connection.execute(
            select(s.child_ref, s.starts_on, s.status)
            .where(s.known_until.is_(None))
            .order_by(s.child_ref, s.starts_on)
        ).all()
        removed = connection.execute(
            select(e.removed_on).where(e.child_ref == "CT-3", e.known_until.is_(None))
        ).scalar_one()
    changed = [(ref, on) for ref, on, _ in spells if on > date(2022, 9, 1)]
    assert changed == [("CT-1", date(2022, 10, 31)), ("CT-2", date(2022, 11, 30))]
    assert removed == date(2022, 11, 4)


def test_a_column_that_a_sheet_lacks_is_said_once_for_every_row(
    engine: Engine, tmp_path: Path
) -> None:
    rows = [[*row[:2], *row[3:]] for row in (HEAD, child(1), child(2))]
    at = give_files(open_page("sergeant", "upload"), tmp_path, ("CLVT", rows))
    assert "There is no column for Gender" in page_text(at)
    at.selectbox(key="import: always 0 Gender").select("Unknown")
    confirm_import(at)
    with engine.connect() as connection:
        assert connection.execute(select(records.c.gender)).scalars().all() == ["Unknown"] * 2


def test_whether_a_sheet_lists_all_children_or_the_current_ones_follows_from_its_headings(
    engine: Engine, tmp_path: Path
) -> None:
    head = ["Our reference", "Born", "Gender", "Sector", "CL Status", "Started", "Finished", "Why"]
    rows = [child(1), child(2, Date_off="01.11.22", Why_removed="Other")]
    at = give_files(open_page("sergeant", "upload"), tmp_path, ("CLVT", [head, *rows]))
    for heading, means in (
        ("Sector", "Home area"),
        ("Started", "Date added"),
        ("Finished", "Date removed"),
    ):
        assert next(each for each in at.selectbox if each.label == "It lists").value == ON_NOW
        next(each for each in at.selectbox if each.label == heading).select(means).run()
    assert "needed" not in page_text(at)
    assert next(each for each in at.selectbox if each.label == "It lists").value == "everything"
    confirm_import(at)
    e = tracker_entry.c
    with engine.connect() as connection:
        removed = connection.execute(select(e.removed_on).order_by(e.child_ref)).scalars().all()
    assert removed == [None, date(2022, 11, 1)]


def test_the_day_and_reason_of_a_removal_are_asked_of_each_child_who_has_gone(
    engine: Engine, tmp_path: Path
) -> None:
    at = open_page("sergeant", "upload")
    confirm_import(give_files(at, tmp_path, TRACKER), date(2022, 10, 31))
    give_files(at, tmp_path, ("CLVT Dec 22", [HEAD, child(1)]))
    next(each for each in at.date_input if each.label == DAY).set_value(ON).run()
    press(at, "See what would change")
    at.date_input(key="import: gone on CT-2").set_value(date(2022, 11, 8))
    at.selectbox(key="import: gone why CT-2").select("Risk reduced")
    confirm_import(at)
    e = tracker_entry.c
    with engine.connect() as connection:
        (found,) = connection.execute(
            select(e.removed_on, e.removal_reason).where(
                e.child_ref == "CT-2", e.known_until.is_(None)
            )
        ).all()
    assert tuple(found) == (date(2022, 11, 8), "Risk reduced")


def test_the_page_reads_a_sheet_without_headings_as_the_command_line_does(
    engine: Engine, tmp_path: Path
) -> None:
    sheets: tuple[tuple[str, Rows], ...] = (
        (
            "NSD",
            [["Stage", "Gedling", "Ashfield"], ["Live", "01.09.22", "tbc"], ["Scoping", "", ON]],
        ),
        ("Mtgs", [["Dates held", "25.01.22; 22.02.22"]]),
    )
    at = give_files(open_page("sergeant", "upload"), tmp_path, *sheets)
    at.selectbox(key="import: word 0 nsd_stages Stage Scoping").select("Planned")
    confirm_import(at)
    with engine.connect() as connection:
        stages = connection.execute(select(nsd_stage.c.stage)).scalars().all()
        held = connection.execute(select(tracker_meeting.c.held_on)).scalars().all()
    assert sorted(stages) == ["Live", "Planned"]
    assert sorted(held) == [date(2022, 1, 25), date(2022, 2, 22)]


def test_a_new_heading_is_named_and_read_only_once_it_is_mapped(
    engine: Engine, tmp_path: Path
) -> None:
    short = [each for each in HEAD if each != "Date off"]
    rows = [[cell for n, cell in enumerate(child(1)) if HEAD[n] != "Date off"]]
    first = ("CLVT Nov 22", [[*short, "Comments"], *rows])
    at = confirm_import(give_files(open_page("sergeant", "upload"), tmp_path, first))
    december = ("CLVT Dec 22", [[*HEAD, "Comments"], child(1)])
    assert "'Date off' of 'CLVT Dec 22' looks like Date removed" in page_text(
        give_files(at, tmp_path, december)
    )
    at = give_files(at, tmp_path, ("CLVT Dec 22", [[*short, "Comments"], *rows]))
    assert AS_AGREED in page_text(at)
    assert "have changed" not in page_text(at)


def test_months_with_other_headings_are_drawn_and_imported_one_by_one(
    engine: Engine, tmp_path: Path
) -> None:
    before = ["Ref", "Born", "Sex", "Area", "Status", "Added", "Removed", "Why"]
    months = (("Jun 22", [before, child(1)]), ("Jul 22", [HEAD, child(1), child(2)]))
    at = give_files(open_page("sergeant", "upload"), tmp_path, *months)
    assert "has other headings than 'Jul 22'" in page_text(at)
    at.selectbox(key="import: one month").select(0).run()
    at = confirm_import(at, date(2022, 6, 21))
    at = give_files(at, tmp_path, *months)
    at.selectbox(key="import: one month").select(-1).run()
    confirm_import(at, date(2022, 7, 26))
    e = tracker_entry.c
    with engine.connect() as connection:
        found = connection.execute(select(e.child_ref).where(e.known_until.is_(None)))
        assert sorted(found.scalars()) == ["CT-1", "CT-2"]

"""Mappings that were agreed to once: the command line and the watched folder read the workbooks of
the next months by them, and refuse what nobody has agreed to."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.cli.watch import DONE, FAILED, WatchedFolder, import_in_a_process
from data.access_log import Action
from data.importing.files.worksheets import UnreadableCell
from data.importing.layout.records import why_no_record
from data.importing.mapping.agreed import (
    agreed_mappings,
    mapping_for_files,
    mapping_for_sheets,
    save_mapping,
    suggestions_for,
)
from data.importing.mapping.declaration import Holds, Mapping, SheetMapping, Suggestion
from data.importing.mapping.suggesting import as_mapping
from data.importing.mapping.toml import from_toml, to_toml
from data.importing.run import import_files
from data.keeping.history import imports
from data.tables import access_event, tracker_entry
from tests.importing.awkward.books import HEAD, Rows, book, child
from tests.importing.awkward.test_mapping import COLUMNS, WORDS
from tests.invented.workbooks import entry, write_workbook

pytestmark = pytest.mark.usefixtures("unpacked_here")

OCTOBER = date(2022, 10, 25)
NAME = "CLVT Nov 22"


@pytest.fixture
def engine(sqlite_url: str, sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    return sqlite


def mapping(name: str = NAME, holds: Holds = Holds.EVERYTHING, **given: Any) -> Mapping:
    usual: dict[str, Any] = {"columns": COLUMNS, "words": WORDS} | given
    return Mapping((SheetMapping(name, "tracker", holds=holds, **usual),), is_agreed=True)


def run_import(*given: object) -> tuple[int, str]:
    """The exit status of `clvt import` and all that it printed."""
    done = CliRunner().invoke(app, ["import", *map(str, given)])
    return done.exit_code, done.output


def folder_and_report(folder: Path, path: Path) -> tuple[str, str]:
    """Where a watched folder moves a workbook that arrives in it, and the report beside it."""
    shutil.copy(path, folder / path.name)
    WatchedFolder(folder, run_import, 0).look()
    (report,) = [*(folder / DONE).glob("*.txt"), *(folder / FAILED).glob("*.txt")]
    return report.parent.name, report.read_text(encoding="utf-8")


def logged_changes(engine: Engine) -> list[tuple[str, str]]:
    e = access_event.c
    changes = select(e.page, e.change).where(e.action == Action.DATA_CHANGE).order_by(e.event_id)
    with engine.connect() as connection:
        return [(row.page, row.change) for row in connection.execute(changes)]


def titled_sheet(name: str, title: str, *rows: list[Any]) -> tuple[str, Rows]:
    return name, [[title], HEAD, *rows]


def test_a_mapping_given_once_reads_the_next_month_and_the_log_names_it(
    engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "clvt.toml"
    file.write_text(to_toml(mapping()), encoding="utf-8")
    first = book(titled_sheet(NAME, "As at 22.11.22", child(1)))(tmp_path)
    code, output = run_import("--mapping", file, first)
    assert (code, "extracted on 2022-11-22" in output) == (0, True)
    second = book(titled_sheet("CLVT Dec 22", "As at 20.12.22", child(1), child(2)))(tmp_path)
    code, output = run_import(second)
    assert (code, "1 new" in output, "extracted on 2022-12-20" in output) == (0, True, True)
    with engine.connect() as connection:
        (kept,) = agreed_mappings(connection)
    assert kept.agreed_by.startswith("(operator ")
    assert f"It was read by {kept}." in output
    assert logged_changes(engine) == [
        ("clvt import", "import book.xlsx, read by the mapping in clvt.toml"),
        ("clvt import", f"import book.xlsx, read by {kept}"),
    ]


def test_a_refused_import_or_a_dry_run_remembers_no_mapping(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "clvt.toml"
    file.write_text(to_toml(mapping()), encoding="utf-8")
    good, bad = book((NAME, [HEAD, child()])), book((NAME, [HEAD, child(Beat="Z9")]))
    assert run_import("--mapping", file, "--dry-run", good(tmp_path))[0] == 0
    assert run_import("--mapping", file, bad(tmp_path))[0] == 1
    with engine.connect() as connection:
        assert agreed_mappings(connection) == []
    assert logged_changes(engine) == []


def test_a_watched_folder_reads_by_the_mapping_agreed_on_the_page(
    engine: Engine, watched_folder: Path
) -> None:
    save_mapping(engine, mapping(), "sergeant")
    book((f"{NAME[:-6]}Dec 22", [HEAD, child(1), child(2)]))(watched_folder)
    WatchedFolder(watched_folder, import_in_a_process, 0).look()
    report = (watched_folder / DONE / "book.xlsx.txt").read_text(encoding="utf-8")
    assert "2 new" in report
    assert "It was read by mapping 1, agreed by sergeant on" in report
    assert len(imports(engine)) == 1


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([HEAD, child(1), child(2, **{"Open/Vuln": "Paused"})], "Use one of: Open to the"),
        ([["Ref", *HEAD[1:]], child(1), child(2)], "This heading of the mapping is not on this"),
        ([[*HEAD, "County line"], [*child(1), "A line"]], "'County line' of 'CLVT Dec 22' looks"),
        (
            [["As at 01.10.22"], HEAD, child(1), child(2), child(3)],
            "import it again with --confirm",
        ),
        ([["Nothing here"]], "None of the headings of the mapping is on this sheet"),
    ],
    ids=["word", "heading gone", "heading new", "older", "no table"],
)
def test_a_workbook_with_something_nobody_agreed_to_is_moved_to_failed_with_what_to_do(
    engine: Engine, watched_folder: Path, tmp_path: Path, rows: Rows, says: str
) -> None:
    first = book((NAME, [HEAD, child(1), child(2)]))(tmp_path)
    import_files(engine, [first], extracted_on=OCTOBER, mapping=mapping())
    save_mapping(engine, mapping(), "sergeant")
    where, report = folder_and_report(watched_folder, book(("CLVT Dec 22", rows))(tmp_path))
    assert where == FAILED
    assert says in report
    assert "agreed by sergeant" in report
    failed = watched_folder / FAILED / "book.xlsx"
    assert f"clvt import --suggest --mapping NEW.toml {failed}" in report
    assert f"by hand: clvt import {failed}" in report
    assert len(imports(engine)) == 1


def test_children_who_have_gone_are_confirmed_with_the_command_of_the_report(
    engine: Engine, watched_folder: Path, tmp_path: Path
) -> None:
    on_now = mapping(holds=Holds.ON_NOW)
    first = book((NAME, [HEAD, child(1), child(2)]))(tmp_path)
    import_files(engine, [first], extracted_on=OCTOBER, mapping=on_now)
    save_mapping(engine, on_now, "sergeant")
    where, report = folder_and_report(
        watched_folder, book(("CLVT Dec 22", [HEAD, child(1)]))(tmp_path)
    )
    assert (where, "--confirm-removals" in report, "CT-2" in report) == (FAILED, True, True)
    code, _ = run_import(watched_folder / FAILED / "book.xlsx", "--confirm-removals")
    assert (code, len(imports(engine))) == (0, 2)


def test_a_workbook_that_nobody_mapped_is_moved_to_failed_with_what_was_found(
    engine: Engine, watched_folder: Path, tmp_path: Path
) -> None:
    where, report = folder_and_report(
        watched_folder, book((NAME, [HEAD, child(Beat="Z9")]))(tmp_path)
    )
    assert (where, len(imports(engine)), logged_changes(engine)) == (FAILED, 0, [])
    assert "Row 1 of 'CLVT Nov 22' looks like headings; it looks like the tracker" in report
    assert "'Z9' under 'Beat' (1) is not known: what does it mean?" in report
    assert "give it to the page Import" in report


def test_a_workbook_of_known_sheets_is_read_as_it_is(engine: Engine, tmp_path: Path) -> None:
    own = {heading: heading for heading in COLUMNS.values()}
    save_mapping(engine, mapping("tracker", columns=own, words={}), "sergeant")
    save_mapping(engine, mapping(), "sergeant")
    code, output = run_import(write_workbook(tmp_path / "known.xlsx", {"tracker": [entry()]}))
    assert (code, "It was read by" in output) == (0, False)


def test_a_mapping_that_names_what_is_no_longer_known_is_not_guessed_at(
    engine: Engine, tmp_path: Path
) -> None:
    save_mapping(engine, mapping(columns=COLUMNS | {"Cell": "Telephone"}), "sergeant")
    code, output = run_import(book((NAME, [HEAD, child()]))(tmp_path))
    assert (code, len(imports(engine))) == (1, 0)
    assert "no longer serves" in output
    assert "column Telephone is not known" in output


def test_a_heading_that_is_not_to_be_read_is_not_asked_about_again(
    engine: Engine, tmp_path: Path
) -> None:
    without = {own: known for own, known in COLUMNS.items() if own != "Date off"}
    given = mapping(columns=without | {"Date off": ""})
    assert from_toml(to_toml(given)) == given
    save_mapping(engine, given, "sergeant")
    code, output = run_import(book((NAME, [HEAD, child(Date_off="01/05/2022")]))(tmp_path))
    assert code == 0, output
    with engine.connect() as connection:
        assert connection.execute(select(tracker_entry.c.removed_on)).scalar_one() is None


def test_the_mapping_stays_with_whoever_agreed_to_it_first(engine: Engine) -> None:
    for who in ("sergeant", "inspector"):
        save_mapping(engine, mapping(), who)
    with engine.connect() as connection:
        assert [(each.mapping_id, each.agreed_by) for each in agreed_mappings(connection)] == [
            (1, "sergeant")
        ]


def test_earlier_months_with_other_headings_are_read_by_lines_of_their_own(
    engine: Engine, tmp_path: Path
) -> None:
    before = ["Ref", "Born", "Sex", "Area", "Status", "Added", "Removed", "Why"]
    path = book(
        ("May 22", [before, child(1)]),
        ("Jun 22", [before, child(1), child(2)]),
        ("Jul 22", [HEAD, child(1), child(2), child(3)]),
    )(tmp_path)
    with engine.connect() as connection:
        suggestions = suggestions_for(connection, [path])
    agreed = replace(as_mapping(suggestions), is_agreed=True)
    assert [sheet.name for sheet in agreed.sheets] == ["Jul 22", "Jun 22"]
    assert [sheet.newest_only for sheet in agreed.sheets] == [True, True]
    assert "other headings than 'Jul 22'" in suggestions[1].remarks[-1]
    for name, day, rows in (("May 22", 5, 1), ("Jun 22", 6, 2), ("", 7, 3)):
        on = date(2022, day, 20)
        done = import_files(engine, [path], extracted_on=on, mapping=agreed, only_sheet=name)
        assert [each.read for each in done.sheets] == [rows]
    save_mapping(engine, agreed, "sergeant")
    with engine.connect() as connection:
        assert mapping_for_files(connection, [path])


def test_the_commands_for_earlier_months_are_printed_oldest_first(
    engine: Engine, tmp_path: Path
) -> None:
    path = book(
        titled_sheet("Jun 22", "As at 21.06.22", child(1)),
        titled_sheet("May 22", "As at 24.05.22", child(1)),
        titled_sheet("Jul 22", "As at 26.07.22", child(1), child(2)),
    )(tmp_path)
    file = tmp_path / "new.toml"
    code, output = run_import("--suggest", "--mapping", file, path)
    assert code == 0, output
    command = f"  clvt import --mapping {file}"
    assert [line for line in output.splitlines() if line.startswith(command)] == [
        f"{command} --sheet 'May 22' --extracted-on 2022-05-24 --confirm-removals {path}",
        f"{command} --sheet 'Jun 22' --extracted-on 2022-06-21 --confirm-removals {path}",
        f"{command} {path}",
    ]


def test_the_day_of_one_sheet_is_not_taken_for_that_of_the_workbook(
    engine: Engine, tmp_path: Path
) -> None:
    newest = mapping(newest_only=True)
    path = book(
        ("CLVT Oct 22", [HEAD, child(1)]), titled_sheet(NAME, "As at 22.11.22", child(1), child(2))
    )(tmp_path)
    given: dict[str, Any] = {"extracted_on": OCTOBER, "only_sheet": "CLVT Oct 22"}
    import_files(engine, [path], mapping=newest, **given)
    done = import_files(engine, [path], mapping=newest)
    assert done.extracted_on == date(2022, 11, 22)
    assert "It is of 22/11/2022: that date stands above its headings." in done.sheets[0].notices


def test_a_needed_column_that_was_not_found_is_a_line_to_complete(
    engine: Engine, tmp_path: Path
) -> None:
    path = book((NAME, [["R\u00e9f", *HEAD[1:]], child()]))(tmp_path)
    with engine.connect() as connection:
        suggestions = suggestions_for(connection, [path])
    text = to_toml(as_mapping(suggestions), suggestions)
    assert '# ? = "Tracker ref"  # needed; its heading may be one of: "R\u00e9f"' in text


def test_a_heading_that_is_not_read_is_a_line_to_complete(engine: Engine, tmp_path: Path) -> None:
    head = [*HEAD[:6], "Finished", HEAD[7]]
    with engine.connect() as database:
        found = suggestions_for(database, [book((NAME, [head, child(1)]))(tmp_path)])
    (line,) = [
        each for each in to_toml(as_mapping(found), found).splitlines() if "not read;" in each
    ]
    assert line.startswith('# "Finished" = ?  # not read; it may be one of: "Date removed";')


def test_an_import_without_a_day_says_that_it_counts_as_of_today(
    engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "clvt.toml"
    file.write_text(to_toml(mapping()), encoding="utf-8")
    path = book((NAME, [HEAD, child(1)]))(tmp_path)
    code, output = run_import("--mapping", file, "--extracted-on", "2022-11-22", path)
    assert (code, "No day was given" in output) == (0, False)
    path = book((NAME, [HEAD, child(1), child(2)]))(tmp_path)
    code, output = run_import(path)
    assert (code, "No day was given, so it counts as of today" in output) == (0, True)


def test_a_mapping_still_applies_when_the_name_of_a_sheet_gains_a_month(engine: Engine) -> None:
    save_mapping(engine, mapping("children"), "sergeant")
    with engine.connect() as connection:
        known = agreed_mappings(connection)
    for names, is_known in ((["children Dec"], True), (["visits Dec"], False), (["Dec"], False)):
        found = mapping_for_sheets(
            known, [Suggestion(SheetMapping(name, "tracker"), ()) for name in names]
        )
        assert (found is not None) == is_known
        assert not found or [sheet.name for sheet in found.mapping.sheets] == names


def test_a_total_by_a_formula_without_its_result_is_no_record() -> None:
    headings = ("Ref", "Status", "Added")
    total = ["TOTAL", "", UnreadableCell("=SUM(C1:C9)", has_no_result=True)]
    record = ["CT-1", "", UnreadableCell("=TODAY()", has_no_result=True)]
    assert why_no_record(total, headings, (0, 1, 2), [0]) == "totals"
    assert why_no_record(record, headings, (0, 1, 2), [0]) is None

"""Awkward workbooks are imported or refused as they should be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.settings import settings
from data.importing.mapping.agreed import suggestions_for
from data.importing.mapping.declaration import (
    LEFT_OUT,
    Holds,
    Mapping,
    MappingQuestion,
    SheetMapping,
)
from data.importing.mapping.suggesting import with_answers
from data.importing.mapping.toml import from_toml, to_toml
from data.importing.problems import Refused
from data.importing.run import import_files
from data.recording.snapshots import Removal
from data.tables import intelligence_report, tracker_spell
from tests.importing.awkward.books import CASES, HEAD, INTEL, Case, book, child, report
from tests.importing.awkward.no_lists import NO_LISTS
from tests.importing.awkward.test_mapping import FIRST, SECOND, answers_by_word, mapping
from tests.importing.test_cases import notices_of
from tests.sampling import IS_SOAK

ON = date(2022, 11, 22)
ALL = [*CASES, *NO_LISTS]
IDS = [case.wrong for case in ALL]


def mapping_for(engine: Engine, case: Case, path: Path) -> Mapping:
    """The suggested mapping with the answers of the case, agreed to."""
    with engine.connect() as database:
        suggestions = suggestions_for(database, [path])

    def answer(asked: MappingQuestion) -> str | None:
        return case.answers.get(asked.word, asked.likely)

    sheets = tuple(with_answers(each, answer) for each in suggestions)
    return from_toml(to_toml(Mapping(sheets, is_agreed=True)))


@pytest.mark.parametrize("case", ALL, ids=IDS)
@pytest.mark.usefixtures("unpacked_here")
def test_a_workbook_is_imported_or_refused_as_it_should_be(
    sqlite: Engine, tmp_path: Path, case: Case
) -> None:
    path = case.write(tmp_path)
    try:
        mapping = mapping_for(sqlite, case, path)
        outcome = import_files(sqlite, [path], extracted_on=ON, mapping=mapping)
    except Refused as refusal:
        words = "\n".join(map(str, refusal.groups))
        assert case.refused, words
        assert case.refused in words
        return
    assert not case.refused
    assert {sheet.sheet: sheet.read for sheet in outcome.sheets} == dict(case.reads)
    assert case.says in notices_of(outcome)


@pytest.mark.parametrize("case", ALL if IS_SOAK else ALL[12:61:24], ids=lambda case: case.wrong)
def test_the_command_line_imports_or_refuses_an_awkward_workbook_too(
    sqlite_url: str, tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    settings.cache_clear()
    path, file = case.write(tmp_path), tmp_path / "clvt.toml"
    run = CliRunner()
    suggested = run.invoke(app, ["import", "--suggest", "--mapping", str(file), str(path)])
    if suggested.exit_code:
        assert case.refused in suggested.output
    else:
        text = file.read_text(encoding="utf-8").replace("agreed = false", "agreed = true")
        for word, value in case.answers.items():
            text = text.replace(f'# "{word}" = ?', f'"{word}" = "{value}"')
        file.write_text(text, encoding="utf-8")
        given = ["--mapping", str(file), "--extracted-on", ON.isoformat(), str(path)]
        done = run.invoke(app, ["import", *given])
        assert (case.refused or "is done") in done.output
        assert done.exit_code == bool(case.refused)


@pytest.mark.usefixtures("unpacked_here")
def test_a_beat_is_asked_about_once_for_the_tracker_and_for_intelligence(
    sqlite: Engine, tmp_path: Path
) -> None:
    tracker = ("CLVT", [HEAD, child(1, Beat="C32")])
    log = ("Intel", [INTEL, report(1, beat="c32")])
    path = book(tracker, log)(tmp_path)
    with sqlite.connect() as connection:
        suggestions = suggestions_for(connection, [path])
        left_out = SheetMapping("CLVT", LEFT_OUT)
        alone = suggestions_for(connection, [path], chosen=[left_out])
    words = [[each.word for each in found.questions if not each.likely] for found in suggestions]
    assert words == [["C32"], []]
    assert alone[0].mapping == left_out
    assert [each.word for each in alone[1].questions] == ["c32"]
    sheets = tuple(with_answers(each, answers_by_word(C32="City Central")) for each in suggestions)
    agreed = from_toml(to_toml(Mapping(sheets, is_agreed=True)))
    import_files(sqlite, [path], extracted_on=SECOND, mapping=agreed)
    with sqlite.connect() as connection:
        of_child = connection.execute(select(tracker_spell.c.area_code)).scalar_one()
        of_report = connection.execute(select(intelligence_report.c.area_code)).scalar_one()
    assert of_child == of_report


@pytest.mark.usefixtures("unpacked_here")
def test_several_flags_are_read_under_a_heading_that_somebody_mapped_by_hand(
    sqlite: Engine, tmp_path: Path
) -> None:
    log = [["Log no", "Date", "Subjects"], ["I-1", "03/02/2022", "County Lines, CCE"]]
    columns = {"Log no": "Report ref", "Date": "Submitted", "Subjects": "Flag"}
    by_hand = Mapping((SheetMapping("Log", "intelligence", columns),), is_agreed=True)
    import_files(sqlite, [book(("Log", log))(tmp_path)], extracted_on=SECOND, mapping=by_hand)
    with sqlite.connect() as connection:
        flag = connection.execute(select(intelligence_report.c.flag)).scalar_one()
    assert flag == "County Lines"


@pytest.mark.usefixtures("unpacked_here")
def test_a_removal_before_a_list_that_still_had_the_child_is_noticed(
    sqlite: Engine, tmp_path: Path
) -> None:
    both, one = [child(1), child(2)], [child(1)]
    lists = mapping(Holds.ON_NOW)
    import_files(
        sqlite, [book(("CLVT", [HEAD, *both]))(tmp_path)], extracted_on=FIRST, mapping=lists
    )
    path = book(("CLVT", [HEAD, *one]))(tmp_path)
    for day, is_noticed in ((date(2022, 10, 8), True), (date(2022, 11, 8), False)):
        left = {"CT-2": Removal(day)}
        tried = import_files(
            sqlite, [path], extracted_on=SECOND, mapping=lists, removals=left, dry_run=True
        )
        notices = " ".join(tried.sheets[0].notices)
        assert ("1 is said to have been removed before 31/10/2022" in notices) == is_noticed

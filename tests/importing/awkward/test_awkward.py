"""Each awkward workbook is imported or refused as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.settings import settings
from data.database import writing_engine
from data.importing.layout import grids
from data.importing.layout.unpacking import unpack
from data.importing.mapping.declaration import Mapping, MappingQuestion
from data.importing.mapping.remembering import suggestions_for
from data.importing.mapping.suggesting import answered
from data.importing.mapping.toml import from_toml, to_toml
from data.importing.problems import Refused
from data.importing.run import import_files
from tests.importing.awkward.books import CASES, Case
from tests.importing.awkward.no_lists import NO_LISTS
from tests.importing.test_cases import notices_of
from tests.sampling import IS_SOAK

ON = date(2022, 11, 22)
ALL = [*CASES, *NO_LISTS]
IDS = [case.wrong for case in ALL]


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    made = writing_engine(sqlite_url)
    yield made
    made.dispose()


@pytest.fixture
def _unpacked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the files in this process: starting another takes most of the time."""
    monkeypatch.setattr(grids, "unpack_in_a_process", unpack)


def mapping_for(engine: Engine, case: Case, path: Path) -> Mapping:
    """The suggested mapping with the answers of the case, agreed to."""
    with engine.connect() as database:
        suggestions = suggestions_for(database, [path])

    def answer(asked: MappingQuestion) -> str | None:
        return case.answers.get(asked.word, asked.likely)

    sheets = tuple(answered(each, answer) for each in suggestions)
    return from_toml(to_toml(Mapping(sheets, is_agreed=True)))


@pytest.mark.parametrize("case", ALL, ids=IDS)
@pytest.mark.usefixtures("_unpacked_here")
def test_a_workbook_is_imported_or_refused_as_it_should_be(
    engine: Engine, tmp_path: Path, case: Case
) -> None:
    path = case.write(tmp_path)
    try:
        mapping = mapping_for(engine, case, path)
        outcome = import_files(engine, [path], extracted_on=ON, mapping=mapping)
    except Refused as refusal:
        words = "\n".join(map(str, refusal.groups))
        assert case.refused, words
        assert case.refused in words
        return
    assert not case.refused
    assert {sheet.sheet: sheet.read for sheet in outcome.sheets} == dict(case.reads)
    assert case.says in notices_of(outcome)


@pytest.mark.parametrize("case", ALL if IS_SOAK else ALL[12:61:24], ids=lambda case: case.wrong)
def test_the_command_line_does_the_same(
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
    settings.cache_clear()

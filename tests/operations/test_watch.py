"""A watched folder: files are imported once they are complete, and moved to done/ or failed/."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from dashboard.cli import UNAVAILABLE
from dashboard.cli.commands import app
from dashboard.cli.watch import DONE, FAILED, WatchedFolder, import_in_a_process, watch
from data import keys
from data.database import writing_engine
from data.explained import Explained
from data.keeping.history import imports
from tests.invented.workbooks import entry, write_workbook
from tests.servers.serving import environment


def files_in(folder: Path) -> list[str]:
    """The files in a folder, without its own subfolders."""
    return sorted(each.name for each in folder.iterdir() if each.name not in (DONE, FAILED))


def outcome_by_name(path: Path) -> tuple[int, str]:
    """A stand-in for an import: the name of the file decides how it ends."""
    return {"bad": 1, "away": UNAVAILABLE, "killed": -signal.SIGTERM}.get(path.stem, 0), "said\n"


def test_a_file_that_arrives_is_moved_to_done_or_failed_with_its_report(
    watched_folder: Path,
) -> None:
    (watched_folder / "good.xlsx").write_text("a")
    (watched_folder / "bad.xlsx").write_text("b")
    (watched_folder / "csv").mkdir()
    (watched_folder / "csv" / "tracker.csv").write_text("c")
    WatchedFolder(watched_folder, outcome_by_name, 0).look()
    assert files_in(watched_folder) == []
    assert files_in(watched_folder / DONE) == ["csv", "csv.txt", "good.xlsx", "good.xlsx.txt"]
    assert files_in(watched_folder / FAILED) == ["bad.xlsx", "bad.xlsx.txt"]
    report = watched_folder / FAILED / "bad.xlsx.txt"
    assert report.stat().st_mode & 0o777 == 0o600
    assert report.read_text().startswith("said\n\nOnce that is put right, put the file into")
    assert f"clvt import {watched_folder / FAILED / 'bad.xlsx'}" in report.read_text()
    assert (watched_folder / DONE / "good.xlsx.txt").read_text() == "said\n"


def test_a_link_out_of_the_folder_is_not_followed(watched_folder: Path, tmp_path: Path) -> None:
    imported: list[str] = []

    def noted(path: Path) -> tuple[int, str]:
        imported.append(path.name)
        return outcome_by_name(path)

    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "tracker.csv").write_text("what must not be read")
    (watched_folder / "file.csv").symlink_to(outside / "tracker.csv")
    (watched_folder / "broken.csv").symlink_to(tmp_path / "nowhere")
    (watched_folder / "linked").symlink_to(outside)
    (watched_folder / "with a link").mkdir()
    (watched_folder / "with a link" / "tracker.csv").symlink_to(outside / "tracker.csv")
    (watched_folder / "good.xlsx").write_text("a")
    for _ in range(2):
        WatchedFolder(watched_folder, noted, 0).look()
    assert imported == ["good.xlsx"]
    assert files_in(watched_folder) == []
    failed = [each for each in files_in(watched_folder / FAILED) if not each.endswith(".txt")]
    assert failed == ["broken.csv", "file.csv", "linked", "with a link"]
    for name in failed:
        report = (watched_folder / FAILED / f"{name}.txt").read_text()
        assert "is a link. Links are not followed" in report
    assert (outside / "tracker.csv").read_text() == "what must not be read"


def test_done_and_failed_are_folders_of_the_watched_one(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / DONE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Explained, match="is a link"):
        watch(tmp_path)


def test_a_second_file_of_a_name_is_kept_beside_the_first(watched_folder: Path) -> None:
    for content in ("first", "second"):
        (watched_folder / "good.xlsx").write_text(content)
        WatchedFolder(watched_folder, outcome_by_name, 0).look()
    kept = [each for each in (watched_folder / DONE).iterdir() if each.suffix == ".xlsx"]
    assert sorted(each.read_text() for each in kept) == ["first", "second"]


@pytest.mark.parametrize("name", ["~$good.xlsx", ".good.xlsx", "good.xlsx.part", "good.XLSX.TMP"])
def test_a_file_whose_name_says_it_is_still_being_written_is_left_alone(
    watched_folder: Path, name: str
) -> None:
    (watched_folder / name).write_text("a")
    (watched_folder / "empty.xlsx").touch()
    WatchedFolder(watched_folder, outcome_by_name, 0).look()
    assert files_in(watched_folder) == sorted([name, "empty.xlsx"])


def test_a_file_is_imported_only_after_it_has_stopped_changing(
    watched_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0, 3, 6, 9, 14]
    monkeypatch.setattr(time, "monotonic", lambda: clock.pop(0))
    watched, file = WatchedFolder(watched_folder, outcome_by_name, 5), watched_folder / "good.xlsx"
    while len(clock) > 1:
        with file.open("a") as growing:
            growing.write("more")
        watched.look()
        assert files_in(watched_folder) == ["good.xlsx"]
    watched.look()
    assert files_in(watched_folder) == []


def test_a_file_that_changes_while_it_is_read_is_read_again(watched_folder: Path) -> None:
    file = watched_folder / "good.xlsx"
    file.write_text("half")
    read = []

    def slowly(path: Path) -> tuple[int, str]:
        read.append(path.read_text())
        path.write_text("whole")
        os.utime(path, (1, 1))  # it has stopped changing once it is complete
        return 0, ""

    watched = WatchedFolder(watched_folder, slowly, 0)
    watched.look()
    assert files_in(watched_folder) == ["good.xlsx"]
    watched.look()
    assert (read, files_in(watched_folder)) == (["half", "whole"], [])


@pytest.mark.parametrize("name", ["away.xlsx", "killed.xlsx"])
def test_a_file_waits_while_it_cannot_be_imported(
    watched_folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (watched_folder / name).write_text("a")
    watched = WatchedFolder(watched_folder, outcome_by_name, 0)
    watched.look()
    watched.look()
    assert files_in(watched_folder) == [name]
    assert capsys.readouterr().out == f"{name} is tried again. said\n", "it is said once"
    watched.import_path = lambda _: (0, "")
    watched.look()
    assert files_in(watched_folder / DONE) == [name, f"{name}.txt"]


def test_a_file_that_cannot_be_moved_is_imported_once(watched_folder: Path) -> None:
    (watched_folder / "good.xlsx").write_text("a")
    (watched_folder / DONE).rmdir()
    read = []

    def note(path: Path) -> tuple[int, str]:
        read.append(path.name)
        return 0, ""

    watched = WatchedFolder(watched_folder, note, 0)
    watched.look()
    watched.look()
    assert (read, files_in(watched_folder)) == (["good.xlsx"], ["good.xlsx"])


# With the real import


@pytest.fixture
def installed(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the database that imports of the watched folder go to."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    return sqlite_url


def number_of_imports(url: str) -> int:
    engine = writing_engine(url)
    found = len(imports(engine))
    engine.dispose()
    return found


def test_a_bad_workbook_fails_and_a_good_one_is_imported(
    installed: str, watched_folder: Path
) -> None:
    write_workbook(watched_folder / "good.xlsx", {"tracker": [entry()]})
    (watched_folder / "bad.xlsx").write_bytes(b"PK no workbook")
    WatchedFolder(watched_folder, import_in_a_process, 0).look()
    assert files_in(watched_folder / DONE) == ["good.xlsx", "good.xlsx.txt"]
    assert files_in(watched_folder / FAILED) == ["bad.xlsx", "bad.xlsx.txt"]
    assert "1 new" in (watched_folder / DONE / "good.xlsx.txt").read_text()
    assert "Nothing was imported" in (watched_folder / FAILED / "bad.xlsx.txt").read_text()
    assert number_of_imports(installed) == 1


def test_while_the_database_is_unreachable_the_file_stays_where_it_is(
    watched_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_DATABASE_URL", "postgresql://nobody@localhost:1/nothing")
    write_workbook(watched_folder / "good.xlsx", {"tracker": [entry()]})
    WatchedFolder(watched_folder, import_in_a_process, 0).look()
    assert files_in(watched_folder) == ["good.xlsx"]


def test_stopping_the_watch_during_an_import_imports_nothing_and_leaves_the_file(
    sqlite_url: str, watched_folder: Path
) -> None:
    write_workbook(watched_folder / "good.xlsx", {"tracker": [entry()]})
    holding = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")  # so that the import waits
    words = (
        f"from pathlib import Path; from dashboard.cli.watch import watch; "
        f"raise SystemExit(watch(Path({str(watched_folder)!r}), 0))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", words],
        env=environment(sqlite_url, {}),
        stdout=subprocess.PIPE,
    ) as watching:
        assert watching.stdout
        assert watching.stdout.readline().startswith(b"Watching")
        time.sleep(1.5)
        watching.send_signal(signal.SIGTERM)
        output, _ = watching.communicate(timeout=20)
    holding.close()
    assert (watching.returncode, b"Stopped." in output) == (0, True)
    assert files_in(watched_folder) == ["good.xlsx"]
    assert number_of_imports(sqlite_url) == 0


def test_the_watch_does_not_start_with_a_database_that_it_cannot_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_LOG_KEY", "short")
    keys.log_key.cache_clear()
    ended = CliRunner().invoke(app, ["watch", str(tmp_path)])
    assert (ended.exit_code, "no key" in ended.output) == (1, True)

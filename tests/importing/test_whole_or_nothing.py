"""An import is there as a whole or not at all, for its readers and if it is killed."""

from __future__ import annotations

import multiprocessing
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data.database import writing_engine
from data.importing.run import Outcome, import_files
from data.keeping.checking import violations
from data.tables import tracker_entry
from tests.importing.test_importing import FIRST, SECOND, current, import_sheets
from tests.invented.workbooks import entry, write_csvs, write_workbook

__all__ = ["import_sheets"]  # a fixture


def test_imports_at_the_same_time_wait_for_each_other(
    writing: Engine, database_url: str, tmp_path: Path
) -> None:
    books = [
        write_workbook(tmp_path / f"{n}.xlsx", {"tracker": [entry(f"CT-{n}")]}) for n in range(4)
    ]
    outcomes: list[Outcome] = []

    def run(book: Path, engine: Engine) -> None:
        outcomes.append(import_files(engine, [book], extracted_on=FIRST))

    # Two by one process, and two by processes of their own.
    others = [writing_engine(database_url) for _ in range(2)]
    threads = [
        threading.Thread(target=run, args=each)
        for each in zip(books, (writing, writing, *others), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.import_id or 0 for outcome in outcomes) == [1, 2, 3, 4]
    assert len(current(writing, tracker_entry, "child_ref")) == 1
    assert violations(writing) == []
    for engine in others:
        engine.dispose()


def test_readers_go_on_while_an_import_writes(writing: Engine, tmp_path: Path) -> None:
    import_files(writing, [write_csvs(tmp_path / "f", {"tracker": [entry()]})], extracted_on=FIRST)
    seen: list[list[Any]] = []

    def look(label: str, done: int, total: int) -> None:
        if label == "Writing":
            seen.append(current(writing, tracker_entry, "child_ref"))

    folder = write_csvs(tmp_path / "f", {"tracker": [entry("CT-2")]})
    import_files(writing, [folder], extracted_on=SECOND, progress=look)
    assert seen
    assert all(rows == [("CT-1",)] for rows in seen)
    assert current(writing, tracker_entry, "child_ref") == [("CT-2",)]


def _import_and_hang(url: str, folder: Path, is_writing: Any) -> None:
    def hang(label: str, done: int, total: int) -> None:
        if (label, done) == ("Writing", total):
            is_writing.set()
            time.sleep(60)

    import_files(writing_engine(url), [folder], extracted_on=SECOND, progress=hang)


def test_an_import_killed_on_the_way_leaves_nothing(
    writing: Engine, database_url: str, tmp_path: Path, import_sheets: Any
) -> None:
    import_sheets(FIRST, tracker=[entry()])
    context = multiprocessing.get_context("spawn")
    is_writing = context.Event()
    folder = write_csvs(tmp_path / "killed", {"tracker": [entry("CT-2")]})
    process = context.Process(target=_import_and_hang, args=(database_url, folder, is_writing))
    process.start()
    assert is_writing.wait(30)
    process.kill()
    process.join()
    assert current(writing, tracker_entry, "child_ref") == [("CT-1",)]
    assert import_sheets(SECOND, tracker=[entry("CT-3")]).import_id == 2


@pytest.mark.postgres
def test_an_import_tells_postgresql_how_few_rows_the_lists_have(
    postgres_url: str, tmp_path: Path
) -> None:
    engine = writing_engine(postgres_url)
    import_files(engine, [write_csvs(tmp_path / "f", {"tracker": [entry()]})], extracted_on=FIRST)
    of_lists = text("SELECT reltuples FROM pg_class WHERE relname IN ('panel', 'status', 'area')")
    with engine.connect() as connection:
        assert min(connection.scalars(of_lists)) > 0  # -1: never looked at
    engine.dispose()

"""An import that is killed leaves nothing half-done, and two at once take turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from data.importing.run import import_files
from data.keeping.checking import violations
from data.keeping.history import imports
from tests.invented.workbooks import entry, write_workbook
from tests.keeping.killed_imports import kill_imports


def test_an_import_that_is_killed_is_wholly_there_or_not_at_all(
    database_url: str, tmp_path: Path
) -> None:
    """A sample; `make soak` kills two hundred on each engine."""
    assert kill_imports(database_url, tmp_path, kills=2).killed == 2


def test_of_two_imports_at_once_the_second_waits(writing: Engine, tmp_path: Path) -> None:
    books = [
        write_workbook(tmp_path / f"{number}.xlsx", {"tracker": [entry(f"CT-{number}")]})
        for number in range(4)
    ]

    def bring(book: Path) -> int | None:
        return import_files(writing, [book], extracted_on=date(2022, 11, 22)).import_id

    with ThreadPoolExecutor(4) as at_once:
        assert sorted(map(str, at_once.map(bring, books))) == ["1", "2", "3", "4"]
    assert len(imports(writing)) == 4
    assert violations(writing) == []

"""An import that is killed at a random moment leaves nothing half-done."""

from __future__ import annotations

from pathlib import Path

from tests.keeping.killed_imports import kill_imports


def test_an_import_that_is_killed_is_wholly_there_or_not_at_all(
    database_url: str, tmp_path: Path
) -> None:
    """A sample; `make soak` kills two hundred on each engine."""
    assert kill_imports(database_url, tmp_path, kills=2).killed == 2

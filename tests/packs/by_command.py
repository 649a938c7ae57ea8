"""Packs by the command line: its fixture is in `conftest`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dashboard.answers import releases
from dashboard.cli.commands import app
from dashboard.pack import pictures
from dashboard.settings import settings
from tests.invented.releasing import hide_small
from tests.invented.workbooks import entry, meeting, stage, write_csvs
from tests.packs.issued import SQUARE

Clvt = Callable[..., Result]


@contextmanager
def command_on(url: str) -> Iterator[Clvt]:
    """Runs the command against a database, without two slow steps that are tested elsewhere:
    choosing which counts of a release to hide, and drawing charts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLVT_DATABASE_URL", url)
        patch.setattr(releases, "publish", hide_small)
        patch.setattr(pictures, "as_svg", lambda *_: SQUARE)
        settings.cache_clear()
        yield lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])
    settings.cache_clear()


def copy_database(database: Path, to: Path) -> Path:
    """A copy of an SQLite database, which may be open; it replaces an earlier copy."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    return to


def import_extract(run: Clvt, folder: Path, children: int, gone: int = 0) -> Result:
    """Import an extract of 22 November 2022 with a number of children, the first `gone` of whom
    left the tracker in October."""
    left = {"Date_removed": "2022-10-30", "Removal_reason": "Risk reduced"}
    files = write_csvs(
        folder / "extract",
        {
            "tracker": [
                entry(f"CT-{number}", **(left if number < gone else {}))
                for number in range(children)
            ],
            "meetings": [meeting("2022-10-25")],
            "nsd_stages": [stage()],
        },
    )
    return run("import", files, "--extracted-on", "2022-11-22", "--confirm")


def reference_of(result: Result) -> str:
    """The reference of the pack that was issued."""
    assert result.exit_code == 0, result.output
    return result.output.split(maxsplit=1)[0]

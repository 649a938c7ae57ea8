"""An import makes the releases that are due, and is kept even if they fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dashboard.answers.releases import NotMade
from dashboard.cli import importing as importing_command
from dashboard.cli.commands import app
from dashboard.settings import settings
from data import releases
from data.database import reading_engine
from tests.invented.workbooks import entry, write_workbook

Import = Callable[..., Result]
CHILDREN = [entry(f"CT-{n}", **{"Home area": "City North"}) for n in range(30)]


@pytest.fixture
def importing(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Imports thirty children of one area, as extracted on a day."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    workbook = write_workbook(tmp_path / "tracker.xlsx", {"tracker": CHILDREN})

    def run(day: str, *more: str) -> Result:
        words = ["import", str(workbook), "--extracted-on", day, *more]
        return CliRunner().invoke(app, words)

    return run


def month_ends_released() -> list[date]:
    """The month ends that were released."""
    engine = reading_engine(settings().database_url)
    found = releases.month_ends(engine)
    engine.dispose()
    return found


def test_an_import_makes_the_releases_it_calls_for_and_no_more(importing: Import) -> None:
    assert "24 month-end releases made for partners." in importing("2022-10-31").output
    assert month_ends_released()[-1] == date(2022, 10, 31)
    assert "made for partners" not in importing("2022-11-22").output
    assert "1 month-end release made for partners." in importing("2022-12-01").output
    assert month_ends_released()[-1] == date(2022, 11, 30)


def test_a_dry_run_makes_no_release(importing: Import) -> None:
    assert importing("2022-10-31", "--dry-run").exit_code == 0
    assert month_ends_released() == []


def test_json_output_holds_only_the_outcome(importing: Import) -> None:
    assert json.loads(importing("2022-10-31", "--json").stdout)["import_id"] == 1
    assert len(month_ends_released()) == 24


def test_an_import_succeeds_even_if_its_releases_fail(
    importing: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(importing_command, "make_missing", _fail)
        done = importing("2022-10-31")
    assert done.exit_code == 0
    assert "Import 1 is done" in done.stdout
    assert "What was imported stands" in done.stderr
    assert month_ends_released() == []
    importing("2022-11-01")
    assert len(month_ends_released()) == 24


def _fail(*_: object) -> int:
    raise NotMade

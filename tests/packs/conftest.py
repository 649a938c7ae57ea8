"""The command `clvt` against a database of its own, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dashboard.answers import releases
from dashboard.cli.commands import app
from dashboard.pack import pictures
from dashboard.settings import settings
from data import accounts
from data.accounts import By
from data.database import writing_engine
from tests.invented.releasing import hide_small
from tests.packs.by_command import Clvt, extract
from tests.packs.issued import SQUARE

BY = By("", "operator", "test")
PASSWORD = "linnet cage 88 owls"
ACCOUNTS = {
    "ines": ("inspector", ()),
    "sam": ("sergeant", ()),
    "lee": ("leader", ()),
    "gill": ("attendee", ("gedling",)),
    "pat": ("attendee", ("gedling", "ashfield")),
}


@pytest.fixture
def clvt(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clvt]:
    """Runs the command against a database in which one extract was imported."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(releases, "publish", hide_small)
    monkeypatch.setattr(pictures, "drawn", lambda *_: SQUARE)
    settings.cache_clear()

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments])

    engine = writing_engine(sqlite_url)
    for name, (role, areas) in ACCOUNTS.items():
        accounts.add(engine, name, PASSWORD, role, areas, by=BY)
    assert extract(run, tmp_path, children=3).exit_code == 0
    yield run
    settings.cache_clear()
    engine.dispose()

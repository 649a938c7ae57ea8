"""Copies of the whole database, made and put back while it is in use.

SQLite is copied by its online backup, which includes its write-ahead log; PostgreSQL by pg_dump,
pg_restore and psql, which must be in PATH.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, cast

from sqlalchemy import make_url
from sqlalchemy.engine import URL

from data.database import versions_known
from data.explained import Explained

SQLITE_BEGINNING, POSTGRESQL_BEGINNING = b"SQLite format 3\0", b"PGDMP"
LOCK_TIMEOUT = 120  # seconds to wait while somebody else writes
PG_RESTORE = ("pg_restore", "--file")
PSQL = ("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
# Drops the tables with all that depends on them, and the functions that triggers call. It locks all
# tables at once or none: readers that hold one and wait for another would otherwise wait for us,
# and we for them. It gives up after two minutes.
DROP_EVERYTHING = """
DO $$ DECLARE each record; tables text; began timestamptz := clock_timestamp(); BEGIN
  SELECT string_agg(oid::regclass::text, ', ') INTO tables FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p');
  WHILE tables IS NOT NULL LOOP
    BEGIN
      EXECUTE 'LOCK TABLE ' || tables || ' IN ACCESS EXCLUSIVE MODE NOWAIT';
      EXIT;
    EXCEPTION WHEN lock_not_available THEN
      IF clock_timestamp() > began + interval '2 min' THEN RAISE; END IF;
      PERFORM pg_sleep(0.01);
    END;
  END LOOP;
  FOR each IN SELECT oid::regclass AS name FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
  LOOP EXECUTE 'DROP TABLE ' || each.name || ' CASCADE'; END LOOP;
  FOR each IN SELECT oid::regprocedure AS name FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
  LOOP EXECUTE 'DROP FUNCTION ' || each.name || ' CASCADE'; END LOOP;
END $$"""


class CopyFailed(Explained):
    """The copy could not be made or put back, and nothing was changed. The message says why."""


def backup(url: str, file: Path) -> None:
    """Copy the database to a new file that only its owner can read.

    The file appears when it is complete. Raises `CopyFailed`.
    """
    if file.exists():
        raise CopyFailed(f"{file} exists already. Give the copy another name.")
    if not file.parent.is_dir():
        raise CopyFailed(f"There is no folder {file.parent}. Make it, or name another.")
    draft = file.with_name(f"{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(0o600)
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            _copy_sqlite(Path(str(parsed.database)), draft, f"{draft}", journal_mode="delete")
        else:
            _run_program(["pg_dump", "--format=custom", f"--file={draft}"], parsed)
        draft.rename(file)
    except (OSError, sqlite3.Error) as error:
        raise CopyFailed(f"The copy could not be made: {_reason(error)}.") from error
    finally:
        draft.unlink(missing_ok=True)


def check_copy(url: str, file: Path) -> None:
    """Raise `CopyFailed` for a file that is no whole copy of a database of this kind."""
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    expected = SQLITE_BEGINNING if is_sqlite else POSTGRESQL_BEGINNING
    try:
        with file.open("rb") as opened:
            found = opened.read(len(expected))
        if found != expected:
            kind = "an SQLite" if is_sqlite else "a PostgreSQL"
            raise CopyFailed(f"{file} is not a copy of {kind} database.")
        if is_sqlite:
            _check_sqlite(file)
        else:
            _check_postgres(file)
    except OSError as error:
        raise CopyFailed(f"{file} cannot be read: {_reason(error)}.") from error
    except sqlite3.Error as error:
        raise CopyFailed(f"{file} is damaged: {_reason(error)}.") from error


def restore(url: str, file: Path) -> None:
    """Put a copy back in place of what the database holds: all of it or, if that fails, nothing.

    Who reads meanwhile goes on reading what was there before, or waits. The tables are those of
    the copy: `data.database.migrate` brings them up to date. Raises `CopyFailed`.
    """
    parsed = make_url(url)
    check_copy(url, file)
    try:
        if parsed.get_backend_name() == "sqlite":
            _copy_sqlite(file, Path(str(parsed.database)), "the database")
        else:
            _restore_postgres(parsed, file)
    except (OSError, sqlite3.Error) as error:
        raise CopyFailed(f"The copy could not be put back: {_reason(error)}.") from error


def _reason(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _copy_sqlite(source: Path, target: Path, name: str, journal_mode: str | None = None) -> None:
    """Copy one SQLite database to another, which messages call `name`. With the journal mode
    "delete" the copy is a single file, which can be read even where nothing may be written beside
    it."""
    with (
        closing(sqlite3.connect(source.resolve().as_uri() + "?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(target, timeout=LOCK_TIMEOUT)) as copy,
    ):
        original.backup(copy)
        if journal_mode:
            copy.execute(f"PRAGMA journal_mode = {journal_mode}")
        (state,) = copy.execute("PRAGMA quick_check").fetchone()
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
    _refuse_unknown(file, found[0] if found else None)


def _check_postgres(file: Path) -> None:
    """Refuse a file that cannot be read to its end, or holds no tables of a version known here."""
    _run_program([*PG_RESTORE, os.devnull, str(file)])
    versions = _run_program([*PG_RESTORE, "-", "--data-only", "--table=alembic_version", str(file)])
    found = re.search(r"^COPY .*\n(\w+)$", versions, re.MULTILINE)
    _refuse_unknown(file, found[1] if found else None)


def _refuse_unknown(file: Path, version: str | None) -> None:
    if version is None:
        raise CopyFailed(f"{file} holds no database of this dashboard.")
    if version not in versions_known():
        raise CopyFailed(f"{file} is of a newer version of the dashboard ({version}).")


def _run_program(command: Sequence[str], url: URL | None = None) -> str:
    """Run one of PostgreSQL's programs, on a database if one is named. Returns what it printed."""
    with _start_program(command, url) as running:
        output, errors = running.communicate()
    if running.returncode:
        raise CopyFailed(f"{command[0]} says: {errors.decode('utf-8', 'replace').strip()}")
    return output.decode("utf-8", "replace")


def _restore_postgres(url: URL, file: Path) -> None:
    """Have psql replace all that there is with what pg_restore reads, in one transaction.

    pg_restore itself would drop only the tables that the copy has, and not those made since.
    """
    with (
        _start_program([*PG_RESTORE, "-", "--no-owner", str(file)]) as reading,
        _start_program([*PSQL, "--command", DROP_EVERYTHING, "--file=-"], url) as writing,
    ):
        output, input_ = cast("IO[bytes]", reading.stdout), cast("IO[bytes]", writing.stdin)
        with suppress(BrokenPipeError):  # psql says why it ended
            shutil.copyfileobj(output, input_)
        output.close()
        if reading.wait():
            writing.kill()  # half a copy is never committed
        with suppress(BrokenPipeError):
            input_.close()
        writing.stdin = None
        _, errors = writing.communicate()
    if writing.returncode:
        raise CopyFailed(f"psql says: {errors.decode('utf-8', 'replace').strip() or 'it ended'}")


def _start_program(command: Sequence[str], url: URL | None = None) -> subprocess.Popen[bytes]:
    """Start one of PostgreSQL's programs. The password is never among its arguments."""
    environment = dict(os.environ)
    address = []
    if url is not None:
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        parts = (url.username, None, url.host, url.port, url.database, url.query)
        address = [f"--dbname={URL.create('postgresql', *parts).render_as_string()}"]
    try:
        return subprocess.Popen(  # noqa: S603  (the programs are those named here)
            [command[0], *address, *command[1:]],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError:
        raise CopyFailed(
            f"{command[0]} is not installed, or not in PATH. It comes with PostgreSQL, and must be "
            "of the server's version or a later one."
        ) from None

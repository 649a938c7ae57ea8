"""Engines, and bringing a database up to date.

One engine writes (imports, accounts, the log); another, which cannot write, answers questions.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError

from data.explained import Explained
from data.reference_files import REFERENCE, load_reference
from data.tables import duty_days, spell_days, tracker_entry, tracker_spell

MIGRATIONS = Path(__file__).parent / "migrations"
# Compiled statements, 0.1 MB each. A page asks some twenty; each kind of filter makes others.
STATEMENTS_KEPT = 50
# A PostgreSQL server that no longer answers is given up after ten seconds, not after hours. A slow
# one still acknowledges what it is sent, and is waited for.
POSTGRESQL_TIMEOUTS = {
    "connect_timeout": 5,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 8_000,
}
# What a question sorts or hashes at a nation's size fits into 32 MB. Several processors hardly make
# it quicker, and keep those of others waiting. To compile it would take longer than to answer it.
_READING = (
    "-c default_transaction_read_only=on -c work_mem=32MB "
    "-c max_parallel_workers_per_gather=0 -c jit=off"
)
CONNECTION_SECONDS = 5  # how long to wait for a connection of the pool
QUESTION_SECONDS = 30  # after which a page gives up on a question
_STEPS_BETWEEN_LOOKS = 50_000  # steps of SQLite between looks at the clock: some milliseconds


def writing_engine(url: str, patience: int | None = None) -> Engine:
    """An engine for imports and accounts. A missing database is made by `migrate` alone.

    A writer waits `patience` seconds for another one, and then fails. Without a number it waits
    for two minutes on SQLite, and on PostgreSQL until the other is done.
    """
    return _engine(_address(url), patience, read_only=False)


class WrongAddress(Explained):
    """CLVT_DATABASE_URL or CLVT_READING_URL is no address of a database. The message says so."""


def _address(url: str) -> URL:
    """The address of a database of a kind that is known here. Its password is in no message."""
    with suppress(ArgumentError, ValueError):
        parsed = make_url(url)
        kind = parsed.get_backend_name()
        if kind == "postgresql" or (kind == "sqlite" and parsed.database not in (None, "")):
            return parsed
    raise WrongAddress(
        "The database's address is written sqlite:////folder/clvt.db or "
        "postgresql://user@host/clvt. Correct CLVT_DATABASE_URL (or CLVT_READING_URL)."
    )


def make_file(url: str) -> None:
    """Make a missing SQLite file and its folder, for nobody else on the machine to read; close one
    that is there already to others. Of a PostgreSQL database there is nothing to make.

    SQLite gives the same permissions to the files that it makes beside it.
    """
    parsed = _address(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database == ":memory:":
        return
    file = Path(str(parsed.database))
    with suppress(OSError):  # the database says by itself that it cannot be opened
        file.parent.mkdir(0o700, parents=True, exist_ok=True)
        file.touch(0o600)
        for each in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))):
            if each.exists() and each.stat().st_mode & 0o077:
                each.chmod(0o600)


def reading_engine(url: str, seconds: float | None = None) -> Engine:
    """An engine for questions: the database itself refuses any write made through it.

    A question that takes longer than so many seconds is ended: see `queries.ask.TookTooLong`.
    """
    engine = _engine(_address(url), None, read_only=True, seconds=seconds)
    if seconds is not None and engine.dialect.name == "sqlite":
        _give_up_after(engine, seconds)
    return engine


def _give_up_after(engine: Engine, seconds: float) -> None:
    """End a statement of SQLite, which has no limit of its own, after so many seconds."""

    def watch(connection: sqlite3.Connection, record: Any) -> None:
        connection.set_progress_handler(
            lambda: monotonic() > record.info.get("given up at", inf), _STEPS_BETWEEN_LOOKS
        )

    def begin(connection: Connection, *_: Any) -> None:
        connection.info["given up at"] = monotonic() + seconds

    event.listen(engine, "connect", watch)
    event.listen(engine, "before_cursor_execute", begin)


def _engine(
    url: URL, patience: int | None, *, read_only: bool, seconds: float | None = None
) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            query_cache_size=STATEMENTS_KEPT,
            connect_args={
                "timeout": 120 if patience is None else patience,
                "check_same_thread": False,
                "cached_statements": STATEMENTS_KEPT // 10,  # by each connection of a pool
            },
        )
        event.listen(engine, "connect", _read_only_sqlite if read_only else _writing_sqlite)
        event.listen(engine, "do_connect", _refuse_missing_file)
        if url.database not in (None, ":memory:"):
            _keep_to_the_file_there(engine, Path(str(url.database)))
        return engine
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    options = _READING if read_only else ""
    if patience is not None:
        options += f" -c lock_timeout={patience}s"
    if seconds is not None:
        options += f" -c statement_timeout={seconds * 1000:.0f}"
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        query_cache_size=STATEMENTS_KEPT,
        pool_timeout=CONNECTION_SECONDS,
        connect_args={"options": options, **POSTGRESQL_TIMEOUTS},
    )


def _writing_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")  # readers go on while an import writes
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _read_only_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cache_size = -8000")  # kB for each connection


def _refuse_missing_file(_: Any, __: Any, arguments: list[Any], ___: dict[str, Any]) -> None:
    """Refuse to open a file that does not exist. SQLite would make an empty one, in which readers
    would find no data."""
    if arguments[0] != ":memory:" and not Path(arguments[0]).exists():
        raise sqlite3.OperationalError(f"there is no database file {arguments[0]}")


def _keep_to_the_file_there(engine: Engine, file: Path) -> None:
    """Drop connections to a file that was moved away or replaced since: they would read old data,
    and write to a file that nobody else reads."""

    def identity() -> tuple[int, int] | None:
        with suppress(OSError):
            found = file.stat()
            return found.st_dev, found.st_ino
        return None

    def connect(_: sqlite3.Connection, record: Any) -> None:
        record.info["file"] = identity()

    def check_out(_: sqlite3.Connection, record: Any, __: Any) -> None:
        if record.info["file"] != identity():
            raise DisconnectionError

    event.listen(engine, "connect", connect)
    event.listen(engine, "checkout", check_out)


def is_migrated(engine: Engine) -> bool:
    """Whether the database holds our tables at all."""
    return inspect(engine).has_table("import_run")


def migrate(url: str, reference: Path = REFERENCE, *, make: bool = True) -> None:
    """Migrate the tables (also of an empty database) and load the reference files. A missing
    SQLite file is made, unless it must be there: `make=False`.

    Raises `UnknownSchema` where a newer version of the dashboard made the tables, `WrongReference`
    and SQLAlchemyError; then nothing is changed.
    """
    from data.recording import derived_tables  # noqa: PLC0415  (slow to import, and seldom needed)
    from data.recording.duty_days import standards_and_bank_holidays  # noqa: PLC0415  (likewise)

    if make:
        make_file(url)
    engine = writing_engine(url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Several processes may start at once; the first migrates, the others wait.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20221122)")
        else:
            # Otherwise SQLite would keep the tables of a migration that fails later on.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _schema_version(connection) != versions_known()[-1]:
            upgrade(connection)
        before = standards_and_bank_holidays(connection)
        load_reference(connection, reference)
        is_as_before = standards_and_bank_holidays(connection) == before
        if not (is_as_before and derived_tables.is_built(connection, duty_days, tracker_entry)):
            derived_tables.rebuild(connection, *derived_tables.DUTY_TABLES)
        if not derived_tables.is_built(connection, spell_days, tracker_spell):
            derived_tables.rebuild(connection, spell_days)
    engine.dispose()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables up to a revision of `data/migrations/versions/` and its folders."""
    from alembic import command  # noqa: PLC0415  (slow to import, and seldom needed)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("recursive_version_locations", "true")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def versions_known() -> list[str]:
    """The versions of the tables that migrations lead to, oldest first."""
    return sorted(file.name[:4] for file in (MIGRATIONS / "versions").rglob("[0-9]*.py"))


class UnknownSchema(Explained):
    """A newer version of the dashboard made the tables. The message says what to do."""


def of_known_version(engine: Engine) -> Engine:
    """The engine itself. Raises `UnknownSchema` where a newer version of the dashboard made the
    tables; a database that does not answer is left to whoever asks it next."""
    with suppress(SQLAlchemyError), engine.connect() as connection:
        _schema_version(connection)
    return engine


def _schema_version(connection: Connection) -> str | None:
    """The version of the tables; None where there are none yet. Raises `UnknownSchema`."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    known = versions_known()
    if found is not None and found not in known:
        raise UnknownSchema(
            f"This database was made by a newer version of the dashboard: its tables are of "
            f"version {found}, and this dashboard knows those up to {known[-1]}. Install the newer "
            "dashboard, or put back a copy made before with clvt restore FILE --yes."
        )
    return None if found is None else str(found)

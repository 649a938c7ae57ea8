"""Engines, and bringing a database up to date.

One engine writes (imports, accounts, the log); another, which cannot write, answers questions.
"""

from __future__ import annotations

import csv
import sqlite3
from contextlib import suppress
from datetime import date
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    inspect,
    make_url,
    select,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from data.tables import (
    area,
    duty_standard,
    first_responder,
    gender,
    local_authority,
    panel,
    referral_agency,
    status,
)
from data.working_days import fill_calendar

REFERENCE = Path(__file__).parent / "reference"
MIGRATIONS = Path(__file__).parent / "migrations"
# The table of each reference file that figures are broken down by.
LISTS = {
    local_authority: "local_authorities.csv",
    area: "areas.csv",
    status: "statuses.csv",
    gender: "genders.csv",
    panel: "panels.csv",
    referral_agency: "referral_agencies.csv",
    first_responder: "first_responders.csv",
}
# A folder made for an earlier version of the dashboard may lack these: then ours are used.
ADDED_SINCE = {
    "agencies.csv",
    "bank_holidays.csv",
    "first_responders.csv",
    "panels.csv",
    "referral_agencies.csv",
    "standards.csv",
}
UNITS = ("working", "calendar")
OF_A_STANDARD = ("duty", "status", "from_on")
YES_OR_NO = {"yes": True, "no": False}
# Each takes up 0.1 MB. A page asks some twenty questions; each kind of filter makes others.
STATEMENTS_KEPT = 50
# A PostgreSQL that no longer answers at all is given up on within ten seconds, not after hours: one
# that only takes long still acknowledges. Nobody waits for longer for a connection of the pool.
GIVEN_UP_ON = {
    "connect_timeout": 5,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 8_000,
}
CONNECTION_SECONDS = 5
QUESTION_SECONDS = 30  # after which a page gives up on a question
_STEPS_BETWEEN_LOOKS = 50_000  # of SQLite, at its clock: some milliseconds


def writing_engine(url: str, patience: int | None = None) -> Engine:
    """An engine for imports and accounts. A missing SQLite file's folder is made.

    A writer waits for another one for so many seconds, and then fails; without a number,
    for two minutes on SQLite, and on PostgreSQL until the other is done.
    """
    parsed = make_url(url)
    is_file = parsed.database not in (None, "", ":memory:")
    if is_file and parsed.get_backend_name() == "sqlite":
        _made_for_its_owner(Path(str(parsed.database)))
    return _engine(parsed, patience, read_only=False)


def _made_for_its_owner(file: Path) -> None:
    """Make a missing database file and its folder, for nobody else on the machine to read; close a
    file that is there already to others.

    SQLite gives the files that it keeps beside it the same permissions as it makes them.
    """
    file.parent.mkdir(0o700, parents=True, exist_ok=True)
    with suppress(OSError):  # the database says by itself that it cannot be opened
        file.touch(0o600)
        for each in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))):
            if each.exists() and each.stat().st_mode & 0o077:
                each.chmod(0o600)


def reading_engine(url: str, seconds: float | None = None) -> Engine:
    """An engine for questions: the database itself refuses any write made through it.

    What takes longer than so many seconds is given up: see `took_too_long`.
    """
    parsed = make_url(url)
    engine = _engine(parsed, None, read_only=True, seconds=seconds)
    if seconds is not None and engine.dialect.name == "sqlite":
        _give_up_after(engine, seconds)
    return engine


def _give_up_after(engine: Engine, seconds: float) -> None:
    """Have SQLite look at the clock now and then, which knows no such limit itself."""

    def watch(connection: sqlite3.Connection, record: Any) -> None:
        connection.set_progress_handler(
            lambda: monotonic() > record.info.get("given up at", inf), _STEPS_BETWEEN_LOOKS
        )

    def begin(connection: Connection, *_: Any) -> None:
        connection.info["given up at"] = monotonic() + seconds

    event.listen(engine, "connect", watch)
    event.listen(engine, "before_cursor_execute", begin)


def took_too_long(error: SQLAlchemyError) -> bool:
    """Whether a database was reached, and gave up because the answer took too long."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
    return getattr(cause, "sqlstate", None) == "57014"  # PostgreSQL: query_canceled


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
        if read_only:
            event.listen(engine, "do_connect", _refuse_missing_file)
        return engine
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    options = "-c default_transaction_read_only=on" if read_only else ""
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
        connect_args={"options": options, **GIVEN_UP_ON},
    )


def _writing_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")  # readers go on while an import writes
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _read_only_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cache_size = -8000")  # kB for each connection


def _refuse_missing_file(_: Any, __: Any, arguments: list[Any], ___: dict[str, Any]) -> None:
    """SQLite would make a file that is not there, and readers would find it without data."""
    if arguments[0] != ":memory:" and not Path(arguments[0]).exists():
        raise sqlite3.OperationalError("unable to open database file")


def is_migrated(engine: Engine) -> bool:
    """Whether the database holds our tables at all."""
    return inspect(engine).has_table("import_run")


def migrate(url: str, reference: Path = REFERENCE) -> None:
    """Bring the tables up to date (an empty database included) and take in the reference files.

    Raises `UnknownSchema` where a newer version of the dashboard made the tables, `WrongReference`
    and SQLAlchemyError; then nothing is changed.
    """
    engine = writing_engine(url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Several processes may start at once; the first migrates, the others wait.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20221122)")
        _refuse_newer(connection)
        upgrade(connection)
        load_reference(connection, reference)
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


class UnknownSchema(RuntimeError):
    """A newer version of the dashboard made the tables. The message says what to do."""


def _refuse_newer(connection: Connection) -> None:
    if not inspect(connection).has_table("alembic_version"):
        return
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    known = versions_known()
    if found is not None and found not in known:
        raise UnknownSchema(
            f"This database was made by a newer version of the dashboard: its tables are of "
            f"version {found}, and this dashboard knows those up to {known[-1]}. Install the newer "
            "dashboard, or put back a copy made before with clvt restore FILE --yes."
        )


class WrongReference(ValueError):
    """A reference file lacks something. The message says which file, and what to write there."""


def load_reference(connection: Connection, reference: Path = REFERENCE) -> None:
    """Take in the reference files: rows are added or changed, never deleted.

    What is no longer in a list keeps its row without a position. A column that a file does not have
    stays as it is in the database. Raises `WrongReference` where nothing is known for it.
    """
    fill_calendar(connection, _bank_holidays(reference))
    _load_standards(connection, reference)
    for table, file in LISTS.items():
        (key,) = table.primary_key.columns
        known = {row[key.name]: dict(row) for row in connection.execute(select(table)).mappings()}
        with reference_file(reference, file).open(encoding="utf-8-sig", newline="") as lines:
            for position, line in enumerate(csv.DictReader(lines)):
                row = _row(table, line, file)
                before = known.pop(row[key.name], {})
                if "position" in table.c:
                    row["position"] = position
                if not before:
                    _check_complete(table, row, file)
                    connection.execute(table.insert().values(row))
                elif row.items() - before.items():
                    connection.execute(table.update().where(key == row[key.name]).values(row))
        if "position" in table.c and known:
            connection.execute(table.update().where(key.in_(known)).values(position=None))


def reference_file(reference: Path, name: str) -> Path:
    """A file of a force's reference folder; the dashboard's own, where the force may lack it."""
    file = reference / name
    return REFERENCE / name if name in ADDED_SINCE and not file.exists() else file


def _load_standards(connection: Connection, reference: Path) -> None:
    """Make the standards of duties those of the file: each is dated, so none of them is kept."""
    file = reference_file(reference, "standards.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [
            _row(duty_standard, line, file.name) | {"standard_id": number}
            for number, line in enumerate(csv.DictReader(lines), start=1)
        ]
    for row in rows:
        _check_complete(duty_standard, row, file.name)
        if row["unit"] not in UNITS or row["days"] < 0:
            raise WrongReference(
                f"{file.name}, row {row['standard_id'] + 1}: days must be 0 or more, and unit "
                f"{' or '.join(UNITS)}."
            )
    for row in rows:
        same = [each for each in rows if all(each[name] == row[name] for name in OF_A_STANDARD)]
        if len(same) > 1:
            raise WrongReference(
                f"{file.name}, row {same[1]['standard_id'] + 1}: {row['duty']} has another "
                "standard from the same day. Leave one of them out."
            )
    connection.execute(delete(duty_standard))
    if rows:
        connection.execute(duty_standard.insert(), rows)


def _bank_holidays(reference: Path) -> set[date]:
    file = reference_file(reference, "bank_holidays.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            return {date.fromisoformat(line["day"].strip()) for line in csv.DictReader(lines)}
        except ValueError as error:
            raise WrongReference(f"{file.name}: {error}") from error


def _row(table: Table, line: dict[str, str], file: str) -> dict[str, Any]:
    try:
        return {
            column.name: _typed(line[column.name], column.type.python_type)
            for column in table.columns
            if column.name in line
        }
    except ValueError as error:
        raise WrongReference(f"{file}: {error}") from error


def _check_complete(table: Table, row: dict[str, Any], file: str) -> None:
    for column in table.columns:
        if not column.nullable and row.get(column.name) is None:
            raise WrongReference(
                f"{file} does not say {column.name} of {next(iter(row.values()))!r}. "
                f"Give each row its {column.name}: {column.comment or column.name}."
            )


def _typed(text: str | None, kind: type) -> Any:
    text = (text or "").strip()
    if not text:
        return None
    if kind is date:
        return date.fromisoformat(text)
    if kind is bool:
        if text.casefold() not in YES_OR_NO:
            raise ValueError(f"{text!r} is neither yes nor no.")
        return YES_OR_NO[text.casefold()]
    return kind(text)

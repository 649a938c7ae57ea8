"""Temporary tables for the rows of the files, so that SQL can look at all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    delete,
    false,
    insert,
    text,
)

from data.recording.comparing import content
from data.tables import import_run, key_of, metadata

LAST_FILE_ROW = 2_000_000_000
"""Rows numbered above it are not from a file: they repeat known records."""

LOCK = 20_221_123  # any number, the same for every import
_DECLARATIONS: dict[tuple[str, tuple[tuple[str, str], ...]], Table] = {}
"""The temporary tables by their names and columns, declared once a process: SQLAlchemy keeps what
it has compiled of a statement as long as it is about the same tables."""

SQLITE_CACHE = "-65536"  # kB: a large import otherwise thrashes its indexes


def take_write_lock(connection: Connection) -> None:
    """Wait for any other import to end, and make the next one wait for this one.

    Readers do not wait. SQLite takes its write lock at the first writing statement, even one that
    changes no row.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = {SQLITE_CACHE}")
        connection.execute(delete(import_run).where(false()))
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")


def analyse(connection: Connection) -> None:
    """Update PostgreSQL's statistics of all tables, by which it plans queries. Its own daemon never
    looks at those of a few rows, so that lists of panels and areas would be taken for hundreds.

    SQLite plans better without statistics: with them it avoids our covering indexes.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {', '.join(metadata.tables)}")


@dataclass(frozen=True)
class StagedTables:
    """The rows of one sheet in a temporary table, each with its number (`row`) and whether every
    cell could be read (`is_sound`).

    `parts` holds the items of the sheet's lists, by the record table that they become.
    """

    rows: Table
    parts: Mapping[Table, Table]

    @property
    def all_tables(self) -> list[Table]:
        """The table of the rows, and those of the items."""
        return [self.rows, *self.parts.values()]


class Staging:
    """The temporary tables of one import, which are dropped when it ends."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._tables: dict[Table, Sequence[str]] = {}

    def table(self, name: str, *columns: Column[Any], index: Sequence[str] = ()) -> Table:
        """A new temporary table. `index_filled` indexes it by the columns of `index`."""
        described = tuple((column.name, repr(column.type)) for column in columns)
        table = _DECLARATIONS.get((name, described))
        if table is None:
            table = Table(
                name, MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP"
            )
            _DECLARATIONS[name, described] = table
        table.create(self.connection, checkfirst=False)
        self._tables[table] = index
        return table

    def like(self, name: str, source: Table, columns: Iterable[str], key: Sequence[str]) -> Table:
        """A new temporary table with some of a table's columns, which `index_filled` indexes by
        `key`."""
        return self.table(
            name, *(Column(column, source.c[column].type) for column in columns), index=key
        )

    def wanted(self, record: Table, rows: Select[Any]) -> Table:
        """A new temporary table of the content that a record table should have: the rows of a
        query, by the names of its columns."""
        wanted = self.like(f"wanted_{record.name}", record, content(record), key_of(record))
        self.connection.execute(insert(wanted).from_select(rows.selected_columns.keys(), rows))
        self.index_filled(wanted)
        return wanted

    def sheet_tables(
        self,
        name: str,
        columns: Iterable[Column[Any]],
        key: Sequence[str],
        lists: Mapping[Column[Any], Sequence[str]],
        numbered: Iterable[str] = (),
    ) -> StagedTables:
        """Tables for a sheet's rows, with the given columns, and for its lists, given with the
        columns of a row that each item has too. The columns `numbered` hold 1 until another number
        is worked out."""
        columns = list(columns)
        rows = self.table(
            f"staged_{name}",
            Column("row", Integer),
            Column("is_sound", Boolean),
            *(Column(column.name, column.type) for column in columns),
            *(Column(each, Integer, nullable=False, server_default="1") for each in numbered),
            index=key,
        )
        types = {column.name: column.type for column in columns}
        parts = {
            listed.table: self.table(
                f"staged_{listed.table.name}",
                Column("row", Integer),
                *(Column(column, types[column]) for column in kept),
                Column(listed.name, listed.type),
                index=[*key, listed.name],
            )
            for listed, kept in lists.items()
        }
        return StagedTables(rows, parts)

    def fill(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        """Insert rows in the database's fastest way: a value for each column but those with a
        default. Dates are given as ISO text."""
        if not rows:
            return
        names = [column.name for column in table.columns if column.server_default is None]
        if self.connection.dialect.name == "sqlite":
            into = insert(table).compile(dialect=self.connection.dialect, column_keys=names)
            statement = str(into)
            self.connection.exec_driver_sql(statement, rows)
            return
        from psycopg import sql  # noqa: PLC0415  (slow to import, and SQLite needs none of it)

        copy_in = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        driver: Any = self.connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(copy_in) as copy:
            for row in rows:
                copy.write_row(row)

    def index_filled(self, *tables: Table) -> None:
        """Index tables that have just been filled, and update PostgreSQL's statistics of them."""
        for table in tables:
            if columns := ", ".join(f'"{name}"' for name in self._tables[table]):
                self.connection.exec_driver_sql(
                    f'CREATE INDEX "ix_{table.name}" ON "{table.name}" ({columns})'
                )
            if self.connection.dialect.name == "postgresql":
                self.connection.exec_driver_sql(f'ANALYZE "{table.name}"')

    def drop(self) -> None:
        """Drop all tables before a commit: in SQLite they last as long as a pooled connection."""
        for table in self._tables:
            table.drop(self.connection, checkfirst=False)

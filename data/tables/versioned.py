"""The metadata of every table, and how a record table keeps its versions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    MetaData,
    ScalarSelect,
    String,
    Table,
    TextClause,
    and_,
    or_,
    text,
)
from sqlalchemy.schema import SchemaItem

CLOCKS = ("version_id", "known_from", "known_until")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def answer(name: str, about: str = "") -> Column[str]:
    """A column for an answer to a question."""
    said = "Yes, No, Not known; null: not recorded"
    return Column(name, String(9), comment=f"{about}: {said}" if about else said)


def of_a_period(day: str, counted_by: str) -> dict[str, tuple[str, str]]:
    """Covering indexes of all that the records of a period are counted by, which each have a `day`
    and a child: with filters, and without."""
    return {
        "child": (f"child_ref, {day}", counted_by),
        "day": (day, f"child_ref, {counted_by}"),
    }


def _clocks() -> tuple[Column[int], Column[int], Column[int]]:
    return (
        Column("version_id", Integer, primary_key=True, comment="this version of the record"),
        Column(
            "known_from",
            ForeignKey("import_run.import_id"),
            nullable=False,
            comment="the import that brought this version",
        ),
        Column(
            "known_until",
            ForeignKey("import_run.import_id"),
            comment="the import that replaced or withdrew this version; null while it is current",
        ),
    )


def versioned(
    name: str,
    *columns: SchemaItem,
    key: tuple[str, ...],
    comment: str,
    covering: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> Table:
    """A record table with its clocks. `key` names the columns that identify a record: `key_of`
    gives it back, and the comment in the database ends with it. The database itself refuses a
    second current version of a record.

    `covering` are indexes from which questions read all they need, by a word of their name: the
    columns that records are found by and, after the clocks, those that are read.
    """
    parts = {column.name: column for column in columns if isinstance(column, Column)}
    return Table(
        name,
        metadata,
        *_clocks(),
        *columns,
        *(
            Index(f"ix_{name}_{word}_covering", *_names(by), *CLOCKS[1:], *_names(read))
            for word, (by, read) in covering.items()
        ),
        Index(
            f"uq_{name}_current",
            *(_never_null(parts[part]) for part in key),
            unique=True,
            sqlite_where=text("known_until IS NULL"),
            postgresql_where=text("known_until IS NULL"),
        ),
        comment=f"{comment}. Key: {', '.join(key)}",
        info={"key": key},
    )


def known_at(record: FromClause, import_id: int | ScalarSelect[int]) -> ColumnElement[bool]:
    """The condition that a version of a record was known at an import."""
    until = record.c.known_until
    return and_(record.c.known_from <= import_id, or_(until.is_(None), until > import_id))


def known_before(record: FromClause, import_id: int) -> ColumnElement[bool]:
    """The condition that a version of a record was current when an import began."""
    until = record.c.known_until
    return and_(record.c.known_from < import_id, or_(until.is_(None), until == import_id))


def record_tables() -> list[Table]:
    """Every record table, those that others refer to first."""
    return [table for table in metadata.sorted_tables if "key" in table.info]


def _names(columns: str) -> list[str]:
    return columns.split(", ") if columns else []


def _never_null(column: Column[Any]) -> str | TextClause:
    """A column for a unique index, which would take every null for a different value."""
    if not column.nullable:
        return column.name
    absent = "-1" if isinstance(column.type, Integer) else "''"
    return text(f"coalesce({column.name}, {absent})")


def key_of(record: Table) -> tuple[str, ...]:
    """The columns that identify a record of a versioned table."""
    key: tuple[str, ...] = record.info["key"]
    return key

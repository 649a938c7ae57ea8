"""What migrations share that make record tables: columns, and the tables with their clocks.

Migrations that were released rest on it, so what it makes never changes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

T = TypeVar("T")
Indexes = Mapping[str, Sequence[str]]


def text(name: str, length: int, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), comment=comment)


def day(name: str, comment: str | None = None) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), comment=comment)


def number(name: str, comment: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), comment=comment)


def yes_or_no(name: str, comment: str | None = None) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), comment=comment)


def moment(name: str, comment: str | None = None) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(), comment=comment)


def long_text(name: str, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), comment=comment)


def filled(column: sa.Column[T]) -> sa.Column[T]:
    column.nullable = False
    return column


def clocks() -> list[SchemaItem]:
    """The columns of a version of a record."""
    return [
        filled(number("version_id", "this version of the record")),
        filled(number("known_from", "the import that brought this version")),
        number(
            "known_until",
            "the import that replaced or withdrew this version; null while it is current",
        ),
    ]


def clock_constraints(table: str) -> list[SchemaItem]:
    """The constraints of those columns."""
    return [
        *(
            sa.ForeignKeyConstraint([clock], ["import_run.import_id"], name=f"fk_{table}_{clock}")
            for clock in ("known_from", "known_until")
        ),
        sa.PrimaryKeyConstraint("version_id", name=f"pk_{table}"),
    ]


def one_current_version(table: str, key: Sequence[str | sa.TextClause]) -> None:
    """An index that allows a key one version that is not replaced or withdrawn."""
    op.create_index(
        f"uq_{table}_current",
        table,
        list(key),
        unique=True,
        sqlite_where=sa.text("known_until IS NULL"),
        postgresql_where=sa.text("known_until IS NULL"),
    )


def versioned_table(
    name: str, key: Sequence[str], indexes: Indexes, *columns: SchemaItem, comment: str
) -> None:
    """A table of versions of records, with its clocks, and its indexes by the ends of their names.

    One version of a key is current.
    """
    op.create_table(
        name,
        *clocks(),
        *columns,
        *clock_constraints(name),
        comment=f"{comment}. Key: {', '.join(key)}",
    )
    for table, indexed in indexes.items():
        op.create_index(f"ix_{name}_{table}", name, list(indexed))
    one_current_version(name, key)


def record_table(
    name: str, key: str, indexes: list[list[str]], *columns: SchemaItem, comment: str
) -> None:
    """A versioned table whose records have a reference of their own."""
    versioned_table(
        name,
        (key,),
        {"_".join(indexed): indexed for indexed in indexes},
        filled(text(key, 40)),
        *columns,
        comment=comment,
    )

"""Comparing wanted with known records: versions that differ are closed, and new ones begun."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Table,
    and_,
    exists,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)

from data.tables import CLOCKS, key_of


@dataclass(frozen=True)
class Counts:
    """How many records of an import are new, changed and withdrawn."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.withdrawn)


def content(record: Table) -> list[str]:
    """The names of a record table's columns, except its clocks."""
    return [column.name for column in record.columns if column.name not in CLOCKS]


def write_versions(
    connection: Connection,
    record: Table,
    wanted: FromClause,
    *,
    import_id: int,
    covered: ColumnElement[bool] | None = None,
) -> Counts:
    """Make the current rows of `record` those of `wanted`, by the import `import_id`.

    A current row with the same key and other content is closed, and a new one begun. A row that is
    not wanted is closed, if it is within `covered` (a condition on `record`; None: all rows). A row
    that is the same is not touched. `wanted` has each key once, and all columns of the content.
    Returns how many records are new, changed and withdrawn.
    """
    columns, key = content(record), key_of(record)
    current = record.c.known_until.is_(None)
    same_key = and_(*(_same(record, wanted, name) for name in key))
    payload = [name for name in columns if name not in key]
    close = update(record).values(known_until=import_id).where(current)
    changed = 0
    if payload:
        differs = or_(*(record.c[name].is_distinct_from(wanted.c[name]) for name in payload))
        changed = connection.execute(
            close.where(exists().where(same_key, differs).correlate(record))
        ).rowcount
    withdrawn = connection.execute(
        close.where(
            true() if covered is None else covered,
            ~exists().where(same_key).correlate(record),
        )
    ).rowcount
    begin = insert(record).execution_options(preserve_rowcount=True)
    begun = connection.execute(
        begin.from_select(
            ["known_from", *columns],
            select(literal(import_id), *(wanted.c[name] for name in columns))
            .where(~exists().where(same_key, current).correlate(wanted))
            .order_by(*(wanted.c[name] for name in key)),  # indexes grow at their end
        )
    ).rowcount
    return Counts(begun - changed, changed, withdrawn)


def _same(record: Table, wanted: FromClause, name: str) -> ColumnElement[bool]:
    left, right = record.c[name], wanted.c[name]
    return left.is_not_distinct_from(right) if left.nullable else left == right

"""What must hold across the rows of any sheet, and how a sheet states a rule of its own.

Each rule is a query over staged rows for those that break it. Rows with an unreadable cell are
left out where the cell might be the cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    func,
    null,
    select,
)

from data.sheets.declaration import Rule, Sheet


def rule(
    sheet: Sheet,
    column: str,
    problem: str,
    remedy: str,
    rows: FromClause,
    *broken: ColumnElement[bool],
    other: ColumnElement[Any] | None = None,
) -> Rule:
    """A rule of a sheet: `rows` that fulfil every condition of `broken` break it."""
    found = select(rows.c.row, rows.c[column], null() if other is None else other)
    return Rule(
        sheet, sheet.heading(column), problem, remedy, found.where(*broken).order_by(rows.c.row)
    )


def key_rule(sheet: Sheet, rows: Table) -> Rule:
    """Each key stands in one row only."""
    key = [rows.c[name] for name in sheet.key]
    first = func.min(rows.c.row).over(partition_by=key)
    numbered = select(rows.c.row, *key, first.label("first")).where(
        *(column.is_not(None) for column in key)
    )
    seen = numbered.subquery()
    headings = " and ".join(each.heading for each in sheet.key_fields)
    return rule(
        sheet,
        sheet.key[0],
        f"The same {headings} {'stands' if len(key) == 1 else 'stand'} on row {{other}} too.",
        "Keep one of the rows, or correct the other.",
        seen,
        seen.c.row > seen.c.first,
        other=seen.c.first,
    )


def late_dates(sheet: Sheet, rows: Table, extracted_on: date) -> Iterator[tuple[str, Select[Any]]]:
    """Dates of what has happened that lie after the date of the extract."""
    for each in sheet.single:
        if not each.ahead:
            date_given = rows.c[each.column.name]
            late = select(rows.c.row).where(date_given > extracted_on).order_by(rows.c.row)
            yield f"{each.heading} is after the date of the extract", late

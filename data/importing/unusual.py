"""What is unusual in the staged rows, though nothing is wrong: for a notice.

Each is a few words, and a query for the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, and_, func, select

from data.sheets import TRACKER, Sheet


def late_dates(sheet: Sheet, rows: Table, extracted_on: date) -> Iterator[tuple[str, Select[Any]]]:
    """Dates of what has happened that lie after the date of the extract."""
    for each in sheet.single:
        if not each.ahead:
            date_given = rows.c[each.column.name]
            late = select(rows.c.row).where(date_given > extracted_on).order_by(rows.c.row)
            yield f"{each.heading} is after the date of the extract", late


def disagreements(tracker: Table, changes: Table) -> Iterator[tuple[str, Select[Any]]]:
    """Where the tracker row and the last of its changes differ (the changes are followed)."""
    c = changes.c
    last = (
        select(c.child_ref, c.added_on, func.max(c.starts_on).label("starts_on"))
        .group_by(c.child_ref, c.added_on)
        .subquery()
    )
    for column in ("status", "area_code"):
        rows = (
            select(tracker.c.row)
            .join(
                last,
                and_(
                    last.c.child_ref == tracker.c.child_ref,
                    last.c.added_on == tracker.c.added_on,
                ),
            )
            .join(
                changes,
                and_(
                    c.child_ref == last.c.child_ref,
                    c.added_on == last.c.added_on,
                    c.starts_on == last.c.starts_on,
                ),
            )
            .where(c[column].is_distinct_from(tracker.c[column]))
            .order_by(tracker.c.row)
        )
        heading = TRACKER.heading(column)
        yield f"{heading} differs from the last row of changes, which is followed", rows

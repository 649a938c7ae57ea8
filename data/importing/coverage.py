"""The days that each sheet of an import covers. No figure reaches beyond them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, exists, func, insert, or_, select

from data.recording.staging import StagedTables
from data.recording.writing import DaysCovered
from data.sheets import Sheet
from data.tables import calendar_day, coverage

Span = tuple[date | None, date]


def span_of(
    connection: Connection,
    sheet: Sheet,
    staged: StagedTables,
    extracted_on: date,
    covers: DaysCovered | None,
) -> Span | None:
    """The first and last day that a sheet covers; None where it covers no day.

    A sheet that is written by day covers the days given with the import or, if none are given, from
    its first row to its last. Any other covers the days up to the extract: from its first row on,
    or all of them (its first day is then None) where it says so, or has no row. No sheet covers a
    day after the extract: a later date is a mistake, and says nothing about the days before it.
    """
    by = sheet.writes.day or sheet.day
    if by is None or sheet.covers_all_days:
        return None, extracted_on
    day = staged.rows.c[by]
    of_rows = select(func.min(day), func.max(day)).where(day <= extracted_on)
    first, last = connection.execute(of_rows).tuples().one()
    if sheet.writes.day is None:
        return first, extracted_on
    first, last = covers or (first, last)
    if first is None or first > extracted_on:
        return None
    return first, min(last, extracted_on)


def record_coverage(connection: Connection, import_id: int, spans: Mapping[str, Span]) -> bool:
    """Record the days that the sheets of an import cover. Returns whether any of them was not
    covered before."""
    covers_more = False
    for sheet, (first, last) in spans.items():
        covers_more = covers_more or _covers_more(connection, sheet, first, last)
        connection.execute(
            insert(coverage).values(
                import_id=import_id, sheet=sheet, first_day=first, last_day=last
            )
        )
    return covers_more


def _covers_more(connection: Connection, sheet: str, first: date | None, last: date) -> bool:
    known, day = coverage.c, calendar_day.c.day
    is_covered = exists().where(
        known.sheet == sheet,
        or_(known.first_day.is_(None), known.first_day <= day),
        known.last_day >= day,
    )
    missing = select(day).where(day.between(first or last, last), ~is_covered).limit(1)
    return connection.execute(missing).first() is not None

"""What in an import is probably a mistake, and must be confirmed.

It is looked for after the import is written and before it is committed, so that messages give the
import's own figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, exists, func, select

from data.importing.coverage import Span
from data.recording.writing import DaysCovered
from data.sheets import SHEETS
from data.tables import coverage, key_of, known_before

LAST_ROWS_OF_SHEETS = (65_536, 1_048_576)  # the last row of an .xls and of an .xlsx workbook
MOST_TIMES_AS_LONG = 3  # a span of so many times the last import's days must be confirmed
CONFIRMED = "Confirmed: "
TO_BE_CONFIRMED = "To be confirmed: "
CONFIRM = "If it is right, import it again with --confirm."


@dataclass(frozen=True)
class Tolerance:
    """An import must be confirmed if it withdraws more of a sheet's records than this share of them
    and more than this number."""

    share: float = 0.1
    records: int = 20


@dataclass(frozen=True)
class SheetChange:
    """What one sheet of an import brought: rows read, records changed and withdrawn, and its last
    row. `days` are the first and last day that it covers, where it is written by day."""

    sheet: str
    read: int
    changed: int
    withdrawn: int
    last_row: int
    days: DaysCovered | None


@dataclass(frozen=True)
class LikelyMistake:
    """Something that looks like a mistake. Without a sheet it is about the extract as a whole."""

    sheet: str
    problem: str
    remedy: str


def likely_mistakes(
    connection: Connection,
    import_id: int,
    sheet_changes: Sequence[SheetChange],
    extracted_on: date,
    newest: date | None,
    tolerance: Tolerance,
    spans: Mapping[str, Span],
) -> Iterator[LikelyMistake]:
    """What looks like a mistake in an import that has been written and not yet committed.

    `newest` is the date of the newest extract before it, if there is one. `spans` are the days that
    sheets cover by their own rows: one mistyped date makes a span long.
    """
    if newest and extracted_on < newest:
        yield LikelyMistake(
            "",
            f"This extract is of {extracted_on:%d/%m/%Y}, but one of {newest:%d/%m/%Y} was "
            "imported before. Its records would be replaced.",
            f"Import the newest extract last, or correct the date of this one. {CONFIRM}",
        )
    for sheet, span in spans.items():
        yield from _long_span(connection, import_id, sheet, span)
    for each in sheet_changes:
        yield from _cut_off(each)
        if each.changed > tolerance.records:
            yield from _emptied_columns(connection, import_id, each.sheet, tolerance)
        if each.read:
            yield from _many_missing(connection, import_id, each, tolerance)
        else:
            yield from _without_rows(connection, import_id, each)


def _long_span(
    connection: Connection, import_id: int, sheet: str, span: Span
) -> Iterator[LikelyMistake]:
    first, last = span
    before = _span_before(connection, import_id, sheet)
    days = (last - first).days + 1 if first else 0
    if before and days > MOST_TIMES_AS_LONG * before:
        yield LikelyMistake(
            sheet,
            f"The rows go from {first:%d/%m/%Y} to {last:%d/%m/%Y}, which is {days:,} days. "
            f"The last import of this sheet covered {before:,}.",
            f"Look for a mistyped first or last date, or give the days covered. {CONFIRM}",
        )


def _cut_off(change: SheetChange) -> Iterator[LikelyMistake]:
    if change.last_row in LAST_ROWS_OF_SHEETS:
        yield LikelyMistake(
            change.sheet,
            f"This sheet is exactly full: its last row, {change.last_row:,}, is the last that a "
            "spreadsheet can hold, so rows may have been cut off.",
            f"Export it as CSV, which has no such limit. {CONFIRM}",
        )


def _without_rows(
    connection: Connection, import_id: int, change: SheetChange
) -> Iterator[LikelyMistake]:
    covers_no_day = bool(SHEETS[change.sheet].writes.day) and change.days is None
    if covers_no_day and (known := _count_known_before(connection, import_id, change)):
        yield LikelyMistake(
            change.sheet,
            f"There are no rows, although {known:,} are known, and no covered days are given.",
            "Check that the whole sheet was exported, leave it out, or give the days covered. "
            + CONFIRM,
        )
    if change.withdrawn:
        yield LikelyMistake(
            change.sheet,
            f"There are no rows, so all that was known from this sheet ({change.withdrawn:,}) "
            "would be withdrawn.",
            f"Check that the whole sheet was exported, or leave it out. {CONFIRM}",
        )


def _many_missing(
    connection: Connection, import_id: int, change: SheetChange, tolerance: Tolerance
) -> Iterator[LikelyMistake]:
    if change.withdrawn <= tolerance.records:
        return
    known = max(change.withdrawn, _count_known_before(connection, import_id, change))
    if change.withdrawn > tolerance.share * known:
        source = "from this sheet"
        if change.days:
            source = "from {:%d/%m/%Y} to {:%d/%m/%Y}".format(*change.days)
        yield LikelyMistake(
            change.sheet,
            f"{change.withdrawn:,} of the {known:,} records known {source} are missing, and "
            "would be withdrawn.",
            "Check that the whole sheet was exported, and look for a mistyped first or last "
            f"date. {CONFIRM}",
        )


def _span_before(connection: Connection, import_id: int, sheet: str) -> int | None:
    """How many days of this sheet its last import covered; None where that is not known."""
    covered = coverage.c
    last = connection.execute(
        select(covered.first_day, covered.last_day)
        .where(covered.sheet == sheet, covered.import_id < import_id)
        .order_by(covered.import_id.desc())
        .limit(1)
    ).first()
    return (last.last_day - last.first_day).days + 1 if last and last.first_day else None


def _count_known_before(connection: Connection, import_id: int, change: SheetChange) -> int:
    """How many records the import may have withdrawn: all that were known from the sheet or, where
    it is written by day, those of the days covered."""
    sheet = SHEETS[change.sheet]
    known = select(func.count()).where(known_before(sheet.record, import_id))
    if sheet.stated is not None:
        known = known.where(sheet.stated)
    if sheet.writes.day and change.days:
        known = known.where(sheet.record.c[sheet.writes.day].between(*change.days))
    return connection.execute(known).scalar_one()


def _emptied_columns(
    connection: Connection, import_id: int, sheet: str, tolerance: Tolerance
) -> Iterator[LikelyMistake]:
    """The columns in which an import empties many cells, as when a column was not exported."""
    for field in SHEETS[sheet].fields:
        column = field.column
        if field.filled or field.several or not column.nullable:
            continue
        record = column.table
        after = record.alias()
        was_filled = known_before(record, import_id) & column.is_not(None)
        same = and_(*(after.c[name] == record.c[name] for name in key_of(record)))
        is_empty = exists().where(
            same, after.c.known_from == import_id, after.c[column.name].is_(None)
        )
        count = select(func.count()).where(was_filled)
        emptied = count.where(record.c.known_until == import_id, is_empty.correlate(record))
        now_empty = connection.execute(emptied).scalar_one()
        if now_empty <= tolerance.records:
            continue
        filled = connection.execute(count).scalar_one()
        if now_empty > tolerance.share * filled:
            yield LikelyMistake(
                sheet,
                f"{field.heading} would be emptied in {now_empty:,} of the {filled:,} records in "
                "which it is known.",
                f"Check that the column was exported. {CONFIRM}",
            )

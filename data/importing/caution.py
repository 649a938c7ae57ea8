"""What an import must be confirmed for, because a mistake in the files is the likelier reason.

It is looked for once the import is written and before it is committed, so that the figures in the
message are those of the import itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from data.importing.coverage import Span
from data.sheets import SHEETS
from data.tables import coverage

ROWS_OF_A_FULL_SHEET = 1_048_576  # of Excel, headings included
TIMES_AS_LONG = 3  # a span of days longer than that of the last import is asked about
CONFIRM = "If it is meant so, import it again with --confirm."


@dataclass(frozen=True)
class Caution:
    """How many records an import may withdraw from a sheet without being asked about it.

    It is asked about when it withdraws more than this share of them, and more than so many.
    """

    share: float = 0.1
    records: int = 20


@dataclass(frozen=True)
class Brought:
    """What one sheet of an import brought: rows read, and records withdrawn."""

    sheet: str
    read: int
    withdrawn: int


@dataclass(frozen=True)
class Doubt:
    """Something that looks like a mistake; without a sheet it is about the extract as a whole."""

    sheet: str
    problem: str
    remedy: str


def doubts(
    connection: Connection,
    import_id: int,
    brought: Sequence[Brought],
    extracted_on: date,
    newest: date | None,
    caution: Caution,
    spans: Sequence[tuple[str, Span]] = (),
) -> Iterator[Doubt]:
    """What looks like a mistake in an import that has been written and not yet committed.

    `newest` is the date of the newest extract before it, if there is one. `spans` are the days
    that sheets speak of by their own rows: one mistyped date makes such a span a long one.
    """
    if newest and extracted_on < newest:
        yield Doubt(
            "",
            f"This extract is of {extracted_on:%d/%m/%Y}, and one of {newest:%d/%m/%Y} is known: "
            "what that one knew would be replaced.",
            f"Import the newest extract last, or give the date of this one. {CONFIRM}",
        )
    for sheet, (first, last) in spans:
        before = _span_before(connection, import_id, sheet)
        days = (last - first).days + 1 if first else 0
        if before and days > TIMES_AS_LONG * before:
            yield Doubt(
                sheet,
                f"The rows go from {first:%d/%m/%Y} to {last:%d/%m/%Y}, {days:,} days; "
                f"those of the last import of this sheet covered {before:,}.",
                f"Look for a mistyped first or last date, or give the days covered. {CONFIRM}",
            )
    for each in brought:
        if each.read + 1 >= ROWS_OF_A_FULL_SHEET:
            yield Doubt(
                each.sheet,
                f"This sheet is exactly full, with {each.read:,} rows below its headings: rows "
                "may have been cut off.",
                f"Export it as CSV, which has no such limit. {CONFIRM}",
            )
        if not each.withdrawn:
            continue
        if not each.read:
            yield Doubt(
                each.sheet,
                "There are no rows, so all that was known from this sheet "
                f"({each.withdrawn:,}) would be withdrawn.",
                f"Look whether the sheet was exported whole, or leave it out. {CONFIRM}",
            )
            continue
        known = _known_before(connection, import_id, each.sheet)
        if each.withdrawn > caution.records and each.withdrawn > caution.share * known:
            yield Doubt(
                each.sheet,
                f"{each.withdrawn:,} of the {known:,} records known from this sheet are not in it, "
                "and would be withdrawn.",
                "Look whether the sheet was exported whole, and for a mistyped first or last date. "
                + CONFIRM,
            )


def _span_before(connection: Connection, import_id: int, sheet: str) -> int | None:
    """How many days the import before covered that had this sheet; None where that is not known."""
    spoken = coverage.c
    last = connection.execute(
        select(spoken.first_day, spoken.last_day)
        .where(spoken.sheet == sheet, spoken.import_id < import_id)
        .order_by(spoken.import_id.desc())
        .limit(1)
    ).first()
    return (last.last_day - last.first_day).days + 1 if last and last.first_day else None


def _known_before(connection: Connection, import_id: int, sheet: str) -> int:
    record, stated = SHEETS[sheet].record, SHEETS[sheet].stated
    known = select(func.count()).where(
        record.c.known_from < import_id,
        or_(record.c.known_until.is_(None), record.c.known_until == import_id),
    )
    if stated is not None:
        known = known.where(stated)
    return connection.execute(known).scalar_one()

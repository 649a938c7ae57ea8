"""What an import must be confirmed for, because a mistake in the files is the likelier reason.

It is looked for once the import is written and before it is committed, so that the figures in the
message are those of the import itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from data.sheets import SHEETS

ROWS_OF_A_FULL_SHEET = 1_048_576  # of Excel, headings included
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
) -> Iterator[Doubt]:
    """What looks like a mistake in an import that has been written and not yet committed.

    `newest` is the date of the newest extract before it, if there is one.
    """
    if newest and extracted_on < newest:
        yield Doubt(
            "",
            f"This extract is of {extracted_on:%d/%m/%Y}, and one of {newest:%d/%m/%Y} is known: "
            "what that one knew would be replaced.",
            f"Import the newest extract last, or give the date of this one. {CONFIRM}",
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


def _known_before(connection: Connection, import_id: int, sheet: str) -> int:
    record, stated = SHEETS[sheet].record, SHEETS[sheet].stated
    known = select(func.count()).where(
        record.c.known_from < import_id,
        or_(record.c.known_until.is_(None), record.c.known_until == import_id),
    )
    if stated is not None:
        known = known.where(stated)
    return connection.execute(known).scalar_one()

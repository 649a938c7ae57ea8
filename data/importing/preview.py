"""What an import changes, before it is committed: figures before and after, and each record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select, true

from data.sheets import SHEETS, Sheet
from data.tables import CLOCKS, key_of, known_before

MOST_SHOWN = 500  # records of a table
GONE, CHANGED, NEW = ORDER = "Gone", "Changed", "New"


@dataclass(frozen=True)
class RecordChange:
    """A record that is new, changed or gone, and its child. `before` and `after` hold the values
    that changed."""

    sheet: str
    key: str
    child: str | None
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class SheetCount:
    """How many records there were before an import, and how many there are after it."""

    name: str
    before: int
    after: int


@dataclass
class Preview:
    """What an import changes in its sheets: records that are gone, then changed, then new.

    An entry that is new or gone is listed once, without the child and the spells that belong to it.
    """

    sheets: Sequence[str]
    counts: list[SheetCount] = field(default_factory=list)
    changes: list[RecordChange] = field(default_factory=list)

    def collect(self, connection: Connection, import_id: int) -> None:
        """Collect the changes of an import that is written and not yet committed."""
        for sheet in (SHEETS[name] for name in self.sheets):
            self.counts += _counts(connection, sheet, import_id)
            changes = list(_changes(connection, sheet, sheet.record, import_id))
            whole = {(each.child, each.what) for each in changes if each.what != CHANGED}
            for table in dict.fromkeys(each.column.table for each in sheet.single):
                if table is not sheet.record:
                    of_table = _changes(connection, sheet, table, import_id)
                    changes += [each for each in of_table if (each.child, each.what) not in whole]
            self.changes += sorted(changes, key=lambda each: ORDER.index(each.what))


def _counts(connection: Connection, sheet: Sheet, import_id: int) -> Iterator[SheetCount]:
    record = sheet.record
    counted: dict[str, ColumnElement[bool]] = {sheet.name: true()}
    if sheet.leaves:
        counted[f"{sheet.name}: on it now"] = record.c[sheet.leaves].is_(None)
    for name, condition in counted.items():
        before, after = (
            connection.execute(select(func.count()).where(known, condition)).scalar_one()
            for known in (known_before(record, import_id), record.c.known_until.is_(None))
        )
        yield SheetCount(name, before, after)


def _changes(
    connection: Connection, sheet: Sheet, table: Table, import_id: int
) -> Iterator[RecordChange]:
    of_table = [each for each in sheet.single if each.column.table is table]
    names = {column.name: each.heading for each in of_table for column in each.columns}
    key = key_of(table)
    shown = [each for each in table.c if each.name not in CLOCKS]
    rows = [
        {
            tuple(row[name] for name in key): row
            for row in connection.execute(
                select(*shown)
                .where(clock == import_id)
                .order_by(*(table.c[name] for name in key))
                .limit(MOST_SHOWN)
            ).mappings()
        }
        for clock in (table.c.known_from, table.c.known_until)
    ]
    after, before = rows
    for each in dict.fromkeys((*after, *before)):
        # A place in the day says nothing, unless the child has a second entry of that day.
        text = ", ".join(_text(value) for value in each if value != 1)
        child = (after.get(each) or before[each]).get("child_ref")
        if each not in before or each not in after:
            yield RecordChange(sheet.name, text, child, NEW if each in after else GONE)
            continue
        differs = [name for name in names if before[each][name] != after[each][name]]
        if differs:
            old, new = (
                "; ".join(f"{names[name]}: {_text(row[each][name]) or 'empty'}" for name in differs)
                for row in (before, after)
            )
            yield RecordChange(sheet.name, text, child, CHANGED, old, new)


def _text(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)

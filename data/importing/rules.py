"""What must hold across the rows of a sheet, and between sheets.

Each rule is a query over staged rows for those that break it. Rows with an unreadable cell are
left out where the cell might be the cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    Table,
    and_,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)

from data.importing.dates import yyyymmdd
from data.sheets import CHANGES, INTELLIGENCE, TRACKER, Sheet
from data.tables import tracker_entry

NEVER = date(9999, 12, 31)
Covers = tuple[date, date]


@dataclass(frozen=True)
class Rule:
    """`broken` selects the row, the value to show, and the row it is at odds with (or null)."""

    sheet: Sheet
    column: str
    problem: str
    remedy: str
    broken: Select[Any]


def _rule(
    sheet: Sheet,
    column: str,
    problem: str,
    remedy: str,
    rows: FromClause,
    *broken: ColumnElement[bool],
    other: ColumnElement[Any] | None = None,
) -> Rule:
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
    return _rule(
        sheet,
        sheet.key[0],
        f"The same {headings} {'stands' if len(key) == 1 else 'stand'} on row {{other}} too.",
        "Keep one of the rows, or correct the other.",
        seen,
        seen.c.row > seen.c.first,
        other=seen.c.first,
    )


def tracker_rules(rows: Table, extracted_on: date) -> Iterator[Rule]:
    """Of the tracker's own rows."""
    c = rows.c
    yield _rule(
        TRACKER,
        "removed_on",
        "The child was removed before being added.",
        "Correct Date added or Date removed.",
        rows,
        c.removed_on < c.added_on,
    )
    yield _rule(
        TRACKER,
        "removal_reason",
        "A removal reason is given, but no date of removal.",
        "Give Date removed, or take the reason out.",
        rows,
        c.removal_reason.is_not(None),
        c.removed_on.is_(None),
        c.is_sound,
    )
    yield _rule(
        TRACKER,
        "date_of_birth",
        f"The date of birth is after the date of the extract, {extracted_on:%d/%m/%Y}.",
        "Correct the date of birth, or give the extract's date.",
        rows,
        c.date_of_birth > extracted_on,
    )
    yield _rule(
        TRACKER,
        "date_of_birth",
        "The child was born after being added.",
        "Correct Date of birth or Date added.",
        rows,
        c.date_of_birth > c.added_on,
        c.date_of_birth <= extracted_on,
    )
    yield _rule(
        TRACKER,
        "date_of_birth",
        "The child was 18 or over on the day of being added; the tracker is for those under 18.",
        "Correct Date of birth or Date added, or leave the row out.",
        rows,
        yyyymmdd(c.added_on) - yyyymmdd(c.date_of_birth) >= 180_000,
    )
    for column, unknown in (("date_of_birth", null()), ("gender", literal("Unknown"))):
        known = c[column].is_distinct_from(unknown)
        first = (
            select(c.child_ref, func.min(c.row).label("row"))
            .where(known)
            .group_by(c.child_ref)
            .subquery()
        )
        one = rows.alias()
        both = select(c.row, c[column], one.c.row.label("other"))
        both = both.join(first, first.c.child_ref == c.child_ref)
        both = both.join(one, one.c.row == first.c.row)
        both = both.where(known, c[column] != one.c[column])
        broken = both.subquery()
        yield _rule(
            TRACKER,
            column,
            "The same Tracker ref has another on row {other}.",
            "Give the same on each of the child's rows, or correct the Tracker ref.",
            broken,
            other=broken.c.other,
        )
    yield _overlap(rows)


def _overlap(rows: Table) -> Rule:
    c = rows.c
    same_key = func.min(c.row).over(partition_by=(c.child_ref, c.added_on))
    sound = select(*c, same_key.label("first")).where(c.is_sound).subquery()
    e = sound.c
    until_now = func.max(func.coalesce(e.removed_on, literal(NEVER, Date))).over(
        partition_by=e.child_ref, order_by=e.added_on, rows=(None, -1)
    )
    once = select(e.row, e.added_on, until_now.label("until_now")).where(e.row == e.first)
    entries = once.subquery()
    return _rule(
        TRACKER,
        "added_on",
        "This entry begins before an earlier one of the same child has ended.",
        "A child may re-enter on the day of the last removal at the earliest: correct the dates.",
        entries,
        entries.c.added_on < entries.c.until_now,
    )


def changes_rules(rows: Table, tracker: Table | None) -> Iterator[Rule]:
    """Of the changes, against the entries of the tracker sheet or, without one, those known."""
    c = rows.c
    yield _rule(
        CHANGES,
        "starts_on",
        "This is before the entry's Date added.",
        "Correct From or Date added.",
        rows,
        c.starts_on < c.added_on,
    )
    first = func.min(c.starts_on).over(partition_by=(c.child_ref, c.added_on))
    begun = select(c.row, c.added_on, c.starts_on, c.is_sound, first.label("first"))
    unsound = rows.alias()
    begun = begun.where(
        ~exists().where(
            unsound.c.child_ref == c.child_ref,
            unsound.c.starts_on.is_(None) | unsound.c.added_on.is_(None),
        )
    )
    spells = begun.subquery()
    yield _rule(
        CHANGES,
        "starts_on",
        "The entry's first row here does not begin on its Date added.",
        "Add a row from Date added, or correct From.",
        spells,
        spells.c.starts_on == spells.c.first,
        spells.c.first > spells.c.added_on,
    )
    entry: FromClause = tracker_entry if tracker is None else tracker
    current = [tracker_entry.c.known_until.is_(None)] if tracker is None else []
    this_entry = and_(entry.c.child_ref == c.child_ref, entry.c.added_on == c.added_on, *current)
    ended = select(c.row, c.starts_on).join(entry, this_entry)
    ended = ended.where(entry.c.removed_on < c.starts_on)
    yield _rule(
        CHANGES,
        "starts_on",
        "This is after the entry's Date removed.",
        "Correct From here, or Date removed on the tracker.",
        ended.subquery(),
    )
    no_entry = ~exists().where(this_entry)
    if tracker is not None:  # a row there that could not be read may be the one
        no_entry &= ~exists().where(tracker.c.child_ref == c.child_ref, ~tracker.c.is_sound)
    yield _rule(
        CHANGES,
        "child_ref",
        "The tracker has no entry with this Tracker ref and Date added.",
        "Correct either, or add the entry to the tracker.",
        rows,
        c.child_ref.is_not(None),
        c.added_on.is_not(None),
        no_entry,
    )


def intelligence_rules(rows: Table, covers: Covers | None) -> Iterator[Rule]:
    """Of the reports, against the days the file is said to cover."""
    if covers:
        start, end = covers
        yield _rule(
            INTELLIGENCE,
            "submitted_on",
            f"This is outside the days said to be covered, {start:%d/%m/%Y} to {end:%d/%m/%Y}.",
            "Correct Submitted, or the days covered.",
            rows,
            or_(rows.c.submitted_on < start, rows.c.submitted_on > end),
        )

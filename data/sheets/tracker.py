"""One row for each child's time on the tracker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import (
    Date,
    Table,
    and_,
    func,
    literal,
    null,
    select,
)

from data.day_numbers import yyyymmdd
from data.recording.tracker import tracker_and_changes
from data.sheets.declaration import Field, Notice, Rule, Sheet, Staged
from data.sheets.rules import rule
from data.tables import child, tracker_entry, tracker_spell

NEVER = date(9999, 12, 31)


def _rules(staged: Staged) -> Iterator[Rule]:
    """Of the tracker's own rows."""
    rows, extracted_on = staged.sheets[TRACKER.name].rows, staged.extracted_on
    c = rows.c
    yield rule(
        TRACKER,
        "removed_on",
        "The child was removed before being added.",
        "Correct Date added or Date removed.",
        rows,
        c.removed_on < c.added_on,
    )
    yield rule(
        TRACKER,
        "removal_reason",
        "A removal reason is given, but no date of removal.",
        "Give Date removed, or take the reason out.",
        rows,
        c.removal_reason.is_not(None),
        c.removed_on.is_(None),
        c.is_sound,
    )
    yield rule(
        TRACKER,
        "date_of_birth",
        f"The date of birth is after the date of the extract, {extracted_on:%d/%m/%Y}.",
        "Correct the date of birth, or give the extract's date.",
        rows,
        c.date_of_birth > extracted_on,
    )
    yield rule(
        TRACKER,
        "date_of_birth",
        "The child was born after being added.",
        "Correct Date of birth or Date added.",
        rows,
        c.date_of_birth > c.added_on,
        c.date_of_birth <= extracted_on,
    )
    yield rule(
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
        yield rule(
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
    return rule(
        TRACKER,
        "added_on",
        "This entry begins before an earlier one of the same child has ended.",
        "A child may re-enter on the day of the last removal at the earliest: correct the dates.",
        entries,
        entries.c.added_on < entries.c.until_now,
    )


def _notices(staged: Staged) -> Iterator[Notice]:
    """Where the tracker row and the last of its changes differ (the changes are followed)."""
    tracker, changes = staged.sheets[TRACKER.name].rows, staged.rows("changes")
    if changes is None:
        return
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


TRACKER = Sheet(
    "tracker",
    tracker_entry,
    (
        Field("Tracker ref", tracker_entry.c.child_ref, required=True, filled=True),
        Field("Date of birth", child.c.date_of_birth, required=True),
        Field("Gender", child.c.gender, required=True, empty="Unknown", listed="genders"),
        Field("Home area", tracker_spell.c.area_code, required=True, listed="areas"),
        Field("Status", tracker_spell.c.status, required=True, filled=True, listed="statuses"),
        Field("Date added", tracker_entry.c.added_on, required=True, filled=True, ahead=False),
        Field("Date removed", tracker_entry.c.removed_on, ahead=False),
        Field("Removal reason", tracker_entry.c.removal_reason, listed="removal_reasons"),
        Field("Proposed", tracker_entry.c.proposed_on),
        Field("Ratified", tracker_entry.c.ratified_on),
        Field("Source", tracker_entry.c.source),
        Field("County line", tracker_entry.c.county_line),
        Field("PND recorded", tracker_entry.c.pnd_recorded_on),
        Field("PND line", tracker_entry.c.pnd_line),
    ),
    rules=_rules,
    notices=_notices,
    writes=tracker_and_changes,
)

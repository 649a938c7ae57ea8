"""Snapshots: trackers that list only the children on them now. Missing entries are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    true,
    update,
)

from data.recording.spells import same_entry
from data.recording.staging import LAST_FILE_ROW, Staging
from data.tables import child, tracker_entry, tracker_spell


@dataclass(frozen=True)
class Removal:
    """When and why a child was removed from the tracker; None where that is not known."""

    on: date | None = None
    reason: str | None = None


def keep_absent(
    staging: Staging, tracker: Table, on: date, removals: Mapping[str, Removal]
) -> list[str]:
    """Add to the staged tracker the known entries that are missing from it.

    Entries that have ended stay as they are. Others end: on the day that `removals` gives for the
    child or else on the day `on`, but no later than the child's next entry. Returns the references
    of the children whose entries end so.
    """
    entry, c = tracker_entry.c, tracker.c
    is_absent = _is_absent(tracker)
    open_entries = select(entry.child_ref).where(is_absent, entry.removed_on.is_(None))
    absent_refs = list(staging.connection.execute(open_entries.order_by(entry.child_ref)).scalars())
    copied = _as_staged(tracker, on)
    wanted: list[ColumnElement[Any]] = [value.label(name) for name, value in copied.items()]
    known = _with_child_and_last_spell(select(*wanted)).where(is_absent)
    staging.connection.execute(insert(tracker).from_select(list(copied), known))
    for ref in absent_refs:
        removal = removals.get(ref, Removal())
        answers = {"removed_on": removal.on, "removal_reason": removal.reason}
        if given := {name: value for name, value in answers.items() if value is not None}:
            staging.connection.execute(
                update(tracker)
                .where(c.child_ref == ref, c.row > LAST_FILE_ROW, c.removed_on == on)
                .values(given)
            )
    return absent_refs


def _is_absent(tracker: Table) -> ColumnElement[bool]:
    entry, c = tracker_entry.c, tracker.c
    same = exists().where(
        c.child_ref == entry.child_ref,
        c.added_on == entry.added_on,
        # A child may be added, removed and added again on one day: these are two entries.
        case((c.removed_on == c.added_on, 1), else_=0)
        == case((entry.removed_on == entry.added_on, 1), else_=0),
    )
    return and_(entry.known_until.is_(None), ~same)


def _as_staged(tracker: Table, on: date) -> dict[str, Any]:
    """The columns of the staged tracker for a known entry that is missing from it, which ends on a
    day unless it has ended before."""
    entry, spell, c = tracker_entry.c, tracker_spell.c, tracker.c
    is_staged = exists().where(c.child_ref == entry.child_ref)
    next_entry = (
        select(func.min(c.added_on))
        .where(c.child_ref == entry.child_ref, c.added_on >= entry.added_on)
        .scalar_subquery()
    )
    day = literal(on, Date)
    ends_on = case(
        (next_entry < day, next_entry), (entry.added_on > day, entry.added_on), else_=day
    )
    return {
        "row": literal(LAST_FILE_ROW, Integer)
        + cast(func.row_number().over(order_by=(entry.child_ref, entry.added_on)), Integer),
        "is_sound": true(),
        **{each.name: entry[each.name] for each in c if each.name in entry},
        # What the list itself says about a child comes before what was known.
        "date_of_birth": case((is_staged, null()), else_=child.c.date_of_birth),
        "gender": case((is_staged, literal("Unknown")), else_=child.c.gender),
        "status": spell.status,
        "area_code": spell.area_code,
        "removed_on": func.coalesce(entry.removed_on, ends_on),
    }


def _with_child_and_last_spell(entries: Select[Any]) -> Select[Any]:
    entry, spell = tracker_entry.c, tracker_spell.c
    return entries.join(
        child, and_(child.c.child_ref == entry.child_ref, child.c.known_until.is_(None))
    ).join(
        tracker_spell,
        and_(
            same_entry(tracker_spell, tracker_entry),
            spell.is_last,
            spell.known_until.is_(None),
        ),
    )

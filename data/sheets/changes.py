"""Each status and home area of a child within an entry on the tracker."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    FromClause,
    and_,
    exists,
    func,
    select,
)

from data.recording.tracker import tracker_and_changes
from data.sheets.declaration import Field, Rule, Sheet, Staged
from data.sheets.rules import rule
from data.sheets.tracker import TRACKER
from data.tables import tracker_entry, tracker_spell


def _rules(staged: Staged) -> Iterator[Rule]:
    """Of the changes, against the entries of the tracker sheet or, without one, those known."""
    # A tracker that cannot be read as a whole would have every change look like a stray.
    if not staged.can_be_checked_against(TRACKER.name):
        return
    rows, tracker = staged.sheets[CHANGES.name].rows, staged.rows(TRACKER.name)
    c = rows.c
    yield rule(
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
    yield rule(
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
    yield rule(
        CHANGES,
        "starts_on",
        "This is after the entry's Date removed.",
        "Correct From here, or Date removed on the tracker.",
        ended.subquery(),
    )
    no_entry = ~exists().where(this_entry)
    if tracker is not None:  # a row there that could not be read may be the one
        no_entry &= ~exists().where(tracker.c.child_ref == c.child_ref, ~tracker.c.is_sound)
    yield rule(
        CHANGES,
        "child_ref",
        "The tracker has no entry with this Tracker ref and Date added.",
        "Correct either, or add the entry to the tracker.",
        rows,
        c.child_ref.is_not(None),
        c.added_on.is_not(None),
        no_entry,
    )


CHANGES = Sheet(
    "changes",
    tracker_spell,
    (
        Field("Tracker ref", tracker_spell.c.child_ref, required=True, filled=True),
        Field("Date added", tracker_spell.c.added_on, required=True, filled=True),
        Field("From", tracker_spell.c.starts_on, required=True, filled=True, ahead=False),
        Field("Status", tracker_spell.c.status, required=True, filled=True, listed="statuses"),
        Field("Home area", tracker_spell.c.area_code, required=True, listed="areas"),
    ),
    rules=_rules,
    writes=tracker_and_changes,
    stated=tracker_spell.c.is_stated,
)

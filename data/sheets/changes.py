"""Each status and home area of a child within an entry on the tracker."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Subquery, Table, and_, exists, func, select

from data.recording.tracker import tracker_and_changes
from data.sheets.declaration import Field, Rule, Sheet, Staged
from data.sheets.rules import area_exists, broken_rows, in_order, refers_to
from data.sheets.tracker import NEVER, TRACKER
from data.tables import tracker_entry, tracker_spell


def _first_row_late(rows: Table, _: Staged) -> Select[Any]:
    c = rows.c
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
    return broken_rows(
        spells,
        "starts_on",
        spells.c.starts_on == spells.c.first,
        spells.c.first > spells.c.added_on,
    )


def _after_removal(rows: Table, staged: Staged) -> Select[Any] | None:
    if not staged.can_be_checked_against(TRACKER.name):
        return None
    c = rows.c
    entry = staged.given_or_known(TRACKER.name, tracker_entry)
    this_entry = and_(entry.c.child_ref == c.child_ref, entry.c.added_on == c.added_on)
    last_day = func.max(func.coalesce(entry.c.removed_on, NEVER))
    ended = (
        select(c.row, c.starts_on)
        .join(entry, this_entry)
        .group_by(c.row, c.starts_on)
        .having(last_day < c.starts_on)
    )
    return broken_rows(ended.subquery(), "starts_on")


def homes(staged: Staged) -> Subquery:
    """The home areas of children (child_ref, area_code): those in the tracker and changes of this
    import or, without them, in the records."""
    given = [staged.rows(name) for name in (TRACKER.name, CHANGES.name)]
    found = [select(each.c.child_ref, each.c.area_code) for each in given if each is not None]
    if not found:
        spell = tracker_spell.c
        found = [select(spell.child_ref, spell.area_code).where(spell.known_until.is_(None))]
    return found[0].union(*found[1:]).subquery("homes")


CHANGES = Sheet(
    "changes",
    tracker_spell,
    (
        Field("Tracker ref", tracker_spell.c.child_ref),
        Field("Date added", tracker_spell.c.added_on),
        Field("From", tracker_spell.c.starts_on, ahead=False),
        Field("Status", tracker_spell.c.status, listed="statuses"),
        Field("Home area", tracker_spell.c.area_code, required=True, listed="areas"),
    ),
    about="each unbroken status and area of an entry, the first on its Date added",
    rules=(
        area_exists(lambda row, _: row.starts_on),
        *in_order(
            "added_on",
            "starts_on",
            problem="This is before the entry's Date added.",
            remedy="Correct From or Date added.",
        ),
        Rule(
            ("starts_on",),
            "The entry's first row here does not begin on its Date added.",
            _first_row_late,
            remedy="Add a row from Date added, or correct From.",
        ),
        Rule(
            ("starts_on",),
            "This is after the entry's Date removed.",
            _after_removal,
            remedy="Correct From here, or Date removed on the tracker.",
        ),
        refers_to(
            TRACKER,
            "child_ref",
            "added_on",
            problem="The tracker has no entry with this Tracker ref and Date added.",
            remedy="Correct either, or add the entry to the tracker.",
        ),
    ),
    writes=tracker_and_changes,
    stated=tracker_spell.c.is_stated,
    covers_all_days=True,
)

"""How the tracker and its changes become children, entries, spells and month ends."""

from __future__ import annotations

from sqlalchemy import FromClause, Table, and_, case, exists, func, or_, select

from data.recording.comparing import Counts
from data.recording.months import wanted_months
from data.recording.spells import SPELL_KEY, wanted_spells
from data.recording.writing import Given, Writer, Writing
from data.tables import child, tracker_entry, tracker_month, tracker_spell


def _write(writing: Writing, given: Given) -> dict[Table, Counts]:
    tracker, changes = (
        given[record].rows if record in given else None for record in (tracker_entry, tracker_spell)
    )
    entries = Counts()
    if tracker is not None:
        writing.up_to_date(child, _children(tracker))
        entries = writing.up_to_date(tracker_entry, tracker)
    wanted = wanted_spells(writing.staging, tracker, changes, writing.extracted_on)
    stated = _stated_counts(writing, wanted)
    if writing.up_to_date(tracker_spell, wanted):
        writing.up_to_date(tracker_month, wanted_months(writing.staging))
    counts = {}
    if tracker is not None:
        counts[tracker_entry] = Counts(
            entries.new, _changed_entries(writing, tracker), entries.withdrawn
        )
    if changes is not None:
        counts[tracker_spell] = stated
    return counts


tracker_and_changes = Writer(_write)
"""The tracker gives children and entries, and the changes their spells; each may come alone."""


def _children(tracker: Table) -> FromClause:
    """The children of the tracker's rows. Rows of one child agree, but for what some leave out."""
    c = tracker.c
    known = case((c.gender != "Unknown", c.gender))
    return (
        select(
            c.child_ref,
            func.max(c.date_of_birth).label("date_of_birth"),
            func.coalesce(func.max(known), "Unknown").label("gender"),
        )
        .group_by(c.child_ref)
        .subquery()
    )


def _changed_entries(writing: Writing, tracker: Table) -> int:
    """Entries known before of which this import changed anything that their row says: the entry,
    the child, or a spell that `changes` does not state."""
    now, c = writing.import_id, tracker.c
    entry, spell = tracker_entry.c, tracker_spell.c
    before = exists().where(
        entry.child_ref == c.child_ref,
        entry.added_on == c.added_on,
        entry.known_from < now,
        or_(entry.known_until.is_(None), entry.known_until == now),
    )
    of_entry = exists().where(
        entry.child_ref == c.child_ref, entry.added_on == c.added_on, entry.known_from == now
    )
    of_child = exists().where(child.c.child_ref == c.child_ref, child.c.known_from == now)
    of_spell = exists().where(
        spell.child_ref == c.child_ref,
        spell.added_on == c.added_on,
        spell.known_from == now,
        ~spell.is_stated,
    )
    return writing.count(select(c.row).where(before, or_(of_entry, of_child, of_spell)))


def _stated_counts(writing: Writing, wanted: Table) -> Counts:
    """What the `changes` sheet changes, before it is written: of stated spells, and of what the
    sheet itself says of them."""
    s, w = tracker_spell.c, wanted.c
    same = and_(*(s[name] == w[name] for name in SPELL_KEY))
    known = and_(same, s.known_until.is_(None), s.is_stated)
    differs = or_(s.status != w.status, s.area_code.is_distinct_from(w.area_code))
    return Counts(
        new=writing.count(select(w.child_ref).where(w.is_stated, ~exists().where(known))),
        changed=writing.count(
            select(w.child_ref).where(w.is_stated, exists().where(known, differs))
        ),
        withdrawn=writing.count(
            select(s.child_ref).where(
                s.known_until.is_(None), s.is_stated, ~exists().where(same, w.is_stated)
            )
        ),
    )

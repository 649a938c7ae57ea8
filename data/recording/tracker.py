"""Writing the tracker and its changes as children, entries, spells, and what follows from them."""

from __future__ import annotations

from sqlalchemy import FromClause, Table, and_, case, exists, func, or_, select, update

from data.recording import counting
from data.recording.anonymous import is_anonymous
from data.recording.comparing import Counts
from data.recording.spells import SPELL_KEY, same_entry, spell_days_known, wanted_spells
from data.recording.staging import Staging
from data.recording.writing import StagedRecords, Writer, Writing
from data.tables import child, known_before, spell_days, tracker_entry, tracker_month, tracker_spell


def _write(writing: Writing, staged_records: StagedRecords) -> dict[Table, Counts]:
    staging = writing.staging
    tracker, changes = (
        staged_records[record].rows if record in staged_records else None
        for record in (tracker_entry, tracker_spell)
    )
    entries = Counts()
    if tracker is not None:
        _number_entries(staging, tracker)
        writing.write_table(child, _children(tracker))
        entries = writing.write_table(tracker_entry, tracker)
    if changes is not None:
        _find_entries(staging, changes)
    wanted = wanted_spells(staging, tracker, changes, writing.extracted_on)
    stated = _stated_counts(writing, wanted)
    if writing.write_table(tracker_spell, wanted):
        for table, rows in (
            (tracker_month, counting.month_changes()),
            (spell_days, spell_days_known(writing.import_id)),
        ):
            writing.write_table(table, staging.wanted(table, rows))
    counts = {}
    if tracker is not None:
        counts[tracker_entry] = Counts(
            entries.new, _changed_entries(writing, tracker), entries.withdrawn
        )
    if changes is not None:
        counts[tracker_spell] = stated
    return counts


tracker_and_changes = Writer(_write)
"""The tracker gives children and entries, and changes gives their spells. An import may have only
one of the two."""


def _number_entries(staging: Staging, tracker: Table) -> None:
    """Number the entries of a child that begin on the same day: the one that also ended on that day
    comes first."""
    c, before = tracker.c, tracker.alias()
    follows = exists().where(
        before.c.child_ref == c.child_ref,
        before.c.added_on == c.added_on,
        before.c.removed_on == c.added_on,
        before.c.row != c.row,
    )
    lasts = c.removed_on.is_distinct_from(c.added_on)
    staging.connection.execute(update(tracker).values(place_in_day=2).where(lasts, follows))


def _find_entries(staging: Staging, changes: Table) -> None:
    """Find the entry of each row of changes: the second, where two began on that day."""
    c, entry = changes.c, tracker_entry.c
    second = exists().where(
        entry.child_ref == c.child_ref,
        entry.added_on == c.added_on,
        entry.place_in_day == 2,
        entry.known_until.is_(None),
    )
    staging.connection.execute(update(changes).values(place_in_day=2).where(second))


def _children(tracker: Table) -> FromClause:
    """The children of the tracker's rows. The rows of a child agree, but some may leave out what
    others give."""
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
    """How many known entries this import changed: the entry itself, its child, or a spell that
    `changes` does not state."""
    now, c = writing.import_id, tracker.c
    entry, spell = tracker_entry.c, tracker_spell.c
    is_same_entry = same_entry(tracker_entry, tracker)
    before = exists().where(is_same_entry, known_before(tracker_entry, now))
    of_entry = exists().where(is_same_entry, entry.known_from == now)
    of_child = exists().where(child.c.child_ref == c.child_ref, child.c.known_from == now)
    of_spell = exists().where(
        same_entry(tracker_spell, tracker), spell.known_from == now, ~spell.is_stated
    )
    return writing.count(select(c.row).where(before, or_(of_entry, of_child, of_spell)))


def _stated_counts(writing: Writing, wanted: Table) -> Counts:
    """How many stated spells the `changes` sheet brings, changes and withdraws. Call it before they
    are written."""
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
                s.known_until.is_(None),
                s.is_stated,
                ~is_anonymous(tracker_spell),
                ~exists().where(same, w.is_stated),
            )
        ),
    )

"""Spells: each unbroken status and area within an entry, worked out for all entries at once.

The days on which each counts for what is recorded about its child (`spell_days`) are worked out
with them. Otherwise each question would search for the spell of every visit and every referral.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)

from data.day_numbers import yyyymmdd
from data.recording.anonymous import is_anonymous
from data.recording.comparing import content
from data.recording.earlier_areas import AreaStart, area_starts, divide_at_area_start, starts_after
from data.recording.staging import Staging
from data.tables import child, key_of, known_at, spell_days, tracker_entry, tracker_spell

ENTRY_KEY = key_of(tracker_entry)
SPELL_KEY = key_of(tracker_spell)


def wanted_spells(
    staging: Staging, tracker: Table | None, changes: Table | None, extracted_on: date
) -> Table:
    """A temporary table of every spell as it should be known after this import.

    Call it when `child` and `tracker_entry` are up to date. An entry's spells are those that its
    rows in `changes` state. Without such rows, they are the known spells, and a further one where
    the tracker row now has another status or area. A new entry that begins before its area does was
    in the area before until then.
    """
    areas = area_starts(staging.connection)
    entries = _entries(staging, tracker)
    draft = staging.table(
        "draft_spell",
        *_columns(*SPELL_KEY, "status", "area_code", "is_stated"),
        Column("is_amended", Boolean),
        index=SPELL_KEY,
    )
    staging.index_filled(draft)
    if changes is not None:
        c = changes.c
        stated = select(*(c[name] for name in SPELL_KEY), c.status, c.area_code, true(), false())
        _insert(staging, draft, stated)
    _insert(staging, draft, _spells_to_keep(entries, changes))
    _insert(staging, draft, _of_new_entries(staging, draft, entries, areas))
    if tracker is not None:
        _add_moves(staging, draft, entries, changes, extracted_on, areas)
    return _complete(staging, draft, entries)


def _of_new_entries(
    staging: Staging, draft: Table, entries: Table, areas: Sequence[AreaStart]
) -> Select[Any]:
    """The first spells of the entries that have none yet."""
    e = entries.c
    columns = (*_key_of_spell_from(entries, e.added_on), e.status, e.area_code)
    is_new = ~exists().where(same_entry(draft, entries))
    if not areas:
        return select(*columns, false(), false()).where(is_new)
    begun = staging.table(
        "begun_spell", *_columns(*SPELL_KEY, "status", "area_code"), Column("removed_on", Date)
    )
    _insert(staging, begun, select(*columns, e.removed_on).where(is_new))
    divide_at_area_start(staging.connection, begun, areas)
    key = (begun.c[name] for name in SPELL_KEY)
    return select(*key, begun.c.status, begun.c.area_code, false(), false())


def _columns(*names: str) -> list[Column[Any]]:
    return [Column(name, tracker_spell.c[name].type) for name in names]


def _key_of_spell_from(entries: FromClause, day: ColumnElement[date]) -> list[ColumnElement[Any]]:
    """The key of each entry's spell that begins on a day."""
    return [*(entries.c[name] for name in ENTRY_KEY), day]


def _insert(staging: Staging, table: Table, rows: Select[Any]) -> None:
    names = [column.name for column in table.columns]
    staging.connection.execute(insert(table).from_select(names, rows))


def same_entry(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """The condition that rows of two tables are of the same entry."""
    return and_(*(one.c[name] == other.c[name] for name in ENTRY_KEY))


def _entries(staging: Staging, tracker: Table | None) -> Table:
    """Every current entry, with the status and area of its tracker row or, where this import has no
    tracker, those last known."""
    entries = staging.table(
        "entry_now",
        *_columns(*ENTRY_KEY, "removal_reason", "born", "gender"),
        *_columns("status", "area_code"),
        Column("removed_on", Date),
        index=ENTRY_KEY,
    )
    source: FromClause = tracker_spell if tracker is None else tracker
    joins = same_entry(source, tracker_entry)
    if tracker is None:
        joins = and_(joins, tracker_spell.c.known_until.is_(None), tracker_spell.c.is_last)
    of_child = and_(child.c.child_ref == tracker_entry.c.child_ref, child.c.known_until.is_(None))
    e = tracker_entry.c
    born = yyyymmdd(child.c.date_of_birth)
    rows = (
        select(*(e[name] for name in ENTRY_KEY), e.removal_reason, born, child.c.gender)
        .add_columns(source.c.status, source.c.area_code, e.removed_on)
        .select_from(tracker_entry)
        .join(child, of_child)
        .join(source, joins)
        .where(e.known_until.is_(None), ~is_anonymous(tracker_entry))
    )
    _insert(staging, entries, rows)
    staging.index_filled(entries)
    return entries


def _spells_to_keep(entries: Table, changes: Table | None) -> Select[Any]:
    """The known spells to keep: those of entries without rows in `changes` that start before the
    entry ends. Spells that only an earlier `changes` sheet stated are dropped."""
    s = tracker_spell.c
    removed_on = entries.c.removed_on
    keep = [s.known_until.is_(None), or_(removed_on.is_(None), s.starts_on <= removed_on)]
    if changes is not None:
        earlier = tracker_spell.alias()
        was_stated = and_(
            same_entry(earlier, entries), earlier.c.known_until.is_(None), earlier.c.is_stated
        )
        keep += [~exists().where(same_entry(changes, entries)), ~exists().where(was_stated)]
    columns = (*(s[name] for name in SPELL_KEY), s.status, s.area_code, s.is_stated, false())
    return select(*columns).join(entries, same_entry(tracker_spell, entries)).where(*keep)


def _add_moves(
    staging: Staging,
    draft: Table,
    entries: Table,
    changes: Table | None,
    extracted_on: date,
    areas: Sequence[AreaStart],
) -> None:
    """Where a tracker row has another status or area than its entry's last spell, begin a spell on
    the day of the extract; or amend the last one, if it began on that day or later. An area that
    began after the entry ended does not count as another."""
    moves = staging.table(
        "moved_entry",
        *_columns(*SPELL_KEY, "status", "area_code"),
        Column("last_starts_on", Date),
        index=ENTRY_KEY,
    )
    e, d = entries.c, draft.c
    last_of = (
        select(*(d[name] for name in ENTRY_KEY), func.max(d.starts_on).label("starts_on"))
        .group_by(*(d[name] for name in ENTRY_KEY))
        .subquery()
    )
    today = literal(extracted_on, Date)
    day = case((e.removed_on < today, e.removed_on), else_=today)
    rows = (
        select(*_key_of_spell_from(entries, day), e.status, e.area_code, d.starts_on)
        .select_from(entries)
        .join(last_of, same_entry(last_of, entries))
        .join(draft, and_(same_entry(draft, last_of), d.starts_on == last_of.c.starts_on))
        .where(or_(d.status != e.status, d.area_code.is_distinct_from(e.area_code)))
        .where(~starts_after(day, e.area_code, areas))
    )
    if changes is not None:
        rows = rows.where(~exists().where(same_entry(changes, entries)))
    _insert(staging, moves, rows)
    staging.index_filled(moves)

    move = moves.c
    amend = update(draft).values(
        status=move.status, area_code=move.area_code, is_stated=False, is_amended=True
    )
    of_last = and_(same_entry(draft, moves), d.starts_on == move.last_starts_on)
    staging.connection.execute(amend.where(of_last, move.starts_on <= move.last_starts_on))
    spell = (*(move[name] for name in SPELL_KEY), move.status, move.area_code)
    further = select(*spell, false(), false())
    _insert(staging, draft, further.where(move.starts_on > move.last_starts_on))

    # An amendment may reverse the change that began the spell: then there is no such spell.
    before, between = draft.alias(), draft.alias()
    unchanged = exists().where(
        same_entry(before, draft),
        before.c.starts_on < d.starts_on,
        before.c.status == d.status,
        before.c.area_code.is_not_distinct_from(d.area_code),
        ~exists()
        .where(
            same_entry(between, draft),
            between.c.starts_on < d.starts_on,
            between.c.starts_on > before.c.starts_on,
        )
        .correlate(before, draft),
    )
    staging.connection.execute(delete(draft).where(d.is_amended, unchanged.correlate(draft)))


def _complete(staging: Staging, draft: Table, entries: Table) -> Table:
    """The drafted spells, each with its end, the spell before it, and its child and entry."""
    d, e = draft.c, entries.c
    order: dict[str, Any] = {
        "partition_by": [d[name] for name in ENTRY_KEY],
        "order_by": d.starts_on,
    }
    following = func.lead(d.starts_on).over(**order)
    place = func.row_number().over(**order)
    values = {
        **{name: d[name] for name in (*SPELL_KEY, "status", "area_code", "is_stated")},
        "ends_on": func.coalesce(following, e.removed_on),
        "born": e.born,
        "gender": e.gender,
        "is_first": place == 1,
        "is_last": following.is_(None),
        "previous_status": func.lag(d.status).over(**order),
        "previous_area_code": func.lag(d.area_code).over(**order),
        "removal_reason": case((following.is_(None), e.removal_reason), else_=null()),
    }
    rows = select(*(value.label(name) for name, value in values.items()))
    return staging.wanted(tracker_spell, rows.join(entries, same_entry(draft, entries)))


def spell_days_known(import_id: int | ScalarSelect[int]) -> Select[Any]:
    """The rows of `spell_days`, worked out from the spells known at an import."""
    spell = tracker_spell.c
    order: dict[str, Any] = {
        "partition_by": spell.child_ref,
        "order_by": (spell.starts_on, spell.place_in_day),
    }
    is_first = func.row_number().over(**order) == 1
    each = (
        select(
            spell.child_ref,
            # The first spell counts for what is older, too.
            case((is_first, literal(date.min, Date)), else_=spell.starts_on).label("from_on"),
            func.coalesce(func.lead(spell.starts_on).over(**order), literal(date.max, Date)).label(
                "until_on"
            ),
            spell.status,
            spell.area_code,
            spell.gender,
        )
        .where(known_at(tracker_spell, import_id))
        .subquery()
    )
    names = content(spell_days)
    return select(*(each.c[name] for name in names)).where(each.c.from_on < each.c.until_on)

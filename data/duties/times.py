"""Each time that a duty which is repeated was to be done for a child, from the start of its clock.

The first clock of an entry starts as that of any duty or, if the duty was done in the days before
which count, on the last of these. Each day on which it is done ends a clock and starts the next.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CTE,
    Date,
    ScalarSelect,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import day_number
from data.duties import DUTIES
from data.duties.clock import after, dated_standards, starts
from data.duties.declaration import Duty
from data.tables import (
    coverage,
    imports_in_force,
    key_of,
    known_at,
    not_applicable,
    tracker_entry,
    tracker_spell,
)

DUTIES_THAT_REPEAT = tuple(duty for duty in DUTIES if duty.repeats)
ENTRY = key_of(tracker_entry)
OF_ENTRY = (*ENTRY, "duty")
Known = int | ScalarSelect[int]


def times_known(import_id: Known) -> Select[Any]:
    """The rows of `duty_times`, worked out from the records known at an import."""
    time, spell, decided = _times(import_id), tracker_spell, not_applicable
    is_then = and_(
        or_(spell.c.is_first, spell.c.starts_on <= time.c.on),
        or_(spell.c.ends_on.is_(None), spell.c.ends_on > time.c.on),
    )
    with_spell = (
        select(
            *time.c,
            *(spell.c[name] for name in ("status", "area_code", "gender")),
            day_number(decided.c.decided_on).label("excepted_day"),
        )
        .join_from(time, spell, and_(*(spell.c[name] == time.c[name] for name in ENTRY), is_then))
        .join(
            decided,
            and_(
                *(decided.c[name] == time.c[name] for name in ("child_ref", "added_on", "duty")),
                known_at(decided, import_id),
            ),
            isouter=True,
        )
        .where(known_at(spell, import_id))
        .cte("with_spell")
        .prefix_with("MATERIALIZED")
    )
    each = with_spell.c
    rows: FromClause = with_spell
    # A clock that started before there was a standard has the first one.
    in_force_on = case((each.on < each.started_on, each.started_on), else_=each.on)
    limits = []
    for name, of_status in (("own", True), ("of_all", False)):
        standard = dated_standards(name, of_status=of_status)
        rows = rows.outerjoin(
            standard,
            and_(
                standard.c.duty == each.duty,
                standard.c.from_on <= in_force_on,
                or_(standard.c.until_on.is_(None), standard.c.until_on > in_force_on),
                *([standard.c.status == each.status] if of_status else []),
            ),
        )
        limits.append(after(each.on, standard))
    due_on = func.coalesce(*limits)
    return (
        select(
            *(each[name] for name in OF_ENTRY),
            day_number(each.on).label("started_day"),
            day_number(due_on).label("due_day"),
            day_number(each.done_on).label("done_day"),
            day_number(each.not_by).label("not_by_day"),
            day_number(each.removed_on).label("removed_day"),
            each.excepted_day,
            each.status,
            each.area_code,
            each.gender,
        )
        .select_from(rows)
        .where(due_on.is_not(None))
    )


def _times(import_id: Known) -> Subquery:
    """The clocks of every entry that start while the child is on the tracker, or in the days before
    which count: the columns of `_entries`, on (the day on which the clock starts), done_on (null:
    not done by the removal) and not_by, of that day."""
    entry, done = _entries(import_id), _done(import_id)
    of_entry = [entry.c[name] for name in OF_ENTRY]
    events = union_all(
        select(*entry.c, entry.c.started_on.label("on"), literal(None, Date).label("not_by"),
            literal(0).label("is_done")),
        select(*entry.c, done.c.on, done.c.not_by, literal(1)).join_from(
            entry,
            done,
            and_(
                done.c.duty == entry.c.duty,
                done.c.child_ref == entry.c.child_ref,
                done.c.on >= entry.c.back_on,
                or_(entry.c.removed_on.is_(None), done.c.on <= entry.c.removed_on),
            ),
        ),
    ).subquery("events")  # fmt: skip
    by_entry = [events.c[column.name] for column in of_entry]
    is_before = and_(events.c.is_done == 1, events.c.on <= events.c.started_on)
    last_before = func.max(case((is_before, events.c.on))).over(partition_by=by_entry)
    with_first = select(*events.c, last_before.label("before")).subquery("with_first")
    each = with_first.c
    later = [
        func.lead(column).over(partition_by=[each[of.name] for of in of_entry], order_by=each.on)
        for column in (each.on, each.not_by)
    ]
    clocks = (
        select(
            *(each[column.name] for column in entry.c),
            each.on,
            *(day.label(name) for day, name in zip(later, ("done_on", "not_by"), strict=True)),
        )
        # Without a day before, each is the start of a clock; else the days from it on.
        .where(or_(each.before.is_(None), and_(each.is_done == 1, each.on >= each.before)))
        .subquery("clocks")
    )
    is_on = or_(clocks.c.removed_on.is_(None), clocks.c.on < clocks.c.removed_on)
    return select(clocks).where(is_on).subquery("times")


def _entries(import_id: Known) -> CTE:
    """Every entry with each duty: its key, duty, removed_on, started_on (when the clock starts, as
    a rule), and back_on (the first day that counts)."""
    entry = tracker_entry
    added = select(entry.c.added_on).distinct().cte("added").prefix_with("MATERIALIZED")
    start = starts(DUTIES_THAT_REPEAT, added)
    return (
        select(
            *(entry.c[name] for name in ENTRY),
            start.c.duty,
            entry.c.removed_on,
            start.c.started_on,
            start.c.back_on,
        )
        .join_from(entry, start, start.c.added_on == entry.c.added_on)
        .where(known_at(entry, import_id))
        .cte("entries")
        .prefix_with("MATERIALIZED")
    )


def _done(import_id: Known) -> CTE:
    """The days on which each duty was done for each child: duty, child_ref, on, and not_by (the day
    of the newest extract that did not know of it yet)."""
    each = (
        _every_day(duty, import_id) if duty.keeps_all else _kept_days(duty, import_id)
        for duty in DUTIES_THAT_REPEAT
    )
    return union_all(*each).cte("done_days").prefix_with("MATERIALIZED")


def _every_day(duty: Duty, import_id: Known) -> Select[Any]:
    """The days of a sheet that keeps all of them."""
    record = duty.evidence.table
    return (
        select(
            literal(duty.key, String).label("duty"),
            record.c.child_ref,
            duty.evidence.day.label("on"),
            literal(None, Date).label("not_by"),
        )
        .where(known_at(record, import_id), duty.evidence.counts(record))
        .distinct()
    )


def _kept_days(duty: Duty, import_id: Known) -> Select[Any]:
    """The days of a sheet that keeps the newest one of a row: it, and those before it that earlier
    imports had."""
    row, version, day = duty.evidence.table, duty.evidence.alias, duty.evidence.day.name
    in_force = imports_in_force(import_id).cte(f"in_force_{duty.name}").prefix_with("MATERIALIZED")
    found = (
        select(
            row.c.child_ref, version.c[day].label("on"), func.min(version.c.known_from).label("by")
        )
        .join_from(row, version, and_(*(row.c[name] == version.c[name] for name in key_of(row))))
        .where(
            known_at(row, import_id),
            version.c[day] <= row.c[day],
            version.c.known_from.in_(select(in_force.c.import_id)),
            duty.evidence.counts(version),
        )
        .group_by(row.c.child_ref, version.c[day])
        .subquery(f"found_{duty.name}")
    )
    earlier = (
        select(func.max(coverage.c.last_day))
        .where(
            coverage.c.sheet == duty.sheet,
            coverage.c.import_id < in_force.c.import_id,
            coverage.c.import_id.in_(imports_in_force(import_id)),
        )
        .correlate(in_force)
        .scalar_subquery()
    )
    extract = (
        select(in_force.c.import_id, earlier.label("not_by"))
        .cte(f"extracts_{duty.name}")
        .prefix_with("MATERIALIZED")
    )
    return select(
        literal(duty.key, String), found.c.child_ref, found.c.on, extract.c.not_by
    ).join_from(found, extract, extract.c.import_id == found.c.by)

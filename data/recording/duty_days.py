"""The days on which duties to children were done and by when they are due, as each import has it.

Otherwise each question about duties would search for what fulfilled each duty to each child. A
spell has a row, so that a question reads this table alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import day_number, days_after, yyyymmdd
from data.duties import DUTIES, Duty
from data.duties.clock import birthday, starts
from data.recording.comparing import content
from data.recording.spells import ENTRY_KEY, same_entry
from data.tables import (
    AGE_BANDS_FROM,
    child,
    duty_days,
    duty_standard,
    imports_in_force,
    known_at,
    not_applicable,
    panel_listing,
    tracker_entry,
    tracker_spell,
)
from data.working_days import known_bank_holidays

STORED_DUTIES = tuple(duty for duty in DUTIES if f"{duty.name}_day" in duty_days.c)
DUTY_DAYS_SOURCES = {
    child,
    tracker_entry,
    tracker_spell,
    panel_listing,
    not_applicable,
    *(duty.evidence.table for duty in STORED_DUTIES),
}
"""The tables from which the days are worked out."""

FROM_SPELL = (
    "starts_on",
    "ends_on",
    "status",
    "area_code",
    "gender",
    "born",
    "is_first",
    "is_last",
)
ADULT = AGE_BANDS_FROM[-1]
ImportId = int | ScalarSelect[int]


def standards_and_bank_holidays(connection: Connection) -> object:
    """The standards of duties and the bank holidays: where they change, so do the days."""
    standard = duty_standard.c
    standards = select(
        standard.duty, standard.status, standard.from_on, standard.days, standard.unit
    )
    return set(connection.execute(standards).all()), known_bank_holidays(connection)


def days_known(import_id: ImportId) -> Select[Any]:
    """The rows of `duty_days`, worked out from the records known at an import."""
    days, spell = _days_of_entries(import_id), tracker_spell
    columns: dict[str, ColumnElement[Any]] = dict(days.c)
    for name in content(duty_days):
        if name in FROM_SPELL:
            columns[name] = spell.c[name]
        elif name not in columns:
            columns[name] = day_number(days.c[f"{name.removesuffix('_day')}_on"])
    return (
        select(*(columns[name].label(name) for name in content(duty_days)))
        .join_from(days, spell, same_entry(spell, days))
        .where(known_at(spell, import_id))
    )


def _days_of_entries(import_id: ImportId) -> CTE:
    """What `duty_days` holds of each entry, as dates: `first_visit_day` as first_visit_on."""
    done = _days_from_triggers(import_id)
    known = imports_in_force(import_id).cte("in_force").prefix_with("MATERIALIZED")
    columns: list[ColumnElement[Any]] = [*done.c]
    for duty in STORED_DUTIES:
        record = duty.evidence.alias
        if duty.repeats and duty.keeps_all:
            day = record.c[duty.evidence.day.name]
            columns.append(
                select(func.max(day))
                .where(
                    known_at(record, import_id),
                    duty.evidence.counts(record),
                    record.c.child_ref == done.c.child_ref,
                    day >= done.c[f"{duty.name}_back_on"],
                    day < done.c[f"{duty.name}_on"],
                )
                .correlate(done)
                .scalar_subquery()
                .label(f"{duty.name}_before_on")
            )
        elif not duty.repeats:
            columns.append(
                select(func.min(record.c.known_from))
                .where(
                    record.c.child_ref == done.c.child_ref,
                    record.c[duty.evidence.day.name] == done.c[f"{duty.name}_on"],
                    record.c.known_from.in_(select(known.c.import_id)),
                    duty.evidence.counts(record),
                )
                .correlate(done)
                .scalar_subquery()
                .label(f"{duty.name}_import")
            )
    return select(*columns).cte("of_entries").prefix_with("MATERIALIZED")


def _days_from_triggers(import_id: ImportId) -> CTE:
    """The rows of `_days_from_entry`, with the clocks that a record started: a duty whose record
    says what triggered it, and which was done before the entry ended, began on that day."""
    start = _starts_by_day(_days_that_start(import_id))
    done = _days_from_entry(import_id, start)
    columns: dict[str, ColumnElement[Any]] = dict(done.c)
    rows: FromClause = done
    for duty in STORED_DUTIES:
        if duty.evidence.triggered is None:
            continue
        record = duty.evidence.alias
        day = done.c[f"{duty.name}_on"]
        triggered = (
            select(func.min(func.coalesce(record.c[duty.evidence.triggered.name], done.c.added_on)))
            .where(
                record.c.child_ref == done.c.child_ref,
                record.c[duty.evidence.day.name] == day,
                or_(done.c.removed_on.is_(None), day <= done.c.removed_on),
                known_at(record, import_id),
                duty.evidence.counts(record),
            )
            .correlate(done)
            .scalar_subquery()
        )
        by_trigger = start.alias(f"{duty.name}_start")
        rows = rows.outerjoin(by_trigger, by_trigger.c.added_on == triggered)
        for name in (f"{duty.name}_started_on", f"{duty.name}_due_on"):
            columns[name] = func.coalesce(by_trigger.c[name], done.c[name]).label(name)
    return select(*columns.values()).select_from(rows).cte("triggered").prefix_with("MATERIALIZED")


def _days_that_start(import_id: ImportId) -> CTE:
    """The days on which the clock of a duty may start: added_on."""
    triggers = {
        duty.evidence.triggered for duty in STORED_DUTIES if duty.evidence.triggered is not None
    }
    of_records = (
        select(trigger).where(trigger.is_not(None), known_at(trigger.table, import_id))
        for trigger in triggers
    )
    days = union(select(tracker_entry.c.added_on), *of_records)
    return days.cte("days_that_start").prefix_with("MATERIALIZED")


def _days_from_entry(import_id: ImportId, start: CTE) -> CTE:
    """A row for each entry, with clocks that all start when the entry does. `_days_of_entries` adds
    the import that first had each day, and the day before the last.

    Columns: the key, entry_import, the columns of each duty, and has_exceptions.
    """
    entry, version = tracker_entry, tracker_entry.alias("version")
    first_known = select(func.min(version.c.known_from)).where(same_entry(version, entry))
    columns: list[ColumnElement[Any]] = [
        *(entry.c[name] for name in ENTRY_KEY),
        entry.c.removed_on,
        first_known.correlate(entry).scalar_subquery().label("entry_import"),
    ]
    for duty in STORED_DUTIES:
        back_on = start.c[f"{duty.name}_back_on"]
        columns.append(start.c[f"{duty.name}_started_on"])
        columns += _columns_of(duty, start.c[f"{duty.name}_started_on"], back_on, import_id)
        if not duty.repeats:
            due_on: ColumnElement[Any] = start.c[f"{duty.name}_due_on"]
            if duty.due == "day before 18":
                due_on = days_after(birthday(_born(import_id), ADULT), literal(-1))
            elif duty.due == "first listing":
                due_on = func.coalesce(_first_listing(back_on, import_id), due_on)
            columns.append(due_on.label(f"{duty.name}_due_on"))
    decided = not_applicable
    is_decided = exists().where(
        decided.c.child_ref == entry.c.child_ref,
        decided.c.added_on == entry.c.added_on,
        known_at(decided, import_id),
    )
    columns.append(is_decided.correlate(entry).label("has_exceptions"))
    return (
        select(*columns)
        .join_from(entry, start, start.c.added_on == entry.c.added_on, isouter=True)
        .where(known_at(entry, import_id))
        .cte("done")
        .prefix_with("MATERIALIZED")
    )


def _columns_of(
    duty: Duty, started_on: ColumnElement[Any], back_on: ColumnElement[Any], import_id: ImportId
) -> list[ColumnElement[Any]]:
    """The columns of a duty to the child of an entry. `back_on` is the first day that counts."""
    entry, record, evidence = tracker_entry, duty.evidence.alias, duty.evidence
    day = record.c[evidence.day.name]
    is_of_child = record.c.child_ref == entry.c.child_ref
    is_of_entry: ColumnElement[bool] = is_of_child
    if evidence.table is tracker_entry:
        is_of_entry = same_entry(record, entry)
    if evidence.carries_over:
        fulfils = and_(is_of_child, or_(day >= back_on, evidence.carries_over(record, started_on)))
    elif evidence.table is tracker_entry:
        fulfils = is_of_entry
    else:
        fulfils = and_(is_of_child, day >= back_on)
    done = (
        select(day)
        .where(known_at(record, import_id), evidence.counts(record), fulfils)
        .correlate_except(record)
    )
    if duty.repeats:
        last = done.with_only_columns(func.max(day)).scalar_subquery()
        return [last.label(f"{duty.name}_on"), back_on.label(f"{duty.name}_back_on")]
    first = done.with_only_columns(func.min(day)).scalar_subquery().label(f"{duty.name}_on")
    if evidence.undated is None:
        return [first]
    # What carries over may be recorded with an earlier entry.
    of_these = (
        and_(is_of_child, record.c.added_on <= entry.c.added_on)
        if evidence.carries_over
        else is_of_entry
    )
    says_yes = exists().where(
        record.c[evidence.undated.name], known_at(record, import_id), of_these
    )
    return [first, says_yes.correlate_except(record).label(f"{duty.name}_undated")]


def _first_listing(back_on: ColumnElement[Any], import_id: ImportId) -> ScalarSelect[Any]:
    """The first meeting for which a panel listed the child of an entry: one from before the child
    was added belongs to an earlier entry that had not ended by then."""
    listing, entry, earlier = panel_listing, tracker_entry, tracker_entry.alias("earlier")
    is_of_earlier = exists().where(
        listing.c.listed_for < entry.c.added_on,
        earlier.c.child_ref == entry.c.child_ref,
        earlier.c.added_on <= entry.c.added_on,
        earlier.c.removed_on >= listing.c.listed_for,
        or_(
            earlier.c.added_on < entry.c.added_on,
            earlier.c.place_in_day < entry.c.place_in_day,
        ),
        known_at(earlier, import_id),
    )
    return (
        select(func.min(listing.c.listed_for))
        .where(
            known_at(listing, import_id),
            listing.c.child_ref == entry.c.child_ref,
            listing.c.listed_for >= back_on,
            ~is_of_earlier.correlate_except(earlier),
        )
        .correlate_except(listing)
        .scalar_subquery()
    )


def _born(import_id: ImportId) -> ColumnElement[int]:
    """The date of birth of the child of an entry, as yyyymmdd."""
    return (
        select(func.max(yyyymmdd(child.c.date_of_birth)))
        .where(child.c.child_ref == tracker_entry.c.child_ref, known_at(child, import_id))
        .correlate_except(child)
        .scalar_subquery()
    )


def _starts_by_day(added: FromClause) -> CTE:
    """For each day of a relation (`added_on`), what `starts` gives of each duty for an entry that
    begins on it: columns named after the duty."""
    by_duty = starts(STORED_DUTIES, added)
    columns = (
        func.max(case((by_duty.c.duty == duty.key, by_duty.c[name]))).label(f"{duty.name}_{name}")
        for duty in STORED_DUTIES
        for name in ("started_on", "back_on", "due_on")
    )
    return (
        select(by_duty.c.added_on, *columns)
        .group_by(by_duty.c.added_on)
        .cte("starts_by_day")
        .prefix_with("MATERIALIZED")
    )

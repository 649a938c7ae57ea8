"""When the clock of a duty starts, when the duty is due, and how far back it is looked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from data.tables import calendar_day, duty_standard
from queries.scope.duties.declaration import LOOKS_BACK, Duty

WORKING = "working"
# The calendar under the names that a date needs of it: made once, as each takes time to make.
START, COUNTED_FROM, BEFORE, BIRTHDAY, WORKING_DAY, ANY_DAY = (
    calendar_day.alias(name)
    for name in ("start", "counted_from", "before", "birthday", "working", "counted")
)
LATER = duty_standard.alias("later")


def clocks(duty: Duty, of: FromClause) -> CTE:
    """A row for each day on which an entry of a relation begins: added_on, started_on, due_on (null
    where the duty has no standard that holds for every child) and back_on, the first day on which
    the duty may have been done."""
    standard, calendar = duty_standard, START
    first = (
        select(func.min(standard.c.from_on)).where(standard.c.duty == duty.label).scalar_subquery()
    )
    added = select(of.c.added_on).distinct().subquery("added")
    started = case((added.c.added_on < first, first), else_=added.c.added_on)
    starts = select(added.c.added_on, started.label("started_on")).subquery("starts")
    in_force = (
        select(func.max(standard.c.from_on))
        .where(
            standard.c.duty == duty.label,
            standard.c.status.is_(None),
            standard.c.from_on <= starts.c.started_on,
        )
        .correlate(starts)
        .scalar_subquery()
    )
    return (
        select(
            starts.c.added_on,
            starts.c.started_on,
            _after(calendar, standard).label("due_on"),
            days_before(calendar, LOOKS_BACK).label("back_on"),
        )
        .join_from(starts, calendar, calendar.c.day == starts.c.started_on)
        .join(
            standard,
            and_(
                standard.c.duty == duty.label,
                standard.c.status.is_(None),
                standard.c.from_on == in_force,
            ),
            isouter=True,
        )
        .cte(f"clocks_{duty.name}")
        .prefix_with("MATERIALIZED")
    )


def intervals(duty: Duty, as_at: date) -> Subquery:
    """The standards of a duty in force on a day: status (null: all), days, unit."""
    standard, later = duty_standard, LATER
    newest = (
        select(func.max(later.c.from_on))
        .where(
            later.c.duty == duty.label,
            later.c.from_on <= as_at,
            func.coalesce(later.c.status, "") == func.coalesce(standard.c.status, ""),
        )
        .correlate(standard)
        .scalar_subquery()
    )
    return (
        select(standard.c.status, standard.c.days, standard.c.unit)
        .where(standard.c.duty == duty.label, standard.c.from_on == newest)
        .subquery("intervals")
    )


def holds_for(interval: FromClause, status: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a standard holds for children of a status: one of their own, or else the one for all
    children."""
    own = interval.alias("own")
    has_own = exists().where(own.c.status == status).correlate_except(own)
    return or_(interval.c.status == status, and_(interval.c.status.is_(None), not_(has_own)))


def due_after(day: ColumnElement[Any], interval: FromClause) -> ScalarSelect[Any]:
    """The day by which a duty is due that is counted from a day; null where there is none."""
    calendar = COUNTED_FROM
    return select(_after(calendar, interval)).where(calendar.c.day == day).scalar_subquery()


def limit(name: str, day: ColumnElement[Any]) -> ScalarSelect[Any]:
    """The day up to which the standard of a name, as it was in force on a day, lets something that
    began on it wait; null where there was none."""
    standard, later, calendar = duty_standard, LATER, COUNTED_FROM
    in_force = (
        select(func.max(later.c.from_on))
        .where(later.c.duty == name, later.c.from_on <= calendar.c.day)
        .correlate(calendar)
        .scalar_subquery()
    )
    return (
        select(_after(calendar, standard))
        .join_from(
            calendar, standard, and_(standard.c.duty == name, standard.c.from_on == in_force)
        )
        .where(calendar.c.day == day)
        .scalar_subquery()
    )


def _after(start: FromClause, standard: FromClause) -> ColumnElement[Any]:
    """The day so many working or calendar days after a day of the calendar, which is day 0."""
    working, counted = WORKING_DAY, ANY_DAY
    after_working = (
        select(working.c.day)
        .where(
            working.c.is_working,
            working.c.working_number == start.c.working_number + standard.c.days,
        )
        .correlate(start, standard)
        .scalar_subquery()
    )
    after = (
        select(counted.c.day)
        .where(counted.c.day_number == start.c.day_number + standard.c.days)
        .correlate(start, standard)
        .scalar_subquery()
    )
    return case((and_(standard.c.unit == WORKING, standard.c.days > 0), after_working), else_=after)


def days_before(start: FromClause, days: int) -> ScalarSelect[Any]:
    """The day so many calendar days before a day of the calendar."""
    counted = BEFORE
    return (
        select(counted.c.day)
        .where(counted.c.day_number == start.c.day_number - literal(days, Integer))
        .correlate(start)
        .scalar_subquery()
    )


def birthday(born: ColumnElement[Any], age: int) -> ScalarSelect[Any]:
    """The day on which somebody is so many years old; 1 March in a common year for somebody born
    on 29 February. `born` is the date of birth as yyyymmdd."""
    counted = BIRTHDAY
    return (
        select(counted.c.day)
        .where(counted.c.yyyymmdd >= born + age * 10_000)
        .order_by(counted.c.yyyymmdd)
        .limit(1)
        .scalar_subquery()
    )

"""By when a duty is due: a number of working or calendar days after a day, or on a birthday."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from data.duties import Duty
from data.duties.clock import starts
from data.tables import calendar_day, duty_standard

WORKING = "working"
# The calendar under the names that queries use: made once, because making one takes time.
COUNTED_FROM, WORKING_DAY, ANY_DAY = (
    calendar_day.alias(name) for name in ("counted_from", "working", "counted")
)
LATER = duty_standard.alias("later")


def clocks(of: FromClause, duties: Collection[Duty]) -> CTE:
    """A row for each day from which the clocks of a relation's entries may run (`first_day`):
    added_on and, for each duty, NAME_started_on with NAME_due_on (null where no standard holds for
    every child) or, where the duty repeats, NAME_back_on, the first day on which it may have been
    done."""
    days = (
        select(first_day(of, duties).label("added_on"))
        .distinct()
        .cte("days")
        .prefix_with("MATERIALIZED")
    )
    each, standard = starts(duties, days), _dated_standards()
    clock = (
        select(
            each.c.duty,
            each.c.added_on,
            each.c.started_on,
            _after(each, standard).label("due_on"),
            each.c.back_on,
        )
        .join_from(
            each,
            standard,
            and_(
                standard.c.duty == each.c.duty,
                standard.c.from_on <= each.c.started_on,
                or_(standard.c.until_on.is_(None), standard.c.until_on > each.c.started_on),
            ),
            isouter=True,
        )
        .subquery("clock")
    )
    columns = [
        func.max(case((clock.c.duty == duty.label, clock.c[name]))).label(f"{duty.name}_{name}")
        for duty in duties
        for name in (("started_on", "back_on") if duty.repeats else ("started_on", "due_on"))
    ]
    return (
        select(clock.c.added_on, *columns)
        .group_by(clock.c.added_on)
        .cte("clocks")
        .prefix_with("MATERIALIZED")
    )


def first_day(of: FromClause, duties: Collection[Duty]) -> ColumnElement[date]:
    """The day of being added or, if all standards came into force later, the day when the first of
    them did: no clock starts before it, so all earlier entries have the same limits."""
    first = (
        select(func.min(duty_standard.c.from_on).label("from_on"))
        .where(duty_standard.c.duty.in_([duty.label for duty in duties]))
        .group_by(duty_standard.c.duty)
        .subquery("first")
    )
    of_all = (
        select(case((func.count() == len(duties), func.min(first.c.from_on))))
        .select_from(first)
        .scalar_subquery()
    )
    return case((of.c.added_on < of_all, of_all), else_=of.c.added_on)


def _dated_standards() -> CTE:
    """The standards that hold for all children: duty, from_on, until_on, days, unit."""
    standard = duty_standard.c
    until = func.lead(standard.from_on).over(partition_by=standard.duty, order_by=standard.from_on)
    return (
        select(
            standard.duty, standard.from_on, until.label("until_on"), standard.days, standard.unit
        )
        .where(standard.status.is_(None))
        .cte("standards")
        .prefix_with("MATERIALIZED")
    )


def limits(duty: Duty, as_at: date, since: ColumnElement[Any]) -> CTE:
    """By when a duty is due again after a day on which it was done or started: status (empty: all
    without a standard of their own), day, due_on. There is a row for each status with a standard in
    force on the as-at date, and each day up to that date."""
    interval, day = _intervals(duty, as_at), COUNTED_FROM
    return (
        select(
            func.coalesce(interval.c.status, "").label("status"),
            day.c.day,
            _after(day, interval).label("due_on"),
        )
        .join_from(interval, day, day.c.day.between(since, as_at))
        .cte(f"limits_{duty.name}")
        .prefix_with("MATERIALIZED")
    )


def _intervals(duty: Duty, as_at: date) -> Subquery:
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


def limit(name: str, day: ColumnElement[Any]) -> ScalarSelect[Any]:
    """The day by which something that began on a day is due, by the standard of this name in force
    on that day; null where there was none."""
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
    """The day that lies the standard's number of working or calendar days after a day of the
    calendar (day 0)."""
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

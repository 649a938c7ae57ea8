"""When the clock of a duty starts, by when it is due, and from when on records may fulfil it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
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
from sqlalchemy.sql.selectable import CTE, FromClause

from data.day_numbers import days_after
from data.duties.declaration import LOOKS_BACK, Duty
from data.tables import calendar_day, duty_standard

# The calendar under names of its own: made once, as each takes time to make.
BIRTHDAY, START, WORKING_DAY = (
    calendar_day.alias(name) for name in ("birthday", "start", "working")
)
WORKING = "working"


def starts(duties: Collection[Duty], days: FromClause) -> Subquery:
    """A row for each duty and each day (`added_on`) of a relation on which an entry may begin: duty
    (its key), added_on, started_on, the day on which the clock of the duty starts, back_on, the
    first day on which a record may fulfil it, and due_on (null where no standard holds for every
    child)."""
    named = union_all(
        *(select(literal(duty.key, String).label("duty")) for duty in duties)
    ).subquery("named")
    first = first_day(named.c.duty)
    dated = select(named.c.duty, first.label("first")).cte("dated").prefix_with("MATERIALIZED")
    started = case((days.c.added_on < dated.c.first, dated.c.first), else_=days.c.added_on)
    clocks = (
        select(dated.c.duty, days.c.added_on, started.label("started_on"))
        .join_from(dated, days, literal(True))
        .subquery("clocks")
    )
    standard = dated_standards()
    started_on = clocks.c.started_on
    return (
        select(
            clocks.c.duty,
            clocks.c.added_on,
            started_on,
            back_on(started_on).label("back_on"),
            after(started_on, standard).label("due_on"),
        )
        .join_from(
            clocks,
            standard,
            and_(
                standard.c.duty == clocks.c.duty,
                standard.c.from_on <= started_on,
                or_(standard.c.until_on.is_(None), standard.c.until_on > started_on),
            ),
            isouter=True,
        )
        .subquery("starts")
    )


def dated_standards(name: str = "standards", *, of_status: bool = False) -> CTE:
    """The standards that hold for all children, or those for children of a status: duty, status,
    from_on, until_on, days, unit."""
    standard = duty_standard.c
    until = func.lead(standard.from_on).over(
        partition_by=(standard.duty, standard.status), order_by=standard.from_on
    )
    holds = standard.status.is_not(None) if of_status else standard.status.is_(None)
    return (
        select(
            standard.duty,
            standard.status,
            standard.from_on,
            until.label("until_on"),
            standard.days,
            standard.unit,
        )
        .where(holds)
        .cte(name)
        .prefix_with("MATERIALIZED")
    )


def first_day(duty: str | ColumnElement[str]) -> ScalarSelect[date]:
    """The day on which the first standard of a duty, by its key, came into force; null: it has
    none."""
    return (
        select(func.min(duty_standard.c.from_on))
        .where(duty_standard.c.duty == duty)
        .scalar_subquery()
    )


def back_on(started_on: ColumnElement[date]) -> ColumnElement[date]:
    """The first day of which records fulfil a duty whose clock started on a day."""
    return days_after(started_on, literal(-LOOKS_BACK, Integer))


def birthday(born: ColumnElement[Any], age: int) -> ScalarSelect[Any]:
    """The day on which a child's age becomes `age`; 1 March in common years for those born on
    29 February. `born` is the date of birth as yyyymmdd."""
    return (
        select(BIRTHDAY.c.day)
        .where(BIRTHDAY.c.yyyymmdd >= born + age * 10_000)
        .order_by(BIRTHDAY.c.yyyymmdd)
        .limit(1)
        .scalar_subquery()
    )


def after(start: ColumnElement[Any], standard: FromClause) -> ColumnElement[Any]:
    """The day that lies the standard's number of working or calendar days after a day (day 0)."""
    return case(
        (_counts_working(standard), _working_day(_working_number(start) + standard.c.days)),
        else_=days_after(start, standard.c.days),
    )


def number_after(start: ColumnElement[int], standard: FromClause) -> ColumnElement[int]:
    """The number of the day that lies the standard's number of days after one: see `after`."""
    working = _working_number(start, "day_number") + standard.c.days
    later = _working_day(working, "day_number")
    return case((_counts_working(standard), later), else_=start + standard.c.days)


def since(as_at: date, standard: FromClause) -> ColumnElement[Any]:
    """The earliest day from which the standard's number of days is not over by the as-at date:
    counted `after` it, they end on that date or later."""
    before = literal(as_at - timedelta(days=1))
    next_working = _working_number(before) + 1
    return case(
        (_counts_working(standard), _working_day(next_working - standard.c.days)),
        else_=days_after(literal(as_at), -standard.c.days),
    )


def _counts_working(standard: FromClause) -> ColumnElement[bool]:
    return and_(standard.c.unit == WORKING, standard.c.days > 0)


def _working_number(day: ColumnElement[Any], given: str = "day") -> ScalarSelect[int]:
    """The working days up to a day, which is given as this column of the calendar says it."""
    return (
        select(START.c.working_number)
        .where(START.c[given] == day)
        .correlate_except(START)
        .scalar_subquery()
    )


def _working_day(number: ColumnElement[int], given: str = "day") -> ScalarSelect[Any]:
    """The working day of a number: see `_working_number`."""
    return (
        select(WORKING_DAY.c[given])
        .where(WORKING_DAY.c.is_working, WORKING_DAY.c.working_number == number)
        .correlate_except(WORKING_DAY)
        .scalar_subquery()
    )

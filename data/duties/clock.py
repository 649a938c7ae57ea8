"""When the clock of a duty starts, and how far back it is looked for whether it was done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    String,
    Subquery,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause

from data.duties.declaration import LOOKS_BACK, Duty
from data.tables import calendar_day, duty_standard

# The calendar under names of its own: made once, as each takes time to make.
START, BEFORE, BIRTHDAY = (calendar_day.alias(name) for name in ("start", "before", "birthday"))


def starts(duties: Collection[Duty], days: FromClause) -> Subquery:
    """For each duty, by its label (`duty`), and each day of a relation (`added_on`) on which an
    entry may begin: started_on, day_number and working_number (those of started_on) and back_on,
    the first day on which the duty may have been done."""
    named = union_all(
        *(select(literal(duty.label, String).label("duty")) for duty in duties)
    ).subquery("named")
    first = (
        select(func.min(duty_standard.c.from_on))
        .where(duty_standard.c.duty == named.c.duty)
        .scalar_subquery()
    )
    dated = select(named.c.duty, first.label("first")).cte("dated").prefix_with("MATERIALIZED")
    started = case((days.c.added_on < dated.c.first, dated.c.first), else_=days.c.added_on)
    of = (
        select(dated.c.duty, days.c.added_on, started.label("started_on"))
        .join_from(dated, days, literal(True))
        .subquery("of_starts")
    )
    return (
        select(
            of.c.duty,
            of.c.added_on,
            of.c.started_on,
            START.c.day_number,
            START.c.working_number,
            days_before(START, LOOKS_BACK).label("back_on"),
        )
        .join_from(of, START, START.c.day == of.c.started_on)
        .subquery("starts")
    )


def started(duty: Duty, of: FromClause) -> ColumnElement[date]:
    """When the clock of a duty started for an entry: the day of being added or, if that was later,
    the day on which the first standard of the duty came into force."""
    first = (
        select(func.min(duty_standard.c.from_on))
        .where(duty_standard.c.duty == duty.label)
        .scalar_subquery()
    )
    return case((of.c.added_on < first, first), else_=of.c.added_on)


def days_before(start: FromClause, days: int) -> ScalarSelect[date]:
    """The day so many calendar days before a day of the calendar."""
    return (
        select(BEFORE.c.day)
        .where(BEFORE.c.day_number == start.c.day_number - literal(days, Integer))
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

"""When the clock of a duty starts, and from which day on records may fulfil it."""

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
    """A row for each duty and each day (`added_on`) of a relation on which an entry may begin: duty
    (its label), added_on, started_on, day_number and working_number (of started_on), and back_on,
    the first day on which a record may fulfil the duty."""
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
    clocks = (
        select(dated.c.duty, days.c.added_on, started.label("started_on"))
        .join_from(dated, days, literal(True))
        .subquery("clocks")
    )
    return (
        select(
            clocks.c.duty,
            clocks.c.added_on,
            clocks.c.started_on,
            START.c.day_number,
            START.c.working_number,
            days_before(START, LOOKS_BACK).label("back_on"),
        )
        .join_from(clocks, START, START.c.day == clocks.c.started_on)
        .subquery("starts")
    )


def started(duty: Duty, entries: FromClause) -> ColumnElement[date]:
    """The day on which the clock of a duty started for an entry: when it was added or, if later,
    when the first standard of the duty came into force."""
    first = (
        select(func.min(duty_standard.c.from_on))
        .where(duty_standard.c.duty == duty.label)
        .scalar_subquery()
    )
    return case((entries.c.added_on < first, first), else_=entries.c.added_on)


def days_before(start: FromClause, days: int) -> ScalarSelect[date]:
    """The day so many calendar days before a day of the calendar."""
    return (
        select(BEFORE.c.day)
        .where(BEFORE.c.day_number == start.c.day_number - literal(days, Integer))
        .correlate(start)
        .scalar_subquery()
    )


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

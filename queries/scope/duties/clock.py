"""By when a duty is due: a number of working or calendar days after a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, func, select
from sqlalchemy.sql.selectable import CTE

from data.duties import Duty
from data.duties.clock import after
from data.tables import calendar_day, duty_standard

# The calendar under the name that queries use: made once, because making one takes time.
COUNTED_FROM = calendar_day.alias("counted_from")
LATER = duty_standard.alias("later")


def limits(duty: Duty, as_at: date, since: ColumnElement[Any]) -> CTE:
    """By when a duty is due again after a day on which it was done or started: status (empty: all
    without a standard of their own), day, due_on. There is a row for each status with a standard in
    force on the as-at date, and each day up to that date."""
    interval, day = _intervals(duty, as_at), COUNTED_FROM
    return (
        select(
            func.coalesce(interval.c.status, "").label("status"),
            day.c.day,
            after(day, interval).label("due_on"),
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
            later.c.duty == duty.key,
            later.c.from_on <= as_at,
            func.coalesce(later.c.status, "") == func.coalesce(standard.c.status, ""),
        )
        .correlate(standard)
        .scalar_subquery()
    )
    return (
        select(standard.c.status, standard.c.days, standard.c.unit)
        .where(standard.c.duty == duty.key, standard.c.from_on == newest)
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
        select(after(calendar, standard))
        .join_from(
            calendar, standard, and_(standard.c.duty == name, standard.c.from_on == in_force)
        )
        .where(calendar.c.day == day)
        .scalar_subquery()
    )

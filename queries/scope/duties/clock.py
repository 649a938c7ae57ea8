"""By when a duty is due: a number of working or calendar days after a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.sql.selectable import CTE

from data.day_numbers import day_number
from data.duties import Duty
from data.duties.clock import since
from data.tables import duty_standard
from queries.counting import materialized

# The standards under the name that queries use: made once, because making one takes time.
LATER = duty_standard.alias("later")


def intervals(duty: Duty, as_at: date) -> CTE:
    """The standards of a duty in force on a day: status (empty: all without a standard of their
    own), days, unit, and since, the number of a day: what began on or after it is not overdue on
    the day given."""
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
    in_force = select(
        func.coalesce(standard.c.status, "").label("status"),
        standard.c.days,
        standard.c.unit,
        day_number(since(as_at, standard)).label("since"),
    ).where(standard.c.duty == duty.key, standard.c.from_on == newest)
    return materialized(in_force, f"intervals_{duty.name}")


def standard_for(
    key: str, status: ColumnElement[str], on: ColumnElement[Any]
) -> tuple[ScalarSelect[Any], ScalarSelect[Any]]:
    """The number of days that the standard of a duty in force on a day allows for a child of this
    status, and their unit; null where it has none."""
    standard, later = duty_standard, LATER
    in_force = (
        select(func.max(later.c.from_on))
        .where(
            later.c.duty == standard.c.duty,
            later.c.from_on <= on,
            func.coalesce(later.c.status, status) == status,
        )
        .correlate_except(later)
        .scalar_subquery()
    )
    days, unit = (
        select(column)
        .where(
            standard.c.duty == key,
            standard.c.from_on == in_force,
            func.coalesce(standard.c.status, status) == status,
        )
        .order_by(standard.c.status.is_(None))  # first that of the status itself
        .limit(1)
        .correlate_except(standard)
        .scalar_subquery()
        for column in (standard.c.days, standard.c.unit)
    )
    return days, unit

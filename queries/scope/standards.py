"""What the standards say: by when duties, acts of others and what follows from them are due."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Subquery, func, or_, select

from data.day_numbers import day_number
from data.duties import Duty
from data.duties.clock import after, since
from data.tables import duty_standard
from queries.counting import materialized_cte
from queries.scope.days import Days

Day = ColumnElement[Any]
# The standards under a second name: made once, because making one takes time.
LATER_STANDARD = duty_standard.alias("later")


class Standards(Days):
    """The standards, and conditions that say whether their limits have passed."""

    def standards(self) -> Subquery:
        """The standards in force on the as-at date: duty, status, kind, days, unit."""
        standard = duty_standard
        newest = _newest_start(self.as_at, *map(_is_same_as_later, ("duty", "status", "kind")))
        return (
            select(*standard.c["duty", "status", "kind", "days", "unit"])
            .where(standard.c.from_on == newest)
            .subquery()
        )

    def is_past_general_limit(self, name: str, on: Day) -> ColumnElement[bool]:
        """As `is_past_limit` by the standard of this name that holds for all, but quicker for many
        rows, and false without a standard."""
        standard = duty_standard.c
        until = func.lead(standard.from_on).over(order_by=standard.from_on)
        for_all = select(
            standard.from_on,
            until.label("until_on"),
            since(self.as_at, duty_standard).label("since"),
        ).where(standard.duty == name, standard.status.is_(None), standard.kind.is_(None))
        dated = materialized_cte(for_all, "dated_standards")
        return (
            select(dated.c.since)
            .where(
                dated.c.from_on <= on,
                or_(dated.c.until_on.is_(None), dated.c.until_on > on),
                dated.c.since > on,
            )
            .correlate_except(dated)
            .exists()
        )

    def is_past_limit(
        self, name: str, since: Day, until: Day | None = None, *, kind: Day | None = None
    ) -> ColumnElement[bool]:
        """Whether something that has waited since a day has, at the as-at date or `until` another
        day, waited longer than the standard of this name allows (that of its `kind`, where it has
        one of its own); null without a standard."""
        return due_day(name, since, kind) < (self.as_at if until is None else until)


def due_day(name: str, since: Day, kind: Day | None = None) -> ScalarSelect[Any]:
    """The day by which something that began on a day is due, by the standard of this name in force
    on that day: that of its kind or, without one, that of all others; null where there was none."""
    standard = duty_standard.c
    is_for_kind: ColumnElement[bool] = standard.kind.is_(None)
    if kind is not None:
        is_for_kind = func.coalesce(standard.kind == kind, is_for_kind)
    return (
        select(after(since, duty_standard))
        .where(standard.duty == name, standard.from_on <= since, is_for_kind)
        .order_by(standard.kind.is_(None), standard.from_on.desc())
        .limit(1)
        .correlate_except(duty_standard)
        .scalar_subquery()
    )


def standards_in_force(duty: Duty, as_at: date) -> CTE:
    """The standards of a duty in force on a day: status (empty: all without a standard of their
    own), days, unit, and since: the number of the first day from which nothing is overdue then."""
    standard = duty_standard
    newest = _newest_start(as_at, LATER_STANDARD.c.duty == duty.key, _is_same_as_later("status"))
    in_force = select(
        func.coalesce(standard.c.status, "").label("status"),
        *standard.c["days", "unit"],
        day_number(since(as_at, standard)).label("since"),
    ).where(standard.c.duty == duty.key, standard.c.from_on == newest)
    return materialized_cte(in_force, f"standards_{duty.name}")


def _newest_start(as_at: date, *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The day on which the newest standard up to a day came into force, of those like a row's."""
    return (
        select(func.max(LATER_STANDARD.c.from_on))
        .where(LATER_STANDARD.c.from_on <= as_at, *conditions)
        .correlate(duty_standard)
        .scalar_subquery()
    )


def _is_same_as_later(name: str) -> ColumnElement[bool]:
    """Whether a later standard has a row's value in a column, or both have none."""
    return func.coalesce(LATER_STANDARD.c[name], "") == func.coalesce(duty_standard.c[name], "")


def standard_for(
    key: str, status: ColumnElement[str], on: ColumnElement[Any]
) -> tuple[ScalarSelect[Any], ScalarSelect[Any]]:
    """The number of days that the standard of a duty in force on a day allows for a child of this
    status, and their unit; null where it has none."""
    standard, later = duty_standard, LATER_STANDARD
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

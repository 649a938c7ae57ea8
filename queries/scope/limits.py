"""Limits that are no duty to a child: by when something is due that others do, or that follows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, func, or_, select

from data.duties.clock import after, since
from data.tables import duty_standard
from queries.counting import materialized
from queries.scope.days import Days

Day = ColumnElement[Any]
LATER = duty_standard.alias("later")


class Limits(Days):
    """What the standards say, and whether it was kept."""

    def standards(self) -> Subquery:
        """The standards in force on the as-at date: duty, status, kind, days, unit."""
        standard, later = duty_standard, LATER
        same = (
            func.coalesce(later.c[name], "") == func.coalesce(standard.c[name], "")
            for name in ("duty", "status", "kind")
        )
        newest = (
            select(func.max(later.c.from_on))
            .where(later.c.from_on <= self.as_at, *same)
            .correlate(standard)
            .scalar_subquery()
        )
        return (
            select(*standard.c["duty", "status", "kind", "days", "unit"])
            .where(standard.c.from_on == newest)
            .subquery()
        )

    def has_lapsed_since(self, name: str, on: Day) -> ColumnElement[bool]:
        """Whether the limit of what began on a day has passed by the as-at date, by the standard of
        this name for all that was in force on that day. As `is_past_limit`, but quicker for many
        rows; false without a standard."""
        standard = duty_standard.c
        until = func.lead(standard.from_on).over(order_by=standard.from_on)
        of_all = select(
            standard.from_on,
            until.label("until_on"),
            since(self.as_at, duty_standard).label("since"),
        ).where(standard.duty == name, standard.status.is_(None), standard.kind.is_(None))
        dated = materialized(of_all, "dated_standards")
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
        return limit(name, since, kind) < (self.as_at if until is None else until)


def limit(name: str, since: Day, kind: Day | None = None) -> ScalarSelect[Any]:
    """The day by which something that began on a day is due, by the standard of this name in force
    on that day: that of its kind or, without one, that of all others; null where there was none."""
    standard = duty_standard.c
    is_of_kind: ColumnElement[bool] = standard.kind.is_(None)
    if kind is not None:
        is_of_kind = func.coalesce(standard.kind == kind, is_of_kind)
    return (
        select(after(since, duty_standard))
        .where(standard.duty == name, standard.from_on <= since, is_of_kind)
        .order_by(standard.kind.is_(None), standard.from_on.desc())
        .limit(1)
        .correlate_except(duty_standard)
        .scalar_subquery()
    )

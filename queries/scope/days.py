"""Days and months, and small relations of given rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import CTE

from data.day_numbers import yyyymmdd
from data.tables import calendar_day
from queries.filters import Period
from queries.scope.narrowing import Narrowing


class Days(Narrowing):
    """Relations of the calendar."""

    def days(self, period: Period | None = None) -> Subquery:
        """The days of the period, both ends included: day, month_start, weekday, is_working,
        working_number, next_working."""
        period = period or self.period
        within = calendar_day.c.day.between(period.start, period.end)
        return select(calendar_day).where(within).subquery()

    def months(self, period: Period | None = None) -> CTE:
        """The calendar months that the period touches: month (its first day), starts_on, ends_on.

        The first and last are cut to the period.
        """
        days = self.days(period)
        return (
            select(
                days.c.month_start.label("month"),
                func.min(days.c.day).label("starts_on"),
                func.max(days.c.day).label("ends_on"),
            )
            .group_by(days.c.month_start)
            .cte("months")
        )


def over_a_year_before(day: date) -> date:
    """A day a little more than a year earlier, or the first there is."""
    return date.fromordinal(max(1, day.toordinal() - 367))


def date_number(day: ColumnElement[date]) -> ColumnElement[int]:
    """A day as the number yyyymmdd, with 29 February as the 28th: the same dates of two years
    differ by a multiple of 10,000."""
    number = yyyymmdd(day)
    return case((number % 10_000 == 229, number - 1), else_=number)


def medians_by_month(months: CTE, durations: Select[Any], count_name: str) -> Select[Any]:
    """The median of what ended in each month: month, how many there were (under the name
    `count_name`), lower_middle and upper_middle (the same where the number is odd). A month without
    any is left out.

    `durations` has the columns `on`, the day on which something ended, which is in one of the
    months, and `days`, how long it took.
    """
    month = yyyymmdd(months.c.month) // 100
    ended = durations.subquery("ended")
    # Durations of the same length are one row, so that few are sorted.
    by_days = (
        select(
            (yyyymmdd(ended.c.on) // 100).label("month"), ended.c.days, func.count().label("number")
        )
        .group_by("month", ended.c.days)
        .subquery()
    )
    number = func.sum(by_days.c.number)
    ranked = select(
        by_days.c.month,
        by_days.c.days,
        number.over(partition_by=by_days.c.month).label("number"),
        number.over(partition_by=by_days.c.month, order_by=by_days.c.days).label("up_to"),
    ).subquery()
    # A subquery, because SQLite would work out the number of a month anew for every joined row.
    medians = (
        select(
            ranked.c.month,
            cast(func.max(ranked.c.number), Integer).label(count_name),
            func.min(case((2 * ranked.c.up_to >= ranked.c.number, ranked.c.days))).label(
                "lower_middle"
            ),
            func.min(case((2 * ranked.c.up_to > ranked.c.number, ranked.c.days))).label(
                "upper_middle"
            ),
        )
        .group_by(ranked.c.month)
        .subquery()
    )
    return (
        select(months.c.month, *(medians.c[name] for name in medians.c.keys()[1:]))
        .join_from(months, medians, medians.c.month == month)
        .order_by(months.c.month)
    )


def constant_rows(rows: Iterable[Sequence[Any]], *columns: ColumnElement[Any]) -> CTE:
    """A relation of a few rows that are in no table."""
    return union_all(
        *(
            select(
                *(
                    literal(cell, column.type).label(column.key or "")
                    for cell, column in zip(row, columns, strict=True)
                )
            )
            for row in rows
        )
    ).cte("given")

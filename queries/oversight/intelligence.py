"""Intelligence reports with the flag 'County Lines'."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Date, Integer, String, column, func, select

from queries.access import Grant
from queries.ask import question
from queries.filters import (
    Period,
    financial_year,
    financial_year_start,
    month_start,
    years_before,
)
from queries.scope import Query, Scope, given_rows, unknown_as_word

# A report has an area, but neither a status nor a gender.
NOT_OF_A_CHILD = ("status", "gender")
TREND_MONTHS = 24


@question(needs=Grant.COUNTS, counts="reports", ignores=(*NOT_OF_A_CHILD, "period"))
def intelligence_by_financial_year(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted in the financial year of the as-at date, up
    to that date, and in the whole financial year before: both ends included, days counted
    inclusively. Years of unequal length are compared by reports a day, never by totals."""
    return _by_window(scope, financial_years(scope.as_at))


@question(needs=Grant.COUNTS, counts="reports", ignores=(*NOT_OF_A_CHILD, "period"))
def intelligence_same_dates(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted from 1 April to the as-at date, and on the
    same dates a year earlier. Like is compared with like."""
    start = financial_year_start(scope.as_at)
    this_year = Period(start, scope.as_at)
    return _by_window(
        scope, {"This year": this_year, "Same dates last year": this_year.a_year_earlier()}
    )


@question(needs=Grant.COUNTS, counts="reports", ignores=NOT_OF_A_CHILD)
def intelligence_in_period(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted in the period, and on the same dates a year
    earlier, with the days in each."""
    return _by_window(
        scope, {"Period": scope.period, "Same dates last year": scope.period.a_year_earlier()}
    )


@question(needs=Grant.COUNTS, counts="reports", ignores=(*NOT_OF_A_CHILD, "period"))
def intelligence_by_month(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted in each of the last 24 calendar months, with
    the days in each. The last month ends at the as-at date."""
    trend = Period(month_start(scope.as_at, TREND_MONTHS - 1), scope.as_at)
    months, reports = scope.months(trend), scope.intelligence(trend)
    return (
        select(
            months.c.month,
            months.c.starts_on,
            months.c.ends_on,
            func.coalesce(func.sum(reports.c.reports), 0).label("reports"),
        )
        .join_from(
            months,
            reports,
            reports.c.submitted_on.between(months.c.starts_on, months.c.ends_on),
            isouter=True,
        )
        .group_by(months.c.month, months.c.starts_on, months.c.ends_on)
        .order_by(months.c.month)
    )


@question(needs=Grant.COUNTS, counts="reports", ignores=NOT_OF_A_CHILD)
def intelligence_by_area(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted in the period, by area. A report without an
    area counts for the force and for no district, and is shown as Unknown."""
    areas, reports = scope.areas(), scope.intelligence()
    name = unknown_as_word(areas.c.name).label("area")
    district = unknown_as_word(areas.c.district).label("district")
    return (
        select(name, district, func.sum(reports.c.reports).label("reports"))
        .join_from(reports, areas, areas.c.code == reports.c.area_code, isouter=True)
        .group_by(name, district)
        .order_by(func.sum(reports.c.reports).desc(), name)
    )


@question(needs=Grant.COUNTS, counts="reports", ignores=(*NOT_OF_A_CHILD, "period"))
def intelligence_by_day(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted on each day from 1 April of the year before
    to the as-at date: the daily counts that the running totals of the two financial years add up.
    Days without a report are left out."""
    start = financial_year_start(scope.as_at)
    reports = scope.intelligence(Period(years_before(start, 1), scope.as_at))
    return (
        select(reports.c.submitted_on, func.sum(reports.c.reports).label("reports"))
        .group_by(reports.c.submitted_on)
        .order_by(reports.c.submitted_on)
    )


def financial_years(as_at: date) -> dict[str, Period]:
    """The financial year before, whole, and that of the as-at date, up to it."""
    start = financial_year_start(as_at)
    before = years_before(start, 1)
    return {
        financial_year(before): Period(before, start - timedelta(days=1)),
        financial_year(start): Period(start, as_at),
    }


def _by_window(scope: Scope, windows: dict[str, Period]) -> Query:
    rows = [
        (name, window.start, window.end, window.days, place)
        for place, (name, window) in enumerate(windows.items())
    ]
    window = given_rows(
        rows,
        column("label", String),
        column("starts_on", Date),
        column("ends_on", Date),
        column("days", Integer),
        column("place", Integer),
    )
    whole = Period(min(w.start for w in windows.values()), max(w.end for w in windows.values()))
    reports = scope.intelligence(whole)
    return (
        select(
            window.c.label.label("window"),
            window.c.starts_on,
            window.c.ends_on,
            window.c.days,
            func.coalesce(func.sum(reports.c.reports), 0).label("reports"),
        )
        .join_from(
            window,
            reports,
            reports.c.submitted_on.between(window.c.starts_on, window.c.ends_on),
            isouter=True,
        )
        .group_by(*window.c)
        .order_by(window.c.place)
    )

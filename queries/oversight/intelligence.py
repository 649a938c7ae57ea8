"""Intelligence reports with the flag 'County Lines'."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    and_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
)

from queries.access import Grant
from queries.ask import question
from queries.choices import CHILD_CHOICES, CHILD_CHOICES_AND_PERIOD
from queries.filters import (
    Period,
    financial_year,
    financial_year_start,
    last_24_months,
    years_before,
)
from queries.scope import INTELLIGENCE, Query, Scope, constant_rows, date_number, unknown_as_word


@question(needs=Grant.COUNTS, counts="reports", ignores=CHILD_CHOICES_AND_PERIOD)
def intelligence_by_financial_year(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted in the financial year of the as-at date, up
    to that date, and in the whole financial year before: both ends included. Only days that the
    imports cover are counted, up to the last of them; a year without any has no number. Years of
    unequal length are compared by reports a day, never by totals."""
    return _by_window(scope, financial_years(scope.as_at))


@question(
    needs=Grant.COUNTS,
    counts="reports",
    ignores=CHILD_CHOICES_AND_PERIOD,
    title="Intelligence on the same dates",
)
def intelligence_same_dates(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted from 1 April to the as-at date, as far as the
    imports cover it, and on the same dates a year earlier. Only dates that are covered in both
    years are compared. Where no day is covered, there is no number."""
    start = financial_year_start(scope.as_at)
    this_year = Period(start, scope.as_at)
    return _by_window(
        scope,
        {"This year": this_year, "Same dates last year": this_year.a_year_earlier()},
        compared=this_year,
    )


@question(needs=Grant.COUNTS, counts="reports", ignores=CHILD_CHOICES_AND_PERIOD)
def intelligence_by_month(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted in each of the last 24 calendar months, with
    the days of each that the imports cover. The last month ends at the as-at date. A month without
    a covered day has no figure, which is not 0."""
    trend = last_24_months(scope.as_at)
    months, daily = scope.months(trend), scope.reports_by_day(trend)
    return (
        select(
            *months.c,
            func.count(daily.c.day).label("days"),
            cast(func.sum(daily.c.reports), Integer).label("reports"),
        )
        .join_from(months, daily, daily.c.month_start == months.c.month, isouter=True)
        .group_by(*months.c)
        .order_by(months.c.month)
    )


@question(needs=Grant.COUNTS, counts="reports", ignores=CHILD_CHOICES)
def intelligence_by_area(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted in the period, by area. A report without an
    area counts for the force and for no district, and is shown as Unknown. Only days that the
    imports cover are counted."""
    areas, reports = scope.areas_of_any_day(), scope.intelligence()
    name = unknown_as_word(areas.c.name).label("area")
    district = unknown_as_word(areas.c.district).label("district")
    by_area = (
        select(name, district, func.sum(reports.c.reports).label("reports"))
        .join_from(reports, areas, areas.c.code == reports.c.area_code, isouter=True)
        .group_by(name, district)
        .subquery()
    )
    covered = scope.days_covered(INTELLIGENCE)
    days = select(func.count().label("days")).select_from(covered).subquery()
    return (
        select(by_area.c.area, by_area.c.district, by_area.c.reports, days.c.days)
        .join_from(days, by_area, literal(True), isouter=True)
        .order_by(by_area.c.reports.desc(), by_area.c.area)
    )


@question(needs=Grant.COUNTS, counts="reports", ignores=CHILD_CHOICES_AND_PERIOD)
def intelligence_by_day(scope: Scope) -> Query:
    """Reports with the flag 'County Lines' submitted on each day from 1 April of the year before to
    the as-at date, from which the running totals of the two financial years are worked out. A day
    that the imports cover has a figure, 0 where there was no report; any other has none."""
    start = financial_year_start(scope.as_at)
    daily = scope.reports_by_day(Period(years_before(start, 1), scope.as_at))
    return select(daily.c.day.label("submitted_on"), daily.c.reports).order_by(daily.c.day)


def financial_years(as_at: date) -> dict[str, Period]:
    """The financial year before, whole, and that of the as-at date, up to it."""
    start = financial_year_start(as_at)
    before = years_before(start, 1)
    return {
        financial_year(before): Period(before, start - timedelta(days=1)),
        financial_year(start): Period(start, as_at),
    }


def _by_window(scope: Scope, windows: dict[str, Period], compared: Period | None = None) -> Query:
    """Reports and covered days of each window. With `compared`, a later window counts a date only
    if the same date a year later is covered in that period."""
    rows = [
        (name, window.start, window.end, place)
        for place, (name, window) in enumerate(windows.items())
    ]
    window = constant_rows(
        rows,
        column("label", String),
        column("starts_on", Date),
        column("ends_on", Date),
        column("place", Integer),
    )
    whole = Period(min(w.start for w in windows.values()), max(w.end for w in windows.values()))
    daily = scope.reports_by_day(whole)
    within: ColumnElement[bool] = daily.c.day.between(window.c.starts_on, window.c.ends_on)
    if compared:
        same = scope.days_covered(INTELLIGENCE, compared)
        is_compared = (date_number(daily.c.day) + 10_000).in_(select(date_number(same.c.day)))
        within = and_(within, or_(window.c.place == 0, is_compared))
    return (
        select(
            window.c.label.label("window"),
            *window.c["starts_on", "ends_on"],
            func.max(daily.c.day).label("covered_to"),
            func.count(daily.c.day).label("days"),
            cast(func.sum(daily.c.reports), Integer).label("reports"),
        )
        .join_from(window, daily, within, isouter=True)
        .group_by(*window.c)
        .order_by(window.c.place)
    )

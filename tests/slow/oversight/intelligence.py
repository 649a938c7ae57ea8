"""Slow answers to the questions of intelligence reports."""

from __future__ import annotations

from collections import Counter
from datetime import date

from queries.filters import Filters, Period
from tests.invented.records import Records, Report
from tests.slow.counting_rules import (
    DAY,
    DISTRICT,
    NAME,
    Rows,
    count_rows,
    days_of,
    financial_year_start,
    in_area,
    is_covered,
    is_within,
    known_records,
    months_of,
    slow_answer,
    trend_period,
    year_earlier,
)


def county_lines_reports(records: Records, filters: Filters, period: Period) -> list[Report]:
    """Reports flagged 'County Lines' on covered days of the period, in the area chosen."""
    return [
        report
        for report in known_records(records.reports, filters)
        if report.flag == "County Lines"
        and is_within(report.submitted_on, period)
        and is_covered(records, filters, "intelligence", report.submitted_on)
        and in_area(report.area_code, filters)
    ]


def days_covered(records: Records, filters: Filters, period: Period) -> list[date]:
    return [day for day in days_of(period) if is_covered(records, filters, "intelligence", day)]


def month_and_day(day: date) -> tuple[int, int]:
    """The date without its year, 29 February as the 28th."""
    return (2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day)


def _by_window(
    records: Records, filters: Filters, windows: dict[str, Period], like: Period | None = None
) -> Rows:
    rows: Rows = []
    for name, window in windows.items():
        days = days_covered(records, filters, window)
        if like and rows:
            same = {(d.year - 1, month_and_day(d)) for d in days_covered(records, filters, like)}
            days = [day for day in days if (day.year, month_and_day(day)) in same]
        counted = [
            r for r in county_lines_reports(records, filters, window) if r.submitted_on in days
        ]
        rows.append(
            {
                "window": name,
                "starts_on": window.start,
                "ends_on": window.end,
                "covered_to": max(days, default=None),
                "days": len(days),
                "reports": len(counted) if days else None,
            }
        )
    return rows


@slow_answer
def intelligence_by_financial_year(records: Records, filters: Filters) -> Rows:
    start = financial_year_start(filters.as_at)
    before = financial_year_start(start - DAY)

    def name(first: date) -> str:
        return f"{first.year}/{str(first.year + 1)[-2:]}"

    windows = {
        name(before): Period(before, start - DAY),
        name(start): Period(start, filters.as_at),
    }
    return _by_window(records, filters, windows)


@slow_answer
def intelligence_same_dates(records: Records, filters: Filters) -> Rows:
    start, end = financial_year_start(filters.as_at), filters.as_at
    windows = {
        "This year": Period(start, end),
        "Same dates last year": Period(year_earlier(start), year_earlier(end)),
    }
    return _by_window(records, filters, windows, like=Period(start, end))


@slow_answer
def intelligence_by_month(records: Records, filters: Filters) -> Rows:
    rows: Rows = []
    for month, first, last in months_of(trend_period(filters.as_at)):
        days = days_covered(records, filters, Period(first, last))
        reports = len(county_lines_reports(records, filters, Period(first, last)))
        rows.append(
            {
                "month": month,
                "starts_on": first,
                "ends_on": last,
                "days": len(days),
                "reports": reports if days else None,
            }
        )
    return rows


@slow_answer
def intelligence_by_area(records: Records, filters: Filters) -> Rows:
    codes = [report.area_code for report in county_lines_reports(records, filters, filters.period)]
    rows = count_rows(
        "area district reports",
        [(NAME[code], DISTRICT[code]) if code else ("Unknown", "Unknown") for code in codes],
    )
    days = len(days_covered(records, filters, filters.period))
    nothing = {"area": None, "district": None, "reports": None}
    return [row | {"days": days} for row in rows or [nothing]]


@slow_answer
def intelligence_by_day(records: Records, filters: Filters) -> Rows:
    since = financial_year_start(financial_year_start(filters.as_at) - DAY)
    daily = Counter(
        report.submitted_on
        for report in county_lines_reports(records, filters, Period(since, filters.as_at))
    )
    return [
        {"submitted_on": day, "reports": daily[day]}
        for day in days_covered(records, filters, Period(since, filters.as_at))
    ]

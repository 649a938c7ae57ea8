"""Slow answers to the questions of intelligence reports."""

from __future__ import annotations

from datetime import date

from queries.filters import Filters, Period
from tests.counting_rules import (
    DAY,
    DISTRICT,
    NAME,
    Rows,
    answers,
    april,
    counted,
    days_of,
    in_area,
    known,
    months_of,
    trend,
    within,
    year_earlier,
)
from tests.records import Records, Report


def reported(records: Records, filters: Filters, period: Period) -> list[Report]:
    """Reports flagged 'County Lines' submitted in the period, within the area chosen."""
    return [
        report
        for report in known(records.reports, filters)
        if report.flag == "County Lines"
        and within(report.submitted_on, period)
        and in_area(report.area_code, filters)
    ]


def _by_window(records: Records, filters: Filters, windows: dict[str, Period]) -> Rows:
    return [
        {
            "window": name,
            "starts_on": window.start,
            "ends_on": window.end,
            "days": len(list(days_of(window))),
            "reports": len(reported(records, filters, window)),
        }
        for name, window in windows.items()
    ]


@answers
def intelligence_by_financial_year(records: Records, filters: Filters) -> Rows:
    start = april(filters.as_at)
    before = april(start - DAY)

    def name(first: date) -> str:
        return f"{first.year}/{str(first.year + 1)[-2:]}"

    windows = {
        name(before): Period(before, start - DAY),
        name(start): Period(start, filters.as_at),
    }
    return _by_window(records, filters, windows)


@answers
def intelligence_same_dates(records: Records, filters: Filters) -> Rows:
    start, end = april(filters.as_at), filters.as_at
    windows = {
        "This year": Period(start, end),
        "Same dates last year": Period(year_earlier(start), year_earlier(end)),
    }
    return _by_window(records, filters, windows)


@answers
def intelligence_in_period(records: Records, filters: Filters) -> Rows:
    start, end = filters.period.start, filters.period.end
    windows = {
        "Period": filters.period,
        "Same dates last year": Period(year_earlier(start), year_earlier(end)),
    }
    return _by_window(records, filters, windows)


@answers
def intelligence_by_month(records: Records, filters: Filters) -> Rows:
    return [
        {
            "month": month,
            "starts_on": first,
            "ends_on": last,
            "reports": len(reported(records, filters, Period(first, last))),
        }
        for month, first, last in months_of(trend(filters.as_at))
    ]


@answers
def intelligence_by_area(records: Records, filters: Filters) -> Rows:
    codes = [report.area_code for report in reported(records, filters, filters.period)]
    return counted(
        "area district reports",
        [(NAME[code], DISTRICT[code]) if code else ("Unknown", "Unknown") for code in codes],
    )


@answers
def intelligence_by_day(records: Records, filters: Filters) -> Rows:
    since = april(april(filters.as_at) - DAY)
    reports = reported(records, filters, Period(since, filters.as_at))
    return counted("submitted_on reports", [report.submitted_on for report in reports])

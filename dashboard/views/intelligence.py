"""Intelligence flagged 'County Lines', in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import charts
from dashboard.style import words
from dashboard.views.trends import names_apart
from dashboard.views.view import Finding, nothing, view
from queries.filters import UNKNOWN, Filters, financial_year, financial_year_start, years_before
from queries.oversight import intelligence

NONE = "No report with the flag 'County Lines' was submitted"


def comparison(rows: Sequence[tuple[Any, ...]]) -> str:
    """The same dates in both years in words, by reports a day: never windows of unequal length.

    Rows of the answer, this year's first: window, starts_on, ends_on, days, reports.
    """
    (*_, days, reports), (*_, days_then, reports_then) = rows
    a_day, was = reports / days, reports_then / days_then
    said = f"{a_day:.2f} a day against {was:.2f} on the same dates last year"
    if min(reports, reports_then) >= 20:
        said += f" ({_change(a_day, was)})"
    return said


@view(
    intelligence.intelligence_same_dates,
    charts.rates,
    "Reports a day from 1 April to {as_at}, and on the same dates a year earlier",
)
def same_dates(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: window, starts_on, ends_on, days, reports."""
    marks, read = _windows(frame)
    if not frame["reports"].sum():
        return nothing(NONE, read)
    both = list(frame.itertuples(index=False, name=None))
    return Finding(words.sentence(comparison(both)), marks, read)


@view(
    intelligence.intelligence_by_financial_year,
    charts.rates,
    "Reports a day by financial year; the year of {as_at} is up to that date",
)
def years(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: window, starts_on, ends_on, days, reports."""
    part = frame["ends_on"].map(lambda d: (d.month, d.day) != (3, 31))
    frame = frame.assign(
        window=[f"{w}, part year" if p else w for w, p in zip(frame["window"], part, strict=True)]
    )
    marks, read = _windows(frame)
    if not frame["reports"].sum():
        return nothing(NONE, read)
    said = [
        f"{rate:.2f} a day in {window} ({reports:,} in {words.counted(days, 'day')})"
        for window, rate, reports, days in zip(
            frame["window"], marks["per_day"], marks["reports"], marks["days"], strict=True
        )
    ]
    return Finding(words.listed(said), marks, read)


@view(
    intelligence.intelligence_by_month,
    charts.reports_by_month,
    "Reports a day in each calendar month, 24 months to {as_at}",
)
def months(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, starts_on, ends_on, reports."""
    days = [
        (end - start).days + 1
        for start, end in zip(frame["starts_on"], frame["ends_on"], strict=True)
    ]
    whole = [(end + timedelta(days=1)).day == 1 for end in frame["ends_on"]]
    marks = pd.DataFrame(
        {
            "month": pd.to_datetime(frame["month"]),
            "reports": frame["reports"].astype(int),
            "per_day": (frame["reports"] / days).astype(float).round(2),
            "part": ["Whole month" if w else "Part month" for w in whole],
        }
    )
    read = pd.DataFrame(
        {
            "Month": [words.month(m) for m in frame["month"]],
            "Reports": frame["reports"].astype(int),
            "Days": days,
            "Reports a day": marks["per_day"],
        }
    )
    if not frame["reports"].sum():
        return nothing(f"{NONE} in these 24 months", read)
    top = marks.sort_values("per_day").iloc[-1]
    finding = (
        f"The busiest month was {words.month(top['month'])}: {top['per_day']:.1f} reports a day"
    )
    return Finding(finding, marks, read)


@view(
    intelligence.intelligence_by_area,
    charts.bars,
    "Reports by area, {period}. A report without an area counts for the force alone",
)
def areas(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: area, district, reports."""
    reports = frame["reports"].astype(int)
    marks = pd.DataFrame({"label": frame["area"], "place": range(len(frame)), "children": reports})
    read = pd.DataFrame({"Area": frame["area"], "District": frame["district"], "Reports": reports})
    if frame.empty:
        return nothing(f"{NONE} in this period", read)
    return Finding(_most_reports(frame["area"], reports), marks, read)


@view(
    intelligence.intelligence_by_day,
    charts.cumulative,
    "Reports so far in the financial year, to {as_at}, beside the whole year before",
)
def cumulative(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: submitted_on, reports."""
    start = financial_year_start(filters.as_at)
    before = years_before(start, 1)
    same_day = years_before(filters.as_at, 1)
    daily = dict(zip(frame["submitted_on"], frame["reports"].astype(int), strict=True))

    def so_far(first: date, day: date) -> int:
        return sum(reports for on, reports in daily.items() if first <= on <= day)

    lines = {
        first: [(day, so_far(first, day)) for day in _week_ends(first, last)]
        for first, last in ((before, start - timedelta(days=1)), (start, filters.as_at))
    }
    read = pd.DataFrame(
        [(financial_year(first), *point) for first, line in lines.items() for point in line],
        columns=["Year", "Date", "Reports so far"],
    )
    if frame.empty:
        return nothing(f"{NONE} in these two years", read)
    now, then = so_far(start, filters.as_at), so_far(before, same_day)
    finding = (
        f"{words.sentence(words.counted(now, 'report'))} by {words.day(filters.as_at)}, against "
        f"{words.number(then)} by the same date last year"
    )
    most = max(reports for line in lines.values() for _, reports in line)
    places = names_apart(
        {financial_year(first): line[-1][1] for first, line in lines.items()}, 0.085 * most
    )
    marks = pd.DataFrame(
        [
            (
                pd.Timestamp(day + (start - first)),  # both years over the days of this one
                financial_year(first),
                reports,
                places[financial_year(first)] if day == line[-1][0] else None,
            )
            for first, line in lines.items()
            for day, reports in line
        ],
        columns=["day", "series", "reports", "name_at"],
    )
    return Finding(finding, marks, read)


def _most_reports(areas: pd.Series, reports: pd.Series) -> str:
    """Which areas have the most reports, of those that have any."""
    most, total = int(reports.max()), int(reports.sum())
    top = sorted(areas[reports == most], key=lambda area: (area == UNKNOWN, area))
    names = ["no area" if area == UNKNOWN else str(area) for area in top]
    if most == total:
        said = words.sentence(words.counted(total, "report"))
        return f"{said} {'is' if total == 1 else 'are'} recorded for {names[0]}"
    if len(names) > 3:
        return f"{len(names)} areas have the most reports, {most:,} each of {total:,}"
    have, each = ("has", "") if len(names) == 1 else ("have", " each")
    if top == [UNKNOWN]:
        return f"{most:,} of {total:,} reports are recorded without an area"
    return f"{words.listed(names)} {have} the most reports, {most:,}{each} of {total:,}"


def _week_ends(first: date, last: date) -> list[date]:
    """Every seventh day from the first, and the last."""
    days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]
    return days if days[-1] == last else [*days, last]


def _windows(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    reports, days = frame["reports"].astype(int), frame["days"].astype(int)
    per_day = (reports / days).round(2)
    marks = pd.DataFrame(
        {
            "label": frame["window"],
            "place": range(len(frame)),
            "per_day": per_day,
            "told": [f"{rate:.2f} a day" for rate in per_day],
            "reports": reports,
            "days": days,
        }
    )
    read = pd.DataFrame(
        {
            "Window": frame["window"],
            "From": frame["starts_on"],
            "To": frame["ends_on"],
            "Reports": reports,
            "Days": days,
            "Reports a day": per_day,
        }
    )
    return marks, read


def _change(now: float, was: float) -> str:
    """A change of rate: +38%, −11%, no change."""
    percent = round(100 * (now / was - 1))
    return f"{words.signed(percent)}%" if percent else "no change"

"""Intelligence flagged 'County Lines', in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.style import words
from dashboard.views.month_ends import label_positions
from dashboard.views.view import Finding, view, without_chart
from queries.filters import (
    UNKNOWN,
    Filters,
    Period,
    financial_year,
    financial_year_start,
    years_before,
)
from queries.oversight import intelligence

NO_REPORT = "No report with the flag 'County Lines' was submitted"
NO_DAY_OF_TWO_YEARS = "None of the days of these two years are covered"
NOT_COVERED = "Not covered"


def comparison(rows: Sequence[tuple[Any, ...]]) -> str:
    """The same dates in both years in words, by reports a day. Only dates that are covered in both
    years are compared.

    Rows of the answer, this year's first: window, starts_on, ends_on, covered_to, days, reports.
    """
    *_, days, reports = rows[0]
    text = against_last_year(rows)
    if not days:
        return text
    joined = ", " if text.startswith("against") else "; "
    return f"{reports / days:.2f} reports a day{joined}{text}"


def against_last_year(rows: Sequence[tuple[Any, ...]]) -> str:
    """What stands beneath this year's reports a day, of the same rows: `against 2.24 on the same
    dates last year (+38%)`."""
    (_, start, end, covered_to, days, reports), (*_, days_then, reports_then) = rows
    cover = words.cover(covered_to, Period(start, end), days)
    if not days:
        return cover
    text = "the same dates last year are not covered"
    if days_then:
        now, before = reports / days, reports_then / days_then
        text = f"against {before:.2f} on the same dates last year"
        if min(reports, reports_then) >= 20:
            text += f" ({_change(now, before)})"
    return _with_cover(text, cover)


@view(
    intelligence.intelligence_same_dates,
    "rates",
    "Reports a day from 1 April to {as_at}, and on the same dates a year earlier",
)
def same_dates(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: window, starts_on, ends_on, covered_to, days, reports."""
    marks, table = _windows(frame)
    rows = _tuples(frame)
    if not frame["reports"].sum():
        return without_chart(_without_reports(rows), table)
    return Finding(words.sentence(comparison(rows)), marks, table)


@view(
    intelligence.intelligence_by_financial_year,
    "rates",
    "Reports a day by financial year; the year of {as_at} is up to that date",
)
def years(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: window, starts_on, ends_on, covered_to, days, reports."""
    rows = _tuples(frame)
    are_part_years = [
        bool(days) and ((end.month, end.day) != (3, 31) or days < Period(start, end).days)
        for _, start, end, _, days, _ in rows
    ]
    frame = frame.assign(
        window=[
            f"{window}, part year" if is_part_year else window
            for window, is_part_year in zip(frame["window"], are_part_years, strict=True)
        ]
    )
    marks, table = _windows(frame)
    if not frame["reports"].sum():
        return without_chart(_without_reports(rows), table)
    return Finding(_years_in_words(list(frame["window"]), rows), marks, table)


def _years_in_words(names: list[str], rows: Sequence[tuple[Any, ...]]) -> str:
    """Each year in words: one sentence, or one for each where a year is not covered."""
    texts = list(map(_year_in_words, names, rows))
    if all(row[4] for row in rows):
        return words.listed(texts)
    return ". ".join(map(words.sentence, texts))


def _with_cover(text: str, cover: str) -> str:
    """A figure in words, and how much of its days is covered (empty: all of them)."""
    if not cover:
        return text
    return f"{text}, {cover}" if cover.startswith("to ") else f"{text}; {cover}"


def _year_in_words(name: str, row: tuple[Any, ...]) -> str:
    _, start, end, covered_to, days, reports = row
    if not days:
        return f"no day of {name} is covered"
    text = f"{reports / days:.2f} reports a day in {name}"
    text += f" ({reports:,} in {words.counted(days, 'day')})"
    return _with_cover(text, words.cover(covered_to, Period(start, end), days))


@view(
    intelligence.intelligence_by_month,
    "reports_by_month",
    "Reports a day in each calendar month, 24 months to {as_at}",
)
def months(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, starts_on, ends_on, days, reports."""
    is_covered = frame["days"] > 0
    rate = (frame["reports"] / frame["days"].where(is_covered)).astype(float).round(2)
    is_whole = [
        (end + timedelta(days=1)).day == 1 and days == end.day
        for end, days in zip(frame["ends_on"], frame["days"], strict=True)
    ]
    marks = pd.DataFrame(
        {
            "month": pd.to_datetime(frame["month"]),
            "reports": frame["reports"].astype("Int64"),
            "per_day": rate,
            "part": [
                "Whole month" if whole else "Part month" if covered else NOT_COVERED
                for whole, covered in zip(is_whole, is_covered, strict=True)
            ],
        }
    )
    table = pd.DataFrame(
        {
            "Month": [words.month(m) for m in frame["month"]],
            "Reports": _or_not_covered(frame["reports"].astype("Int64"), is_covered),
            "Days": frame["days"],
            "Reports a day": _or_not_covered(rate, is_covered),
        }
    )
    missing = int((~is_covered).sum())
    gap = f"; {words.counted(missing, 'month')} {words.are(missing)} not covered" if missing else ""
    if not is_covered.any():
        return without_chart("None of these 24 months are covered", table)
    if not frame["reports"].sum():
        return without_chart(f"{NO_REPORT} in these 24 months{gap}", table)
    busiest = marks.sort_values("per_day", na_position="first").iloc[-1]
    month, per_day = words.month(busiest["month"]), busiest["per_day"]
    finding = f"The busiest month was {month}: {per_day:.2f} reports a day"
    return Finding(finding + gap, marks, table)


@view(
    intelligence.intelligence_by_area,
    "bars",
    "Reports by area, {period}. A report without an area counts for the force alone",
)
def areas(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: area, district, reports, days."""
    days = int(frame["days"].iloc[0])
    frame = frame[frame["reports"].notna()]
    reports = frame["reports"].astype(int)
    marks = pd.DataFrame({"label": frame["area"], "place": range(len(frame)), "children": reports})
    table = pd.DataFrame({"Area": frame["area"], "District": frame["district"], "Reports": reports})
    in_period = filters.period.days
    cover = "" if days == in_period else f", on the {days:,} of {in_period:,} days that are covered"
    if not days:
        return without_chart("None of the days of this period are covered", table)
    if frame.empty:
        return without_chart(f"{NO_REPORT} in this period{cover}", table)
    return Finding(_most_reports(frame["area"], reports) + cover, marks, table)


@view(
    intelligence.intelligence_by_day,
    "cumulative",
    "Reports so far in the financial year, to {as_at}, beside the whole year before",
)
def cumulative(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: submitted_on, reports; a row for each day covered."""
    start = financial_year_start(filters.as_at)
    before = years_before(start, 1)
    daily = dict(zip(frame["submitted_on"], frame["reports"].astype(int), strict=True))

    def so_far(first: date, day: date) -> int:
        return sum(reports for on, reports in daily.items() if first <= on <= day)

    # A day that is not covered has no point: the line is broken there, instead of falling to 0.
    lines: dict[date, list[tuple[date, int | None]]] = {
        first: [
            (day, so_far(first, day) if day in daily else None) for day in _week_ends(first, last)
        ]
        for first, last in (
            (before, start - timedelta(days=1)),
            (start, max((day for day in daily if day >= start), default=filters.as_at)),
        )
    }
    table = pd.DataFrame(
        [
            (financial_year(first), day, NOT_COVERED if reports is None else reports)
            for first, line in lines.items()
            for day, reports in line
        ],
        columns=["Year", "Date", "Reports so far"],
    )
    if not daily:
        return without_chart(NO_DAY_OF_TWO_YEARS, table)
    if not any(daily.values()):
        return without_chart(f"{NO_REPORT} in these two years", table)
    return Finding(_by_the_same_date(daily, filters.as_at, so_far), _line_marks(lines), table)


def _by_the_same_date(
    daily: dict[date, int], as_at: date, so_far: Callable[[date, date], int]
) -> str:
    """The reports of this year so far, beside those by the same date last year. `so_far` counts
    those from one day to another."""
    start = financial_year_start(as_at)
    before = years_before(start, 1)
    this_year = [day for day in daily if day >= start]
    if not this_year:
        return f"No day of {financial_year(as_at)} is covered"
    until = max(this_year)
    cover = words.cover(until, Period(start, as_at), len(this_year))
    same_day = years_before(until, 1)
    now = words.sentence(words.counted(so_far(start, until), "report"))
    text = f"{now} by {words.day(until)}"
    days_then = sum(before <= day <= same_day for day in daily)
    if not days_then:
        text += "; the same dates last year are not covered"
    else:
        text += f", against {words.number(so_far(before, same_day))} by the same date last year"
        if days_then < (same_day - before).days + 1:
            are = words.are(days_then)
            text += f" on the {words.counted(days_then, 'day')} that {are} covered"
    return f"{text} ({cover})" if cover else text


def _line_marks(lines: dict[date, list[tuple[date, int | None]]]) -> pd.DataFrame:
    """The marks of a line for each year, by its first day."""
    start = max(lines)
    known = {
        first: [(day, reports) for day, reports in line if reports is not None]
        for first, line in lines.items()
    }
    last = {first: line[-1] for first, line in known.items() if line}
    ends = {financial_year(first): reports for first, (_, reports) in last.items()}
    positions = label_positions(ends, highest=max(ends.values()))
    return pd.DataFrame(
        [
            (
                pd.Timestamp(day + (start - first)),  # both years over the days of this one
                financial_year(first),
                reports,
                positions[financial_year(first)] if (day, reports) == last.get(first) else None,
            )
            for first, line in lines.items()
            for day, reports in line
        ],
        columns=["day", "series", "reports", "name_at"],
    ).astype({"reports": "Int64"})


def _most_reports(areas: pd.Series, reports: pd.Series) -> str:
    """Which areas have the most reports, of those that have any."""
    most, total = int(reports.max()), int(reports.sum())
    busiest = sorted(areas[reports == most], key=lambda area: (area == UNKNOWN, area))
    names = ["no area" if area == UNKNOWN else str(area) for area in busiest]
    if most == total:
        text = f"{words.sentence(words.counted(total, 'report'))} {words.are(total)}"
        return f"{text} recorded {'without an area' if busiest == [UNKNOWN] else f'for {names[0]}'}"
    if len(names) > 3:
        return f"{len(names)} areas have the most reports, {most:,} each of {total:,}"
    have, each = ("has", "") if len(names) == 1 else ("have", " each")
    if busiest == [UNKNOWN]:
        return f"{most:,} of {total:,} reports are recorded without an area"
    return f"{words.listed(names)} {have} the most reports, {most:,}{each} of {total:,}"


def _week_ends(first: date, last: date) -> list[date]:
    """Every seventh day from the first, and the last."""
    days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]
    return days if days[-1] == last else [*days, last]


def _windows(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The marks and the table of years, or of the same dates in both years."""
    days, is_covered = frame["days"].astype(int), frame["days"] > 0
    reports = frame["reports"].astype("Int64")
    per_day = (frame["reports"].astype(float) / days.where(is_covered)).round(2)
    marks = pd.DataFrame(
        {
            "label": frame["window"],
            "place": range(len(frame)),
            "per_day": per_day.where(is_covered, 0.0),
            "rate": [
                f"{rate:.2f} a day" if covered else NOT_COVERED
                for rate, covered in zip(per_day, is_covered, strict=True)
            ],
            "reports": reports,
            "days": days,
        }
    )
    table = pd.DataFrame(
        {
            "Window": frame["window"],
            "From": frame["starts_on"],
            "To": frame["ends_on"],
            "Covered to": [day or NOT_COVERED for day in frame["covered_to"]],
            "Reports": _or_not_covered(reports, is_covered),
            "Days covered": days,
            "Reports a day": _or_not_covered(per_day, is_covered),
        }
    )
    return marks, table


def _or_not_covered(figures: pd.Series, is_covered: pd.Series) -> pd.Series:
    """The figures, with `Not covered` where no day is covered, which is not 0."""
    return figures if is_covered.all() else figures.astype(object).where(is_covered, NOT_COVERED)


def _tuples(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of the answer: null is None, and counts are whole numbers."""
    return [
        (window, start, end, covered_to or None, int(days), int(reports) if days else None)
        for window, start, end, covered_to, days, reports in frame.itertuples(
            index=False, name=None
        )
    ]


def _without_reports(rows: Sequence[tuple[Any, ...]]) -> str:
    """A sentence for years without a report, with the days that are not covered."""
    if not any(row[4] for row in rows):
        return NO_DAY_OF_TWO_YEARS
    gaps = [
        f"{name}: {cover}"
        for name, start, end, covered_to, days, _ in rows
        if (cover := words.cover(covered_to, Period(start, end), days))
    ]
    return f"{NO_REPORT} ({'; '.join(gaps)})" if gaps else NO_REPORT


def _change(now: float, before: float) -> str:
    """A change of rate: +38%, −11%, no change."""
    percent = round(100 * (now / before - 1))
    return f"{words.signed(percent)}%" if percent else "no change"

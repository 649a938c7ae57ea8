"""Children on the tracker over 24 month ends, by each breakdown, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from dashboard.style import words
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.dimensions import AGE_BAND, DISTRICT, GENDER, STATUS, Categories
from queries.filters import UNKNOWN, Filters, last_24_months, month_end, months_within
from queries.oversight import tracker

LINES_IN_HEADLINE = 3  # lines that a headline speaks of; the chart has them all
LABEL_HEIGHT = 0.085
"""How high the name of a line is, as a share of the height of the chart."""


class Name(NamedTuple):
    """What a line is called in the legend and in the table, and within a sentence."""

    in_legend: str
    in_sentence: str


def _one_name(name: str) -> Name:
    return Name(name, name)


def _trend(
    frame: pd.DataFrame,
    filters: Filters,
    categories: Categories,
    name_of: Callable[[str], Name] = _one_name,
) -> Finding:
    """Columns of the answer: month (first day), the category, children. `name_of` gives the name of
    a category's line."""
    series = categories.dimension.name
    months = months_within(last_24_months(filters.as_at))
    days = [day_counted(month, filters) for month in months]
    counts_found = {
        (month, UNKNOWN if pd.isna(value) else value): int(children)
        for month, value, children in zip(
            frame["month"], frame[series], frame["children"], strict=True
        )
    }
    lines = {
        value: [counts_found.get((month, value), 0) for month in months]
        for value in categories.ordered(value for _, value in counts_found)
    }
    names = {value: name_of(value) for value in lines}
    by_name = {names[value].in_legend: counts for value, counts in lines.items()}
    table = pd.DataFrame(
        {"Month end": days if by_name else []} | {name: by_name[name] for name in sorted(by_name)}
    )
    if not any(map(sum, lines.values())):
        return without_chart("No child was on the tracker in these 24 months", table)
    now = {name: counts[-1] for name, counts in by_name.items()}
    positions = label_positions(now, highest=max(map(max, lines.values())))
    marks = pd.DataFrame(
        [
            (day, name, count, positions[name] if day == days[-1] else None)
            for day, of_day in zip(days, zip(*lines.values(), strict=True), strict=True)
            for name, count in zip(by_name, of_day, strict=True)
        ],
        columns=["day", "series", "children", "name_at"],
    )
    marks["drill_down"] = drill_down(
        "on_tracker",
        day=[day.date() for day in days for _ in lines],
        **{series: [value for _ in days for value in lines]},
    )
    parts = [
        f"{names[value].in_sentence} {_change(counts[0], counts[-1])}"
        for value, counts in sorted(lines.items(), key=lambda line: -line[1][-1])
    ]
    others = len(parts) - LINES_IN_HEADLINE
    more = f"; {words.counted(others, 'more line')} in the chart" if others > 0 else ""
    first = words.listed(parts[:LINES_IN_HEADLINE])
    return Finding(f"Since {words.month(days[0])}, {first}{more}", marks, table)


def _change(first: int, last: int) -> str:
    return f"went from {first:,} to {last:,}" if first != last else f"is unchanged at {last:,}"


@view(
    tracker.children_by_month_and_status,
    "trend",
    "Children on the tracker by status at each month end, 24 months to {as_at}",
    STATUS,
    splits_earlier_months=True,
)
def status_trend(frame: pd.DataFrame, filters: Filters, categories: Categories) -> Finding:
    """Columns of the answer: month, status, children."""
    return _trend(frame, filters, categories, lambda status: _one_name(categories.short(status)))


@view(
    tracker.children_by_month_and_gender,
    "trend",
    "Children on the tracker by gender at each month end, 24 months to {as_at}",
    GENDER,
)
def gender_trend(frame: pd.DataFrame, filters: Filters, categories: Categories) -> Finding:
    """Columns of the answer: month, gender, children."""
    return _trend(frame, filters, categories)


@view(
    tracker.children_by_month_and_district,
    "trend",
    "Children on the tracker by district at each month end, 24 months to {as_at}",
    DISTRICT,
    splits_earlier_months=True,
)
def district_trend(frame: pd.DataFrame, filters: Filters, categories: Categories) -> Finding:
    """Columns of the answer: month, district, children. With an area chosen, the line of its
    district is that of the area alone."""

    def name_of(district: str) -> Name:
        if district == UNKNOWN:
            return Name(district, "the number with no recorded area")
        if not filters.area:
            return _one_name(district)
        return Name(f"The area in the {district}", f"the area in the {district}")

    return _trend(frame, filters, categories, name_of)


@view(
    tracker.children_by_month_and_age,
    "trend",
    "Children on the tracker by age on the day at each month end, 24 months to {as_at}",
    AGE_BAND,
)
def age_trend(frame: pd.DataFrame, filters: Filters, categories: Categories) -> Finding:
    """Columns of the answer: month, age_band, children."""

    def name_of(band: str) -> Name:
        if band == UNKNOWN:
            return Name(band, "the number of unknown age")
        years = words.within_sentence(band)
        return Name(f"Aged {years}", f"the number aged {years}")

    return _trend(frame, filters, categories, name_of)


def day_counted(month: object, filters: Filters) -> pd.Timestamp:
    """The day that a month's figure is of: its last or, in the last month, the as-at date."""
    return pd.Timestamp(min(month_end(pd.Timestamp(str(month)).date()), filters.as_at))


def label_positions(last_values: Mapping[str, float], highest: float) -> dict[str, float]:
    """Where to write each line's name: at its last value, moved up where two would touch. `highest`
    is the highest value of any line, which makes the height of the chart."""
    positions: dict[str, float] = {}
    floor = 0.0
    for name, value in sorted(last_values.items(), key=lambda line: line[1]):
        positions[name] = max(float(value), floor)
        floor = positions[name] + LABEL_HEIGHT * highest
    return positions

"""Charts of lines over time."""

from __future__ import annotations

import altair as alt

from dashboard.charts.drawing import (
    NEAREST_LAYER,
    Drawing,
    blank_chart,
    chart,
    count_y_axis,
    date_tip,
    time_axis,
    tips,
)
from dashboard.style.theme import PALETTE

DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [1, 4], [12, 4]]
# Pixels left free beside the lines for their names.
NAME_ROOM = 96


@chart
def trend() -> Drawing:
    """Columns: day (month end), series, children, name_at. A line each, in the order given,
    named at its end."""
    return _named_lines(_trend_lines(), "children")


@chart
def release_trend() -> Drawing:
    """Columns: day (month end), series, children (empty: not shown), name_at. A line each, in the
    order given, with a dot for each number, so that one between two gaps is seen as well."""
    base = _trend_lines()
    lines = _named_lines(base, "children")
    return alt.layer(base.mark_circle(size=30, opacity=1), *lines.layer).properties(height=260)


@chart
def caseload() -> Drawing:
    """Columns: day (month end), children. One line, from zero."""
    base = blank_chart().encode(
        x=time_axis("day", are_month_ends=True),
        y=count_y_axis("children"),
        tooltip=[date_tip("day", "Month end"), *tips(children="Children")],
    )
    area = base.mark_area(color=PALETTE.main, opacity=0.12)
    line = base.mark_line(color=PALETTE.main, strokeWidth=2.5)
    points = base.mark_circle(color=PALETTE.main, size=28, opacity=1).properties(name=NEAREST_LAYER)
    return (area + line + points).properties(height=240)


@chart
def cumulative() -> Drawing:
    """Columns: day (of this year), series, reports (so far), name_at."""
    years = alt.Scale(range=[PALETTE.quiet, PALETTE.main])
    base = blank_chart().encode(
        x=time_axis("day", NAME_ROOM, date_format="%b"),
        y=count_y_axis("reports"),
        color=alt.Color("series:N", scale=years, legend=None),
    )
    # Both years are drawn over the days of this one, so the axis and the tooltip name no year.
    return _named_lines(base, "reports", date_format="%-d %B")


def _trend_lines() -> Drawing:
    """A line for each series, by month end; without marks yet."""
    return blank_chart().encode(
        x=time_axis("day", are_month_ends=True),
        y=count_y_axis("children"),
        color=alt.Color("series:N", sort=None, scale=alt.Scale(range=PALETTE.series), legend=None),
        strokeDash=alt.StrokeDash(
            "series:N", sort=None, scale=alt.Scale(range=DASHES), legend=None
        ),
    )


def _named_lines(base: Drawing, count: str, date_format: str = "%-d %B %Y") -> Drawing:
    """Lines that are named at their end, with a point for each number that can be pointed at."""
    base = base.encode(
        tooltip=[
            date_tip("day", "Date", date_format),
            *tips(**{"series": "Series", count: count.capitalize()}),
        ]
    )
    lines = base.mark_line(strokeWidth=2.5)
    names = (
        blank_chart()
        .transform_filter("isValid(datum.name_at)")
        .mark_text(align="left", dx=7, fontSize=12, fontWeight=600)
        .encode(x="day:T", y="name_at:Q", text="series:N", color=alt.value(PALETTE.text))
    )
    points = base.mark_circle(size=70, opacity=0).properties(name=NEAREST_LAYER)
    return (lines + names + points).properties(height=260)

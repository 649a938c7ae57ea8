"""Charts of lines over time."""

from __future__ import annotations

import altair as alt

from dashboard.charts.drawing import NEAR, Drawing, blank, chart, count_y, date_tip, months, tips
from dashboard.style.theme import Palette

DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [1, 4], [12, 4]]
NAME_ROOM = 96


@chart
def trend(palette: Palette) -> Drawing:
    """Columns: day (month end), series, children, name_at. A line each, in the order given,
    named at its end."""
    return _named_lines(_trends(palette), palette, "children")


@chart
def release_trend(palette: Palette) -> Drawing:
    """Columns: day (month end), series, children (empty: not shown), name_at. A line each, in the
    order given, with a dot for each number, so that one between two gaps is seen as well."""
    base = _trends(palette)
    lines = _named_lines(base, palette, "children")
    return alt.layer(base.mark_circle(size=30, opacity=1), *lines.layer).properties(height=260)


@chart
def caseload(palette: Palette) -> Drawing:
    """Columns: day (month end), children. One line, from zero."""
    base = blank().encode(
        x=months("day", are_month_ends=True),
        y=count_y("children"),
        tooltip=[date_tip("day", "Month end"), *tips(children="Children")],
    )
    area = base.mark_area(color=palette.main, opacity=0.12)
    line = base.mark_line(color=palette.main, strokeWidth=2.5)
    points = base.mark_circle(color=palette.main, size=28, opacity=1).properties(name=NEAR)
    return (area + line + points).properties(height=240)


@chart
def cumulative(palette: Palette) -> Drawing:
    """Columns: day (of this year), series, reports (so far), name_at."""
    base = blank().encode(
        x=months("day", NAME_ROOM, form="%b"),
        y=count_y("reports"),
        color=alt.Color(
            "series",
            type="nominal",
            scale=alt.Scale(range=[palette.quiet, palette.main]),
            legend=None,
        ),
    )
    # Both years are drawn over the days of this one, so the axis and the tooltip name no year.
    return _named_lines(base, palette, "reports", date_form="%-d %B")


def _trends(palette: Palette) -> Drawing:
    return blank().encode(
        x=months("day", are_month_ends=True),
        y=count_y("children"),
        color=alt.Color(
            "series", type="nominal", sort=None, scale=alt.Scale(range=palette.series), legend=None
        ),
        strokeDash=alt.StrokeDash(
            "series", type="nominal", sort=None, scale=alt.Scale(range=DASHES), legend=None
        ),
    )


def _named_lines(
    base: Drawing, palette: Palette, count: str, date_form: str = "%-d %B %Y"
) -> Drawing:
    named = base.encode(
        tooltip=[
            date_tip("day", "Date", date_form),
            *tips(**{"series": "Series", count: count.capitalize()}),
        ]
    )
    lines = named.mark_line(strokeWidth=2.5)
    names = (
        blank()
        .transform_filter("isValid(datum.name_at)")
        .mark_text(align="left", dx=7, fontSize=12, fontWeight=600)
        .encode(
            x=alt.X("day", type="temporal"),
            y=alt.Y("name_at", type="quantitative"),
            text=alt.Text("series", type="nominal"),
            color=alt.value(palette.text),
        )
    )
    points = named.mark_circle(size=70, opacity=0).properties(name=NEAR)
    return (lines + names + points).properties(height=260)

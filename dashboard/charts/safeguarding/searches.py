"""Drawings of the daily searches."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import SEARCHES
from dashboard.charts.drawing import Drawing, blank, chart, colour, date_tip, month, tips
from dashboard.style.theme import Palette

OVER_ORANGE = "#1F2933"
"""Text that can be read on the orange of both themes."""


@chart
def searches_by_month(palette: Palette) -> Drawing:
    """Columns: month (first day), state (In time, Late or Not searched), days."""
    return (
        blank()
        .mark_bar(width={"band": 0.75})
        .encode(
            x=month("month"),
            y=alt.Y("days", type="quantitative", axis=alt.Axis(title=None, tickMinStep=1)),
            color=_by_state(palette),
            order=alt.Order("state", type="nominal"),
            tooltip=[date_tip("month", "Month", "%B %Y"), *tips(state="Reports", days="Days")],
        )
        .properties(height=260)
    )


@chart
def search_calendar(palette: Palette) -> Drawing:
    """Columns: date, month, place (of the month), day (of the month), state, reports (that arrived
    on a day that was not searched, as text)."""
    base = blank().encode(
        x=alt.X(
            "day",
            type="ordinal",
            axis=alt.Axis(title=None, ticks=False, domain=False, labelAngle=0, labelOverlap=True),
        ),
        y=alt.Y(
            "month",
            type="nominal",
            sort=alt.SortField("place"),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8),
        ),
        tooltip=[date_tip("date", "Day", "%e %B %Y"), *tips(state="Reports", unseen="Unsearched")],
    )
    days = base.mark_rect(stroke=palette.ground, strokeWidth=2).encode(color=_by_state(palette))
    unseen = base.mark_text(fontSize=11, fontWeight="bold", color=OVER_ORANGE).encode(
        text=alt.Text("unseen", type="nominal")
    )
    return (days + unseen).properties(height=alt.Step(22))


def _by_state(palette: Palette) -> alt.Color:
    shades = [palette.main, palette.sequence[2], palette.second]
    return colour("state", SEARCHES, palette, shades)

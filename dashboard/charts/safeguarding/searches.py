"""Drawings of the daily searches."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import SEARCHES
from dashboard.charts.drawing import Drawing, blank, chart, colour, date_tip, month, tips
from dashboard.style.theme import Palette


@chart
def searches_by_month(palette: Palette) -> Drawing:
    """Columns: month (first day), state (In time, Late or Not searched), days."""
    return (
        blank()
        .mark_bar(width={"band": 0.75})
        .encode(
            x=month("month"),
            y=alt.Y("days", type="quantitative", axis=alt.Axis(title="Days", tickMinStep=1)),
            color=colour(
                "state", SEARCHES, palette, [palette.main, palette.sequence[2], palette.second]
            ),
            order=alt.Order("state", type="nominal"),
            tooltip=[date_tip("month", "Month", "%B %Y"), *tips(state="Reports", days="Days")],
        )
        .properties(height=260)
    )

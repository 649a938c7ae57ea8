"""Drawings of referrals to other agencies."""

from __future__ import annotations

import altair as alt

from dashboard.charts.bar_charts import BAR
from dashboard.charts.categories import ANSWERS
from dashboard.charts.drawing import Drawing, blank, chart, colour, count_axis, tips
from dashboard.style.theme import Palette


@chart
def answers_by_agency(palette: Palette) -> Drawing:
    """Columns: agency, answered, count, total (of the agency)."""
    agency = alt.Y(
        "agency",
        type="nominal",
        sort=alt.EncodingSortField("total", op="max", order="descending"),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=200),
    )
    return (
        blank()
        .mark_bar(size=BAR * 0.75)
        .encode(
            y=agency,
            x=count_axis("count"),
            color=colour(
                "answered", ANSWERS, palette, [palette.main, palette.second, palette.quiet]
            ),
            order=alt.Order("answered", type="nominal"),
            tooltip=tips(agency="Agency", answered="Answer", count="Referrals"),
        )
        .properties(height=alt.Step(BAR + 4))
    )

"""Drawings of the education of children."""

from __future__ import annotations

import altair as alt

from dashboard.charts.bar_charts import BAR
from dashboard.charts.categories import PROVISION
from dashboard.charts.drawing import Drawing, blank, chart, colour, count_axis, tips
from dashboard.style.theme import Palette


@chart
def education(palette: Palette) -> Drawing:
    """Columns: education, provision, children, total."""
    kind = alt.Y(
        "education",
        type="nominal",
        sort=alt.EncodingSortField("total", op="max", order="descending"),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=200),
    )
    stacked = (
        blank()
        .mark_bar(size=BAR * 0.75)
        .encode(
            y=kind,
            x=count_axis("children"),
            color=colour(
                "provision",
                PROVISION,
                palette,
                [palette.main, palette.sequence[2], palette.second, palette.quiet],
            ),
            order=alt.Order("provision", type="nominal"),
            tooltip=tips(education="Education", provision="Full time or not", children="Children"),
        )
    )
    labels = (
        blank()
        .mark_text(align="left", dx=6, color=palette.text, fontSize=13)
        .encode(
            y=kind,
            x=alt.X("total", type="quantitative", aggregate="max"),
            text=alt.Text("total", type="quantitative", aggregate="max", format=","),
        )
    )
    return (stacked + labels).properties(height=alt.Step(BAR + 4))

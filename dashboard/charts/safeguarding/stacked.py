"""Stacked bars, the drawing that most charts of this folder share."""

from __future__ import annotations

from typing import Any

import altair as alt

from dashboard.charts.bar_charts import BAR, with_totals
from dashboard.charts.drawing import Drawing, blank, chart, colour, count_axis, tips
from dashboard.style.theme import Palette


def stacked(
    row: str, part: str, number: str, parts: list[str], colours: list[str], unit: str
) -> chart:
    """A chart of a bar for each row, in the order of the data, divided into `parts` in their order,
    with its total. Columns: those of the row, the part and the number, and total, place, part (its
    place)."""

    def build(palette: Palette) -> Drawing:
        rows = alt.Y(
            row,
            type="nominal",
            sort=alt.EncodingSortField("place", op="min"),
            axis=alt.Axis(
                title=None,
                ticks=False,
                domain=False,
                labelPadding=8,
                labelLimit=170,
                labelExpr="split(datum.label, '\\n')",
            ),
        )
        order: Any = alt.Order("part", type="quantitative")
        bars = (
            blank()
            .mark_bar(size=BAR * 0.75)
            .encode(
                y=rows,
                x=count_axis(number),
                color=colour(part, parts, palette, colours),
                order=order,
                tooltip=tips(**{row: row.capitalize(), part: part.capitalize(), number: unit}),
            )
        )
        return with_totals(bars, rows, palette)

    return chart(build)

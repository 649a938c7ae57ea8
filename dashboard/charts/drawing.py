"""The parts that charts share: axes, colours, tooltips, and the decorator `chart`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import altair as alt

from dashboard.charts.categories import legend_columns
from dashboard.charts.specification import Spec
from dashboard.style.theme import PALETTE
from queries.dimensions import Dimension

Drawing: TypeAlias = Any  # an Altair chart, whose encode() is not typed

# The pixels left free around a chart: Streamlit's, and some beside it. Text is drawn a little wider
# than it is measured, and the number at the end of the longest bar would be cut off.
PADDING = {"left": 4, "right": 4, "bottom": 20}
# The name of the layer of points in which a click chooses the nearest.
NEAREST_LAYER = "near"
MAIN, PALE, SECOND, QUIET = PALETTE.main, PALETTE.sequence[2], PALETTE.second, PALETTE.quiet
STAGE_COLOURS = [*PALETTE.sequence[:3], MAIN]
"""The colours of the stages of the rollout, in their order."""
WHOLE_NUMBERS = alt.Axis(title=None, tickMinStep=1, format=",d")


@dataclass(frozen=True)
class chart:  # noqa: N801  (it decorates the function that builds the chart)
    """A chart, known by the name of the function that this decorates: called, it gives the
    specification, with marks that can be clicked or not."""

    build: Callable[[], Drawing]

    def __call__(self, clickable: bool) -> Spec:
        """Its specification."""
        spec: Spec = self.build().to_dict(validate=False)
        for key in ("$schema", "data", "datasets"):
            spec.pop(key, None)
        spec.setdefault("padding", PADDING)
        text = {"labelColor": PALETTE.text, "titleColor": PALETTE.text, "labelFontSize": 12}
        lines = {"gridColor": PALETTE.line, "domainColor": QUIET, "tickColor": QUIET}
        # Streamlit's theme would move the first and last label inwards, and a 0 off its line.
        config = {"axis": {**text, **lines}, "axisY": {"labelFlush": False}, "legend": text}
        return _clickable(spec, config) if clickable else {**spec, "config": config}


def _clickable(spec: Spec, config: Spec) -> Spec:
    """The chart with marks that can be clicked: those of the layer `NEAREST_LAYER`, where a click
    chooses the nearest, or of the first."""
    layers = spec.get("layer", [])
    names = [layer.get("name") for layer in layers]
    nearest = NEAREST_LAYER in names
    place = names.index(NEAREST_LAYER) if nearest else 0
    select = {"type": "point", "fields": ["drill_down"], "toggle": False, "nearest": nearest}
    parameter: Spec = {"name": "drill_down", "select": select}
    if layers:
        named = {**layers[place], "name": NEAREST_LAYER}
        spec = {**spec, "layer": [*layers[:place], named, *layers[place + 1 :]]}
        parameter["views"] = [NEAREST_LAYER]
    return {**spec, "params": [parameter], "config": {**config, "mark": {"cursor": "pointer"}}}


def blank_chart() -> Drawing:
    """A chart without marks. Its data are not in it: they are sent beside it."""
    return alt.Chart(alt.NamedData("source"))


def category_axis(field: str, sort: Any = alt.Undefined, **axis_options: Any) -> alt.Y:
    """A row for each category of a field, with its name beside it."""
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, **axis_options)
    return alt.Y(f"{field}:N", sort=sort, axis=axis)


def count_x_axis(field: str) -> alt.X:
    """A horizontal axis of whole numbers, with room for a number of three digits at each tick."""
    ticks = alt.ExprRef("ceil(width / 60)")
    axis = alt.Axis(tickMinStep=1, tickCount=ticks, format=",d", title=None, grid=True)
    return alt.X(f"{field}:Q", axis=axis)


def count_y_axis(field: str) -> alt.Y:
    """A vertical axis of whole numbers, from zero."""
    from_zero = alt.Scale(zero=True, nice=True)
    return alt.Y(f"{field}:Q", scale=from_zero, axis=WHOLE_NUMBERS)


def month_axis(field: str) -> alt.X:
    """An axis with one place for each calendar month."""
    axis = alt.Axis(title=None, format="%b %y", labelAngle=0, labelOverlap=True, ticks=False)
    return alt.X(f"{field}:O", timeUnit="yearmonth", axis=axis)


def time_axis(
    field: str, room: int = 0, date_format: str = "%b %y", are_month_ends: bool = False
) -> alt.X:
    """A time axis; `room` is left free at its end, for the names of lines.

    Ticks are on the first days of months. On an axis of month ends, a tick is named after the month
    that has just ended.
    """
    day_before = f"timeFormat(toNumber(datum.value) - 24 * 3600 * 1000, '{date_format}')"
    axis = alt.Axis(
        title=None,
        format=date_format,
        grid=False,
        labelOverlap=True,
        labelFlush=True,
        labelExpr=day_before if are_month_ends else alt.Undefined,
    )
    scale = alt.Scale(range=[0, {"expr": f"width - {room}"}])
    return alt.X(f"{field}:T", axis=axis, scale=scale)


def colour(field: str, domain: list[str], colours: list[str]) -> alt.Color:
    """A colour for each of the domain, in its order, with a legend above.

    Where the names do not fit side by side, the legend has fewer columns: else it is cut off.
    """
    scale = alt.Scale(domain=domain, range=colours)
    legend = _legend(columns=alt.ExprRef(legend_columns(domain)))
    return alt.Color(f"{field}:N", scale=scale, legend=legend)


def colour_by_place(dimension: Dimension) -> alt.Color:
    """A colour for each category of a breakdown, by its place in the list.

    The categories are put in when the chart is shown (`specification.with_categories`).
    """
    scale = alt.Scale(range=PALETTE.series)
    return alt.Color(f"{dimension.name}:N", scale=scale, legend=_legend())


def _legend(**columns: Any) -> alt.Legend:
    return alt.Legend(
        orient="top",
        title="",  # None would get a line of its own in Streamlit
        labelLimit=300,
        symbolType="square",
        symbolStrokeWidth=1,  # Streamlit's edge is so wide that it hides the colour
        **columns,
    )


def tips(**titles: str) -> list[alt.Tooltip]:
    """The fields that are shown beside the pointer, with their titles."""
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]


def date_tip(field: str, title: str, date_format: str = "%-d %B %Y") -> alt.Tooltip:
    """A day that is shown beside the pointer: 22 November 2022."""
    return alt.Tooltip(f"{field}:T", title=title, format=date_format)

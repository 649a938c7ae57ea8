"""Control charts: a series between the limits that chance alone keeps it in."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import CONTROL_LEGEND, SIGNAL, legend_columns
from dashboard.charts.drawing import Drawing, blank_chart, chart, tips
from dashboard.style.theme import PALETTE

_LINE = "M-1.3,-.15H1.3V.15H-1.3Z"
_TWO_DASHED_LINES = "".join(
    f"M{left},{top}h.6v.25h-.6Z" for top in ("-.9", ".65") for left in ("-1.3", "-.3", ".7")
)
# The symbols of the legend, in the order of `CONTROL_LEGEND`.
SHAPES = ["circle", "diamond", "square", _LINE, _TWO_DASHED_LINES]


@chart
def control() -> Drawing:
    """Columns: on, value, state, centre, lower and upper (empty where not judged), stretch (limits
    of different stretches are not joined), and as text when, text (the value) and expected. The row
    of a note has only on, noted (its letter), when and text (what happened)."""
    x = alt.X(
        "on:T",
        axis=alt.Axis(
            title=None,
            format="%b %y",
            grid=False,
            labelOverlap=True,
            labelFlush=False,
            tickCount=alt.ExprRef("ceil(width / 90)"),
        ),
    )
    y = alt.Axis(title=None, tickCount=6)
    legend = alt.Legend(
        orient="top",
        title="",
        symbolSize=90,
        columns=alt.ExprRef(legend_columns(CONTROL_LEGEND, label_width=50)),
    )
    return _layers(x, y, legend, point_size=70).properties(height=320)


@chart
def control_small() -> Drawing:
    """A small chart with the same columns, one of many side by side."""
    x = alt.X(
        "on:T",
        axis=alt.Axis(title=None, format="%b %y", grid=False, tickCount=3, labelOverlap=True),
    )
    return _layers(x, alt.Axis(title=None, tickCount=3), None, point_size=26).properties(
        height=120,
        padding={"left": 5, "top": 5, "right": 5, "bottom": 5},  # else 20 are left free beneath
    )


def _layers(x: alt.X, axis: alt.Axis, legend: alt.Legend | None, point_size: int) -> Drawing:
    """The limits with the area between them, the centre line, the notes, and the series with its
    points; a signal is three times as large as another point."""
    y = alt.Y("value:Q", scale=alt.Scale(zero=True, nice=True), axis=axis)
    base = blank_chart().transform_filter("!isValid(datum.noted)").encode(x=x)
    stretch = alt.Detail("stretch:N")
    band = base.mark_area(color=PALETTE.quiet, opacity=0.16).encode(
        y=alt.Y("lower:Q", axis=axis), y2="upper", detail=stretch
    )
    edges = [
        base.mark_line(color=PALETTE.quiet, strokeDash=[5, 4], strokeWidth=1.4).encode(
            y=f"{edge}:Q", detail=stretch
        )
        for edge in ("lower", "upper")
    ]
    centre = base.mark_line(color=PALETTE.quiet, strokeWidth=1.4).encode(
        y="centre:Q", detail=stretch
    )
    line = base.mark_line(color=PALETTE.main, strokeWidth=1.6).encode(y=y)
    colours = alt.Scale(
        domain=CONTROL_LEGEND, range=[PALETTE.main, PALETTE.signal, *[PALETTE.quiet] * 3]
    )
    shapes = alt.Scale(domain=CONTROL_LEGEND, range=SHAPES)
    points = base.mark_point(filled=True, opacity=1).encode(
        y=y,
        color=alt.Color("state:N", scale=colours, legend=legend),
        shape=alt.Shape("state:N", scale=shapes, legend=legend),
        size=alt.condition(
            f"datum.state == '{SIGNAL}'", alt.value(3 * point_size), alt.value(point_size)
        ),
        tooltip=tips(when="When", text="Value", state="Point", expected="Expected"),
    )
    notes = blank_chart().transform_filter("isValid(datum.noted)").encode(x=x)
    rules = notes.mark_rule(color=PALETTE.text, strokeDash=[2, 3], strokeWidth=1.4).encode(
        tooltip=tips(when="Noted", text="What happened")
    )
    letters = notes.mark_text(color=PALETTE.text, baseline="bottom", fontSize=11).encode(
        y=alt.value(-2), text="noted:N"
    )
    return alt.layer(band, *edges, centre, rules, letters, line, points)

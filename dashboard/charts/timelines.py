"""Charts of what lasted from one day to another."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import STEPS
from dashboard.charts.drawing import (
    STAGE_COLOURS,
    Drawing,
    blank_chart,
    category_axis,
    chart,
    colour,
    date_tip,
    time_axis,
    tips,
)
from dashboard.style.theme import PALETTE
from queries.oversight.rollout import STAGES_IN_ORDER


@chart
def stage_timeline() -> Drawing:
    """Columns: area, stage, from_on, until_on, target_on (of the stage now, else empty)."""
    area = category_axis("area", sort=None, labelLimit=200)
    spans = (
        blank_chart()
        .mark_bar(size=16, stroke=PALETTE.quiet, strokeWidth=1)
        .encode(
            y=area,
            x=time_axis("from_on"),
            x2="until_on",
            color=colour("stage", list(STAGES_IN_ORDER), STAGE_COLOURS),
            tooltip=[*tips(area="Area", stage="Stage"), date_tip("from_on", "From")],
        )
    )
    targets = (
        blank_chart()
        .mark_point(shape="diamond", size=90, filled=True, color=PALETTE.second, opacity=1)
        .encode(
            y=area, x="target_on:T", tooltip=[*tips(area="Area"), date_tip("target_on", "Target")]
        )
    )
    return (spans + targets).properties(height=alt.Step(28))


@chart
def history() -> Drawing:
    """Columns: lane, kind (entry, spell, step or report), what, from_on, until_on, in words.

    The lanes are put in when it is shown: there is one for each status.
    """
    lane = category_axis("lane", labelLimit=210)
    base = blank_chart().encode(y=lane, tooltip=tips(what="What", when="When"))
    when = alt.X("from_on:T")
    reports = (
        base.transform_filter("datum.kind == 'report'")
        .mark_tick(thickness=2.5, size=20, color=PALETTE.text)
        .encode(x=when)
    )
    return (_spans(base) + _steps(base, when) + reports).properties(height=alt.Step(34))


def _spans(base: Drawing) -> Drawing:
    """The entries and the spells in them, a bar each in its lane."""
    axis = alt.Axis(
        title=None,
        format="%-d %b %y",
        tickCount=alt.ExprRef("ceil(width / 90)"),
        labelOverlap="parity",
        grid=False,
    )
    shades = alt.Scale(range=[PALETTE.quiet, *PALETTE.series])
    return (
        base.transform_filter("datum.kind == 'entry' || datum.kind == 'spell'")
        .mark_bar(size=18, stroke=PALETTE.ground, strokeWidth=1.5, cornerRadius=2)
        .encode(
            x=alt.X("from_on:T", scale=alt.Scale(padding=12), axis=axis),
            x2="until_on",
            color=alt.Color("lane:N", scale=shades, legend=None),
        )
    )


def _steps(base: Drawing, when: alt.X) -> Drawing:
    """The steps taken for the child, such as ratification: a shape for each kind."""
    shapes = alt.Scale(domain=STEPS, range=["circle", "square", "diamond", "cross"])
    columns = alt.ExprRef("width < 400 ? 2 : 4")
    legend = alt.Legend(orient="top", title=None, symbolFillColor=PALETTE.text, columns=columns)
    return (
        base.transform_filter("datum.kind == 'step'")
        .mark_point(filled=True, size=80, color=PALETTE.text, opacity=1)
        .encode(x=when, shape=alt.Shape("what:N", scale=shapes, legend=legend))
    )

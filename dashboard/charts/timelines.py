"""Charts of what lasted from one day to another."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import STEPS
from dashboard.charts.drawing import (
    Drawing,
    blank,
    chart,
    colour,
    date_tip,
    months,
    stage_colours,
    tips,
)
from dashboard.style.theme import Palette
from queries.oversight.rollout import STAGES_IN_ORDER


@chart
def stage_timeline(palette: Palette) -> Drawing:
    """Columns: area, stage, from_on, until_on, target_on (of the stage now, else empty)."""
    area = alt.Y(
        "area",
        type="nominal",
        sort=None,
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=200),
    )
    spans = (
        blank()
        .mark_bar(size=16, stroke=palette.quiet, strokeWidth=1)
        .encode(
            y=area,
            x=months("from_on"),
            x2=alt.X2("until_on"),
            color=colour("stage", list(STAGES_IN_ORDER), palette, stage_colours(palette)),
            tooltip=[*tips(area="Area", stage="Stage"), date_tip("from_on", "From")],
        )
    )
    targets = (
        blank()
        .mark_point(shape="diamond", size=90, filled=True, color=palette.second, opacity=1)
        .encode(
            y=area,
            x=alt.X("target_on", type="temporal"),
            tooltip=[*tips(area="Area"), date_tip("target_on", "Target")],
        )
    )
    return (spans + targets).properties(height=alt.Step(28))


@chart
def history(palette: Palette) -> Drawing:
    """Columns: lane, kind (entry, spell, step or report), what, from_on, until_on, in words.

    The lanes are put in when it is shown: there is one for each status.
    """
    lane = alt.Y(
        "lane",
        type="nominal",
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=210),
    )
    base = blank().encode(y=lane, tooltip=tips(what="What", when="When"))
    when = alt.X("from_on", type="temporal")
    reports = (
        base.transform_filter("datum.kind == 'report'")
        .mark_tick(thickness=2.5, size=20, color=palette.text)
        .encode(x=when)
    )
    layers = _spans(base, palette) + _steps(base, when, palette) + reports
    return layers.properties(height=alt.Step(34))


def _spans(base: Drawing, palette: Palette) -> Drawing:
    """The entries and the spells in them, a bar each in its lane."""
    return (
        base.transform_filter("datum.kind == 'entry' || datum.kind == 'spell'")
        .mark_bar(size=18, stroke=palette.ground, strokeWidth=1.5, cornerRadius=2)
        .encode(
            x=alt.X(
                "from_on",
                type="temporal",
                scale=alt.Scale(padding=12),
                axis=alt.Axis(
                    title=None,
                    format="%-d %b %y",
                    tickCount=alt.ExprRef("ceil(width / 90)"),
                    labelOverlap="parity",
                    grid=False,
                ),
            ),
            x2=alt.X2("until_on"),
            color=alt.Color(
                "lane",
                type="nominal",
                scale=alt.Scale(range=[palette.quiet, *palette.series]),
                legend=None,
            ),
        )
    )


def _steps(base: Drawing, when: alt.X, palette: Palette) -> Drawing:
    """The steps taken for the child, such as ratification: a shape for each kind."""
    return (
        base.transform_filter("datum.kind == 'step'")
        .mark_point(filled=True, size=80, color=palette.text, opacity=1)
        .encode(
            x=when,
            shape=alt.Shape(
                "what",
                type="nominal",
                scale=alt.Scale(domain=STEPS, range=["circle", "square", "diamond", "cross"]),
                legend=alt.Legend(
                    orient="top",
                    title=None,
                    symbolFillColor=palette.text,
                    columns=alt.ExprRef("width < 400 ? 2 : 4"),
                ),
            ),
        )
    )

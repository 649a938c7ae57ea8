"""Drawings of the panels: their meetings, and stacked bars of children, actions and attendance."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import (
    ATTENDANCE,
    DUE_ACTIONS,
    HEARINGS,
    MEETINGS,
    OPEN_ACTIONS,
    TOOLKITS,
    legend_columns,
)
from dashboard.charts.drawing import (
    Drawing,
    blank,
    chart,
    date_tip,
    tips,
)
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import PALETTE, Palette

ROW = 64
"""The height of a panel's row of meetings, with its name above them."""
SHAPES = ["circle", "diamond", "cross", "square"]


@chart
def panel_meetings(palette: Palette) -> Drawing:
    """Columns: panel, planned_for, state, why."""
    row = alt.Y("panel", type="nominal", axis=None)
    colours = [palette.main, palette.sequence[2], palette.second, palette.quiet]
    columns = alt.ExprRef(legend_columns(MEETINGS))
    key = alt.Legend(orient="top", title="", labelLimit=300, columns=columns)
    meetings = (
        blank()
        .mark_point(filled=True, size=150, opacity=1)
        .encode(
            x=alt.X(
                "planned_for",
                type="temporal",
                scale=alt.Scale(padding=10),
                axis=alt.Axis(
                    title=None,
                    format="%b %y",
                    grid=False,
                    labelOverlap=True,
                    tickCount={"interval": "month", "step": 1},
                ),
            ),
            y=row,
            color=alt.Color(
                "state",
                type="nominal",
                scale=alt.Scale(domain=MEETINGS, range=colours),
                legend=key,
            ),
            shape=alt.Shape(
                "state",
                type="nominal",
                scale=alt.Scale(domain=MEETINGS, range=SHAPES),
                legend=key,
            ),
            tooltip=[
                *tips(panel="Panel"),
                date_tip("planned_for", "Planned for"),
                *tips(state="Meeting", why="Why not"),
            ],
        )
    )
    names = (
        blank()
        .transform_aggregate(groupby=["panel"])
        .mark_text(align="left", dy=-20, fontSize=13, color=palette.text)
        .encode(x=alt.value(0), y=row, text=alt.Text("panel", type="nominal"))
    )
    return (meetings + names).properties(height=alt.Step(ROW))


MAIN, LESS, SECOND, QUIET = PALETTE.main, PALETTE.sequence[2], PALETTE.second, PALETTE.quiet
LEVELS = [*reversed(PALETTE.sequence[2:]), QUIET, SECOND]

panel_listings = stacked("panel", "heard", "count", HEARINGS, [MAIN, SECOND, QUIET], "Times")
toolkits = stacked("toolkit", "level", "children", TOOLKITS, LEVELS, "Children")
open_actions = stacked("agency", "state", "actions", OPEN_ACTIONS, [SECOND, QUIET, MAIN], "Actions")
due_actions = stacked(
    "agency", "state", "actions", DUE_ACTIONS, [MAIN, LESS, SECOND, QUIET], "Actions"
)
panel_attendance = stacked(
    "agency", "state", "meetings", ATTENDANCE, [MAIN, LESS, SECOND], "Meetings"
)

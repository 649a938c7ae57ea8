"""Charts of what is done for children: most are stacked bars, each declared by `stacked`."""

from __future__ import annotations

import altair as alt

from dashboard.charts.bar_charts import LONGEST_FIRST, stacked_bars
from dashboard.charts.categories import (
    ANSWER_STATES,
    ATTENDANCE,
    DUE_ACTION_STATES,
    DUTY_OUTCOMES,
    DUTY_STATES,
    FIRST_OR_AGAIN,
    HEARING_OUTCOMES,
    MEETING_STATES,
    NRM_DECISIONS,
    OPEN_ACTION_STATES,
    PROVISION,
    SEARCH_STATES,
    TOOLKIT_LEVELS,
    TREATMENTS,
    legend_columns,
)
from dashboard.charts.drawing import (
    MAIN,
    PALE,
    QUIET,
    SECOND,
    Drawing,
    blank_chart,
    category_axis,
    chart,
    colour,
    date_tip,
    month_axis,
    tips,
)
from dashboard.style.theme import PALETTE

MEETINGS_ROW_HEIGHT = 64
"""The height of a panel's row of meetings, with its name above them."""
SHAPES = ["circle", "diamond", "cross", "square"]
TEXT_ON_ORANGE = "#1F2933"
"""Text that can be read on the orange of both themes."""
DECISION_COLOURS = [SECOND, QUIET, PALETTE.signal, PALE, MAIN]
DUTY_COLOURS = [SECOND, PALETTE.signal, PALE, MAIN, QUIET, PALETTE.others[3]]
OUTCOME_COLOURS = [SECOND, PALE, MAIN]
FOUR_COLOURS = [MAIN, PALE, SECOND, QUIET]
THREE_COLOURS = [MAIN, SECOND, QUIET]
LEVEL_COLOURS = [*reversed(PALETTE.sequence[2:]), QUIET, SECOND]


def stacked(
    row: str, part: str, number: str, parts: list[str], colours: list[str], unit: str
) -> chart:
    """A chart with a bar for each row, in the order of the data, divided into `parts` in their
    order, with its total. `row`, `part` and `number` name the columns that it draws, and `unit`
    what is counted. Its further columns are total, place (of the row) and part_place."""

    def build() -> Drawing:
        return stacked_bars(
            category_axis(
                row,
                alt.EncodingSortField("place", op="min"),
                labelLimit=170,
                labelExpr="split(datum.label, '\\n')",
            ),
            number,
            colour(part, parts, colours),
            alt.Order("part_place:Q"),
            tips(**{row: row.capitalize(), part: part.capitalize(), number: unit}),
        )

    return chart(build)


nrm_by_responder = stacked(
    "responder", "decision", "count", NRM_DECISIONS, DECISION_COLOURS, "Referrals"
)
nrm_decisions = stacked("stage", "decision", "count", NRM_DECISIONS, DECISION_COLOURS, "Referrals")

duties = stacked("duty", "state", "children", DUTY_STATES, DUTY_COLOURS, "Children")
duties_of_the_year = stacked("duty", "outcome", "count", DUTY_OUTCOMES, OUTCOME_COLOURS, "Entries")
repeated_duties_of_the_year = stacked(
    "duty", "outcome", "count", DUTY_OUTCOMES, OUTCOME_COLOURS, "Times"
)


@chart
def searches_by_month() -> Drawing:
    """Columns: month (first day), state (In time, Late or Not searched), days."""
    return (
        blank_chart()
        .mark_bar(width={"band": 0.75})
        .encode(
            x=month_axis("month"),
            y=alt.Y("days:Q", axis=alt.Axis(title=None, tickMinStep=1)),
            color=colour("state", SEARCH_STATES, [MAIN, PALE, SECOND]),
            order="state:N",
            tooltip=[date_tip("month", "Month", "%B %Y"), *tips(state="Reports", days="Days")],
        )
        .properties(height=260)
    )


@chart
def search_calendar() -> Drawing:
    """Columns: date, month, place (of the month), day (of the month), state, unseen (the number of
    reports that arrived on a day that was not searched, as text)."""
    day_axis = alt.Axis(title=None, ticks=False, domain=False, labelAngle=0, labelOverlap=True)
    base = blank_chart().encode(
        x=alt.X("day:O", axis=day_axis),
        y=category_axis("month", alt.SortField("place")),
        tooltip=[date_tip("date", "Day", "%e %B %Y"), *tips(state="Reports", unseen="Unsearched")],
    )
    days = base.mark_rect(stroke=PALETTE.ground, strokeWidth=2).encode(
        color=colour("state", SEARCH_STATES, [MAIN, PALE, SECOND])
    )
    unseen = base.mark_text(fontSize=11, fontWeight="bold", color=TEXT_ON_ORANGE).encode(
        text="unseen:N"
    )
    return (days + unseen).properties(height=alt.Step(22))


@chart
def education() -> Drawing:
    """Columns: education, provision, children, total."""
    return stacked_bars(
        category_axis("education", LONGEST_FIRST, labelLimit=200),
        "children",
        colour("provision", PROVISION, FOUR_COLOURS),
        alt.Order("provision:N"),
        tips(education="Education", provision="Full time or not", children="Children"),
    )


encounters_by_situation = stacked(
    "situation", "treated", "count", TREATMENTS, FOUR_COLOURS, "Situations"
)
encounters_by_finder = stacked("finder", "treated", "count", TREATMENTS, FOUR_COLOURS, "Situations")

answers_by_agency = stacked(
    "agency", "answered", "count", ANSWER_STATES, THREE_COLOURS, "Referrals"
)
outcomes_of_hubs = stacked(
    "outcome", "referred", "count", FIRST_OR_AGAIN, THREE_COLOURS[:2], "Referrals"
)


@chart
def panel_meetings() -> Drawing:
    """Columns: panel, planned_for, state, why."""
    row = alt.Y("panel:N", axis=None)
    columns = alt.ExprRef(legend_columns(MEETING_STATES))
    legend = alt.Legend(orient="top", title="", labelLimit=300, columns=columns)
    colours = alt.Scale(domain=MEETING_STATES, range=FOUR_COLOURS)
    shapes = alt.Scale(domain=MEETING_STATES, range=SHAPES)
    months = alt.Axis(
        title=None,
        format="%b %y",
        grid=False,
        labelOverlap=True,
        tickCount={"interval": "month", "step": 1},
    )
    meetings = (
        blank_chart()
        .mark_point(filled=True, size=150, opacity=1)
        .encode(
            x=alt.X("planned_for:T", scale=alt.Scale(padding=10), axis=months),
            y=row,
            color=alt.Color("state:N", scale=colours, legend=legend),
            shape=alt.Shape("state:N", scale=shapes, legend=legend),
            tooltip=[
                *tips(panel="Panel"),
                date_tip("planned_for", "Planned for"),
                *tips(state="Meeting", why="Why not"),
            ],
        )
    )
    names = (
        blank_chart()
        .transform_aggregate(groupby=["panel"])
        .mark_text(align="left", dy=-20, fontSize=13, color=PALETTE.text)
        .encode(x=alt.value(0), y=row, text="panel:N")
    )
    return (meetings + names).properties(height=alt.Step(MEETINGS_ROW_HEIGHT))


panel_listings = stacked("panel", "heard", "count", HEARING_OUTCOMES, THREE_COLOURS, "Times")
toolkits = stacked("toolkit", "level", "children", TOOLKIT_LEVELS, LEVEL_COLOURS, "Children")
open_actions = stacked(
    "agency", "state", "actions", OPEN_ACTION_STATES, [SECOND, QUIET, MAIN], "Actions"
)
due_actions = stacked("agency", "state", "actions", DUE_ACTION_STATES, FOUR_COLOURS, "Actions")
panel_attendance = stacked("agency", "state", "meetings", ATTENDANCE, FOUR_COLOURS[:3], "Meetings")

"""Charts of what is done for children: most are bars in parts, said by `stacked` in a line."""

from __future__ import annotations

import altair as alt

from dashboard.charts.bar_charts import LONGEST_FIRST, stacked_bars
from dashboard.charts.categories import (
    ANSWERS,
    ATTENDANCE,
    DECISIONS,
    DUE_ACTIONS,
    DUTY_STATES,
    HEARINGS,
    MEETINGS,
    OPEN_ACTIONS,
    OUTCOMES,
    PROVISION,
    REFERRED,
    SEARCHES,
    TOOLKITS,
    TREATED,
    legend_columns,
)
from dashboard.charts.drawing import (
    LESS,
    MAIN,
    QUIET,
    SECOND,
    Drawing,
    blank,
    chart,
    colour,
    date_tip,
    month,
    rows,
    tips,
)
from dashboard.style.theme import PALETTE

ROW = 64
"""The height of a panel's row of meetings, with its name above them."""
SHAPES = ["circle", "diamond", "cross", "square"]
OVER_ORANGE = "#1F2933"
"""Text that can be read on the orange of both themes."""
OF_DECISIONS = [SECOND, QUIET, PALETTE.signal, LESS, MAIN]
OF_DUTIES = [SECOND, PALETTE.signal, LESS, MAIN, QUIET, PALETTE.others[3]]
OF_OUTCOMES = [SECOND, LESS, MAIN]
IN_FOUR = [MAIN, LESS, SECOND, QUIET]
IN_THREE = [MAIN, SECOND, QUIET]
LEVELS = [*reversed(PALETTE.sequence[2:]), QUIET, SECOND]


def stacked(
    row: str, part: str, number: str, parts: list[str], colours: list[str], unit: str
) -> chart:
    """A chart of a bar for each row, in the order of the data, divided into `parts` in their order,
    with its total. Columns: those of the row, the part and the number, and total, place, part (its
    place)."""

    def build() -> Drawing:
        return stacked_bars(
            rows(
                row,
                alt.EncodingSortField("place", op="min"),
                labelLimit=170,
                labelExpr="split(datum.label, '\\n')",
            ),
            number,
            colour(part, parts, colours),
            alt.Order("part:Q"),
            tips(**{row: row.capitalize(), part: part.capitalize(), number: unit}),
        )

    return chart(build)


nrm_by_responder = stacked("responder", "decision", "count", DECISIONS, OF_DECISIONS, "Referrals")
nrm_decisions = stacked("stage", "decision", "count", DECISIONS, OF_DECISIONS, "Referrals")

duties = stacked("duty", "state", "children", DUTY_STATES, OF_DUTIES, "Children")
duties_of_the_year = stacked("duty", "outcome", "count", OUTCOMES, OF_OUTCOMES, "Entries")
repeated_duties_of_the_year = stacked("duty", "outcome", "count", OUTCOMES, OF_OUTCOMES, "Times")


@chart
def searches_by_month() -> Drawing:
    """Columns: month (first day), state (In time, Late or Not searched), days."""
    return (
        blank()
        .mark_bar(width={"band": 0.75})
        .encode(
            x=month("month"),
            y=alt.Y("days:Q", axis=alt.Axis(title=None, tickMinStep=1)),
            color=colour("state", SEARCHES, [MAIN, LESS, SECOND]),
            order="state:N",
            tooltip=[date_tip("month", "Month", "%B %Y"), *tips(state="Reports", days="Days")],
        )
        .properties(height=260)
    )


@chart
def search_calendar() -> Drawing:
    """Columns: date, month, place (of the month), day (of the month), state, reports (that arrived
    on a day that was not searched, as text)."""
    days_of_month = alt.Axis(title=None, ticks=False, domain=False, labelAngle=0, labelOverlap=True)
    base = blank().encode(
        x=alt.X("day:O", axis=days_of_month),
        y=rows("month", alt.SortField("place")),
        tooltip=[date_tip("date", "Day", "%e %B %Y"), *tips(state="Reports", unseen="Unsearched")],
    )
    days = base.mark_rect(stroke=PALETTE.ground, strokeWidth=2).encode(
        color=colour("state", SEARCHES, [MAIN, LESS, SECOND])
    )
    unseen = base.mark_text(fontSize=11, fontWeight="bold", color=OVER_ORANGE).encode(
        text="unseen:N"
    )
    return (days + unseen).properties(height=alt.Step(22))


@chart
def education() -> Drawing:
    """Columns: education, provision, children, total."""
    return stacked_bars(
        rows("education", LONGEST_FIRST, labelLimit=200),
        "children",
        colour("provision", PROVISION, IN_FOUR),
        alt.Order("provision:N"),
        tips(education="Education", provision="Full time or not", children="Children"),
    )


encounters_by_situation = stacked("situation", "treated", "count", TREATED, IN_FOUR, "Situations")
encounters_by_finder = stacked("finder", "treated", "count", TREATED, IN_FOUR, "Situations")

answers_by_agency = stacked("agency", "answered", "count", ANSWERS, IN_THREE, "Referrals")
outcomes_of_hubs = stacked("outcome", "referred", "count", REFERRED, IN_THREE[:2], "Referrals")


@chart
def panel_meetings() -> Drawing:
    """Columns: panel, planned_for, state, why."""
    row = alt.Y("panel:N", axis=None)
    columns = alt.ExprRef(legend_columns(MEETINGS))
    key = alt.Legend(orient="top", title="", labelLimit=300, columns=columns)
    colours = alt.Scale(domain=MEETINGS, range=IN_FOUR)
    shapes = alt.Scale(domain=MEETINGS, range=SHAPES)
    by_month = alt.Axis(
        title=None,
        format="%b %y",
        grid=False,
        labelOverlap=True,
        tickCount={"interval": "month", "step": 1},
    )
    meetings = (
        blank()
        .mark_point(filled=True, size=150, opacity=1)
        .encode(
            x=alt.X("planned_for:T", scale=alt.Scale(padding=10), axis=by_month),
            y=row,
            color=alt.Color("state:N", scale=colours, legend=key),
            shape=alt.Shape("state:N", scale=shapes, legend=key),
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
        .mark_text(align="left", dy=-20, fontSize=13, color=PALETTE.text)
        .encode(x=alt.value(0), y=row, text="panel:N")
    )
    return (meetings + names).properties(height=alt.Step(ROW))


panel_listings = stacked("panel", "heard", "count", HEARINGS, IN_THREE, "Times")
toolkits = stacked("toolkit", "level", "children", TOOLKITS, LEVELS, "Children")
open_actions = stacked("agency", "state", "actions", OPEN_ACTIONS, [SECOND, QUIET, MAIN], "Actions")
due_actions = stacked("agency", "state", "actions", DUE_ACTIONS, IN_FOUR, "Actions")
panel_attendance = stacked("agency", "state", "meetings", ATTENDANCE, IN_FOUR[:3], "Meetings")

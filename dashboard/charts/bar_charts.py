"""Charts of bars."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import MOVEMENTS
from dashboard.charts.drawing import (
    MAIN,
    PALE,
    QUIET,
    SECOND,
    WHOLE_NUMBERS,
    Drawing,
    blank_chart,
    category_axis,
    chart,
    colour,
    colour_by_place,
    count_x_axis,
    date_tip,
    month_axis,
    tips,
)
from dashboard.style.theme import PALETTE
from queries.dimensions import GENDER, STATUS

BAR_HEIGHT = 24
# Pixels left free beside the longest bar for `3.09 a day`.
RATE_ROOM = 66
LONGEST_FIRST = alt.EncodingSortField("total", op="max", order="descending")


@chart
def age_pyramid() -> Drawing:
    """Columns: age (text), place (its order), gender, children, total."""
    ages = alt.X(
        "age:N",
        sort=alt.EncodingSortField("place", op="min"),
        axis=alt.Axis(title="Age in years", labelAngle=0, domain=False, ticks=False),
    )
    bars = (
        blank_chart()
        .mark_bar(size=34)
        .encode(
            x=ages,
            y=alt.Y("children:Q", stack="zero", axis=WHOLE_NUMBERS),
            color=colour_by_place(GENDER),
            order=alt.Order("gender:N", sort="descending"),
            tooltip=tips(age="Age", gender="Gender", children="Children"),
        )
    )
    totals = (
        blank_chart()
        .mark_text(dy=-8, color=PALETTE.text, fontSize=13)
        .encode(x=ages, y="max(total):Q", text=alt.Text("max(total):Q", format=","))
    )
    return (bars + totals).properties(height=280)


@chart
def bars() -> Drawing:
    """Columns: label, place (its order), children (or reports or records, of what is counted)."""
    base = blank_chart().encode(
        y=category_axis("label", alt.SortField("place"), labelLimit=260),
        x=alt.X("children:Q", axis=None),
        tooltip=[*tips(label="Category"), alt.Tooltip("children:Q", format=",", title="Number")],
    )
    bars = base.mark_bar(color=MAIN, size=BAR_HEIGHT * 0.75)
    labels = base.mark_text(align="left", dx=6, color=PALETTE.text, fontSize=13).encode(
        text=alt.Text("children:Q", format=",")
    )
    return (bars + labels).properties(height=alt.Step(BAR_HEIGHT + 6))


@chart
def rates() -> Drawing:
    """Columns: label, place (its order), per_day, rate, reports, days."""
    scale = alt.Scale(range=[0, {"expr": f"width - {RATE_ROOM}"}])
    base = blank_chart().encode(
        y=category_axis("label", alt.SortField("place"), labelLimit=220),
        x=alt.X("per_day:Q", axis=None, scale=scale),
        tooltip=tips(label="Window", reports="Reports", days="Days", rate="Rate"),
    )
    bars = base.mark_bar(color=MAIN, size=BAR_HEIGHT)
    labels = base.mark_text(align="left", dx=6, fontSize=13, color=PALETTE.text).encode(
        text="rate:N"
    )
    return (bars + labels).properties(height=alt.Step(44))


@chart
def flows_by_area() -> Drawing:
    """Columns: area, flow (Added or Removed), count."""
    domain = ["Added", "Removed"]
    return (
        blank_chart()
        .mark_bar()
        .encode(
            y=alt.Y("area:N", axis=alt.Axis(title=None, ticks=False, labelLimit=200)),
            yOffset=alt.YOffset("flow:N", sort=domain),
            x=count_x_axis("count"),
            color=colour("flow", domain, [MAIN, QUIET]),
            tooltip=tips(area="Area", flow="Flow", count="Entries"),
        )
        .properties(height=alt.Step(13))
    )


def stacked_bars(
    categories: alt.Y, number: str, colours: alt.Color, order: alt.Order, tooltip: list[alt.Tooltip]
) -> Drawing:
    """Horizontal bars in parts, with the column `total` at the end of each row."""
    bars = (
        blank_chart()
        .mark_bar(size=BAR_HEIGHT * 0.75)
        .encode(y=categories, x=count_x_axis(number), color=colours, order=order, tooltip=tooltip)
    )
    totals = (
        blank_chart()
        .mark_text(align="left", dx=6, color=PALETTE.text, fontSize=13)
        .encode(y=categories, x="max(total):Q", text=alt.Text("max(total):Q", format=","))
    )
    return (bars + totals).properties(height=alt.Step(BAR_HEIGHT + 4))


@chart
def status_by_area() -> Drawing:
    """Columns: area, status, children, total."""
    return stacked_bars(
        category_axis("area", LONGEST_FIRST, labelLimit=200),
        "children",
        colour_by_place(STATUS),
        alt.Order("status:N"),
        tips(area="Area", status="Status", children="Children"),
    )


@chart
def duration() -> Drawing:
    """Columns: duration, place (its order), status, children."""
    return (
        blank_chart()
        .mark_bar(size=BAR_HEIGHT * 0.75)
        .encode(
            y=category_axis("duration", alt.SortField("place")),
            x=count_x_axis("children"),
            color=colour_by_place(STATUS),
            order="status:N",
            tooltip=tips(duration="Time on the tracker", status="Status", children="Children"),
        )
        .properties(height=alt.Step(BAR_HEIGHT + 8))
    )


@chart
def waterfall() -> Drawing:
    """Columns: step, place (its order), low, high, label, kind (level, gain or loss)."""
    steps = alt.X(
        "step:N",
        sort=alt.SortField("place"),
        axis=alt.Axis(
            title=None,
            labelAngle=0,
            domain=False,
            ticks=False,
            labelLimit=120,
            labelExpr="split(datum.label, ' ')",  # so that six have room on a phone
            labelOverlap=False,
        ),
    )
    colours = alt.Scale(domain=["level", "gain", "loss"], range=[MAIN, PALE, QUIET])
    bars = (
        blank_chart()
        .mark_bar(size=46)
        .encode(
            x=steps,
            y=alt.Y("low:Q", axis=WHOLE_NUMBERS),
            y2="high",
            color=alt.Color("kind:N", scale=colours, legend=None),
            tooltip=tips(step="Step", label="Children"),
        )
    )
    labels = (
        blank_chart()
        .mark_text(dy=-9, fontSize=14, fontWeight=600, color=PALETTE.text)
        .encode(x=steps, y="high:Q", text="label:N")
    )
    return (bars + labels).properties(height=280)


@chart
def flows() -> Drawing:
    """Columns: month (first day), flow, entries (removals below zero), count."""
    without_sign = "format(abs(datum.value), ',d')"
    axis = alt.Axis(title=None, tickMinStep=1, labelExpr=without_sign)
    return (
        blank_chart()
        .mark_bar(width={"band": 0.7})
        .encode(
            x=month_axis("month"),
            y=alt.Y("entries:Q", axis=axis),
            color=colour("flow", MOVEMENTS, [MAIN, QUIET, SECOND]),
            order=alt.Order("flow:N", sort="descending"),
            tooltip=[date_tip("month", "Month", "%B %Y"), *tips(flow="Flow", count="Entries")],
        )
        .properties(height=260)
    )


@chart
def reports_by_month() -> Drawing:
    """Columns: month (first day), reports, per_day (null: no day is covered), part (whether the
    month is whole, incomplete or not covered)."""
    base = blank_chart().encode(x=month_axis("month"))
    bars = base.mark_bar(width={"band": 0.75}).encode(
        y=alt.Y("per_day:Q", axis=alt.Axis(title=None)),
        color=colour("part", ["Whole month", "Part month"], [MAIN, PALE]),
        tooltip=[
            date_tip("month", "Month", "%B %Y"),
            *tips(reports="Reports"),
            alt.Tooltip("per_day:Q", format=".2f", title="Reports a day"),
        ],
    )
    gaps = (
        base.transform_filter("!isValid(datum.per_day)")
        .mark_text(angle=270, align="left", baseline="middle", color=PALETTE.text, fontSize=11)
        .encode(y=alt.value({"expr": "height - 4"}), text="part:N")
    )
    return (bars + gaps).properties(height=260)

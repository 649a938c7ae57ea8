"""Charts of bars."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import MOVEMENTS
from dashboard.charts.drawing import (
    LESS,
    MAIN,
    QUIET,
    SECOND,
    WHOLE_NUMBERS,
    Drawing,
    blank,
    chart,
    colour,
    colour_by_place,
    count_axis,
    date_tip,
    month,
    rows,
    tips,
)
from dashboard.style.theme import PALETTE
from queries.dimensions import GENDER, STATUS

BAR = 24
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
        blank()
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
        blank()
        .mark_text(dy=-8, color=PALETTE.text, fontSize=13)
        .encode(x=ages, y="max(total):Q", text=alt.Text("max(total):Q", format=","))
    )
    return (bars + totals).properties(height=280)


@chart
def bars() -> Drawing:
    """Columns: label, place (its order), children (or reports or records, of what is counted)."""
    base = blank().encode(
        y=rows("label", alt.SortField("place"), labelLimit=260),
        x=alt.X("children:Q", axis=None),
        tooltip=[*tips(label="Category"), alt.Tooltip("children:Q", format=",", title="Number")],
    )
    drawn = base.mark_bar(color=MAIN, size=BAR * 0.75)
    labels = base.mark_text(align="left", dx=6, color=PALETTE.text, fontSize=13).encode(
        text=alt.Text("children:Q", format=",")
    )
    return (drawn + labels).properties(height=alt.Step(BAR + 6))


@chart
def rates() -> Drawing:
    """Columns: label, place (its order), per_day, rate, reports, days."""
    room = alt.Scale(range=[0, {"expr": f"width - {RATE_ROOM}"}])
    base = blank().encode(
        y=rows("label", alt.SortField("place"), labelLimit=220),
        x=alt.X("per_day:Q", axis=None, scale=room),
        tooltip=tips(label="Window", reports="Reports", days="Days", rate="Rate"),
    )
    columns = base.mark_bar(color=MAIN, size=BAR)
    names = base.mark_text(align="left", dx=6, fontSize=13, color=PALETTE.text).encode(
        text="rate:N"
    )
    return (columns + names).properties(height=alt.Step(44))


@chart
def flows_by_area() -> Drawing:
    """Columns: area, flow (Added or Removed), count."""
    flow = ["Added", "Removed"]
    return (
        blank()
        .mark_bar()
        .encode(
            y=alt.Y("area:N", axis=alt.Axis(title=None, ticks=False, labelLimit=200)),
            yOffset=alt.YOffset("flow:N", sort=flow),
            x=count_axis("count"),
            color=colour("flow", flow, [MAIN, QUIET]),
            tooltip=tips(area="Area", flow="Flow", count="Entries"),
        )
        .properties(height=alt.Step(13))
    )


def stacked_bars(
    categories: alt.Y, number: str, colours: alt.Color, order: alt.Order, tooltip: list[alt.Tooltip]
) -> Drawing:
    """Horizontal bars in parts, with the column `total` at the end of each row."""
    bars = (
        blank()
        .mark_bar(size=BAR * 0.75)
        .encode(y=categories, x=count_axis(number), color=colours, order=order, tooltip=tooltip)
    )
    totals = (
        blank()
        .mark_text(align="left", dx=6, color=PALETTE.text, fontSize=13)
        .encode(y=categories, x="max(total):Q", text=alt.Text("max(total):Q", format=","))
    )
    return (bars + totals).properties(height=alt.Step(BAR + 4))


@chart
def status_by_area() -> Drawing:
    """Columns: area, status, children, total."""
    areas, order = rows("area", LONGEST_FIRST, labelLimit=200), alt.Order("status:N")
    said = tips(area="Area", status="Status", children="Children")
    return stacked_bars(areas, "children", colour_by_place(STATUS), order, said)


@chart
def duration() -> Drawing:
    """Columns: duration, place (its order), status, children."""
    return (
        blank()
        .mark_bar(size=BAR * 0.75)
        .encode(
            y=rows("duration", alt.SortField("place")),
            x=count_axis("children"),
            color=colour_by_place(STATUS),
            order="status:N",
            tooltip=tips(duration="Time on the tracker", status="Status", children="Children"),
        )
        .properties(height=alt.Step(BAR + 8))
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
    kinds = alt.Scale(domain=["level", "gain", "loss"], range=[MAIN, LESS, QUIET])
    columns = (
        blank()
        .mark_bar(size=46)
        .encode(
            x=steps,
            y=alt.Y("low:Q", axis=WHOLE_NUMBERS),
            y2="high",
            color=alt.Color("kind:N", scale=kinds, legend=None),
            tooltip=tips(step="Step", label="Children"),
        )
    )
    labels = (
        blank()
        .mark_text(dy=-9, fontSize=14, fontWeight=600, color=PALETTE.text)
        .encode(x=steps, y="high:Q", text="label:N")
    )
    return (columns + labels).properties(height=280)


@chart
def flows() -> Drawing:
    """Columns: month (first day), flow, entries (removals below zero), count."""
    either_way = "format(abs(datum.value), ',d')"
    numbers = alt.Axis(title=None, tickMinStep=1, labelExpr=either_way)
    return (
        blank()
        .mark_bar(width={"band": 0.7})
        .encode(
            x=month("month"),
            y=alt.Y("entries:Q", axis=numbers),
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
    months = blank().encode(x=month("month"))
    bars = months.mark_bar(width={"band": 0.75}).encode(
        y=alt.Y("per_day:Q", axis=alt.Axis(title=None)),
        color=colour("part", ["Whole month", "Part month"], [MAIN, LESS]),
        tooltip=[
            date_tip("month", "Month", "%B %Y"),
            *tips(reports="Reports"),
            alt.Tooltip("per_day:Q", format=".2f", title="Reports a day"),
        ],
    )
    gaps = (
        months.transform_filter("!isValid(datum.per_day)")
        .mark_text(angle=270, align="left", baseline="middle", color=PALETTE.text, fontSize=11)
        .encode(y=alt.value({"expr": "height - 4"}), text="part:N")
    )
    return (bars + gaps).properties(height=260)

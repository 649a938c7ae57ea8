"""Charts of bars."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import MOVEMENTS
from dashboard.charts.drawing import (
    Drawing,
    blank,
    chart,
    colour,
    colour_by_place,
    count_axis,
    date_tip,
    month,
    tips,
)
from dashboard.style.theme import Palette
from queries.dimensions import GENDER, STATUS

BAR = 24
# Pixels left free beside the longest bar for `3.09 a day`.
RATE_ROOM = 66


@chart
def age_pyramid(palette: Palette) -> Drawing:
    """Columns: age (text), place (its order), gender, children, total."""
    ages = alt.X(
        "age",
        type="nominal",
        sort=alt.EncodingSortField("place", op="min"),
        axis=alt.Axis(title="Age in years", labelAngle=0, domain=False, ticks=False),
    )
    bars = (
        blank()
        .mark_bar(size=34)
        .encode(
            x=ages,
            y=alt.Y(
                "children",
                type="quantitative",
                stack="zero",
                axis=alt.Axis(title=None, tickMinStep=1, format=",d"),
            ),
            color=colour_by_place(GENDER, palette),
            order=alt.Order("gender", type="nominal", sort="descending"),
            tooltip=tips(age="Age", gender="Gender", children="Children"),
        )
    )
    totals = (
        blank()
        .mark_text(dy=-8, color=palette.text, fontSize=13)
        .encode(
            x=ages,
            y=alt.Y("total", type="quantitative", aggregate="max"),
            text=alt.Text("total", type="quantitative", aggregate="max", format=","),
        )
    )
    return (bars + totals).properties(height=280)


@chart
def bars(palette: Palette) -> Drawing:
    """Columns: label, place (its order), children (or reports or records, of what is counted)."""
    base = blank().encode(
        y=alt.Y(
            "label",
            type="nominal",
            sort=alt.SortField("place"),
            axis=alt.Axis(title=None, labelLimit=260, ticks=False, domain=False, labelPadding=8),
        ),
        x=alt.X("children", type="quantitative", axis=None),
        tooltip=[
            alt.Tooltip("label", type="nominal", title="Category"),
            alt.Tooltip("children", type="quantitative", format=",", title="Number"),
        ],
    )
    drawn = base.mark_bar(color=palette.main, size=BAR * 0.75)
    labels = base.mark_text(align="left", dx=6, color=palette.text, fontSize=13).encode(
        text=alt.Text("children", type="quantitative", format=",")
    )
    return (drawn + labels).properties(height=alt.Step(BAR + 6))


@chart
def rates(palette: Palette) -> Drawing:
    """Columns: label, place (its order), per_day, rate, reports, days."""
    base = blank().encode(
        y=alt.Y(
            "label",
            type="nominal",
            sort=alt.SortField("place"),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=220),
        ),
        x=alt.X(
            "per_day",
            type="quantitative",
            axis=None,
            scale=alt.Scale(range=[0, {"expr": f"width - {RATE_ROOM}"}]),
        ),
        tooltip=tips(label="Window", reports="Reports", days="Days", rate="Rate"),
    )
    columns = base.mark_bar(color=palette.main, size=BAR)
    names = base.mark_text(align="left", dx=6, fontSize=13, color=palette.text).encode(
        text=alt.Text("rate", type="nominal")
    )
    return (columns + names).properties(height=alt.Step(44))


@chart
def flows_by_area(palette: Palette) -> Drawing:
    """Columns: area, flow (Added or Removed), count."""
    flow = ["Added", "Removed"]
    return (
        blank()
        .mark_bar()
        .encode(
            y=alt.Y("area", type="nominal", axis=alt.Axis(title=None, ticks=False, labelLimit=200)),
            yOffset=alt.YOffset("flow", type="nominal", sort=flow),
            x=count_axis("count"),
            color=colour("flow", flow, palette, [palette.main, palette.quiet]),
            tooltip=tips(area="Area", flow="Flow", count="Entries"),
        )
        .properties(height=alt.Step(13))
    )


def stacked_bars(
    palette: Palette, category: str, part: str, colours: alt.Color, tooltip: list[alt.Tooltip]
) -> Drawing:
    """Bars of children, longest first, each divided into parts and with its total at the end.

    Columns: the category, the part, children, total.
    """
    categories = alt.Y(
        category,
        type="nominal",
        sort=alt.EncodingSortField("total", op="max", order="descending"),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=200),
    )
    stacked = (
        blank()
        .mark_bar(size=BAR * 0.75)
        .encode(
            y=categories,
            x=count_axis("children"),
            color=colours,
            order=alt.Order(part, type="nominal"),
            tooltip=tooltip,
        )
    )
    return with_totals(stacked, categories, palette)


def with_totals(bars: Drawing, rows: alt.Y, palette: Palette) -> Drawing:
    """Horizontal bars with the column `total` at the end of each row."""
    totals = (
        blank()
        .mark_text(align="left", dx=6, color=palette.text, fontSize=13)
        .encode(
            y=rows,
            x=alt.X("total", type="quantitative", aggregate="max"),
            text=alt.Text("total", type="quantitative", aggregate="max", format=","),
        )
    )
    return (bars + totals).properties(height=alt.Step(BAR + 4))


@chart
def status_by_area(palette: Palette) -> Drawing:
    """Columns: area, status, children, total."""
    tooltip = tips(area="Area", status="Status", children="Children")
    return stacked_bars(palette, "area", "status", colour_by_place(STATUS, palette), tooltip)


@chart
def duration(palette: Palette) -> Drawing:
    """Columns: duration, place (its order), status, children."""
    return (
        blank()
        .mark_bar(size=BAR * 0.75)
        .encode(
            y=alt.Y(
                "duration",
                type="nominal",
                sort=alt.SortField("place"),
                axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8),
            ),
            x=count_axis("children"),
            color=colour_by_place(STATUS, palette),
            order=alt.Order("status", type="nominal"),
            tooltip=tips(duration="Time on the tracker", status="Status", children="Children"),
        )
        .properties(height=alt.Step(BAR + 8))
    )


@chart
def waterfall(palette: Palette) -> Drawing:
    """Columns: step, place (its order), low, high, label, kind (level, gain or loss)."""
    steps = alt.X(
        "step",
        type="nominal",
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
    columns = (
        blank()
        .mark_bar(size=46)
        .encode(
            x=steps,
            y=alt.Y(
                "low",
                type="quantitative",
                axis=alt.Axis(title=None, tickMinStep=1, format=",d"),
            ),
            y2=alt.Y2("high"),
            color=alt.Color(
                "kind",
                type="nominal",
                scale=alt.Scale(
                    domain=["level", "gain", "loss"],
                    range=[palette.main, palette.sequence[2], palette.quiet],
                ),
                legend=None,
            ),
            tooltip=tips(step="Step", label="Children"),
        )
    )
    labels = (
        blank()
        .mark_text(dy=-9, fontSize=14, fontWeight=600, color=palette.text)
        .encode(
            x=steps, y=alt.Y("high", type="quantitative"), text=alt.Text("label", type="nominal")
        )
    )
    return (columns + labels).properties(height=280)


@chart
def flows(palette: Palette) -> Drawing:
    """Columns: month (first day), flow, entries (removals below zero), count."""
    return (
        blank()
        .mark_bar(width={"band": 0.7})
        .encode(
            x=month("month"),
            y=alt.Y(
                "entries",
                type="quantitative",
                axis=alt.Axis(
                    title=None, tickMinStep=1, labelExpr="format(abs(datum.value), ',d')"
                ),
            ),
            color=colour(
                "flow",
                MOVEMENTS,
                palette,
                [palette.main, palette.quiet, palette.second],
            ),
            order=alt.Order("flow", type="nominal", sort="descending"),
            tooltip=[date_tip("month", "Month", "%B %Y"), *tips(flow="Flow", count="Entries")],
        )
        .properties(height=260)
    )


@chart
def reports_by_month(palette: Palette) -> Drawing:
    """Columns: month (first day), reports, per_day (null: no day is covered), part (whether the
    month is whole, incomplete or not covered)."""
    months = blank().encode(x=month("month"))
    bars = months.mark_bar(width={"band": 0.75}).encode(
        y=alt.Y("per_day", type="quantitative", axis=alt.Axis(title=None)),
        color=colour(
            "part", ["Whole month", "Part month"], palette, [palette.main, palette.sequence[2]]
        ),
        tooltip=[
            date_tip("month", "Month", "%B %Y"),
            *tips(reports="Reports"),
            alt.Tooltip("per_day", type="quantitative", format=".2f", title="Reports a day"),
        ],
    )
    gaps = (
        months.transform_filter("!isValid(datum.per_day)")
        .mark_text(angle=270, align="left", baseline="middle", color=palette.text, fontSize=11)
        .encode(y=alt.value({"expr": "height - 4"}), text=alt.Text("part", type="nominal"))
    )
    return (bars + gaps).properties(height=260)

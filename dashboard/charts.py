"""A frame's shape → a Vega-Lite specification, built once for each ground.

Each chart says in its docstring the columns it draws. Data never enters a specification: it is
handed over beside it at each rerun. Nothing is told by colour alone: bars are labelled, lines
differ in dash and are named at their end.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

import altair as alt

from dashboard.theme import DARK, LIGHT, Palette

Spec = dict[str, Any]
Drawing: TypeAlias = Any  # an Altair chart, whose encode() is not typed
Chart = Callable[..., Spec]

STATUSES = ["Open to the County Lines team", "Vulnerable to County Lines"]
GENDERS = ["Male", "Female", "Other", "Unknown"]
FLOWS = ["Added", "Removed: reached 18", "Removed: other reasons"]
LANES = ["On the tracker", "Open", "Vulnerable", "Steps", "Intelligence"]
STEPS = ["Proposed", "Ratified", "PND recorded", "Removed"]
STAGES = ["Not started", "Planned", "Preparing", "Live"]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [1, 4], [12, 4]]
BAR = 24
NAME_ROOM = 96
# The layer of points on a line, of which the nearest is meant.
NEAR = "near"


def chart(build: Callable[[Palette], Drawing]) -> Chart:
    """A chart's specification for a light or a dark ground, built the first time it is drawn.

    With `follows`, a mark can be chosen, and what is chosen is said by its column `behind`.
    """

    @cache
    def spec(dark: bool, follows: bool = False) -> Spec:
        built: Spec = build(DARK if dark else LIGHT).to_dict(validate=False)
        for part in ("$schema", "data", "datasets"):
            built.pop(part, None)
        palette = DARK if dark else LIGHT
        words = {"labelColor": palette.text, "titleColor": palette.text, "labelFontSize": 12}
        quiet = {
            "gridColor": palette.line,
            "domainColor": palette.quiet,
            "tickColor": palette.quiet,
        }
        config = {"axis": {**words, **quiet}, "legend": words}
        return _followed(built, config) if follows else {**built, "config": config}

    spec.__doc__ = build.__doc__
    spec.__name__ = build.__name__
    return spec


def _followed(built: Spec, config: Spec) -> Spec:
    """The same with marks that can be chosen: of a layer called near, the one that is nearest."""
    layers = built.get("layer", [])
    names = [layer.get("name") for layer in layers]
    layer = names.index(NEAR) if NEAR in names else 0
    select = {"type": "point", "fields": ["behind"], "toggle": False, "nearest": NEAR in names}
    choosing: Spec = {"name": "behind", "select": select}
    if layers:
        named = {**layers[layer], "name": NEAR}
        built = {**built, "layer": [*layers[:layer], named, *layers[layer + 1 :]]}
        choosing["views"] = [NEAR]
    return {**built, "params": [choosing], "config": {**config, "mark": {"cursor": "pointer"}}}


def _base() -> Drawing:
    return alt.Chart(alt.NamedData("source"))


def _count_axis(field: str, title: str = "") -> Any:
    axis = alt.Axis(tickMinStep=1, format=",d", title=title or None, grid=True)
    return alt.X(field, type="quantitative", axis=axis)


def _labelled_bars(
    palette: Palette, category: str, count: str, order: Any, colour: str | None = None
) -> Drawing:
    base = _base().encode(
        y=alt.Y(
            category,
            type="nominal",
            sort=order,
            axis=alt.Axis(title=None, labelLimit=260, ticks=False, domain=False, labelPadding=8),
        ),
        x=alt.X(count, type="quantitative", axis=None),
        tooltip=[
            alt.Tooltip(category, type="nominal"),
            alt.Tooltip(count, type="quantitative", format=","),
        ],
    )
    bars = base.mark_bar(color=colour or palette.main, size=BAR * 0.75)
    labels = base.mark_text(align="left", dx=6, color=palette.text, fontSize=13).encode(
        text=alt.Text(count, type="quantitative", format=",")
    )
    return (bars + labels).properties(height=alt.Step(BAR + 6))


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
        _base()
        .mark_bar(size=34)
        .encode(
            x=ages,
            y=alt.Y(
                "children",
                type="quantitative",
                stack="zero",
                axis=alt.Axis(title=None, tickMinStep=1, format=",d"),
            ),
            color=_colour("gender", GENDERS, palette),
            order=alt.Order("gender", type="nominal", sort="descending"),
            tooltip=_tips(age="Age", gender="Gender", children="Children"),
        )
    )
    totals = (
        _base()
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
    """Columns: label, place (its order), children."""
    return _labelled_bars(palette, "label", "children", alt.SortField("place"))


@chart
def rates(palette: Palette) -> Drawing:
    """Columns: label, place (its order), per_day, told, reports, days."""
    base = _base().encode(
        y=alt.Y(
            "label",
            type="nominal",
            sort=alt.SortField("place"),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=220),
        ),
        x=alt.X("per_day", type="quantitative", axis=None),
        tooltip=_tips(label="Window", reports="Reports", days="Days", told="Rate"),
    )
    columns = base.mark_bar(color=palette.main, size=BAR)
    names = base.mark_text(align="left", dx=6, fontSize=13, color=palette.text).encode(
        text=alt.Text("told", type="nominal")
    )
    return (columns + names).properties(height=alt.Step(44))


@chart
def flows_by_area(palette: Palette) -> Drawing:
    """Columns: area, flow (Added or Removed), count."""
    flow = ["Added", "Removed"]
    return (
        _base()
        .mark_bar()
        .encode(
            y=alt.Y("area", type="nominal", axis=alt.Axis(title=None, ticks=False, labelLimit=200)),
            yOffset=alt.YOffset("flow", type="nominal", sort=flow),
            x=_count_axis("count"),
            color=_colour("flow", flow, palette, [palette.main, palette.quiet]),
            tooltip=_tips(area="Area", flow="Flow", count="Entries"),
        )
        .properties(height=alt.Step(13))
    )


@chart
def status_by_area(palette: Palette) -> Drawing:
    """Columns: area, status, children, total."""
    area = alt.Y(
        "area",
        type="nominal",
        sort=alt.EncodingSortField("total", op="max", order="descending"),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=200),
    )
    stacked = (
        _base()
        .mark_bar(size=BAR * 0.75)
        .encode(
            y=area,
            x=_count_axis("children"),
            color=_colour("status", STATUSES, palette),
            order=alt.Order("status", type="nominal"),
            tooltip=_tips(area="Area", status="Status", children="Children"),
        )
    )
    labels = (
        _base()
        .mark_text(align="left", dx=6, color=palette.text, fontSize=13)
        .encode(
            y=area,
            x=alt.X("total", type="quantitative", aggregate="max"),
            text=alt.Text("total", type="quantitative", aggregate="max", format=","),
        )
    )
    return (stacked + labels).properties(height=alt.Step(BAR + 4))


@chart
def duration(palette: Palette) -> Drawing:
    """Columns: duration, place (its order), status, children."""
    return (
        _base()
        .mark_bar(size=BAR * 0.75)
        .encode(
            y=alt.Y(
                "duration",
                type="nominal",
                sort=alt.SortField("place"),
                axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8),
            ),
            x=_count_axis("children"),
            color=_colour("status", STATUSES, palette),
            order=alt.Order("status", type="nominal"),
            tooltip=_tips(duration="Time on the tracker", status="Status", children="Children"),
        )
        .properties(height=alt.Step(BAR + 8))
    )


@chart
def trend(palette: Palette) -> Drawing:
    """Columns: day (month end), series, children, name_at. A line each, named at its end."""
    base = _base().encode(
        x=_months("day"),
        y=_count_y("children"),
        color=alt.Color(
            "series", type="nominal", scale=alt.Scale(range=palette.series), legend=None
        ),
        strokeDash=alt.StrokeDash(
            "series", type="nominal", scale=alt.Scale(range=DASHES), legend=None
        ),
    )
    return _named_lines(base, palette, "day", "series", "children")


@chart
def release_trend(palette: Palette) -> Drawing:
    """Columns: day (month end), series, children (empty: not shown), name_at. A line each, in the
    order given, with a dot for each number: one between two gaps is seen as well."""
    base = _base().encode(
        x=_months("day"),
        y=_count_y("children"),
        color=alt.Color(
            "series", type="nominal", sort=None, scale=alt.Scale(range=palette.series), legend=None
        ),
        strokeDash=alt.StrokeDash(
            "series", type="nominal", sort=None, scale=alt.Scale(range=DASHES), legend=None
        ),
    )
    lines = _named_lines(base, palette, "day", "series", "children")
    return alt.layer(base.mark_circle(size=30, opacity=1), *lines.layer).properties(height=260)


@chart
def caseload(palette: Palette) -> Drawing:
    """Columns: day (month end), children. One line, from zero."""
    base = _base().encode(
        x=_months("day"),
        y=_count_y("children"),
        tooltip=[_date_tip("day", "Month end"), *_tips(children="Children")],
    )
    area = base.mark_area(color=palette.main, opacity=0.12)
    line = base.mark_line(color=palette.main, strokeWidth=2.5)
    points = base.mark_circle(color=palette.main, size=28, opacity=1).properties(name=NEAR)
    return (area + line + points).properties(height=240)


@chart
def waterfall(palette: Palette) -> Drawing:
    """Columns: step, place (its order), low, high, label, kind (level, gain or loss)."""
    steps = alt.X(
        "step",
        type="nominal",
        sort=alt.SortField("place"),
        axis=alt.Axis(title=None, labelAngle=0, domain=False, ticks=False, labelLimit=120),
    )
    columns = (
        _base()
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
            tooltip=_tips(step="Step", label="Children"),
        )
    )
    labels = (
        _base()
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
        _base()
        .mark_bar(width={"band": 0.7})
        .encode(
            x=_month("month"),
            y=alt.Y(
                "entries",
                type="quantitative",
                axis=alt.Axis(
                    title=None, tickMinStep=1, labelExpr="format(abs(datum.value), ',d')"
                ),
            ),
            color=_colour(
                "flow",
                FLOWS,
                palette,
                [palette.main, palette.quiet, palette.second],
            ),
            order=alt.Order("flow", type="nominal", sort="descending"),
            tooltip=[_date_tip("month", "Month", "%B %Y"), *_tips(flow="Flow", count="Entries")],
        )
        .properties(height=260)
    )


@chart
def reports_by_month(palette: Palette) -> Drawing:
    """Columns: month (first day), reports, per_day, part (whether the month is incomplete)."""
    return (
        _base()
        .mark_bar(width={"band": 0.75})
        .encode(
            x=_month("month"),
            y=alt.Y("per_day", type="quantitative", axis=alt.Axis(title="Reports a day")),
            color=_colour(
                "part", ["Whole month", "Part month"], palette, [palette.main, palette.sequence[2]]
            ),
            tooltip=[
                _date_tip("month", "Month", "%B %Y"),
                *_tips(reports="Reports"),
                alt.Tooltip("per_day", type="quantitative", format=".2f", title="Reports a day"),
            ],
        )
        .properties(height=260)
    )


@chart
def cumulative(palette: Palette) -> Drawing:
    """Columns: day (of this year), series, reports (so far), name_at."""
    base = _base().encode(
        x=_months("day", NAME_ROOM),
        y=_count_y("reports"),
        color=alt.Color(
            "series",
            type="nominal",
            scale=alt.Scale(range=[palette.quiet, palette.main]),
            legend=None,
        ),
    )
    return _named_lines(base, palette, "day", "series", "reports")


@chart
def tile_counts(palette: Palette) -> Drawing:
    """Columns: area, lines (name broken at |), tile_row, tile_column, depth (0 to 4), label."""
    tiles = _tiles(palette).encode(
        color=alt.Color(
            "depth",
            type="ordinal",
            scale=alt.Scale(domain=list(range(5)), range=list(palette.sequence)),
            legend=None,
        ),
        tooltip=_tips(area="Area", label="Children"),
    )
    ink = _ink(palette, "datum.depth >= 3")
    return _tile_map(
        tiles,
        _tile_text()
        .mark_text(dy=17, fontSize=20, fontWeight=600)
        .encode(text=alt.Text("label", type="nominal"), color=ink),
        _tile_text()
        .mark_text(dy=-21, fontSize=12, lineHeight=13, lineBreak="|")
        .encode(text=alt.Text("lines", type="nominal"), color=ink),
    )


@chart
def tile_stages(palette: Palette) -> Drawing:
    """Columns: area, lines (its name, broken at |), tile_row, tile_column, stage, label."""
    tiles = _tiles(palette).encode(
        color=alt.Color(
            "stage",
            type="nominal",
            scale=alt.Scale(domain=STAGES, range=_stage_colours(palette)),
            legend=None,
        ),
        tooltip=_tips(area="Area", label="Stage"),
    )
    ink = _ink(palette, f"datum.stage == '{STAGES[3]}'")
    return _tile_map(
        tiles,
        _tile_text()
        .mark_text(dy=19, fontSize=12.5, fontWeight=600)
        .encode(text=alt.Text("label", type="nominal"), color=ink),
        _tile_text()
        .mark_text(dy=-21, fontSize=12, lineHeight=13, lineBreak="|")
        .encode(text=alt.Text("lines", type="nominal"), color=ink),
    )


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
        _base()
        .mark_bar(size=16, stroke=palette.ground, strokeWidth=1)
        .encode(
            y=area,
            x=_months("from_on"),
            x2=alt.X2("until_on"),
            color=_colour("stage", STAGES, palette, _stage_colours(palette)),
            tooltip=[*_tips(area="Area", stage="Stage"), _date_tip("from_on", "From")],
        )
    )
    targets = (
        _base()
        .mark_point(shape="diamond", size=90, filled=True, color=palette.second)
        .encode(
            y=area,
            x=alt.X("target_on", type="temporal"),
            tooltip=[*_tips(area="Area"), _date_tip("target_on", "Target")],
        )
    )
    return (spans + targets).properties(height=alt.Step(28))


@chart
def history(palette: Palette) -> Drawing:
    """Columns: lane, kind (entry, spell, step or report), what, from_on, until_on, told."""
    lane = alt.Y(
        "lane",
        type="nominal",
        scale=alt.Scale(domain=LANES),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=210),
    )
    base = _base().encode(y=lane, tooltip=_tips(what="What", told="When"))
    spans = (
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
                scale=alt.Scale(
                    domain=LANES[:3], range=[palette.quiet, palette.main, palette.second]
                ),
                legend=None,
            ),
        )
    )
    when = alt.X("from_on", type="temporal")
    steps = (
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
    reports = (
        base.transform_filter("datum.kind == 'report'")
        .mark_tick(thickness=2.5, size=20, color=palette.text)
        .encode(x=when)
    )
    return (spans + steps + reports).properties(height=alt.Step(34))


def _stage_colours(palette: Palette) -> list[str]:
    return [palette.sequence[0], palette.sequence[1], palette.sequence[2], palette.main]


def _ink(palette: Palette, strong: str) -> Any:
    """Text that reads on a tile: another colour where the tile is strongly coloured."""
    on_strong = LIGHT.text if palette is DARK else LIGHT.ground
    return alt.condition(strong, alt.value(on_strong), alt.value(palette.text))


def _tiles(palette: Palette) -> Drawing:
    return _tile_text().mark_rect(cornerRadius=6, stroke=palette.quiet, strokeWidth=0.6)


def _tile_text() -> Drawing:
    return _base().encode(
        x=alt.X("tile_column", type="ordinal", axis=None, scale=alt.Scale(paddingInner=0.05)),
        y=alt.Y("tile_row", type="ordinal", axis=None, scale=alt.Scale(paddingInner=0.05)),
    )


def _tile_map(*layers: Drawing) -> Drawing:
    return alt.layer(*layers).properties(height=alt.Step(74))


def _colour(
    field: str, domain: list[str], palette: Palette, colours: list[str] | None = None
) -> alt.Color:
    return alt.Color(
        field,
        type="nominal",
        scale=alt.Scale(domain=domain, range=colours or palette.series[: len(domain)]),
        legend=alt.Legend(orient="top", title=None, labelLimit=300, symbolType="square"),
    )


def _month(field: str) -> alt.X:
    axis = alt.Axis(title=None, format="%b %y", labelAngle=0, labelOverlap=True, ticks=False)
    return alt.X(field, type="ordinal", timeUnit="yearmonth", axis=axis)


def _months(field: str, room: int = 0) -> alt.X:
    """A time axis; `room` is left free at its end, for the names of lines."""
    axis = alt.Axis(title=None, format="%b %y", grid=False, labelOverlap=True, labelFlush=True)
    scale = alt.Scale(range=[0, {"expr": f"width - {room}"}])
    return alt.X(field, type="temporal", axis=axis, scale=scale)


def _count_y(field: str) -> alt.Y:
    return alt.Y(
        field,
        type="quantitative",
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(title=None, tickMinStep=1, format=",d"),
    )


def _named_lines(base: Drawing, palette: Palette, day: str, series: str, count: str) -> Drawing:
    told = base.encode(
        tooltip=[_date_tip(day, "Date"), *_tips(**{series: "Series", count: count.capitalize()})]
    )
    lines = told.mark_line(strokeWidth=2.5)
    names = (
        _base()
        .transform_filter("isValid(datum.name_at)")
        .mark_text(align="left", dx=7, fontSize=12, fontWeight=600)
        .encode(
            x=alt.X(day, type="temporal"),
            y=alt.Y("name_at", type="quantitative"),
            text=alt.Text(series, type="nominal"),
            color=alt.value(palette.text),
        )
    )
    points = told.mark_circle(size=70, opacity=0).properties(name=NEAR)
    return (lines + names + points).properties(height=260)


def _tips(**titles: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(field, type="nominal", title=title) for field, title in titles.items()]


def _date_tip(field: str, title: str, form: str = "%-d %B %Y") -> alt.Tooltip:
    return alt.Tooltip(field, type="temporal", title=title, format=form)

"""Maps of tiles: an area each, in about its place."""

from __future__ import annotations

import altair as alt

from dashboard.charts.categories import STAGES
from dashboard.charts.drawing import Drawing, blank, chart, ink_over, stage_colours, tips
from dashboard.style.theme import Palette


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
        tooltip=tips(area="Area", label="Children"),
    )
    ink = ink_over(palette, "datum.depth >= 3")
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
            scale=alt.Scale(domain=STAGES, range=stage_colours(palette)),
            legend=None,
        ),
        tooltip=tips(area="Area", label="Stage"),
    )
    ink = ink_over(palette, f"datum.stage == '{STAGES[3]}'")
    return _tile_map(
        tiles,
        _tile_text()
        .mark_text(dy=19, fontSize=12.5, fontWeight=600)
        .encode(text=alt.Text("label", type="nominal"), color=ink),
        _tile_text()
        .mark_text(dy=-21, fontSize=12, lineHeight=13, lineBreak="|")
        .encode(text=alt.Text("lines", type="nominal"), color=ink),
    )


def _tiles(palette: Palette) -> Drawing:
    return _tile_text().mark_rect(cornerRadius=6, stroke=palette.quiet, strokeWidth=1)


def _tile_text() -> Drawing:
    return blank().encode(
        x=alt.X("tile_column", type="ordinal", axis=None, scale=alt.Scale(paddingInner=0.05)),
        y=alt.Y("tile_row", type="ordinal", axis=None, scale=alt.Scale(paddingInner=0.05)),
    )


def _tile_map(*layers: Drawing) -> Drawing:
    return alt.layer(*layers).properties(height=alt.Step(74))

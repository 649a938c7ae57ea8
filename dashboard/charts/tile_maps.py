"""Maps of tiles, one for each area, about where the area lies."""

from __future__ import annotations

import altair as alt

from dashboard.charts.drawing import Drawing, blank, chart, ink_over, stage_colours, tips
from dashboard.style.theme import Palette
from queries.oversight.rollout import LIVE, STAGES_IN_ORDER


@chart
def tile_counts(palette: Palette) -> Drawing:
    """Columns: area, lines (name, broken at |), tile_row, tile_column, depth (0 to 4), label."""
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
        _tile_text().mark_text(dy=17, fontSize=20, fontWeight=600),
        ink,
    )


@chart
def tile_stages(palette: Palette) -> Drawing:
    """Columns: area, lines (its name, broken at |), tile_row, tile_column, stage, label."""
    tiles = _tiles(palette).encode(
        color=alt.Color(
            "stage",
            type="nominal",
            scale=alt.Scale(domain=list(STAGES_IN_ORDER), range=stage_colours(palette)),
            legend=None,
        ),
        tooltip=tips(area="Area", label="Stage"),
    )
    ink = ink_over(palette, f"datum.stage == '{LIVE}'")
    return _tile_map(
        tiles,
        _tile_text().mark_text(dy=19, fontSize=12.5, fontWeight=600),
        ink,
    )


def _tiles(palette: Palette) -> Drawing:
    return _tile_text().mark_rect(cornerRadius=6, stroke=palette.quiet, strokeWidth=1)


def _tile_text() -> Drawing:
    return blank().encode(
        x=alt.X("tile_column", type="ordinal", axis=None, scale=alt.Scale(paddingInner=0.05)),
        y=alt.Y("tile_row", type="ordinal", axis=None, scale=alt.Scale(paddingInner=0.05)),
    )


def _tile_map(tiles: Drawing, labels: Drawing, ink: Drawing) -> Drawing:
    """Tiles with their labels, and above each label the name of the area."""
    names = _tile_text().mark_text(dy=-21, fontSize=12, lineHeight=13, lineBreak="|")
    return alt.layer(
        tiles,
        labels.encode(text=alt.Text("label", type="nominal"), color=ink),
        names.encode(text=alt.Text("lines", type="nominal"), color=ink),
    ).properties(height=alt.Step(74))

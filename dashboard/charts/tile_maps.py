"""Maps of tiles, one for each area, about where the area lies."""

from __future__ import annotations

import altair as alt

from dashboard.charts.drawing import STAGE_COLOURS, Drawing, blank_chart, chart, tips
from dashboard.style.theme import PALETTE
from queries.oversight.rollout import LIVE, STAGES_IN_ORDER


@chart
def tile_counts() -> Drawing:
    """Columns: area, lines (name, broken at |), tile_row, tile_column, depth (0 to 4), label."""
    scale = alt.Scale(domain=list(range(5)), range=list(PALETTE.sequence))
    shade = alt.Color("depth:O", scale=scale, legend=None)
    labels = _tiles().mark_text(dy=17, fontSize=20, fontWeight=600)
    return _tile_map(shade, labels, "Children", "datum.depth >= 3")


@chart
def tile_stages() -> Drawing:
    """Columns: area, lines (its name, broken at |), tile_row, tile_column, stage, label."""
    scale = alt.Scale(domain=list(STAGES_IN_ORDER), range=STAGE_COLOURS)
    shade = alt.Color("stage:N", scale=scale, legend=None)
    labels = _tiles().mark_text(dy=19, fontSize=12.5, fontWeight=600)
    return _tile_map(shade, labels, "Stage", f"datum.stage == '{LIVE}'")


def _tiles() -> Drawing:
    return blank_chart().encode(
        x=alt.X("tile_column:O", axis=None, scale=alt.Scale(paddingInner=0.05)),
        y=alt.Y("tile_row:O", axis=None, scale=alt.Scale(paddingInner=0.05)),
    )


def _tile_map(shade: alt.Color, labels: Drawing, label_title: str, is_strong: str) -> Drawing:
    """Tiles with their labels, and above each label the name of the area. Their text has another
    colour where `is_strong`, an expression of Vega, says that the tile is strongly coloured."""
    tiles = _tiles().mark_rect(cornerRadius=6, stroke=PALETTE.quiet, strokeWidth=1)
    names = _tiles().mark_text(dy=-21, fontSize=12, lineHeight=13, lineBreak="|")
    over_strong, text = alt.value(PALETTE.over_strong), alt.value(PALETTE.text)
    text_colour = alt.condition(is_strong, over_strong, text)
    return alt.layer(
        tiles.encode(color=shade, tooltip=tips(area="Area", label=label_title)),
        labels.encode(text="label:N", color=text_colour),
        names.encode(text="lines:N", color=text_colour),
    ).properties(height=alt.Step(74))

"""Drawings of the education of children."""

from __future__ import annotations

from dashboard.charts.bar_charts import stacked_bars
from dashboard.charts.categories import PROVISION
from dashboard.charts.drawing import Drawing, chart, colour, tips
from dashboard.style.theme import Palette


@chart
def education(palette: Palette) -> Drawing:
    """Columns: education, provision, children, total."""
    shades = [palette.main, palette.sequence[2], palette.second, palette.quiet]
    return stacked_bars(
        palette,
        "education",
        "provision",
        colour("provision", PROVISION, palette, shades),
        tips(education="Education", provision="Full time or not", children="Children"),
    )

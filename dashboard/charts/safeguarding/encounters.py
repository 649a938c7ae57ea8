"""Drawings of the criminal situations in which children were found."""

from __future__ import annotations

from dashboard.charts.categories import TREATED
from dashboard.charts.drawing import Drawing, chart
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import Palette


@chart
def encounters_by_situation(palette: Palette) -> Drawing:
    """Columns: situation, treated, count, total, place, part."""
    return _by_treatment(palette, "situation")


@chart
def encounters_by_finder(palette: Palette) -> Drawing:
    """Columns: finder, treated, count, total, place, part."""
    return _by_treatment(palette, "finder")


def _by_treatment(palette: Palette, row: str) -> Drawing:
    colours = [palette.main, palette.sequence[2], palette.second, palette.quiet]
    return stacked(palette, row, "treated", "count", TREATED, colours, "Situations")

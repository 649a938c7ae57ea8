"""Drawings of the duties to children."""

from __future__ import annotations

from dashboard.charts.categories import DUTY_STATES, OUTCOMES
from dashboard.charts.drawing import Drawing, chart
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import Palette


@chart
def duties(palette: Palette) -> Drawing:
    """Columns: duty, state, children, total, place, part."""
    colours = [
        palette.second,
        palette.signal,
        palette.sequence[2],
        palette.main,
        palette.quiet,
        palette.others[3],
    ]
    return stacked(palette, "duty", "state", "children", DUTY_STATES, colours, "Children")


@chart
def duties_of_the_year(palette: Palette) -> Drawing:
    """Columns: duty, outcome, count, total, place, part."""
    colours = [palette.second, palette.sequence[2], palette.main]
    return stacked(palette, "duty", "outcome", "count", OUTCOMES, colours, "Entries")

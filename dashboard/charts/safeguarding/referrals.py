"""Drawings of referrals to other agencies."""

from __future__ import annotations

from dashboard.charts.categories import ANSWERS, REFERRED
from dashboard.charts.drawing import Drawing, chart
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import Palette


@chart
def answers_by_agency(palette: Palette) -> Drawing:
    """Columns: agency, answered, count, total, place, part."""
    colours = [palette.main, palette.second, palette.quiet]
    return stacked(palette, "agency", "answered", "count", ANSWERS, colours, "Referrals")


@chart
def outcomes_of_hubs(palette: Palette) -> Drawing:
    """Columns: outcome, referred, count, total, place, part."""
    colours = [palette.main, palette.second]
    return stacked(palette, "outcome", "referred", "count", REFERRED, colours, "Referrals")

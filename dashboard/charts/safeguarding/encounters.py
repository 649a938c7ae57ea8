"""Drawings of the criminal situations in which children were found."""

from __future__ import annotations

from dashboard.charts.categories import TREATED
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import PALETTE

COLOURS = [PALETTE.main, PALETTE.sequence[2], PALETTE.second, PALETTE.quiet]

encounters_by_situation = stacked("situation", "treated", "count", TREATED, COLOURS, "Situations")
encounters_by_finder = stacked("finder", "treated", "count", TREATED, COLOURS, "Situations")

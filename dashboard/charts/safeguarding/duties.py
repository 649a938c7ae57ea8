"""Drawings of the duties to children."""

from __future__ import annotations

from dashboard.charts.categories import DUTY_STATES, OUTCOMES
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import PALETTE

COLOURS = [
    PALETTE.second,
    PALETTE.signal,
    PALETTE.sequence[2],
    PALETTE.main,
    PALETTE.quiet,
    PALETTE.others[3],
]
OF_OUTCOMES = [PALETTE.second, PALETTE.sequence[2], PALETTE.main]

duties = stacked("duty", "state", "children", DUTY_STATES, COLOURS, "Children")
duties_of_the_year = stacked("duty", "outcome", "count", OUTCOMES, OF_OUTCOMES, "Entries")
repeated_duties_of_the_year = stacked("duty", "outcome", "count", OUTCOMES, OF_OUTCOMES, "Times")

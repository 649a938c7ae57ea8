"""Drawings of referrals to the National Referral Mechanism and of its decisions."""

from __future__ import annotations

from dashboard.charts.categories import DECISIONS
from dashboard.charts.drawing import Drawing, chart
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import Palette


@chart
def nrm_by_responder(palette: Palette) -> Drawing:
    """Columns: responder, decision, referrals, total, place, part."""
    return _by_decision(palette, "responder")


@chart
def nrm_decisions(palette: Palette) -> Drawing:
    """Columns: stage, decision, referrals, total, place, part."""
    return _by_decision(palette, "stage")


def _by_decision(palette: Palette, row: str) -> Drawing:
    colours = [
        palette.second,
        palette.quiet,
        palette.signal,
        palette.sequence[2],
        palette.main,
    ]
    return stacked(palette, row, "decision", "referrals", DECISIONS, colours, "Referrals")

"""Drawings of referrals to other agencies."""

from __future__ import annotations

from dashboard.charts.categories import ANSWERS, REFERRED
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import PALETTE

COLOURS = [PALETTE.main, PALETTE.second, PALETTE.quiet]

answers_by_agency = stacked("agency", "answered", "count", ANSWERS, COLOURS, "Referrals")
outcomes_of_hubs = stacked("outcome", "referred", "count", REFERRED, COLOURS[:2], "Referrals")

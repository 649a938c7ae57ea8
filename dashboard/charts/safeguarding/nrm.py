"""Drawings of referrals to the National Referral Mechanism and of its decisions."""

from __future__ import annotations

from dashboard.charts.categories import DECISIONS
from dashboard.charts.safeguarding.stacked import stacked
from dashboard.style.theme import PALETTE

COLOURS = [PALETTE.second, PALETTE.quiet, PALETTE.signal, PALETTE.sequence[2], PALETTE.main]

nrm_by_responder = stacked("responder", "decision", "count", DECISIONS, COLOURS, "Referrals")
nrm_decisions = stacked("stage", "decision", "count", DECISIONS, COLOURS, "Referrals")

"""Referrals of children: made, answered and awaited; the NRM and what its authority sends."""

from dashboard.components import frame, panels
from dashboard.views.safeguarding.referring import nrm, referrals, timeliness
from queries.access import Grant

run = frame.page("Referrals", Grant.COUNTS)
panels.panel(run, referrals.awaiting, referrals.by_agency)
panels.panel(run, nrm.decisions)
panels.panel(run, nrm.by_responder, nrm.from_the_sca)
if fold := panels.fold(
    "More: answers and outcomes of the MASH, how long decisions of the NRM took, and lines on PND"
):
    left, right = fold.columns(2)
    panels.panel(run, timeliness.answers, where=left)
    panels.panel(run, referrals.outcomes, where=left)
    panels.panel(run, nrm.waits, where=right)
    panels.panel(run, timeliness.on_pnd, where=right)

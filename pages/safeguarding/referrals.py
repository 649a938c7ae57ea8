"""Referrals of children: made, answered and awaited; the NRM and what its authority sends."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views.safeguarding import nrm, referrals, timeliness
from queries.access import Grant

run = frame.page("Referrals", Grant.COUNTS)
frame.require_data(run)
left, right = st.columns(2)
panels.panel(run, left, referrals.awaiting)
panels.panel(run, right, referrals.by_agency)
panels.panel(run, st.container(), nrm.decisions)
left, right = st.columns(2)
panels.panel(run, left, nrm.by_responder)
panels.panel(run, right, nrm.from_the_sca)
if fold := panels.fold(
    "More: answers and outcomes of the MASH, how long decisions of the NRM took, and lines on PND"
):
    left, right = fold.columns(2)
    panels.panel(run, left, timeliness.answers)
    panels.panel(run, left, referrals.outcomes)
    panels.panel(run, right, nrm.waits)
    panels.panel(run, right, timeliness.on_pnd)

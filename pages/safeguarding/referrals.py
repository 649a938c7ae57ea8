"""Referrals of children to other agencies: made, answered and awaiting an answer."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views.safeguarding import referrals
from queries.access import Grant

run = frame.page("Referrals", Grant.COUNTS)
frame.needs_data(run)
panels.panel(run, st.container(), referrals.awaiting)
left, right = st.columns(2)
panels.panel(run, left, referrals.by_agency)
panels.panel(run, right, referrals.outcomes)

"""Intelligence flagged 'County Lines': how much, and compared with what."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import intelligence
from queries.access import Grant

run = frame.page("Intelligence", Grant.COUNTS)
frame.require_data(run)
left, right = st.columns(2)
panels.panel(run, left, intelligence.same_dates)
panels.panel(run, right, intelligence.years)
panels.panel(run, st.container(), intelligence.months)
left, right = st.columns(2)
panels.panel(run, left, intelligence.cumulative)
panels.panel(run, right, intelligence.areas)

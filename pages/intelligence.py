"""Intelligence flagged 'County Lines': how much, and compared with what."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import intelligence
from queries.access import Grant

frame.page("Intelligence", Grant.COUNTS)
frame.needs_data()
left, right = st.columns(2)
panels.panel(left, intelligence.same_dates)
panels.panel(right, intelligence.years)
panels.panel(st.container(), intelligence.months)
left, right = st.columns(2)
panels.panel(left, intelligence.cumulative)
panels.panel(right, intelligence.areas)

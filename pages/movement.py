"""What changed over the period, and whether it reconciles."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import movement
from queries.access import Grant

frame.page("Movement", Grant.COUNTS)
frame.needs_data()
panels.panel(st.container(), movement.bridge)
left, right = st.columns(2)
panels.panel(left, movement.flows)
panels.panel(right, movement.caseload)
left, right = st.columns(2)
panels.panel(left, movement.reasons)
panels.panel(left, movement.re_entries)
panels.panel(right, movement.by_area)
panels.panel(left, movement.changes)

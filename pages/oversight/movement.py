"""What changed over the period, and whether it reconciles."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import movement
from queries.access import Grant

run = frame.page("Movement", Grant.COUNTS)
frame.require_data(run)
panels.panel(run, st.container(), movement.bridge)
left, right = st.columns(2)
panels.panel(run, left, movement.flows)
panels.panel(run, right, movement.caseload)
left, right = st.columns(2)
panels.panel(run, left, movement.reasons)
panels.panel(run, right, movement.by_area)
if fold := panels.fold("More: children who came back, and changes of status"):
    left, right = fold.columns(2)
    panels.panel(run, left, movement.re_entries)
    panels.panel(run, right, movement.changes)

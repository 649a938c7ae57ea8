"""The panels that hear children: their meetings, the children heard, and the actions agreed."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views.safeguarding import hearings, panel_actions
from queries.access import Grant

run = frame.page("Panels", Grant.COUNTS)
frame.require_data(run)
panels.panel(run, st.container(), hearings.meetings)
left, right = st.columns(2)
panels.panel(run, left, hearings.standing)
panels.panel(run, left, hearings.toolkits)
panels.panel(run, right, panel_actions.open_actions)
panels.panel(run, st.container(), panel_actions.attendance)
if fold := panels.fold("More: how often children were listed, and actions in time"):
    left, right = fold.columns(2)
    panels.panel(run, left, hearings.listings)
    panels.panel(run, right, panel_actions.due_actions)

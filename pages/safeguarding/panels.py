"""The panels: the children who wait to be heard, the actions agreed, and the panels' meetings."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views.safeguarding import hearings, panel_actions
from queries.access import Grant

run = frame.page("Panels", Grant.COUNTS)
left, right = st.columns(2)
panels.panel(run, hearings.standing, where=left)
panels.panel(run, hearings.toolkits, where=left)
panels.panel(run, panel_actions.open_actions, where=right)
panels.panel(run, hearings.meetings)
panels.panel(run, panel_actions.attendance)
if fold := panels.fold("More: how often children were listed, and actions in time"):
    panels.panel(run, hearings.listings, panel_actions.due_actions, where=fold)

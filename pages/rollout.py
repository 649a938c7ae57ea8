"""How far Neighbourhood Safeguarding and Disruption (NSD) has come in each area."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import rollout
from queries.access import Grant

frame.page("NSD rollout", Grant.COUNTS)
frame.needs_data()
left, right = st.columns([2, 3])
panels.panel(left, rollout.stage_map)
panels.panel(right, rollout.timeline)
panels.table(st.container(), rollout.stage_map)

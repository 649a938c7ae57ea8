"""How far Neighbourhood Safeguarding and Disruption (NSD) has come in each area."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import rollout
from queries.access import Grant

run = frame.page("NSD rollout", Grant.COUNTS)
left, right = st.columns([2, 3])
panels.panel(run, rollout.stage_map, where=left)
panels.panel(run, rollout.timeline, where=right)
panels.table(run, rollout.stage_map)

"""What an Inspector says first: how many, what changed, who needs a decision, and where."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.screens import overview
from dashboard.views import rollout, tracker
from queries.access import Grant

frame.page("Overview", Grant.COUNTS)
frame.needs_data()
st.html(overview.spoken())
panels.cards(overview.cards())
left, right = st.columns(2)
panels.panel(left, tracker.area_map)
panels.panel(right, rollout.stage_map)
panels.table(st.container(), tracker.area_map, heading="By area")

"""What an Inspector says first: how many, what changed, who needs a decision, and where."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.screens import overview, pack
from dashboard.views import rollout, tracker
from queries.access import Grant

run = frame.page("Overview", Grant.COUNTS)
frame.needs_data(run)
st.html(overview.spoken(run))
panels.cards(run, overview.cards(run))
pack.button(run)
left, right = st.columns(2)
panels.panel(run, left, tracker.area_map)
panels.panel(run, right, rollout.stage_map)
panels.table(run, st.container(), tracker.area_map, heading="By area")

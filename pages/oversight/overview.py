"""What an Inspector says first: how many, what changed, who needs a decision, and where."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.screens import overview, pack
from dashboard.views import tracker
from queries.access import Grant

run = frame.page("Overview", Grant.COUNTS)
frame.require_data(run)
st.html(overview.introduction(run) + panels.cards(run, overview.cards(run)))
pack.button(run)
for place, view in zip(st.columns(2), overview.MAPS, strict=True):
    panels.panel(run, place, view)
panels.table(run, st.container(), tracker.area_map, heading="By area")

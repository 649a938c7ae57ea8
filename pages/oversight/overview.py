"""What an Inspector says first: how many, what changed, who needs a decision, and where."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.screens import overview, pack
from dashboard.views import tracker
from queries.access import Grant

run = frame.page("Overview", Grant.COUNTS)
st.html(overview.introduction(run) + panels.cards(run, overview.cards(run)))
pack.button(run)
panels.panel(run, *overview.MAPS)
panels.table(run, tracker.area_map, heading="By area")

"""What is done for the children, and what is left undone."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import education, searches
from queries.access import Grant

run = frame.page("What is done", Grant.COUNTS)
frame.needs_data(run)
left, right = st.columns(2)
panels.panel(run, left, searches.months)
panels.panel(run, left, searches.gaps)
panels.panel(run, right, education.status)

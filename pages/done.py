"""What is done for the children, and what is left undone."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import education, searches
from queries.access import Grant

frame.page("What is done", Grant.COUNTS)
frame.needs_data()
left, right = st.columns(2)
panels.panel(left, searches.months)
panels.panel(left, searches.gaps)
panels.panel(right, education.status)

"""What is done for the children, and what is left undone."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views.safeguarding import done
from queries.access import Grant

run = frame.page("What is done", Grant.COUNTS)
frame.needs_data(run)
left, right = st.columns(2)
panels.panel(run, left, done.searched)
panels.panel(run, left, done.not_searched)
panels.panel(run, right, done.schooling)

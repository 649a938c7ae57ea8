"""What is done for the children, and what is left undone."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views.safeguarding import done
from queries.access import Grant

run = frame.page("What is done", Grant.COUNTS)
frame.needs_data(run)
panels.panel(run, st.container(), done.schooling)

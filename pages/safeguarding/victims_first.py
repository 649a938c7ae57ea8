"""Children found in criminal situations, as victims or as suspects; and education."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views.safeguarding import education, encounters, timeliness
from queries.access import Grant

run = frame.page("Victims and education", Grant.COUNTS)
frame.require_data(run)
left, right = st.columns(2)
panels.panel(run, left, encounters.reasons)
panels.panel(run, right, encounters.by_situation)
panels.panel(run, st.container(), education.schooling)
left, right = st.columns(2)
panels.panel(run, left, encounters.section_45)
panels.panel(run, right, encounters.by_finder)
if fold := panels.fold("More: how soon it was decided how to treat the child"):
    panels.panel(run, fold, timeliness.decisions)

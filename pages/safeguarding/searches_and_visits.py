"""Which days were searched, who was visited and seen, and who was not."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views.safeguarding import searches, visits
from queries.access import Grant

run = frame.page("Searches and visits", Grant.COUNTS)
frame.require_data(run)
left, right = st.columns(2)
panels.panel(run, left, visits.last_seen)
panels.panel(run, right, visits.tried)
panels.panel(run, st.container(), searches.calendar)
left, right = st.columns(2)
panels.panel(run, left, visits.outcomes)
panels.panel(run, right, visits.parents)
if fold := panels.fold(
    "More: purposes of visits, children who were missing, and what searches led to"
):
    left, right = fold.columns(2)
    panels.panel(run, left, visits.purposes)
    panels.panel(run, right, visits.missing_often)
    panels.panel(run, right, visits.interviews)
    panels.panel(run, left, searches.searched)
    panels.panel(run, right, searches.not_searched)
    panels.panel(run, left, searches.proposed)

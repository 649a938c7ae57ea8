"""Who is on the tracker: how many, how old and where; and how that has changed over 24 months."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import month_ends, tracker
from queries.access import Grant

run = frame.page("Children", Grant.COUNTS)
frame.require_data(run)
left, right = st.columns(2)
panels.panel(run, left, tracker.status)
panels.panel(run, right, tracker.ages)
left, right = st.columns(2)
panels.panel(run, left, tracker.areas)
panels.panel(run, right, tracker.districts)
panels.panel(run, right, tracker.gender)
if fold := panels.fold("How that has moved over 24 months, and how long children stay"):
    left, right = fold.columns(2)
    panels.panel(run, left, month_ends.status_trend)
    panels.panel(run, right, month_ends.age_trend)
    left, right = fold.columns(2)
    panels.panel(run, left, month_ends.district_trend)
    panels.panel(run, right, month_ends.gender_trend)
    left, right = fold.columns(2)
    panels.panel(run, left, tracker.duration)
    panels.panel(run, right, tracker.turning_18)

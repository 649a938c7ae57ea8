"""Who is on the tracker, and how that has moved over 24 months."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import tracker
from queries.access import Grant

frame.page("Children", Grant.COUNTS)
frame.needs_data()
left, right = st.columns(2)
panels.panel(left, tracker.ages)
panels.panel(right, tracker.age_trend)
left, right = st.columns(2)
panels.panel(left, tracker.status)
panels.panel(left, tracker.gender)
panels.panel(right, tracker.status_trend)
left, right = st.columns(2)
panels.panel(left, tracker.areas)
panels.panel(right, tracker.districts)
panels.panel(right, tracker.district_trend)
left, right = st.columns(2)
panels.panel(left, tracker.duration)
panels.panel(left, tracker.turning_18)
panels.panel(right, tracker.gender_trend)

"""Who is on the tracker, and how that has moved over 24 months."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import tracker, trends
from queries.access import Grant

run = frame.page("Children", Grant.COUNTS)
frame.needs_data(run)
left, right = st.columns(2)
panels.panel(run, left, tracker.ages)
panels.panel(run, right, trends.age_trend)
left, right = st.columns(2)
panels.panel(run, left, tracker.status)
panels.panel(run, left, tracker.gender)
panels.panel(run, right, trends.status_trend)
left, right = st.columns(2)
panels.panel(run, left, tracker.areas)
panels.panel(run, right, tracker.districts)
panels.panel(run, right, trends.district_trend)
left, right = st.columns(2)
panels.panel(run, left, tracker.duration)
panels.panel(run, left, tracker.turning_18)
panels.panel(run, right, trends.gender_trend)

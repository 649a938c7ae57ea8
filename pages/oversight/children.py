"""Who is on the tracker: how many, how old and where; and how that has changed over 24 months."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.views import month_ends, tracker
from queries.access import Grant

run = frame.page("Children", Grant.COUNTS)
panels.panel(run, tracker.status, tracker.ages)
left, right = st.columns(2)
panels.panel(run, tracker.areas, where=left)
panels.panel(run, tracker.districts, where=right)
panels.panel(run, tracker.gender, where=right)
if fold := panels.fold("How that has moved over 24 months, and how long children stay"):
    panels.panel(run, month_ends.status_trend, month_ends.age_trend, where=fold)
    panels.panel(run, month_ends.district_trend, month_ends.gender_trend, where=fold)
    panels.panel(run, tracker.duration, tracker.turning_18, where=fold)

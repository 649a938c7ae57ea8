"""The duties to children: what is overdue and due, for which children, and what was done in
time."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.screens import briefing
from dashboard.views.safeguarding import duties
from queries.access import Grant

run = frame.page("Duties", Grant.COUNTS)
st.html(briefing.introduction(run))
left, right = st.columns(2)
panels.table(run, duties.overdue, where=left, heading="Overdue, the longest first")
panels.table(run, duties.before_18, where=right, heading="Turning 18, and what is open")
panels.panel(run, duties.by_state)
panels.panel(run, duties.of_the_year)
panels.panel(run, duties.repeated_of_the_year)
if fold := panels.fold("More: what was done in time and recorded late"):
    panels.table(run, duties.recorded_late, where=fold, heading="Done in time, recorded late")
if run.may(Grant.RECORDS):
    panels.draw(run)
    briefing.by_child(run)

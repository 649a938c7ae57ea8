"""Who saw what, when and why, and whether the log of it is whole."""

from datetime import timedelta

import streamlit as st

from dashboard import access_log_view, afresh, frame
from queries import access_log
from queries.access import Grant
from queries.filters import Period

frame.page("Access log", Grant.ACCESS_LOG, is_filtered=False)
today = afresh.today()
where = st.columns([2, 1, 1, 1])
dates = where[0].date_input(
    "Days (UTC)", (today - timedelta(days=6), today), max_value=today, format="DD/MM/YYYY"
)
if not isinstance(dates, tuple) or len(dates) != 2:
    st.stop()
viewer, days = frame.viewer(), Period(*dates)
found = afresh.answer(access_log.access_events, viewer, days)
records = None
if viewer.may(Grant.RECORDS):
    records = afresh.answer(access_log.records_in_events, viewer, days)
events = access_log_view.events(found, records)
person = where[1].selectbox("Person", access_log_view.people(events), index=None)
action = where[2].selectbox("Action", access_log_view.actions(events), index=None)
chosen = access_log_view.narrowed(events, person, action)
page = where[3].number_input("Page", 1, access_log_view.pages(chosen))

access_log_view.standing()
access_log_view.table(chosen, int(page), is_cut=len(events) == access_log.AT_MOST)

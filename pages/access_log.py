"""Who saw what, when and why, and whether the log of it is whole."""

from datetime import timedelta

import streamlit as st

from dashboard.answers import uncached
from dashboard.components import frame
from dashboard.screens import access_log_table
from queries.access import Grant
from queries.administration import access_log
from queries.filters import Period

run = frame.page("Access log", Grant.ACCESS_LOG, is_filtered=False)
today = uncached.today()
where = st.columns([2, 1, 1, 1])
dates = where[0].date_input(
    "Days (UTC)", (today - timedelta(days=6), today), max_value=today, format="DD/MM/YYYY"
)
if not isinstance(dates, tuple) or len(dates) != 2:
    st.stop()
viewer, days = run.viewer, Period(*dates)
found = uncached.answer(access_log.access_events, viewer, days)
records = None
if viewer.may(Grant.RECORDS):
    records = uncached.answer(access_log.records_in_events, viewer, days)
events = access_log_table.events(found, records)
person = where[1].selectbox("Person", access_log_table.people(events), index=None)
action = where[2].selectbox("Action", access_log_table.actions(events), index=None)
chosen = access_log_table.narrowed(events, person, action)
page = where[3].number_input("Page", 1, access_log_table.pages(chosen))

access_log_table.standing()
access_log_table.table(chosen, int(page), is_cut=len(events) == access_log.AT_MOST)

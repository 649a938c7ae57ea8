"""One area at a month end: where NSD stands there, and the counts that its meeting may see."""

import streamlit as st

from dashboard.components import frame
from dashboard.screens import area_summary
from queries.access import Grant

run = frame.page("Area summary", Grant.COUNTS, Grant.RELEASES, is_filtered=False)
chosen = area_summary.chosen(run)
area_summary.stage(chosen)
area_summary.spoken(chosen)
left, right = st.columns([3, 2])
area_summary.figures(run, left, chosen)
area_summary.symbols(right, chosen)
area_summary.trend(right, chosen)

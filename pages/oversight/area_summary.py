"""One area: where NSD stands there, and the counts that its meeting may see.

A partner with an agreement is shown what was issued under it, any other a month-end release.
"""

import streamlit as st

from dashboard.components import frame
from dashboard.screens.areas import agencies, area_summary, issued_summary, issuing
from queries.access import Grant

run = frame.page("Area summary", Grant.COUNTS, Grant.RELEASES, Grant.ISSUED, is_filtered=False)
if run.may(Grant.ISSUED):
    issued_summary.show(run)
else:
    chosen = area_summary.choose_release(run)
    area_summary.stage(chosen)
    if run.may(Grant.RELEASES):
        agencies.panel(run, chosen)
    area_summary.introduction(chosen)
    left, right = st.columns([3, 2])
    area_summary.figures(run, left, chosen)
    area_summary.symbols(right, chosen)
    area_summary.trend(right, chosen)
if run.may(Grant.ISSUE):
    issuing.panel(run)

"""The monthly meeting: what changed, what needs a decision, what is overdue, what was decided."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.screens import briefing, pack
from dashboard.screens.meeting import agenda, decisions, lists, since_the_pack
from dashboard.views import movement
from dashboard.views.meeting import items
from dashboard.views.safeguarding import duties
from queries.access import Grant

run = frame.page("Meeting", Grant.COUNTS)
if run.may(Grant.RECORDS) and agenda.is_on():
    agenda.show(run)
else:
    st.html(lists.introduction(run))
    with st.container(horizontal=True):
        if run.may(Grant.RECORDS):
            agenda.begin_button()
        pack.button(run)
    panels.panel(run, movement.bridge, items.to_decide)
    if run.may(Grant.DECISIONS):
        decisions.show_decisions(run, "What was promised")
    left, right = st.columns(2)
    panels.table(run, duties.overdue, where=left.container(), heading="Overdue, the longest first")
    briefing.say_unknown(run, left)
    with right:
        since_the_pack.show(run, "Changed since the last pack")
    record = "Record a decision, or what became of one"
    if run.may(Grant.DECISIONS) and (fold := panels.fold(record)):
        with fold:
            decisions.forms(run)
    if run.may(Grant.RECORDS):
        panels.draw(run)
        lists.show(run)

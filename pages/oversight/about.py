"""About the data: where they come from, what they leave unknown, and how each figure is counted."""

import streamlit as st

from dashboard.components import frame, panels
from dashboard.screens import about, not_recorded
from dashboard.views import imports
from queries.access import Grant

run = frame.page("About the data", Grant.COUNTS)
panels.panel(run, imports.unknowns)
if fold := panels.fold("More: what is not recorded in the other sheets"):
    fold.html(not_recorded.table(run))
panels.table(run, imports.newest, where=st.container(), heading="The newest import")
if fold := panels.fold("Earlier imports"):
    panels.table(run, imports.earlier, where=fold)
panels.table(run, imports.refused, where=st.container(), heading="Files that were refused")
st.html(about.signals())
st.html(about.definitions())

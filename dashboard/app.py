"""The entry: page configuration, sign-in, the menu, the filter bar, and the page."""

import streamlit as st

from dashboard import navigation
from dashboard.answers import extracts
from dashboard.components import body, filter_bar, frame, open_tabs
from dashboard.signing_in import sign_in
from dashboard.style import theme
from queries.ask import DataUnavailable

st.set_page_config("County Lines Vulnerability Tracker", theme.ICON, layout="wide")
open_tabs.begin_run()
links = st.container()
head = frame.marking()
# Made in every run, even where nobody has to sign in: without it all that follows would move up by
# one, and a filter that moves loses its value in the address.
gate = st.empty()
try:
    viewer = sign_in.viewer()
    if not sign_in.is_somebody(viewer):
        navigation.offer_empty_pages()
        viewer = sign_in.show_form(gate)
    frame.log_refused(viewer)
    page = navigation.page_for(viewer)
    frame.menu(links, viewer, page)
    with head:
        sign_in.menu(viewer)
    bar = filter_bar.draw(viewer, extracts.shown(), navigation.first_period(page))
    body.draw(bar, page)
except DataUnavailable as why:
    frame.unavailable(why)

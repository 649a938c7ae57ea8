"""The reader's own sessions, and signing out of all of them."""

import streamlit as st

from dashboard.components import frame
from dashboard.screens.accounts import your_sessions
from queries.access import Grant

run = frame.page("Your sessions", *Grant, is_filtered=False, is_own=True)  # anybody with a grant
st.markdown(
    "Each browser in which you have signed in, until you sign out there or do nothing for a while. "
    "If you do not know one of them, sign out everywhere and change your password."
)
your_sessions.show(run)

"""The sessions of the person who is signed in, and signing out of all of them."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from dashboard.components.run import Run
from dashboard.screens.accounts import administration
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from dashboard.style import tables, words
from data import sessions


def show(run: Run) -> None:
    """The page below its head."""
    idle = timedelta(minutes=settings().session_idle_minutes)
    found = sessions.open_sessions(sign_in.engine(), run.viewer.username, idle)
    rows = [
        {
            "Signed in (UTC)": words.moment(each.started_at),
            "Last active (UTC)": words.moment(each.active_at),
            "Where": "This browser" if each.session == sign_in.session() else "Another browser",
        }
        for each in found
    ]
    st.html(tables.as_html(pd.DataFrame(rows), "Your sessions, newest first"))
    if st.button("Sign out everywhere", type="primary"):
        if problem := administration.sign_out_everywhere():
            st.error(problem)
        else:
            st.rerun()

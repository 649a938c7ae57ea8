"""Issuing the summaries of areas to partners who have an agreement: the Inspector's panel."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard.answers import issues
from dashboard.answers.engine import engine
from dashboard.components import frame
from dashboard.components.failure import say_outcome
from dashboard.components.run import Run
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from dashboard.style import tables, words
from data.access_log import LogUnavailable
from data.accounts import By
from queries.access import Grant
from queries.ask import DataUnavailable
from queries.filters import Filters
from queries.releases import issued

_OUTCOME = "issuing: said"


def panel(run: Run) -> None:
    """What was issued so far, and the button that issues it as at the last day covered."""
    extract = frame.require_data(run)
    until = extract.covered_to
    box = st.container(border=True, key="panel-issuing")
    box.html(
        "<h2>Issue to partners with an agreement</h2><p>After the meeting: the exact summary of "
        "their areas, as it is known now. It is kept as it is issued, for good.</p>"
    )
    with box:
        say_outcome(_OUTCOME)
    filters = Filters.of_day(until, extract.version)
    rows = [
        (as_at, since, known, by, words.moment(at))
        for as_at, since, known, by, at in run.ask(issued.issues_made, filters).rows
    ]
    if rows:
        names = ["As at", "Counts from", "Import", "Issued by", "Issued (UTC)"]
        box.html(tables.as_html(pd.DataFrame(rows, columns=names), "Issued so far"))
    if box.button(f"Issue as at {words.day(until)}", key="issue to partners"):
        with st.spinner("Working out what is issued"):
            st.session_state[_OUTCOME] = issue_now(until)
        st.rerun()


def issue_now(as_at: date) -> tuple[str, str]:
    """Issue as at a day, by the account that is signed in; returns what went wrong or was done."""
    viewer = sign_in.viewer()
    if not viewer.may(Grant.ISSUE):
        return "You may not issue anything.", ""
    by = By(viewer.username, viewer.role, "Area summary")
    try:
        done = issues.issue(
            engine(), sign_in.engine(), settings().disclosure_threshold, by=by, as_at=as_at
        )
    except issues.NotIssued as problem:
        return str(problem), ""
    except (LogUnavailable, DataUnavailable, SQLAlchemyError):
        return "The database does not answer: nothing was issued.", ""
    return "", f"It is issued to {words.listed(list(done.partners))}."

"""The decisions of the meeting, the open ones first, and a form to record another."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard.components.failure import say_outcome
from dashboard.components.run import Run
from dashboard.signing_in import sign_in
from dashboard.style import tables, words
from dashboard.views import VIEWS
from dashboard.views.meeting import decisions as decision_views
from data.access_log import LogUnavailable
from data.accounts import By
from data.meeting import decisions as recorded
from queries.access import Denied, Grant
from queries.meeting import decisions

PAGE = "Meeting"
_OUTCOME = "decisions: said"
SUBJECTS: dict[recorded.Subject, str] = {
    "Meeting": "The meeting as a whole",
    "Child": "A child",
    "Area": "An area",
    "Figure": "A figure",
}
FIGURES = {
    name: view.title
    for name, view in sorted(VIEWS.items(), key=lambda each: each[1].title)
    if view.question.needs is Grant.COUNTS
}


def show_decisions(run: Run, heading: str = "", *, names_children: bool = False) -> None:
    """The decisions to be done, the earliest due date first, and those settled in the period,
    under a heading, if any. Decisions about a child are shown in full only where the look at
    records is logged."""
    rows = decisions_so_far(run)
    if not names_children:
        rows = decision_views.without_child_details(rows)
    title = f'<h2 class="section">{escape(heading)}</h2>' if heading else ""
    if not rows:
        st.html(f"{title}<p>{decision_views.NO_DECISION}</p>")
        return
    caption = f"{decision_views.heading(rows, run.filters.as_at)}. The one longest due stands first"
    table = decision_views.table(rows, run.area_names(), run.filters.as_at)
    st.html(title + tables.as_html(table, caption))


def decisions_so_far(run: Run) -> list[dict[str, Any]]:
    """The decisions, as mappings."""
    return run.ask(decisions.open_decisions).dicts()


def forms(run: Run) -> None:
    """The form for a decision and, where some are open, the form that follows them up."""
    say_outcome(_OUTCOME)
    to_do = [row for row in decisions_so_far(run) if row["state"] == decisions.TO_DO]
    left, right = st.columns(2)
    with left:
        _new_form(run)
    if to_do:
        with right:
            _follow_up_form(run, to_do)


def _new_form(run: Run) -> None:
    areas = run.area_names()
    with st.form("decision", clear_on_submit=True):
        st.html('<h3 class="asked">Record a decision</h3>')
        subject = st.selectbox(
            "About", SUBJECTS, format_func=SUBJECTS.__getitem__, key="decision: about"
        )
        child = st.text_input("Tracker reference, for a child", key="decision: child", max_chars=40)
        area = st.selectbox(
            "Area, for an area", areas, format_func=areas.__getitem__, key="decision: area"
        )
        figure = st.selectbox(
            "Figure, for a figure", FIGURES, format_func=FIGURES.__getitem__, key="decision: figure"
        )
        text = st.text_area(
            "What was decided (no names)", max_chars=recorded.LONGEST_TEXT, key="decision: text"
        )
        owner = st.text_input(
            "Who does it: a role or an agency",
            max_chars=recorded.LONGEST_OWNER,
            key="decision: owner",
        )
        due_on = st.date_input("By when", value=None, format="DD/MM/YYYY", key="decision: due")
        trend = st.selectbox(
            "Trend, if the decision changes what it counts",
            (None, *recorded.REBASED),
            format_func=lambda title: title or "None",
            help="Its limits start anew, and everyone who reads trends sees the decision.",
            key="decision: trend",
        )
        rebases_on = st.date_input(
            "From which day it counts otherwise",
            value=None,
            format="DD/MM/YYYY",
            key="decision: rebases",
        )
        if st.form_submit_button("Record the decision", type="primary"):
            given = {"Child": child.strip(), "Area": area or "", "Figure": figure or ""}
            named = given.get(subject, "")
            entry = recorded.DecisionEntry(
                subject,
                named,
                text,
                owner,
                due_on,
                run.filters.as_at,
                trend=trend,
                rebases_on=rebases_on,
            )
            _record(run, entry, "The decision is recorded.")


def _follow_up_form(run: Run, to_do: list[dict[str, Any]]) -> None:
    by_number = {row["first_id"]: row for row in to_do}
    texts = {row["first_id"]: row["text"] for row in decision_views.without_child_details(to_do)}
    with st.form("follow-up", clear_on_submit=True):
        st.html('<h3 class="asked">Say what became of a decision</h3>')
        number = st.selectbox(
            "Decision",
            by_number,
            format_func=lambda number: f"{number}: {words.quoted(texts[number])}",
            key="follow-up: decision",
        )
        row = by_number[number]
        state = st.selectbox("It is", recorded.STATES, index=1, key="follow-up: state")
        text = st.text_area(
            "In other words, if it changes (no names)",
            max_chars=recorded.LONGEST_TEXT,
            key="follow-up: text",
        )
        due_on = st.date_input(
            "By when, if it stays open", value=None, format="DD/MM/YYYY", key="follow-up: due"
        )
        if st.form_submit_button("Record what became of it", type="primary"):
            entry = recorded.DecisionEntry(
                row["subject"],
                row["about"],
                text.strip() or row["text"],
                row["owner"],
                due_on or row["due_on"],
                run.filters.as_at,
                state,
                row["trend"],
                row["rebases_on"],
            )
            _record(run, entry, f"Decision {number} is recorded as {state.lower()}.", number)


def _record(run: Run, entry: recorded.DecisionEntry, done: str, follows: int | None = None) -> None:
    """Record an entry by the account that is signed in now, and draw the page with the result."""
    problem = ""
    try:
        viewer = sign_in.viewer()
        if not viewer.may(Grant.DECISIONS):
            raise Denied(PAGE)
        by = By(viewer.username, viewer.role, run.title)
        recorded.record(sign_in.engine(), entry, by=by, follows=follows)
    except recorded.DecisionRefused as refused:
        problem = str(refused)
    except Denied:
        problem = "You may not record a decision."
    except (LogUnavailable, SQLAlchemyError):
        problem = "The database does not answer: nothing was recorded."
    st.session_state[_OUTCOME] = (problem, "" if problem else done)
    st.rerun()

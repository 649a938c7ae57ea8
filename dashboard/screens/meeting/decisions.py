"""What the meeting decided: what is open stands first, and a form records a further decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard.components.run import Run
from dashboard.signing_in import sign_in
from dashboard.style import tables, words
from data import decisions as kept
from data.access_log import LogUnavailable
from data.accounts import By
from queries.access import Denied, Grant
from queries.meeting import decisions

PAGE = "Meeting"
_SAID = "decisions: said"
SUBJECTS: dict[kept.Subject, str] = {
    "Meeting": "The meeting as a whole",
    "Child": "A child",
    "Area": "An area",
}
NO_DECISION = "No decision of an earlier meeting is open."


def promised(run: Run) -> None:
    """The decisions that are open, the one longest due first, and those settled in the period."""
    rows = made(run)
    if not rows:
        st.html(f"<p>{NO_DECISION}</p>")
        return
    is_open = [row for row in rows if row["state"] == decisions.OPEN]
    late = sum(1 for row in is_open if row["due_on"] and row["due_on"] < run.filters.as_at)
    said = f"{words.sentence(words.counted(len(is_open), 'decision'))} open"
    if late:
        said += f", {late:,} of them past the date agreed"
    st.html(tables.as_html(table(rows, run), f"{said}. The one longest due stands first"))


def made(run: Run) -> list[dict[str, Any]]:
    """The decisions, as mappings."""
    found = run.ask(decisions.open_decisions)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def table(rows: list[dict[str, Any]], run: Run) -> pd.DataFrame:
    """A row for each decision, as it is read."""
    areas = run.area_names()
    return pd.DataFrame(
        {
            "No": [str(row["first_id"]) for row in rows],
            "About": [about(row, areas) for row in rows],
            "Decision": [row["text"] for row in rows],
            "Owner": [row["owner"] for row in rows],
            "Due on": [words.day(row["due_on"]) if row["due_on"] else "No date" for row in rows],
            "State": [_state(row, run.filters.as_at) for row in rows],
            "Meeting of": [words.day(row["decided_on"]) for row in rows],
        }
    )


def about(row: dict[str, Any], areas: dict[str, str]) -> str:
    """What a decision is about, in words."""
    if row["subject"] == "Area":
        return areas.get(row["about"], str(row["about"]))
    if row["subject"] == "Figure":
        return str(row["about"]).replace("_", " ").capitalize()
    return str(row["about"] or "The meeting")


def _state(row: dict[str, Any], as_at: date) -> str:
    if row["state"] == decisions.OPEN and row["due_on"] and row["due_on"] < as_at:
        return "Open, past its date"
    return str(row["state"])


def forms(run: Run) -> None:
    """The form for a decision and, where some are open, the one that follows them up."""
    problem, done = st.session_state.pop(_SAID, ("", ""))
    if problem:
        st.error(problem)
    elif done:
        st.success(done)
    open_ones = [row for row in made(run) if row["state"] == decisions.OPEN]
    left, right = st.columns(2)
    with left:
        _new(run)
    if open_ones:
        with right:
            _follow_up(run, open_ones)


def _new(run: Run) -> None:
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
        text = st.text_area(
            "What was decided (no names)", max_chars=kept.LONGEST_TEXT, key="decision: text"
        )
        owner = st.text_input(
            "Who does it: a role or an agency", max_chars=kept.LONGEST_OWNER, key="decision: owner"
        )
        due_on = st.date_input("By when", value=None, format="DD/MM/YYYY", key="decision: due")
        if st.form_submit_button("Record the decision", type="primary"):
            named = {"Child": child.strip(), "Area": area or ""}.get(subject, "")
            entry = kept.Entry(subject, named, text, owner, due_on, run.filters.as_at)
            _record(run, entry, "The decision is recorded.")


def _follow_up(run: Run, open_ones: list[dict[str, Any]]) -> None:
    by_number = {row["first_id"]: row for row in open_ones}
    with st.form("follow-up", clear_on_submit=True):
        st.html('<h3 class="asked">Say what became of a decision</h3>')
        number = st.selectbox(
            "Decision",
            by_number,
            format_func=lambda of: f"{of}: {words.quoted(by_number[of]['text'])}",
            key="follow-up: decision",
        )
        row = by_number[number]
        state = st.selectbox("It is", kept.STATES, index=1, key="follow-up: state")
        text = st.text_area(
            "In other words, if it changes (no names)",
            max_chars=kept.LONGEST_TEXT,
            key="follow-up: text",
        )
        due_on = st.date_input(
            "By when, if it stays open", value=None, format="DD/MM/YYYY", key="follow-up: due"
        )
        if st.form_submit_button("Record what became of it", type="primary"):
            entry = kept.Entry(
                row["subject"],
                row["about"],
                text.strip() or row["text"],
                row["owner"],
                due_on or row["due_on"],
                run.filters.as_at,
                state,
            )
            _record(run, entry, f"Decision {number} is recorded as {state.lower()}.", number)


def _record(run: Run, entry: kept.Entry, done: str, follows: int | None = None) -> None:
    """Record an entry for whoever is signed in now, and have the page drawn with how it went."""
    problem = ""
    try:
        viewer = sign_in.viewer()
        if not viewer.may(Grant.DECISIONS):
            raise Denied(PAGE)
        by = By(viewer.username, viewer.role, run.title)
        kept.record(sign_in.engine(), entry, by=by, follows=follows)
    except kept.DecisionRefused as refused:
        problem = str(refused)
    except Denied:
        problem = "You may not record a decision."
    except (LogUnavailable, SQLAlchemyError):
        problem = "The database does not answer: nothing was recorded."
    st.session_state[_SAID] = (problem, "" if problem else done)
    st.rerun()

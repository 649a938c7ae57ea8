"""What a reader sees when something is missing or goes wrong. Never a traceback."""

from __future__ import annotations

import logging
from html import escape

import streamlit as st

from queries.access import Denied

_log = logging.getLogger(__name__)


def say(title: str, text: str) -> None:
    """A notice in the middle of the page. The text is HTML, and must not hold what a reader
    typed."""
    st.html(f'<div class="notice" role="status"><h2>{escape(title)}</h2><p>{text}</p></div>')


def say_not_logged(look: str) -> None:
    """Say that something ("a release") is not shown, because the log cannot be written."""
    st.error(
        f"**Nothing can be shown just now.** Each look at {look} is logged first, and the access "
        "log cannot be written. A large file may be coming in: try again in a minute. If it stays "
        "so, tell the person who looks after this dashboard."
    )


def say_outcome(key: str) -> None:
    """Say once what went wrong with the change before, or what was done, as it is kept under `key`
    in the session's state."""
    problem, done = st.session_state.pop(key, ("", ""))
    if problem:
        st.error(problem)
    elif done:
        st.success(done)


def say_failed(error: Exception) -> bool:
    """Say in words that a page failed; the error itself goes to the log of the server alone. It
    returns True, so that Streamlit says nothing more."""
    if isinstance(error, Denied):
        say("There is no such page", "Choose another from the menu.")
    else:
        _log.error("A page failed.", exc_info=error)
        say(
            "This page could not be drawn",
            "Something went wrong here. Nothing is lost. Tell the person who looks after this "
            "dashboard.",
        )
    return True

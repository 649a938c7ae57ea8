"""Says it when a page's address asks for something that does not exist, instead of ignoring it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import streamlit as st

from dashboard.style import words

_PROBLEMS = "clvt: problems of the address"


def check_choice(key: str, label: str, choices: Collection[str]) -> None:
    """Note where the address asks for a choice that the list of this name does not have."""
    asked = st.query_params.get(key)
    if asked is not None and asked not in choices:
        _note(
            key,
            f"This link asks for {words.quoted(asked)}, which does not exist under {label}. "
            "Nothing is narrowed by it.",
        )


def check_day(key: str, label: str, earliest: date, latest: date) -> None:
    """Note where the address asks for a day that is none, or is not between the two."""
    asked = st.query_params.get(key)
    if asked is None:
        return
    try:
        is_possible = earliest <= date.fromisoformat(asked) <= latest
    except ValueError:
        is_possible = False
    if not is_possible:
        _note(
            key,
            f"This link asks for {words.quoted(asked)} under {label}. The data reach to "
            f"{words.day(latest)}, so that day cannot be shown.",
        )


def _note(key: str, problem: str) -> None:
    st.session_state.setdefault(_PROBLEMS, {})[key] = problem


def say_problems(chosen: object) -> None:
    """Show what was noted, for as long as the reader leaves the filters as the link left them."""
    problems: dict[str, str] = st.session_state.get(_PROBLEMS, {})
    if not problems:
        return
    if st.session_state.setdefault(f"{_PROBLEMS}: filters", chosen) != chosen:
        del st.session_state[_PROBLEMS], st.session_state[f"{_PROBLEMS}: filters"]
        return
    for problem in problems.values():
        st.warning(problem)

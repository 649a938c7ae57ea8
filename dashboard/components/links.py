"""Warnings where a page's address asks for something that does not exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import streamlit as st

from dashboard.style import words

_PROBLEMS = "clvt: problems of the address"


def check_choice(
    key: str, label: str, choices: Collection[str], *, are_listed: bool = False
) -> None:
    """Note a problem where the address asks for an option that the list `label` does not have; with
    `are_listed` it names the options."""
    asked = st.query_params.get(key)
    if asked is not None and asked not in choices:
        _note(
            key,
            f"This link asks for {words.quoted(asked)}, which does not exist under {label}. "
            "Nothing is narrowed by it."
            + (f" There are: {', '.join(choices)}." if are_listed else ""),
        )


def given_otherwise(key: str, labels: Mapping[str, str]) -> str | None:
    """The value that the address gives as a code, or as a label in other capitals; None where it
    gives none, or the label itself."""
    asked = st.query_params.get(key)
    if asked is None or asked in labels.values():
        return None
    spelt = {label.casefold(): value for value, label in labels.items()}
    spelt |= {value.casefold(): value for value in labels}
    return spelt.get(asked.casefold())


def check_day(key: str, label: str, earliest: date, latest: date) -> None:
    """Note a problem where the address asks for a day that does not exist, or is not between the
    two."""
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
    """Show the problems noted, until the reader changes the filters."""
    problems: dict[str, str] = st.session_state.get(_PROBLEMS, {})
    if not problems:
        return
    if st.session_state.setdefault(f"{_PROBLEMS}: filters", chosen) != chosen:
        del st.session_state[_PROBLEMS], st.session_state[f"{_PROBLEMS}: filters"]
        return
    for problem in problems.values():
        st.warning(problem)

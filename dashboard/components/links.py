"""Warnings where a page's address asks for what is not there, or what its reader may not choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import streamlit as st

from dashboard.style import words
from queries.choices import value_for

_PROBLEMS = "clvt: problems of the address"
_SEEN_BEFORE = "clvt: taken from the address"
_FILTERS = "filters"


def check_choice(
    key: str,
    label: str,
    choices: Collection[str],
    *,
    are_listed: bool = False,
    part: str = _FILTERS,
) -> None:
    """Note a problem where the address asks for an option that the list `label` does not have; with
    `are_listed` it names the options. `say_problems` shows it with the others of that `part` of the
    page."""
    asked = st.query_params.get(key)
    if asked is not None and asked not in choices:
        _note(
            key,
            f"This link asks for {words.quoted(asked)}, which does not exist under {label}. "
            "Nothing is narrowed by it."
            + (f" There are: {', '.join(choices)}." if are_listed else ""),
            part,
        )


def newly_given(key: str) -> str | None:
    """The value that the address gives, the first time that it gives it: the page has no list whose
    choice would take its place there."""
    asked = st.query_params.get(key)
    before: dict[str, str | None] = st.session_state.setdefault(_SEEN_BEFORE, {})
    if before.get(key) == asked:
        return None
    before[key] = asked
    return asked


def refuse_not_chosen(key: str, label: str, part: str = _FILTERS) -> None:
    """Note a problem where the address gives a value that this reader does not choose on any page.
    It never says whether the value exists."""
    if asked := newly_given(key):
        _note(
            key,
            f"This link asks for {words.quoted(asked)} under {label}, which is not chosen on the "
            "pages of your account. Nothing is narrowed by it.",
            part,
        )


def refuse_not_offered(asked: str, label: str, shown: str, part: str) -> None:
    """Note that the address asks for a value that is not offered to this reader, and what is shown
    in its place. It never says whether the value exists."""
    problem = (
        f"This link asks for {words.quoted(asked)} under {label}, which is not among those that "
        f"you can choose. {shown} is shown."
    )
    _note(label, problem, part)


def value_by_code(key: str, labels: Mapping[str, str]) -> str | None:
    """The value that the address gives as a code, or as a label in other capitals; None where it
    gives none, or the label itself."""
    asked = st.query_params.get(key)
    return None if asked is None or asked in labels.values() else value_for(asked, labels)


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


def _note(key: str, problem: str, part: str = _FILTERS) -> None:
    st.session_state.setdefault(f"{_PROBLEMS}: {part}", {})[key] = problem


def say_problems(chosen: object, part: str = _FILTERS) -> None:
    """Show the problems noted for a `part` of the page, until the reader chooses something else."""
    noted = f"{_PROBLEMS}: {part}"
    problems: dict[str, str] = st.session_state.get(noted, {})
    if not problems:
        return
    if st.session_state.setdefault(f"{noted}, with", chosen) != chosen:
        del st.session_state[noted], st.session_state[f"{noted}, with"]
        return
    for problem in problems.values():
        st.warning(problem)

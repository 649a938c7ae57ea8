"""Asking what the unknown words of a sheet mean, some at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from data.importing.mapping.declaration import MappingQuestion

SHOWN, BESIDE = 30, 3
EMPTY = "(an empty cell)"


def questions(asked: Sequence[MappingQuestion], key: str) -> None:
    """Ask them, those without a likely answer first. The answers stay while others are looked at,
    and `meaning` gives them."""
    if not asked:
        return
    st.markdown("**What do these words mean?**")
    ordered = sorted(asked, key=lambda each: (each.likely is not None, each.own_heading))
    first = 0
    if len(ordered) > SHOWN:
        pages = -(-len(ordered) // SHOWN)
        first = SHOWN * (st.pagination(pages, key=f"{key}: page", persist_state="page") - 1)
        to_answer = sum(meaning(each, key) is None for each in ordered)
        st.markdown(
            f"{len(ordered):,} words, of which {to_answer:,} have no answer yet. Those with the "
            "likely answer chosen come last. "
            f"Shown are {first + 1:,} to {min(first + SHOWN, len(ordered)):,}."
        )
    columns = st.columns(BESIDE)
    for number, each in enumerate(ordered[first : first + SHOWN]):
        options = list(dict.fromkeys(("", *each.choices, each.likely or "")))
        rows = "1 row" if each.rows == 1 else f"{each.rows:,} rows"
        columns[number % BESIDE].selectbox(
            f"'{each.word}' under '{each.own_heading}' ({rows})",
            options,
            None if each.likely is None else options.index(each.likely),
            format_func=lambda value: value or EMPTY,
            placeholder="Not known: choose one",
            key=_key(each, key),
            persist_state="page",
        )


def meaning(question: MappingQuestion, key: str) -> str | None:
    """The answer to a question; the likely one where it has not been looked at; None: none yet."""
    said: str | None = st.session_state.get(_key(question, key), question.likely)
    return said


def _key(question: MappingQuestion, key: str) -> str:
    return f"{key} {question.heading} {question.word}"

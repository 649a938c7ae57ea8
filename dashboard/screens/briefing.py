"""The open duties to each child, to read out at a briefing: for a stated purpose, and logged."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.run import Run
from dashboard.screens import handing_out
from dashboard.screens.purpose import require
from dashboard.style import tables, words
from dashboard.views.safeguarding import duties as duty_views
from queries.dimensions import STATUS
from queries.meeting import counts
from queries.safeguarding import duties

_IS_OPEN = "briefing: is open"


def introduction(run: Run) -> str:
    """How many duties are overdue, for how many children, and the longest of them; and what is open
    for those who turn 18 soon, if anything. As HTML."""
    overdue = run.ask(duties.duties_overdue).frame()
    before_18 = run.ask(counts.duties_open_before_18).frame()
    unknown = number_unknown(run)
    sentences = [duty_views.introduction(overdue, unknown)]
    if len(before_18):
        sentences.append(duty_views.open_before_18_sentence(before_18, unknown))
    text = f"{'. '.join(sentences)}. {duty_views.unknown_duties_sentence(unknown)}"
    return f'<p class="introduction">{escape(text)}</p>'


def unknown_duties(run: Run) -> str:
    """How many duties are not known, because their sheets do not cover the day; empty where all
    are."""
    return duty_views.unknown_duties_sentence(number_unknown(run))


def number_unknown(run: Run) -> int:
    """The number of duties that are not known."""
    return duty_views.number_of_unknown_duties(run.ask(duties.duties_by_state))


def say_unknown(run: Run, where: DeltaGenerator) -> None:
    """How many duties are not known, beneath a list of those that are overdue."""
    if text := unknown_duties(run):
        where.html(f'<p class="definition">{escape(text)}</p>')


def by_child(run: Run) -> None:
    """The list by child, once the reader asks for it and has stated a purpose."""
    if not st.toggle("Show the list by child, to read out at a briefing", key=_IS_OPEN):
        return
    purpose = require()
    every = run.ask(duties.open_duties)
    found, later = duty_views.due_soon(every, run.filters.as_at)
    rows = duty_views.open_duties_table(found, run.area_names(), run.categories(STATUS))
    refs = tuple(dict.fromkeys(str(row[found.columns.index("child_ref")]) for row in found.rows))
    handing_out.log(run, purpose, refs, len(rows))
    st.html(f"<p>For: <strong>{escape(purpose.text)}</strong></p>")
    caption = (
        f"{words.sentence(words.counted(len(rows), 'duty', 'duties'))} overdue or due within "
        f"{duty_views.AHEAD_DAYS} days for {words.children(len(refs))}, the longest overdue first"
    )
    st.html(tables.as_html(rows, caption))
    if later:
        st.caption(later)
    if len(rows) == duties.AT_MOST:
        st.caption(f"The first {duties.AT_MOST}. Narrow the filters for the others.")
    handing_out.download(run, "open_duties", rows, purpose, refs)

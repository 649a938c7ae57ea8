"""What stands around every page: the marking, whose page it is, how old the data are.

Also the context of a run: who reads, with which filters, of which extract. `app.py` sets it at the
beginning of each run, in the session's own state, and panels ask with it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import navigation
from dashboard.components import audit, open_tabs
from dashboard.components.failure import say
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from dashboard.style import words
from dashboard.views.view import Rendered, View
from queries.access import Denied, Grant, Viewer
from queries.extract import Extract
from queries.filters import Filters

_READING = "clvt: reading"
_TITLE = "clvt: page"
_PLACED = "clvt: panels placed"
_REFUSED = "clvt: page refused"


class Reading(NamedTuple):
    """Who reads what in this run."""

    viewer: Viewer
    extract: Extract | None
    filters: Filters | None
    narrowed: str


def begin(reading: Reading) -> None:
    """Set the context of this run."""
    st.session_state[_READING] = reading
    st.session_state[_PLACED] = []


def placed() -> list[tuple[View, Callable[[Rendered], None]]]:
    """The panels that the page of this run has placed so far, and how each is drawn."""
    panels: list[tuple[View, Callable[[Rendered], None]]] = st.session_state[_PLACED]
    return panels


def reading() -> Reading:
    """The context of this run."""
    current: Reading = st.session_state[_READING]
    return current


def viewer() -> Viewer:
    """Who reads in this run."""
    return reading().viewer


def marking() -> DeltaGenerator:
    """The protective marking and the handling line, in a row that has room for the account."""
    chosen = settings()
    row = st.container(horizontal=True, vertical_alignment="center", key="head")
    row.html(
        f'<div class="marking"><strong>{escape(chosen.marking)}</strong> '
        f"<span>{escape(chosen.handling)}</span></div>"
    )
    return row


def title() -> str:
    """The title of the page that is read."""
    said: str = st.session_state[_TITLE]
    return said


def page(title: str, *needs: Grant, is_filtered: bool = True) -> bool:
    """The head of a page, for a reader who holds one of the grants; it ends here for any other.

    A page checks its own grant, besides not being registered for whoever lacks it. Comes back
    with whether the reader arrives from another page, rather than doing something on this one. A
    page that the filter bar does not filter says itself of what its figures are.
    """
    current = reading()
    if not any(current.viewer.may(grant) for grant in needs):
        with suppress(audit.LogUnavailable):  # refused all the same
            audit.record(current.viewer, audit.Action.DENIED, title)
        raise Denied(title)
    has_arrived = st.session_state.get(_TITLE) != title
    st.session_state[_TITLE] = title
    st.html(
        f'<h1 class="page-title{"" if is_filtered else " unfiltered"}">{escape(title)}</h1>'
        + _demo(current)
        + (_standing(current) if is_filtered else "")
    )
    return has_arrived


def log_refused(viewer: Viewer) -> None:
    """Log that somebody asked for a page that they are not offered: once for each that they ask."""
    refused = navigation.refused(viewer)
    asked = refused.title if refused else ""
    if asked and asked != st.session_state.get(_REFUSED):
        with suppress(audit.LogUnavailable):  # refused all the same
            audit.record(viewer, audit.Action.DENIED, asked)
    st.session_state[_REFUSED] = asked


def needs_data() -> Filters:
    """The filters of this run, where there are data to filter; else words, and the page ends."""
    filters = reading().filters
    if filters is None:
        say(
            "No tracker data has been imported yet",
            "Load an extract with <code>clvt import FILE</code>, or the invented demonstration "
            "data with <code>clvt demo</code>. This page fills itself within seconds.",
        )
        st.stop()
    return filters


def unavailable() -> None:
    """What stands when the database does not answer."""
    say(
        "The data cannot be reached at the moment",
        "The database does not answer. Nothing is lost. This page tries again by itself; if it "
        "goes on, tell whoever looks after this dashboard.",
    )
    open_tabs.note(open_tabs.Drawn())


def keep_fresh() -> None:
    """Have this page drawn again when a newer import is to be shown, or the session has ended."""
    current = reading()
    open_tabs.note(open_tabs.Drawn(current.viewer, current.extract, sign_in.session()))


def _standing(current: Reading) -> str:
    if current.filters is None or current.extract is None:
        return ""
    extract, filters = current.extract, current.filters
    today = datetime.now(UTC).date()
    old = words.age_of_data(extract.extracted_on, today)
    parts = [
        f"<strong>{escape(current.narrowed)}</strong>",
        f"as at <strong>{words.day(filters.as_at)}</strong>",
        f"period <strong>{words.period(filters.period)}</strong>",
        f"extracted {words.day(extract.extracted_on)} ({old})",
    ]
    if filters.known != extract.version:
        parts.append(f"<strong>as known at import {filters.known}</strong>")
    return f'<p class="standing">{" · ".join(parts)}</p>'


def _demo(current: Reading) -> str:
    if current.extract is None or not current.extract.is_demo:
        return ""
    return '<p class="demo">Invented demonstration data. No child here is real.</p>'

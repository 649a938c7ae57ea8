"""What surrounds every page: marking, menu, title, filters, and how old the data are.

A page is a script and takes no arguments, so `app.py` leaves the run in the session's state, where
`page` finds it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from dashboard import navigation
from dashboard.components import audit, filter_bar, open_tabs
from dashboard.components.failure import say
from dashboard.components.run import Run
from dashboard.settings import settings
from dashboard.style import words
from data.database import QUESTION_SECONDS
from queries.access import Denied, Grant, Viewer
from queries.ask import DataUnavailable, TookTooLong
from queries.extract import Extract

_RUN = "clvt: run"
_TITLE = "clvt: page"
_REFUSED = "clvt: page refused"
# On a narrow screen links and filters are folded until these are ticked (static/style.css).
_SHOWN_ON_A_PHONE = '<label class="show-menu"><input type="checkbox"> <span>Menu</span></label>'
_FILTERS_ON_A_PHONE = (
    '<label class="show-filters"><input type="checkbox"> <span>Filters</span></label>'
)


def set_run(run: Run) -> None:
    """Leave the run in the session's state for the page that is about to be drawn."""
    st.session_state[_RUN] = run


def marking() -> DeltaGenerator:
    """The protective marking, in a row that has room for the account."""
    row = st.container(horizontal=True, vertical_alignment="center", key="head")
    row.html(marking_line() + _FILTERS_ON_A_PHONE)
    return row


def marking_line() -> str:
    """The protective marking and the handling instructions, as HTML."""
    chosen = settings()
    return (
        f'<div class="marking"><strong>{escape(chosen.marking)}</strong> '
        f"<span>{escape(chosen.handling)}</span></div>"
    )


def menu(place: DeltaGenerator, viewer: Viewer, opened: StreamlitPage) -> None:
    """A link to each page that the reader may open, with the open page marked. A link keeps the
    filters (static/links.js), and nothing else of the address.

    It is one element, which stays as it is while a page changes. Streamlit's own menu is drawn
    again then, link by link and several times: a sixth of the time until a change of the page is
    seen.
    """
    filter_names, entries = " ".join(filter_bar.LABELS), ""
    for entry in navigation.menu_entries(viewer):
        open_now = ' aria-current="page"' if entry.title == opened.title else ""
        address = navigation.address(entry.name)
        entries += f'<li><a class="page" href="{address}"{open_now}>{entry.title}</a></li>'
    place.html(
        f'<nav class="menu" aria-label="Pages" data-keeps="{filter_names}">{_SHOWN_ON_A_PHONE}'
        f"<ul>{entries}</ul></nav>"
    )


def page(title: str, *needs: Grant, is_filtered: bool = True, is_own: bool = False) -> Run:
    """The head of a page, for a reader who holds one of the grants; it ends here for any other.

    Returns the run. Where nothing was imported yet, a page with filtered counts says so and ends.
    The menu offers a page only to readers with the grant; this check is the second. Where
    `is_filtered` is false, the page says itself what its figures are of. A page that `is_own` shows
    only what is the reader's own, and opens for those who must still choose a password.
    """
    run: Run = st.session_state[_RUN]
    is_allowed = any(run.may(grant) for grant in needs)
    if not is_allowed and not (is_own and run.viewer.must_change_password):
        _log_denied(run.viewer, title)
        raise Denied(title)
    run = replace(run, title=title, has_arrived=st.session_state.get(_TITLE) != title)
    st.session_state[_TITLE] = title
    st.html(
        f'<h1 class="page-title{"" if is_filtered else " unfiltered"}">{escape(title)}</h1>'
        + demo_notice(run)
        + other_page_notice(title)
        + (context_in_words(run) if is_filtered else "")
    )
    if is_filtered and Grant.COUNTS in needs:
        require_data(run)
    return run


def log_refused(viewer: Viewer) -> None:
    """Log that a reader asked for a page that they are not offered, once for each request."""
    refused_page = navigation.refused_page(viewer)
    asked = refused_page.title if refused_page else ""
    if asked and asked != st.session_state.get(_REFUSED):
        _log_denied(viewer, asked)
    st.session_state[_REFUSED] = asked


def _log_denied(viewer: Viewer, title: str) -> None:
    with suppress(audit.LogUnavailable):  # refused all the same
        audit.record(audit.Event(viewer.username, viewer.role, audit.Action.DENIED, title))


def require_data(run: Run) -> Extract:
    """The extract of this run. Where nothing was imported yet, the page says so and ends."""
    if run.extract is None:
        say("No tracker data has been imported yet", _how_to_import(run.viewer))
        st.stop()
    return run.extract


def _how_to_import(viewer: Viewer) -> str:
    """Who imports the first extract, and how, as HTML."""
    after = "Then this page fills itself within seconds."
    if viewer.may(Grant.IMPORT):
        page = navigation.page("upload")
        return (
            "Bring a workbook or CSV files, as they are, on the page "
            f'<a class="page" href="{page.url_path}" target="_self">{page.title}</a>, or with '
            f"<code>clvt import FILE</code>. {after}"
        )
    return f"An inspector or a sergeant imports it. {after}"


def unavailable(why: DataUnavailable) -> None:
    """Say that the database does not answer, or takes too long."""
    if isinstance(why, TookTooLong):
        title = "The database is slow at the moment"
        reason = f"A figure took longer than {QUESTION_SECONDS} seconds, and was given up."
    else:
        title = "The data cannot be reached at the moment"
        reason = "The database does not answer."
    say(
        title,
        f"{reason} Nothing is lost. This page tries again by itself; if it goes on, tell the "
        "person who looks after this dashboard.",
    )
    open_tabs.note(open_tabs.DrawnPage())


def context_in_words(run: Run) -> str:
    """The filters, the day, the period, and how old the data are, as HTML."""
    if run.extract is None or not run.narrowed:
        return ""
    extract, filters = run.extract, run.filters
    today = datetime.now(UTC).date()
    old = words.age_of_data(extract.extracted_on, today)
    parts = [
        f"<strong>{escape(run.narrowed)}</strong>",
        f"as at <strong>{words.day(filters.as_at)}</strong>",
        f"period <strong>{words.period(filters.period)}</strong>",
        f"extracted {words.day(extract.extracted_on)} ({old})",
    ]
    if filters.known != extract.version:
        parts.append(f"<strong>as known at import {filters.known}</strong>")
    return f'<p class="standing">{" · ".join(parts)}</p>'


def other_page_notice(title: str) -> str:
    """Where the address is of no page that the reader may open, a line that says which is shown
    instead, as HTML. It never says whether there is such a page for others."""
    if not navigation.is_shown_instead():
        return ""
    return (
        '<p class="standing">The address that you opened is not one of your pages. This is '
        f"{escape(title)} instead.</p>"
    )


def demo_notice(run: Run) -> str:
    """A line that says that the data are invented, as HTML; empty for real data."""
    if run.extract is None or not run.extract.is_demo:
        return ""
    return '<p class="demo">Invented demonstration data. No child here is real.</p>'

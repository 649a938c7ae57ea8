"""Who is signed in. Everything here fails closed: in doubt, nobody is.

A session is a row in the database. The tab remembers its number (or a cookie does, when the page is
loaded again). The row, the account, its role and its areas are read at every run.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache

import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import navigation
from dashboard.settings import settings
from dashboard.signing_in import cookie, handover, methods, oidc
from dashboard.signing_in.methods import NewSession
from data import accounts, sessions, signing_in
from data.access_log import LogUnavailable
from data.clock import utc_now
from data.database import writing_engine
from queries.access import NOBODY, ROLES, Viewer

# What a tab remembers between runs.
SESSION = "clvt: session"
HAS_ENDED = "clvt: session has ended"
IS_OVER = "clvt: the session that the browser presents is over"
WAITING = "clvt: session has begun"
DROP_COOKIE = "clvt: cookie is to be dropped"

UNREACHABLE = (
    "The database does not answer, so nobody can be signed in just now. Try again in a minute."
)
# A large import may keep others from writing for longer; then they see a message.
WRITE_TIMEOUT_SECONDS = 10

# How long ago somebody must have signed in at an identity provider at most, to make a change for
# which others give their password again.
RECENT_SIGN_IN = timedelta(minutes=15)

# Tabs whose next run is begun by the dashboard itself, and not by their reader.
_tabs_run_by_server: set[str] = set()


@cache
def _engine(url: str) -> Engine:
    return writing_engine(url, WRITE_TIMEOUT_SECONDS)


def engine() -> Engine:
    """The engine that writes accounts, sessions and the access log."""
    return _engine(settings().database_url)


def is_somebody(viewer: Viewer) -> bool:
    """Whether anybody is signed in."""
    return viewer != NOBODY


def viewer() -> Viewer:
    """Who is signed in, for this run; `NOBODY` when nobody is. Draws nothing.

    Each run counts as activity of the person, except the one after `not_an_activity`.
    """
    is_run_by_server = _is_run_by_server()
    remembered = st.session_state.get(SESSION)
    session = remembered or _presented_session()
    try:
        found = _resume(session, is_activity=not is_run_by_server) if session else NOBODY
    except SQLAlchemyError:
        return NOBODY
    if is_somebody(found):
        st.session_state[SESSION] = session
    elif remembered:
        st.session_state[SESSION] = None
        st.session_state[HAS_ENDED] = True
    elif cookie.is_presented() and not st.session_state.get(DROP_COOKIE):
        st.session_state[IS_OVER] = True
    return found


def is_signed_in(viewer: Viewer, session: str) -> bool:
    """Whether the viewer is still signed in by this session, with the same role and areas.

    This does not count as activity, so that a tab that is only open is signed out in time. While
    the database does not answer it is True, and the page stays as it is: see `may_still`.
    """
    try:
        return _resume(session, is_activity=False) == viewer
    except SQLAlchemyError:
        return True


def may_still(viewer: Viewer, session: str) -> bool:
    """The same, for handing something out outside of a page's run; False where the database does
    not answer."""
    return is_somebody(viewer) and viewer_of(session) == viewer


def viewer_of(session: str) -> Viewer:
    """Who is signed in by a session, for a request outside of any page's run; `NOBODY` where the
    database does not answer."""
    try:
        return _resume(session, is_activity=False)
    except SQLAlchemyError:
        return NOBODY


def not_an_activity(tab: str) -> None:
    """Note that the next run of this tab is the dashboard's own, and no activity of its reader."""
    _tabs_run_by_server.add(tab)


def show_form(place: DeltaGenerator) -> Viewer:
    """Draw the sign-in page. Returns only in the run that signs somebody in, with that viewer.

    Another run may end this one at any call to Streamlit, even just after the password was checked.
    So a session that has begun waits in the tab until a run takes it up.
    """
    waiting: list[NewSession] = st.session_state.setdefault(WAITING, [])
    with place.container():
        st.html('<h1 class="page-title">County Lines Vulnerability Tracker</h1>')
        if st.session_state.get(HAS_ENDED):
            st.info(
                "You have been signed out: nothing was done for "
                f"{settings().session_idle_minutes:g} minutes, or your account changed."
            )
        elif st.session_state.get(IS_OVER):
            st.info(
                "You have been signed out: the last sign-in of this browser is over. Sign in again."
            )
        try:
            begun = waiting[-1] if waiting else _ask_to_sign_in(waiting)
        except SQLAlchemyError:
            st.error(UNREACHABLE)
            st.stop()
        if begun is None:
            st.stop()
        if begun.ticket:
            handover.hand_over(begun.ticket)
    place.empty()
    st.session_state[SESSION] = begun.session
    for ended in (HAS_ENDED, IS_OVER, DROP_COOKIE):
        st.session_state[ended] = False
    waiting.clear()
    found = viewer()
    return found if is_somebody(found) else st.stop()


def menu(viewer: Viewer) -> None:
    """The account menu: who is signed in, their own password and sessions, and signing out."""
    label = f"{viewer.username} · {viewer.role.capitalize()}"
    folded = st.popover(label, width="content", key="account-menu", on_change="rerun")
    if not folded.open:  # what it holds is sent when it is opened
        return
    with folded:
        if not oidc.is_on():
            st.page_link(navigation.page("my_password"), label="My password")
        st.page_link(navigation.page("your_sessions"), label="Your sessions")
        st.button("Sign out", on_click=_sign_out, args=(viewer,))


def session() -> str | None:
    """The session of this tab, to be kept when the person's other sessions are ended."""
    remembered: str | None = st.session_state.get(SESSION)
    return remembered


def session_in(cookies: Mapping[str, str]) -> str | None:
    """The session that a browser presents with a request for a file; None where it has none.

    For a sign-in at the provider, our cookie has only the number of the session: see `methods`.
    """
    if oidc.is_on():
        return cookie.number_in(cookies)
    presented = cookie.session_in(cookies)
    return sessions.session_id(presented) if presented else None


def prove(viewer: Viewer, password: str) -> None:
    """Check the password of somebody who is signed in. Raises as the sign-in does.

    Who signs in at an identity provider has no password here, and must have signed in lately:
    raises `accounts.AccountRefused`.
    """
    if not oidc.is_on():
        methods.prove(engine(), viewer.username, password)
        return
    found = sessions.open_sessions(engine(), viewer.username, RECENT_SIGN_IN)
    if not any(
        each.session == session() and utc_now() - each.started_at < RECENT_SIGN_IN for each in found
    ):
        minutes = RECENT_SIGN_IN // timedelta(minutes=1)
        raise accounts.AccountRefused(
            f"This needs a sign-in of the last {minutes} minutes: sign out and in again first."
        )


def _ask_to_sign_in(waiting: list[NewSession]) -> NewSession | None:
    """Draw the form or the provider's button. Returns the session that begins, if one does."""
    if oidc.is_on():
        return methods.through_provider(engine())
    drop_cookie = bool(st.session_state.get(DROP_COOKIE))
    return methods.with_password(engine(), waiting, drop_cookie=drop_cookie)


def _presented_session() -> str | None:
    """The session that the browser presents, for a tab that remembers none."""
    presented = oidc.presented_session() if oidc.is_on() else cookie.presented_session()
    return sessions.session_id(presented) if presented else None


def _resume(session: str, *, is_activity: bool) -> Viewer:
    """Who is signed in by a session; `NOBODY` when it has ended."""
    idle = timedelta(minutes=settings().session_idle_minutes)
    found = sessions.resume(engine(), session, idle, is_activity=is_activity)
    if found is None or found.role not in ROLES:
        return NOBODY
    return Viewer(
        found.username, found.role, found.areas, found.agreement, found.must_change_password
    )


def _sign_out(viewer: Viewer) -> None:
    session = st.session_state.get(SESSION)
    st.session_state[SESSION] = None
    st.session_state[DROP_COOKIE] = True
    if session:
        with suppress(LogUnavailable):  # the tab forgets it, and the cookie is dropped
            signing_in.sign_out(engine(), session, viewer.username, viewer.role)
    if oidc.is_on():
        st.logout()


def _is_run_by_server() -> bool:
    context = get_script_run_ctx()
    if context is None or context.session_id not in _tabs_run_by_server:
        return False
    _tabs_run_by_server.discard(context.session_id)
    return True

"""The purpose of looking at records: asked before the first is shown, and again after a while.

A stated purpose holds in this tab, for this sign-in, and for a number of minutes (a setting). No
record is fetched or drawn without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from dashboard.components import audit, open_tabs
from dashboard.settings import settings
from dashboard.signing_in import sign_in

OTHER = "Other"
_PURPOSE = "purpose: stated"
_PROBLEM = "purpose: problem"
_CHOICE, _NOTE = "purpose: choice", "purpose: note"


@dataclass(frozen=True)
class Purpose:
    """A purpose as stated, the session that stated it, and when (UTC)."""

    text: str
    session: str | None
    stated_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it has to be asked for again."""
        return self.stated_at + timedelta(minutes=settings().purpose_minutes)

    def holds(self) -> bool:
        """Whether it still holds."""
        return sign_in.session() == self.session and datetime.now(UTC) < self.ends_at


def require() -> Purpose:
    """The purpose that holds. Where there is none, the page asks for one and ends."""
    purpose = ask_unless_stated()
    if purpose is None:
        st.stop()
    return purpose


def ask_unless_stated() -> Purpose | None:
    """The purpose that holds; None where there is none, and then the page asks for one."""
    purpose: Purpose | None = st.session_state.get(_PURPOSE)
    if purpose is None or not purpose.holds():
        forget()
        _ask()
        return None
    open_tabs.note_end(purpose.ends_at)
    _hide_in_time(purpose)
    return purpose


def _hide_in_time(purpose: Purpose) -> None:
    """Have the records leave the screen once the purpose ends or the reader was idle for too long.

    The server draws the page again then. Where it is out of reach, the browser does it by itself:
    it hides the records when they are due, and at once when it sees that the connection is lost
    (static/style.css). Each run sets the time again, as the animation has a name of its own.
    """
    now = datetime.now(UTC)
    idle = timedelta(minutes=settings().session_idle_minutes)
    seconds = min(purpose.ends_at - now, idle).total_seconds()
    name = f"leaves-{now.timestamp():.0f}"
    st.html('<div class="of-children"></div>')
    st.html(
        f"<style>@keyframes {name} {{ from, to {{ visibility: hidden; }} }} "
        ".stMainBlockContainer:has(.of-children) "
        f"{{ animation: {name} 1ms linear {seconds:.0f}s forwards; }}</style>"
    )


def forget() -> None:
    """Forget the purpose, so that it is asked for again."""
    st.session_state.pop(_PURPOSE, None)


def _ask() -> None:
    minutes = f"{settings().purpose_minutes:g} minutes"
    with st.form("purpose", width=560, enter_to_submit=False):
        st.html(
            '<h2 class="asked">What do you need these records for?</h2>'
            "<p>Each list and each child that you open is kept in the access log, with what you "
            f"say here. Your purpose stands for {minutes}; then you are asked again.</p>"
        )
        st.selectbox(
            "Purpose", settings().purposes, index=None, placeholder="Choose one", key=_CHOICE
        )
        st.text_input(
            f"Note (needed for {OTHER}; no names)", key=_NOTE, max_chars=200, autocomplete="off"
        )
        st.form_submit_button("Show the records", on_click=_state_purpose, type="primary")
        if problem := st.session_state.pop(_PROBLEM, None):
            st.error(problem)


def _state_purpose() -> None:
    choice, note = st.session_state.get(_CHOICE), st.session_state.get(_NOTE, "").strip()
    if choice not in settings().purposes:
        st.session_state[_PROBLEM] = "Choose a purpose."
    elif choice == OTHER and not note:
        st.session_state[_PROBLEM] = "Say in the note what the purpose is."
    else:
        text = f"{choice}: {note}" if note else str(choice)
        st.session_state[_PURPOSE] = Purpose(text, sign_in.session(), datetime.now(UTC))
        audit.forget_look()

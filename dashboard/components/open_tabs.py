"""The pages open in browsers, and when to draw them again.

One check for all tabs of a process takes the place of a timer in each tab. A page is drawn again
when another import is to be shown, when its reader is no longer signed in as they were, or when a
database that could not be reached answers again.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from streamlit import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.answers import extracts
from dashboard.signing_in import sign_in
from queries.access import Viewer
from queries.ask import DataUnavailable
from queries.extract import Extract

# For so many seconds after a page was drawn, its reader's browser is busy with showing it.
_SHOWING_SECONDS = 0.5


@dataclass(frozen=True)
class DrawnPage:
    """What an open page was drawn from; without a viewer, it says that the data cannot be
    reached."""

    viewer: Viewer | None = None
    extract: Extract | None = None
    session: str | None = None
    until: datetime | None = None
    drawn_at: float = field(default_factory=time.monotonic, compare=False)

    def is_being_shown(self) -> bool:
        """Whether the reader's browser may still be busy with the page."""
        return time.monotonic() - self.drawn_at < _SHOWING_SECONDS

    def is_stale(self) -> bool:
        """Whether the page would look different now."""
        if self.viewer is None:
            return extracts.is_reachable()
        if self.until and datetime.now(UTC) >= self.until:
            return True
        with suppress(DataUnavailable):
            if extracts.shown() != self.extract:
                return True
            return self.session is not None and not sign_in.is_signed_in(self.viewer, self.session)
        return False


_drawn: dict[str, DrawnPage] = {}  # by tab


def begin_run() -> None:
    """Forget what this tab showed: the run that begins here notes what it draws."""
    if context := get_script_run_ctx():
        _drawn.pop(context.session_id, None)


def note(drawn: DrawnPage) -> None:
    """Remember what the page of this tab is drawn from."""
    if context := get_script_run_ctx():
        _drawn[context.session_id] = drawn


def note_end(until: datetime) -> None:
    """Have the page of this tab drawn again at this time, because what it shows may not stay
    longer."""
    context = get_script_run_ctx()
    if context and context.session_id in _drawn:
        _drawn[context.session_id] = replace(_drawn[context.session_id], until=until)


def stale_tabs() -> list[str]:
    """The ids of the open tabs that must be drawn again. This asks the database, so it may take a
    while."""
    sessions = _open_sessions()
    for closed in _drawn.keys() - sessions.keys():
        _drawn.pop(closed, None)
    return [tab for tab, drawn in list(_drawn.items()) if drawn.is_stale()]


def give_way(until: float) -> None:
    """Wait while a page of any open tab is being drawn, or was within the last half second, but no
    longer than until this time, as `time.monotonic` tells it."""
    while time.monotonic() < until:
        is_drawing = any(each._scriptrunner for each in _open_sessions().values())
        if not is_drawing and not any(page.is_being_shown() for page in list(_drawn.values())):
            return
        time.sleep(0.02)


def draw_again(tabs: list[str]) -> None:
    """Have these tabs run their page again. To be called on the server's event loop.

    A tab that is running is left alone: another run would interrupt it, and what its reader has
    just entered would be lost.
    """
    sessions = _open_sessions()
    for tab in tabs:
        session = sessions.get(tab)
        if session and session._scriptrunner is None:
            sign_in.not_an_activity(tab)
            # Streamlit has no public way to run a page again from outside of it. This is how it
            # does so itself when a source file has changed: tests/pages/test_open_tabs.py
            # would notice if it ceased to.
            session.request_rerun(session._client_state)


def _open_sessions() -> dict[str, AppSession]:
    if not runtime.exists():
        return {}
    manager = runtime.get_instance()._session_mgr
    return {each.session.id: each.session for each in manager.list_active_sessions()}

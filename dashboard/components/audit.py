"""The access log for pages: to write to it before they draw, and to verify it.

A page that shows records, or hands anything out, calls `record` first. `LogUnavailable` means that
it could not be written: then nothing is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from dashboard.settings import settings
from dashboard.signing_in import sign_in
from data import access_log
from data.access_log import Action, Break, Event, LogUnavailable
from data.clock import utc_now
from queries.access import Viewer

__all__ = ["Action", "Event", "LogUnavailable", "TooMany", "Verification"]

SAME_LOOK = timedelta(minutes=1)
_LAST_LOOK = "audit: seen"


class TooMany(Exception):
    """The viewer has handed out as many files within a minute as they may."""


def record(event: Event) -> None:
    """Log what a viewer is about to see or be refused. Raises `LogUnavailable`."""
    access_log.record(sign_in.engine(), event)


def record_look(event: Event) -> None:
    """Log what the viewer is about to see. Raises `LogUnavailable`.

    A rerun that shows the same within a minute is the same look, and is not logged again.
    """
    now = datetime.now(UTC)
    before, at = st.session_state.get(_LAST_LOOK, (None, now))
    if event == before and now - at < SAME_LOOK:
        return
    record(event)
    st.session_state[_LAST_LOOK] = (event, now)


def forget_look() -> None:
    """Have the next look logged, even if it is the same as the last."""
    st.session_state.pop(_LAST_LOOK, None)


def may_disclose(viewer: Viewer) -> bool:
    """Whether the viewer may hand out another file now. Raises `LogUnavailable`."""
    since = utc_now() - timedelta(minutes=1)
    made = access_log.count_since(sign_in.engine(), viewer.username, Action.DISCLOSE, since)
    return made < settings().disclosures_a_minute


@dataclass(frozen=True)
class Verification:
    """What a check of the log found, up to the event numbered `events`."""

    events: int
    breaks: tuple[Break, ...]
    missing_triggers: tuple[str, ...]
    fits_key: bool


def verification() -> Verification:
    """The state of the whole log up to its newest event, worked out at most a minute ago.

    Raises `LogUnavailable`.
    """
    return _verified(str(access_log.head(sign_in.engine())), settings().database_url)


@st.cache_data(ttl=60, max_entries=2, show_spinner="Verifying the log")
def _verified(head: str, url: str) -> Verification:  # noqa: ARG001  (part of the key)
    end, engine = access_log.Head.read(head), sign_in.engine()
    return Verification(
        end.event_id,
        tuple(access_log.verify(engine, [end])),
        tuple(access_log.missing_triggers(engine)),
        access_log.fits_key(engine),
    )

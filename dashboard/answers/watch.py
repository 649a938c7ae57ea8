"""Watches for newer imports: works out what pages open with, turns them to it, then works ahead."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from dashboard.answers import cache, extracts, warm_answers
from dashboard.settings import settings
from queries.ask import DataUnavailable
from queries.extract import Extract

_log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds: for a newer import
AHEAD_EACH_LOOK = 0.1  # seconds, however many wait for a page
LULL = 0.2  # seconds in which nobody waits
PAUSE = 0.01  # seconds
TRIES = 3  # at what is worked out ahead, where it fails
RUNS = "ScriptRunner.scriptThread"  # what Streamlit calls a thread that makes a page
DONE = object()


class Watch:
    """The extract that pages were last turned to, and what is still to be worked out of it."""

    def __init__(self) -> None:
        self._shown: Extract | None = None
        self._to_come: Iterator[None] = iter(())
        self._tries = 0

    def look(self) -> None:
        """Turn pages to the newest extract, once what they open with is worked out of it.

        Where that fails, a reader who asks is told, and the new data are shown all the same.
        """
        with _what_fails_said("The watch for newer imports"):
            shown = self._shown
            try:
                newest = extracts.arrived()
            except DataUnavailable:
                return  # whoever reads is told, and so is whoever asks whether it is ready
            if newest == shown:
                return
            if shown and (newest is None or newest.version <= shown.version):
                cache.forget()  # another database, whose imports have the numbers of the former's
                shown = None
            if newest:
                with _what_fails_said("Working out what pages open with"):
                    warm_answers.warm(newest, shown)
            extracts.turn_to(newest)
            self._shown, self._tries = newest, TRIES
            self._to_come = _ahead(newest) if newest else iter(())

    def go_on(self, until: float) -> None:
        """Work at what is not wanted yet, until a moment of the monotonic clock."""
        with _what_fails_said("Working ahead"):
            _go_on(self._to_come, until)
            return  # only what failed comes further
        self._tries -= 1
        if self._shown and self._tries > 0:
            self._to_come = _ahead(self._shown)


@contextmanager
def _what_fails_said(what: str) -> Iterator[None]:
    """Say in the server's log what failed, and go on."""
    try:
        yield
    except DataUnavailable:
        _log.warning("%s: the database does not answer.", what)
    except Exception:
        _log.exception("%s failed.", what)


def _ahead(newest: Extract) -> Iterator[None]:
    """No more than is kept: what is worked out last would have what pages open with let go."""
    return islice(warm_answers.ahead(newest), cache.VIEWS_KEPT if settings().look_ahead else 0)


def _go_on(to_come: Iterator[None], until: float) -> None:
    """Work in a lull, and a little at last."""
    looked = busy = time.monotonic()
    while looked < until:
        if _somebody_waits():
            busy = looked
        if looked - busy < LULL and until - looked > AHEAD_EACH_LOOK:
            time.sleep(PAUSE)
        elif next(to_come, DONE) is DONE:
            return
        looked = time.monotonic()


def _somebody_waits() -> bool:
    """Whether a page is being made at this moment."""
    return any(thread.name == RUNS for thread in threading.enumerate())

"""Looking for newer imports: what pages open with is worked out, then pages show the import."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dashboard.answers import cache, extracts, failures
from queries.ask import DataUnavailable
from queries.extract import Extract

_failures_logged = partial(failures.failures_logged, database_away=(DataUnavailable,))

LOOK_EVERY = 1.0  # seconds: for a newer import


class ImportWatcher:
    """Has pages show each newer import. It remembers the extract that they show.

    `before_shown` is called with each newer extract, to work out what pages open with, and
    `when_shown` once pages show it.
    """

    def __init__(
        self, before_shown: Callable[[Extract], None], when_shown: Callable[[], None] = lambda: None
    ) -> None:
        self._shown: Extract | None = None
        self._before_shown, self._when_shown = before_shown, when_shown

    def look(self) -> None:
        """Have pages show the newest extract, once what they open with is worked out from it.

        If that fails, the failure is logged and the new data are shown all the same.
        """
        with _failures_logged("Looking for newer imports"):
            try:
                newest = extracts.newest()
            except DataUnavailable:
                return  # Pages and the health check report this themselves.
            if newest == self._shown:
                return
            if self._shown and (newest is None or newest.version <= self._shown.version):
                # This is another database, and its imports may have the same numbers as the former
                # one's.
                cache.forget()
            if newest:
                with _failures_logged("Working out what pages open with"):
                    self._before_shown(newest)
            extracts.show(newest)
            self._shown = newest
            if newest:
                self._when_shown()

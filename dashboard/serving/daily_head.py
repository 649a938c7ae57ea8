"""Writing the end of the access log to the journal, so that an older copy of the log is noticed.

What the server writes to its standard error is kept by the system's journal.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, date, datetime

from dashboard.signing_in import sign_in
from data import access_log


class DailyHeadWriter:
    """Writes the head of the log when the server starts, and at each day's end (UTC)."""

    def __init__(self) -> None:
        self._day: date | None = None

    def look(self) -> None:
        """Write the head, if that was not yet done today. If the log cannot be read, it is tried
        again later."""
        today = datetime.now(UTC).date()
        if today != self._day:
            with suppress(access_log.LogUnavailable):
                head = access_log.head(sign_in.engine())
                sys.stderr.write(f"clvt: the access log ends at {head}\n")
                sys.stderr.flush()
                self._day = today

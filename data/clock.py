"""The current time, in one place, so that tests can change it."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, in UTC and without a time zone, as all times are stored."""
    return datetime.now(UTC).replace(tzinfo=None)

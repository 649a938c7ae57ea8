"""What time it is, in one place, so that tests can move it."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, in UTC, without a zone: as every time of ours is stored."""
    return datetime.now(UTC).replace(tzinfo=None)

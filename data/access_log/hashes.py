"""What is hashed of an event, and how."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, type_coerce

from data.tables import access_event

# Times are read as text, so that one that is not a time is reported as a break.
EVENT_COLUMNS = [
    type_coerce(column, String).label(column.name) if column.name == "happened_at" else column
    for column in access_event.c
]


class Seal:
    """An HMAC of events, hashes included, one after another."""

    def __init__(self, key: str) -> None:
        self._made = hmac.new(key.encode(), digestmod=hashlib.sha256)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take in the next event."""
        self._made.update(exported_line(row).encode())

    def __str__(self) -> str:
        return self._made.hexdigest()


def exported_line(row: Mapping[str, Any]) -> str:
    """An event as it is exported, hash included."""
    return as_json({**hashed_content(row), "hash": row["hash"]}) + "\n"


def hashed_content(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is hashed: every column but the hash, in types that JSON has."""
    return {
        **{name: value for name, value in row.items() if name != "hash"},
        "happened_at": hashed_time(row["happened_at"]),
    }


def hashed_time(written: object) -> str:
    """A time as it is hashed. A text that is not a time stays as it is, and its hash is wrong."""
    try:
        return datetime.fromisoformat(str(written)).isoformat(timespec="microseconds")
    except ValueError:
        return str(written)


def hash_of(row: Mapping[str, Any], key: str) -> str:
    """The hash of an event under a key."""
    return hmac.new(key.encode(), as_json(hashed_content(row)).encode(), hashlib.sha256).hexdigest()


def as_json(value: Any) -> str:
    """A value as JSON, always written in the same way."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)

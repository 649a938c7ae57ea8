"""Days as numbers that SQL can subtract."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, extract


def yyyymmdd(day: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, a date as the number yyyymmdd. An age is the difference of two // 10000: so someone
    born on 29 February is a year older on 1 March in common years."""
    parts = extract("year", day) * 10_000 + extract("month", day) * 100 + extract("day", day)
    return cast(parts, Integer)

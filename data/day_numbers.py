"""Days as numbers that SQL can subtract."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, extract

SECONDS_OF_A_DAY = 86_400


def yyyymmdd(day: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, a date as the number yyyymmdd. The difference of two, // 10000, is an age in years:
    people born on 29 February are a year older on 1 March in common years."""
    parts = extract("year", day) * 10_000 + extract("month", day) * 100 + extract("day", day)
    return cast(parts, Integer)


def days_from(first: ColumnElement[Any], last: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, the number of days from one date to another; negative where `last` is earlier."""
    seconds = extract("epoch", last) - extract("epoch", first)
    return cast(seconds / SECONDS_OF_A_DAY, Integer)


def school_leaving(born: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, the day on which a child may leave school, as the number yyyymmdd: the last Friday of
    June in the school year (September to August) in which the child turns 16."""
    year = yyyymmdd(born) // 10_000 + 16 + case((extract("month", born) >= 9, 1), else_=0)
    # A year moves each date on by a weekday, and a leap year by two. 30 June 2023 was a Friday.
    since_friday = (year + year // 4 - year // 100 + year // 400) % 7
    return year * 10_000 + 630 - since_friday

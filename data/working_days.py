"""The calendar of working days: all days but weekends and England's bank holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from data.tables import calendar_day

# A reader may look back to 2000, and a trend begins two years before. Later days are refused.
FIRST, LAST = date(1998, 1, 1), date(2100, 12, 31)
SATURDAY = 6


def fill_calendar(connection: Connection, bank_holidays: set[date]) -> None:
    """Fill the calendar with these bank holidays, unless it has them already."""
    c = calendar_day.c
    span = tuple(connection.execute(select(func.min(c.day), func.max(c.day))).one())
    known = known_bank_holidays(connection)
    if span == (FIRST, LAST) and known == set(_on_weekdays(bank_holidays)):
        return
    connection.execute(delete(calendar_day))
    connection.execute(insert(calendar_day), list(_days(bank_holidays)))


def known_bank_holidays(connection: Connection) -> set[date]:
    """The bank holidays of the calendar that fall on no weekend."""
    c = calendar_day.c
    closed = select(c.day).where(c.weekday < SATURDAY, ~c.is_working)
    return set(connection.execute(closed).scalars())


def _on_weekdays(days: set[date]) -> Iterator[date]:
    return (day for day in days if FIRST <= day <= LAST and day.isoweekday() < SATURDAY)


def _days(bank_holidays: set[date]) -> Iterator[dict[str, Any]]:
    """A row for each day, from last to first, since each holds the working day after it."""

    def is_working(day: date) -> bool:
        return day.isoweekday() < SATURDAY and day not in bank_holidays

    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    after = LAST + timedelta(days=1)
    while not is_working(after):
        after += timedelta(days=1)
    number = sum(map(is_working, days))
    for day in reversed(days):
        yield {
            "day": day,
            "month_start": day.replace(day=1),
            "weekday": day.isoweekday(),
            "is_working": is_working(day),
            "working_number": number,
            "day_number": day.toordinal(),
            "yyyymmdd": day.year * 10_000 + day.month * 100 + day.day,
            "next_working": after,
        }
        if is_working(day):
            after, number = day, number - 1

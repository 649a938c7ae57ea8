"""The demo's days: extracts, meetings, working days, birthdays and random days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

NEWEST = date(2022, 11, 22)
"""The day of the newest extract, and of every published figure."""

INTELLIGENCE_FROM = date(2020, 4, 1)
"""The first extract also holds the reports of the financial year before, for comparison."""


def extract_days() -> tuple[date, ...]:
    """The days of the extracts: each month end from April 2021, and the newest."""
    months = [(2021, month) for month in range(4, 13)] + [(2022, month) for month in range(1, 11)]
    return (*(_first_of_next(year, month) - timedelta(days=1) for year, month in months), NEWEST)


def _first_of_next(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def years_before(day: date, years: int) -> date:
    """The date of birth of a person whose age becomes `years` on `day`.

    People born on 29 February are a year older on 1 March in common years. Where nobody's age can
    become `years` on a 29 February, the date is that of the day before.
    """
    year = day.year - years
    if (day.month, day.day) == (3, 1) and day.year % 4 and not year % 4:
        return date(year, 2, 29)
    if (day.month, day.day) == (2, 29) and year % 4:
        return date(year, 2, 28)
    return day.replace(year=year)


def years_after(born: date, years: int) -> date:
    """The day on which a person's age becomes `years`: see `years_before`."""
    year = born.year + years
    if (born.month, born.day) == (2, 29) and year % 4:
        return date(year, 3, 1)
    return born.replace(year=year)


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def working_days_after(day: date, number: int) -> date:
    """The day that lies a number of working days after a day."""
    for _ in range(number):
        day = working_day(day + timedelta(days=1))
    return day


def meeting_of(year: int, month: int) -> date:
    """The day of a month's meeting: the fourth Thursday, in December the third."""
    first = date(year, month, 1)
    first_thursday = first + timedelta(days=(3 - first.weekday()) % 7)
    return first_thursday + timedelta(weeks=2 if month == 12 else 3)


def next_meeting(day: date) -> date:
    """The first meeting held on or after a day."""
    held = meeting_of(day.year, day.month)
    if day <= held:
        return held
    following = _first_of_next(day.year, day.month)
    return meeting_of(following.year, following.month)


def day_between(rng: Random, first: date, last: date) -> date:
    """A random day, both ends included."""
    return first + timedelta(days=int(rng.random() * ((last - first).days + 1)))


def days_between(rng: Random, number: int, first: date, last: date) -> list[date]:
    """A number of random days between two, sorted; both ends are included."""
    return sorted(day_between(rng, first, last) for _ in range(number))


@cache
def iso(day: int) -> str:
    """The ISO form of a day, given by its number as `date.toordinal` gives it."""
    return date.fromordinal(day).isoformat()


def if_by(day: date | None, on: date) -> date | None:
    """The day, where it is not after `on`."""
    return day if day and day <= on else None

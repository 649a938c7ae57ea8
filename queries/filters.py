"""What a reader has chosen to look at, and the periods that readers choose among."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

UNKNOWN = "Unknown"
YEARS_OF_RARE_EVENTS = 5

PeriodName = Literal[
    "calendar-year", "financial-year", "last-12-months", "since-last-meeting", "own-dates"
]
PERIODS: dict[PeriodName, str] = {
    "calendar-year": "Calendar year to date",
    "financial-year": "Financial year to date",
    "last-12-months": "Last 12 months",
    "since-last-meeting": "Since the last meeting",
    "own-dates": "Own dates",
}


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError("A period cannot start after it ends.")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def day_before(self) -> date:
        """The day before it: a period opens with what stood at the end of that day."""
        return self.start - timedelta(days=1)

    def a_year_earlier(self) -> Period:
        """The same dates in the year before (29 February becomes 28 February)."""
        return Period(years_before(self.start, 1), years_before(self.end, 1))


@dataclass(frozen=True)
class Listing:
    """The records behind a figure: the relation that it counted, and what one mark of its chart
    narrows that to, as names and values (`reason`, `Reached 18`).

    It is written removed?reason=Reached+18. `queries.oversight.marks` has the names.
    """

    relation: str = "on_tracker"
    only: tuple[tuple[str, str], ...] = ()

    @classmethod
    def narrowed(cls, relation: str, **only: object) -> Listing:
        """The listing of a relation, narrowed to the values."""
        return cls(relation, tuple((name, str(value)) for name, value in only.items()))

    @classmethod
    def read(cls, text: str) -> Listing:
        """The listing from its written form."""
        relation, _, only = text.partition("?")
        return cls(relation, tuple(parse_qsl(only)))

    def __str__(self) -> str:
        return f"{self.relation}?{urlencode(self.only)}" if self.only else self.relation


@dataclass(frozen=True)
class Filters:
    """Everything that narrows a figure, the two clocks included.

    `as_at` is the day the figure speaks of; `known` the newest import whose records
    count. The fields that pick one value are declared in `queries.choices`. An area may be
    `UNKNOWN`: children whose area is not recorded. `listing` and `child_ref` say which records are
    meant, and narrow no figure.
    """

    as_at: date
    period: Period
    known: int
    district: str | None = None
    area: str | None = None
    status: str | None = None
    gender: str | None = None
    listing: Listing | None = None
    child_ref: str | None = None

    @classmethod
    def of_day(cls, day: date, known: int) -> Filters:
        """Those of a day, over that day alone."""
        return cls(day, Period(day, day), known)

    @property
    def days(self) -> Period:
        """The days of the period up to the as-at date, which figures may speak of."""
        return Period(min(self.period.start, self.as_at), self.as_at)

    def without(self, *names: str) -> Filters:
        """The same filters with these fields cleared, so that a figure that ignores them is kept
        once."""
        return _without(self, names)

    def over(self, period: Period) -> Filters:
        """The same over another period."""
        return replace(self, period=period)


@lru_cache(2000)  # asked for some thirty times by each run of a page
def _without(filters: Filters, names: tuple[str, ...]) -> Filters:
    cleared: dict[str, Any] = dict.fromkeys(names)
    as_at = cleared["as_at"] = date.max if "as_at" in cleared else filters.as_at
    if "period" in cleared:
        cleared["period"] = Period(as_at, as_at)
    return replace(filters, **cleared)


def years_before(day: date, years: int) -> date:
    """The same date in an earlier year; 29 February falls back to 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def financial_year_start(day: date) -> date:
    """1 April of the financial year that holds `day`."""
    return date(day.year - (day.month < 4), 4, 1)


def financial_year(day: date) -> str:
    """The financial year that holds `day`, written 2022/23."""
    start = financial_year_start(day).year
    return f"{start}/{(start + 1) % 100:02}"


def month_start(day: date, months_before: int = 0) -> date:
    """The first day of the month that is `months_before` months before that of `day`."""
    months = day.year * 12 + day.month - 1 - months_before
    return date(months // 12, months % 12 + 1, 1)


def month_end(day: date) -> date:
    return month_start(day, -1) - timedelta(days=1)


def months_within(period: Period) -> list[date]:
    """The first days of the calendar months that a period touches."""
    last = month_start(period.end)
    number = (last.year - period.start.year) * 12 + last.month - period.start.month
    return [month_start(last, months_back) for months_back in range(number, -1, -1)]


def months_before(day: date, months: int) -> date:
    """The same day that many months earlier, or that month's last day where it is shorter."""
    start = month_start(day, months)
    return min(start + timedelta(days=day.day - 1), month_end(start))


def last_12_months(as_at: date) -> Period:
    """The 12 months that end on the as-at date, which pages and month-end releases both use.

    They begin on the date of the following day, a year before: as at 28 February 2025, on 1 March
    2024. 29 February becomes 1 March, so that no period holds more than a year.
    """
    following = as_at + timedelta(days=1)
    if (following.month, following.day) == (2, 29):
        following += timedelta(days=1)
    return Period(following.replace(year=following.year - 1), as_at)


def last_24_months(as_at: date) -> Period:
    """The 24 calendar months that end with the as-at date."""
    return Period(month_start(as_at, 23), as_at)


def years_of_rare_events(as_at: date) -> Period:
    """The five years, in whole calendar months, that end with the as-at date.

    Two years hold too few events to judge something that happens less than once a month.
    """
    return Period(month_start(years_before(as_at, YEARS_OF_RARE_EVENTS), -1), as_at)


def months_of_trend(filters: Filters) -> Period:
    """The days of a trend's events: 24 calendar months; of one area, which has few, five years."""
    return (years_of_rare_events if filters.area else last_24_months)(filters.as_at)


def named_period(name: PeriodName, as_at: date, last_meeting: date | None = None) -> Period:
    """The period a reader means by its name, ending on the as-at date.

    "Since the last meeting" begins on the day after that meeting. When no earlier meeting is known,
    it is the calendar year.
    """
    starts: dict[PeriodName, date] = {
        "calendar-year": date(as_at.year, 1, 1),
        "financial-year": financial_year_start(as_at),
        "last-12-months": last_12_months(as_at).start,
    }
    if name == "since-last-meeting" and last_meeting and last_meeting < as_at:
        return Period(last_meeting + timedelta(days=1), as_at)
    return Period(starts.get(name, starts["calendar-year"]), as_at)

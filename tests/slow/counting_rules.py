"""The counting rules in plain Python, over lists of records.

They are written from the words of the rules, day by day where that is the definition. Nothing here
uses SQL, the columns that tables repeat, or the scope.
"""

from __future__ import annotations

import calendar
import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from queries.filters import Filters, Period
from tests.invented.records import Child, Entry, Records, Spell, Version
from tests.paths import REFERENCE

T = TypeVar("T")
DAY = timedelta(days=1)


def reference(name: str) -> list[dict[str, str]]:
    """The lines of a reference file, by column."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


AREAS = reference("areas")
ALL_DAYS = date.min, date.max
DISTRICT = {line["code"]: line["district"] for line in AREAS}
NAME = {line["code"]: line["name"] for line in AREAS}


@dataclass(frozen=True)
class Stay:
    """An entry with its child and its spells, first to last."""

    child: Child
    entry: Entry
    spells: tuple[Spell, ...]

    def is_on(self, day: date) -> bool:
        removed = self.entry.removed_on
        return self.entry.added_on <= day and (removed is None or day < removed)

    def spell_on(self, day: date) -> Spell:
        """The spell in force on a day on the tracker: from its first day, until the next one
        begins."""
        return [spell for spell in self.spells if spell.starts_on <= day][-1]


@dataclass(frozen=True)
class Move:
    """A change within an entry: the spell before, and the one that begins."""

    stay: Stay
    before: Spell
    after: Spell


def known_records(versions: Iterable[Version[T]], filters: Filters) -> list[T]:
    """The records known at the import that the filters name."""
    return [
        version.record
        for version in versions
        if version.known_from <= filters.known
        and (version.known_until is None or filters.known < version.known_until)
    ]


def all_stays(records: Records, filters: Filters) -> list[Stay]:
    """Every known entry."""
    children = {child.child_ref: child for child in known_records(records.children, filters)}
    spells = sorted(known_records(records.spells, filters), key=lambda spell: spell.starts_on)
    return [
        Stay(
            children[entry.child_ref],
            entry,
            tuple(
                spell
                for spell in spells
                if (spell.child_ref, spell.added_on, spell.place_in_day)
                == (entry.child_ref, entry.added_on, entry.place_in_day)
            ),
        )
        for entry in known_records(records.entries, filters)
    ]


def is_covered(records: Records, filters: Filters, sheet: str, day: date) -> bool:
    """Whether a known import has the sheet, and covers the day."""
    return any(
        span.sheet == sheet and (span.first_day or day) <= day <= span.last_day
        for each in records.imports
        if each.import_id <= filters.known
        for span in each.coverage
    )


def covered_to(records: Records, filters: Filters, sheet: str) -> date | None:
    """The as-at date or, if the sheet ends earlier, its last covered day."""
    ends = [
        min(span.last_day, filters.as_at)
        for each in records.imports
        if each.import_id <= filters.known
        for span in each.coverage
        if span.sheet == sheet
    ]
    return max(ends, default=None)


def in_area(code: str | None, filters: Filters) -> bool:
    """Whether an area is within the chosen area and district."""
    if filters.district and (code is None or DISTRICT[code] != filters.district):
        return False
    return filters.area in (None, code or "Unknown")


def matches(child: Child, spell: Spell, filters: Filters) -> bool:
    """Whether a child, in a spell, matches the filters."""
    return (
        in_area(spell.area_code, filters)
        and filters.status in (None, spell.status)
        and filters.gender in (None, child.gender)
    )


def children_on(records: Records, filters: Filters, day: date) -> list[tuple[Stay, Spell]]:
    """The children on the tracker on a day, within the filters, each with its spell."""
    return [
        (stay, stay.spell_on(day))
        for stay in all_stays(records, filters)
        if stay.is_on(day) and matches(stay.child, stay.spell_on(day), filters)
    ]


def entries_added(records: Records, filters: Filters) -> list[Stay]:
    """Entries begun in the period whose first spell matches."""
    return [
        stay
        for stay in all_stays(records, filters)
        if is_within(stay.entry.added_on, filters.period)
        and matches(stay.child, stay.spells[0], filters)
    ]


def entries_removed(records: Records, filters: Filters) -> list[Stay]:
    """Entries ended in the period whose last spell matches."""
    return [
        stay
        for stay in all_stays(records, filters)
        if is_within(stay.entry.removed_on, filters.period)
        and matches(stay.child, stay.spells[-1], filters)
    ]


def moves(records: Records, filters: Filters) -> list[Move]:
    """Changes within an entry, in the period."""
    return [
        Move(stay, before, after)
        for stay in all_stays(records, filters)
        for before, after in pairwise(stay.spells)
        if is_within(after.starts_on, filters.period)
    ]


def moved_in(records: Records, filters: Filters) -> list[Move]:
    return [
        move
        for move in moves(records, filters)
        if matches(move.stay.child, move.after, filters)
        and not matches(move.stay.child, move.before, filters)
    ]


def moved_out(records: Records, filters: Filters) -> list[Move]:
    return [
        move
        for move in moves(records, filters)
        if matches(move.stay.child, move.before, filters)
        and not matches(move.stay.child, move.after, filters)
    ]


# Days and ages


def is_within(day: date | None, period: Period) -> bool:
    """Whether a day is in the period, which includes both of its ends."""
    return day is not None and period.start <= day <= period.end


def days_of(period: Period) -> Iterator[date]:
    day = period.start
    while day <= period.end:
        yield day
        day += DAY


def birthday(born: date, year: int) -> date:
    """The birthday in a year; of a child born on 29 February, 1 March in common years."""
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return date(year, born.month, born.day)


def age(born: date | None, day: date) -> Any:
    """Age in years on a day; None when the date of birth is not known."""
    if born is None:
        return None
    return day.year - born.year - (day < birthday(born, day.year))


def year_earlier(day: date) -> date:
    """The same date a year earlier; 28 February for 29 February."""
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, day.month, 28 if leap_day else day.day)


def months_of(period: Period) -> list[tuple[date, date, date]]:
    """Each calendar month of the period: its 1st, and its first and last day in the period."""
    months: dict[date, list[date]] = {}
    for day in days_of(period):
        months.setdefault(day.replace(day=1), []).append(day)
    return [(month, days[0], days[-1]) for month, days in months.items()]


def months_back(day: date, months: int) -> date:
    """The same day a number of months before (or after), or the month's last day if shorter."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months < 0 else -1
        if month in (0, 13):
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def trend_period(as_at: date) -> Period:
    """The last 24 calendar months, of which the last ends on the as-at date."""
    return Period(months_back(as_at.replace(day=1), 23), as_at)


def five_years(as_at: date) -> Period:
    """The calendar months of the five years that end with a day's month, to that day."""
    return Period(months_back(as_at.replace(day=1), 59), as_at)


def months_counted(filters: Filters) -> Period:
    """The months of which events are counted by day: five years of one area, else 24 months."""
    return five_years(filters.as_at) if filters.area else trend_period(filters.as_at)


def median_days(days: list[int]) -> dict[str, int]:
    """The middle one of some numbers of days, or the two middle ones."""
    placed = sorted(days)
    return {
        "lower_middle": placed[(len(placed) - 1) // 2],
        "upper_middle": placed[len(placed) // 2],
    }


def financial_year_start(day: date) -> date:
    """1 April of the financial year that a day is in."""
    while (day.month, day.day) != (4, 1):
        day -= DAY
    return day


# The slow answers

Rows = list[dict[str, Any]]
SLOW_ANSWERS: dict[str, Callable[[Records, Filters], Rows]] = {}


def slow_answer(function: Callable[[Records, Filters], Rows]) -> Callable[[Records, Filters], Rows]:
    SLOW_ANSWERS[function.__name__] = function
    return function


def slow_answers_by_day(function: Callable[[Records, Filters, Period], Rows]) -> None:
    """Register a function that counts by day as the answer to two questions of the page Trends:
    over the months that are counted, and over five years."""
    SLOW_ANSWERS[f"{function.__name__}_by_day"] = lambda records, filters: function(
        records, filters, months_counted(filters)
    )
    SLOW_ANSWERS[f"{function.__name__}_over_five_years"] = lambda records, filters: function(
        records, filters, five_years(filters.as_at)
    )


def count_rows(names: str, keys: Iterable[Any]) -> Rows:
    """How often each key occurs: rows with the parts of the key and the count, by these names."""
    pairs = Counter(key if isinstance(key, tuple) else (key,) for key in keys)
    return [dict(zip(names.split(), (*key, n), strict=True)) for key, n in pairs.items()]

"""The demo's entries: their days, why they ended, and their children.

The published figures hold by construction: the cohorts say how many entries began and ended in
each year, and the profiles describe the 42 children at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from data.demo.days import NEWEST, day_between, days_between, working_day, years_before
from data.demo.records import Child, Entry, Spell

OPEN = "Open to the County Lines team"
VULNERABLE = "Vulnerable to County Lines"
REACHED_18 = "Reached 18"
NOT_STATED = ""

# The 42 on the tracker at the end: home areas (one unknown), ages, genders and status.
HOME_AREAS = {
    "City Central": 5, "City Centre": 3, "City North": 6, "City South": 3, "City West": 4,
    "Ashfield": 4, "Bassetlaw": 2, "Broxtowe": 3, "Gedling": 3, "Mansfield": 4,
    "Newark and Sherwood": 2, "Rushcliffe": 2, "": 1,
}  # fmt: skip
AGES = {12: 2, 13: 4, 14: 7, 15: 9, 16: 9, 17: 11}
DAYS_TO_18 = (9, 24, 38, 51, 66, 74, 87, 120, 163, 214, 290)
GENDERS = {"Male": 37, "Female": 5}
STATUSES = {OPEN: 15, VULNERABLE: 27}
YOUNGEST = {2020: 15, 2021: 14, 2022: 12}
"""The least age at the end, by year of adding, so that no child is younger than 12 when added."""

UNDONE_FROM = date(2022, 9, 12)
"""For a child who was added before this day and is still on the tracker, every duty that is done
once is done: so the longest overdue duty is weeks late, not years."""
CHILDREN_WHO_RETURN = 7
LEAP_DAY_BIRTHDAY = date(2022, 3, 1)


def has_duties_done(entry: Entry) -> bool:
    """Whether the child is still on the tracker and every duty that is done once has been done."""
    return entry.removed_on is None and entry.added_on < UNDONE_FROM


def added_lately(entries: Iterable[Entry], least: int, most: int) -> list[Entry]:
    """The entries still on the tracker that began `least` to `most` days before the end."""
    return [
        entry
        for entry in entries
        if entry.removed_on is None and least <= (NEWEST - entry.added_on).days <= most
    ]


@dataclass(frozen=True)
class Cohort:
    """Entries begun in one year and ended in another (None: not ended), by removal reason."""

    added: int
    removed: int | None
    reasons: dict[str, int]


COHORTS = (
    Cohort(2020, 2020, {REACHED_18: 8, "Risk reduced": 3, "Moved out of force": 1,
                        "Not corroborated": 1, NOT_STATED: 1}),
    Cohort(2021, 2021, {REACHED_18: 3, "Risk reduced": 2, "Not corroborated": 1,
                        "Recorded in error": 1}),
    Cohort(2022, 2022, {REACHED_18: 3, "Risk reduced": 2, "Transferred to another panel": 1,
                        "Not corroborated": 1}),
    Cohort(2020, 2021, {REACHED_18: 15, "Risk reduced": 4, "Moved out of force": 2,
                        "Transferred to another panel": 1, "Other": 1, NOT_STATED: 1}),
    Cohort(2020, 2022, {REACHED_18: 5, "Risk reduced": 1, "Moved out of force": 1, NOT_STATED: 1}),
    Cohort(2021, 2022, {REACHED_18: 14, "Risk reduced": 2, "Moved out of force": 1,
                        "Transferred to another panel": 1, NOT_STATED: 1}),
    Cohort(2020, None, {NOT_STATED: 4}),
    Cohort(2021, None, {NOT_STATED: 12}),
    Cohort(2022, None, {NOT_STATED: 26}),
)  # fmt: skip
"""Of the 43 at the start of 2022, 27 leave and 16 stay; of the 33 added, 7 leave and 26 stay.

Cohorts of one year come first, because they need days from both of its halves.
"""


@dataclass(frozen=True)
class Stay:
    """The days of an entry that has no child yet."""

    added_on: date
    removed_on: date | None
    reason: str


def entries_of_children(rng: Random) -> list[Entry]:
    """Every entry with its child and its last status and area, newest first.

    In this order an older entry can be given to the child of a newer one, who then came back.
    """
    stays = sorted(_stays(rng), key=lambda stay: stay.added_on, reverse=True)
    those_who_stay = iter(_those_who_stay(rng, [s for s in stays if s.removed_on is None]))
    entries: list[Entry] = []
    returned: set[str] = set()
    for number, stay in enumerate(stays):
        removed_on = stay.removed_on
        if removed_on is None:
            entries.append(next(those_who_stay))
            continue
        later = _later_entry(rng, stay, removed_on, entries, returned)
        child = (
            later.child
            if later
            else Child(f"leaver {number}", _born(rng, stay, removed_on), _gender(rng))
        )
        if later:
            if not returned:  # one comes back on the day of the last removal
                removed_on = later.added_on
            returned.add(child.ref)
        spell = Spell(
            stay.added_on,
            OPEN if rng.random() < 0.4 else VULNERABLE,
            rng.choice(repeated(HOME_AREAS)),
        )
        entries.append(Entry(child, stay.added_on, removed_on, stay.reason, (spell,)))
    return entries


def _stays(rng: Random) -> Iterator[Stay]:
    """The days and reasons of every cohort."""
    added, removed = _days_by_year(rng, "added"), _days_by_year(rng, "removed")
    removed[2022][5] = LEAP_DAY_BIRTHDAY
    for cohort in COHORTS:
        reasons = repeated(cohort.reasons)
        # Entries of a single year begin in its first half and end in its second.
        middle = date(cohort.added, 6, 30) if cohort.added == cohort.removed else None
        first = [working_day(_deal(rng, added[cohort.added], until=middle)) for _ in reasons]
        if cohort.removed is None:
            yield from (Stay(day, None, NOT_STATED) for day in first)
            continue
        last = [_deal(rng, removed[cohort.removed], after=middle) for _ in reasons]
        # Birthdays, the first of the reasons, also fall on weekends; other removals do not.
        last.sort(key=lambda day: day != LEAP_DAY_BIRTHDAY and day.weekday() < 5)
        for added_on, day, reason in zip(first, last, reasons, strict=True):
            removed_on = day if reason == REACHED_18 else working_day(day)
            if cohort.added == 2022 and reason == "Not corroborated":
                removed_on = added_on  # begins and ends on one day
            yield Stay(added_on, removed_on, reason)


def _days_by_year(rng: Random, side: Literal["added", "removed"]) -> dict[int, list[date]]:
    """The days on which entries begin, or end, as many a year as the cohorts say, sorted."""
    numbers: dict[int, int] = {}
    for cohort in COHORTS:
        year = cohort.added if side == "added" else cohort.removed
        if year:
            numbers[year] = numbers.get(year, 0) + sum(cohort.reasons.values())
    return {
        year: days_between(rng, number, _first_day(year, side), min(date(year, 12, 31), NEWEST))
        for year, number in numbers.items()
    }


def _first_day(year: int, side: Literal["added", "removed"]) -> date:
    """The tracker began in January 2020, and nobody left it before July."""
    return date(2020, 7, 1) if side == "removed" and year == 2020 else date(year, 1, 4)


def _deal(
    rng: Random, days: list[date], *, until: date | None = None, after: date | None = None
) -> date:
    """A random day within the bounds, taken out of `days`."""
    day = rng.choice(
        [day for day in days if (not until or day <= until) and (not after or day > after)]
    )
    days.remove(day)
    return day


def _those_who_stay(rng: Random, stays: list[Stay]) -> list[Entry]:
    """The entries of the 42, in the order of their stays, newest first."""
    ages = [int(age) for age in repeated(AGES)]
    genders, statuses, areas = repeated(GENDERS), repeated(STATUSES), repeated(HOME_AREAS)
    for profile in (ages, genders, statuses, areas):
        rng.shuffle(profile)
    days_to_18 = list(DAYS_TO_18)
    entries: list[Entry] = []
    for number, stay in enumerate(reversed(stays)):  # the longest stays need the older children
        age = next(age for age in ages if age >= YOUNGEST[stay.added_on.year])
        ages.remove(age)
        if age == 17:
            born = years_before(NEWEST + timedelta(days=days_to_18.pop()), 18)
        else:
            born = day_between(
                rng,
                years_before(NEWEST, age + 1) + timedelta(days=1),
                min(years_before(NEWEST, age), years_before(stay.added_on, 12)),
            )
        child = Child(f"stays {number}", born, genders.pop())
        spell = Spell(stay.added_on, statuses.pop(), areas.pop())
        entries.append(Entry(child, stay.added_on, None, NOT_STATED, (spell,)))
    return entries[::-1]


def _later_entry(
    rng: Random, stay: Stay, removed_on: date, entries: list[Entry], returned: set[str]
) -> Entry | None:
    """A later entry of the child of a stay that ended; None where the child does not come back."""
    if len(returned) == CHILDREN_WHO_RETURN or removed_on.year == 2022:
        return None
    if stay.reason in (REACHED_18, "Recorded in error") or rng.random() < 0.4:
        return None
    oldest = years_before(stay.added_on, 12)
    months_later = removed_on + timedelta(days=60)
    candidates = [
        later
        for later in entries
        if later.added_on >= months_later
        and (returned or later.added_on.year == removed_on.year)
        and later.child.ref not in returned
        and later.child.date_of_birth
        and later.child.date_of_birth <= oldest
    ]
    return rng.choice(candidates) if candidates else None


def _born(rng: Random, stay: Stay, removed_on: date) -> date:
    """A date of birth that suits the stay: 12 or older when added, under 18 throughout."""
    if stay.reason == REACHED_18:
        return years_before(removed_on, 18)
    youngest = years_before(stay.added_on, 12)
    oldest = years_before(removed_on, 18) + timedelta(days=30)
    return day_between(rng, oldest, oldest + (youngest - oldest) * 2 // 3)


def _gender(rng: Random) -> str:
    return "Female" if rng.random() < 0.13 else "Male"


def repeated(numbers: dict[str, int] | dict[int, int]) -> list[str]:
    """A list with each key as many times as its number says."""
    return [str(key) for key, number in numbers.items() for _ in range(number)]

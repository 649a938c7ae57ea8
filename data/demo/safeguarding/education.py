"""The schooling and work of the demo's children, all of it invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from data.demo.cohorts import repeated
from data.demo.days import NEWEST, day_between
from data.demo.records import Cell, Entry, Later, Record
from data.demo.safeguarding import draw_weighted

# How many of the 42 at the end: 24 of school age, and 18 past it.
AT_SCHOOL = {
    "School": 9, "Part-time timetable": 4, "Alternative provision": 5, "Special school": 1,
    "Home educated": 1, "Suspended": 1, "Excluded, awaiting place": 1, "Missing education": 2,
}  # fmt: skip
AFTER_SCHOOL = {
    "College": 7, "Apprenticeship": 1, "Work": 1, "Not in education or work": 6, "Custody": 1,
    "Not known": 2,
}  # fmt: skip
HOURS: dict[str, tuple[int | None, ...]] = {
    "School": (25,),
    "Part-time timetable": (5, 8, 10, 12),
    "Alternative provision": (15, 18, 25),
    "Special school": (25,),
    "Suspended": (0,),
    "Excluded, awaiting place": (0,),
    "Missing education": (0,),
    "College": (12, 16, 18),
    "Apprenticeship": (30,),
    "Not in education or work": (0,),
    "Custody": (15,),
}
CHECKED_EVERY = 45
"""In days, about: half of the 90 after which an answer counts as not known."""


def schooling(entries: Sequence[Entry]) -> tuple[Record, ...]:
    """A row for each entry, and another where the child leaves school while on the tracker."""
    rng = Random("education")
    on = [entry for entry in entries if entry.removed_on is None]
    on.sort(key=lambda entry: entry.child.date_of_birth or NEWEST, reverse=True)
    younger, older = repeated(AT_SCHOOL), repeated(AFTER_SCHOOL)
    rng.shuffle(younger)
    rng.shuffle(older)
    younger.remove("School")  # for the oldest of them, who is about to leave school
    at_the_end = dict(zip(on, (*younger, "School", *older), strict=True))
    found = [row for entry in entries for row in _of_entry(rng, entry, at_the_end.get(entry))]
    return tuple(sorted(found, key=lambda each: (each.child, each.on)))


def _of_entry(rng: Random, entry: Entry, at_the_end: str | None) -> Iterator[Record]:
    """The rows of one entry, the last of which has the status `at_the_end`, where there is one.
    Each has the newest of the days on which it was checked."""
    born, last = entry.child.date_of_birth, entry.removed_on or NEWEST
    turns = [entry.added_on, last]
    if born and entry.added_on < _leaving_day(born) < last:
        turns.insert(1, _leaving_day(born) + timedelta(days=1))
    for start, end in pairwise(turns):
        status = draw_status(rng, born, start)
        if at_the_end and end == last:
            status = at_the_end
        first, *further = _checks(rng, start, end)
        checked: Cell | Later = first
        for day in further:
            checked = Later(day, day, checked)
        hours = draw_hours(rng, status)
        plan = rng.choices(("Yes", "No", "Not known", ""), (22, 60, 8, 10))[0]
        child = entry.child.ref
        yield Record(first, child, (child, start, checked, status, hours, plan))


def _checks(rng: Random, start: date, end: date) -> Iterator[date]:
    day = min(day_between(rng, start, start + timedelta(days=10)), end)
    while day <= end:
        yield day
        day += timedelta(days=CHECKED_EVERY + rng.randint(-15, 15))


def draw_status(rng: Random, born: date | None, on: date) -> str:
    """A status on a day. A child whose age is unknown has not left school."""
    has_left = born is not None and _leaving_day(born) < on
    return draw_weighted(rng, AFTER_SCHOOL if has_left else AT_SCHOOL)


def draw_hours(rng: Random, status: str) -> int | None:
    """The hours a week that go with a status; None where they are not recorded."""
    return rng.choice(HOURS.get(status, (None,)))


def _leaving_day(born: date) -> date:
    """The last Friday of June of the school year in which a child turns 16."""
    last = date(born.year + 16 + (born.month >= 9), 6, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)

"""The demo's visits to children, and attempts at them, all of them invented.

Most children are seen within ten working days of being added, and then every four weeks or, if they
are vulnerable, every three months. Of the children on the tracker at the end, one has four failed
attempts, and two have no visit at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from data.demo.cohorts import OPEN, VULNERABLE, added_lately
from data.demo.days import NEWEST, day_between, working_day, working_days_after
from data.demo.records import Entry, Record, numbered
from data.demo.safeguarding import draw_weighted

DUTIES_FROM = date(2021, 4, 1)
"""For children who were on the tracker before, duties begin on this day; what was done for them in
the three months before counts."""
DONE_FROM = date(2021, 1, 4)
SEEN = "Seen"
FAILED_ATTEMPTS = ("No reply", "No reply", "Declined by parent or carer", "Not there")
"""The attempts to see the child who was never seen."""
FAILED = {
    "No reply": 57,
    "Declined by child": 14,
    "Declined by parent or carer": 14,
    "Not there": 10,
    "Cancelled": 5,
}
VISITORS = {
    "County Lines team": 60,
    "CCE co-ordinator": 14,
    "Neighbourhood": 10,
    "Schools officer": 8,
    "Missing team": 6,
    "Other": 2,
}
PARENTS = {"Present": 65, "Not appropriate": 15, "Not available": 10, "Declined": 4, "": 6}
WHY_NOT = ("Parent implicated", "Child's wish", "Child's wish", "In custody", "Other")
AGAIN_AFTER = {OPEN: (22, 32), VULNERABLE: (65, 95)}
"""The least and most days after which a child is visited again."""
SHARE_FAILED, SHARE_WITH_PPN = 0.28, 0.06


def visits(entries: Sequence[Entry]) -> tuple[Record, ...]:
    """Every visit, in order."""
    rng = Random("visits")
    unseen = added_lately(entries, 25, 75)[:3]
    made: list[Record] = []
    for entry in entries:
        if entry in unseen[1:]:
            continue
        days = _failed_attempts(entry) if entry in unseen else _days(rng, entry)
        made += [_visit(rng, entry.child.ref, day, outcome) for day, outcome in days]
    return numbered("V", sorted(made, key=lambda each: (each.on, each.child)))


def first_due(entry: Entry) -> tuple[date, date]:
    """The first and last day on which a first visit or referral is in time: within ten working days
    of being added or, for an entry from before the duties began, before they did."""
    if entry.added_on < DUTIES_FROM:
        return max(entry.added_on, DONE_FROM), DUTIES_FROM - timedelta(days=1)
    return entry.added_on, working_days_after(entry.added_on, 10)


def _failed_attempts(entry: Entry) -> Iterator[tuple[date, str]]:
    for number, outcome in enumerate(FAILED_ATTEMPTS):
        yield working_days_after(entry.added_on, 3 + 4 * number), outcome


def _days(rng: Random, entry: Entry) -> Iterator[tuple[date, str]]:
    """The days of an entry's visits, with the outcome of each."""
    last = entry.removed_on or NEWEST
    first, in_time = first_due(entry)
    is_late = entry.added_on >= DUTIES_FROM and rng.random() < 0.12
    day = working_day(day_between(rng, first, in_time))
    if is_late:
        day = working_days_after(in_time, rng.randint(1, 12))
    while day <= last:
        if rng.random() < SHARE_FAILED:
            yield day, draw_weighted(rng, FAILED)
            day = working_days_after(day, rng.randint(1, 5))
        if day <= last:
            yield day, SEEN
        begun = [spell for spell in entry.spells if spell.starts_on <= day]
        least, most = AGAIN_AFTER[begun[-1].status]
        day = working_day(day + timedelta(days=rng.randint(least, most)))


def _visit(rng: Random, child: str, day: date, outcome: str) -> Record:
    is_seen = outcome == SEEN
    purposes = [rng.random() < share for share in (0.8, 0.45, 0.35)]
    if not any(purposes):
        purposes[0] = True
    parent = draw_weighted(rng, PARENTS) if is_seen else ""
    return Record(day, child, (
        child, day, draw_weighted(rng, VISITORS), *("Yes" if each else "No" for each in purposes),
        outcome, parent, rng.choice(WHY_NOT) if parent == "Not appropriate" else "",
        rng.choices(("Yes", "No", ""), (58, 34, 8))[0] if is_seen else "",
        rng.choices(("Yes", "No", ""), (72, 20, 8))[0] if is_seen else "",
        ("Yes" if rng.random() < SHARE_WITH_PPN else "No") if is_seen else "",
        day + timedelta(days=28) if rng.random() < 0.5 else None,
    ))  # fmt: skip

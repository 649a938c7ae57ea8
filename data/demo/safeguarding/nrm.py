"""The demo's referrals to the National Referral Mechanism, and what arrives from the Single
Competent Authority, all invented.

Nearly every child is referred, mostly by a council. One decision on reasonable grounds is late, and
most decisions on conclusive grounds are awaited: some children turn 18 while they wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from data.demo.cohorts import added_lately, has_duties_done
from data.demo.days import NEWEST, day_between, working_day, working_days_after
from data.demo.records import Entry, Later, Record, dated, numbered
from data.demo.safeguarding import draw_weighted
from data.demo.safeguarding.visits import first_due

RESPONDERS = {
    "Nottingham City Council": 34,
    "Nottinghamshire County Council": 33,
    "Nottinghamshire Police": 25,
    "Barnardo's": 3,
    "British Transport Police": 3,
    "Another force": 2,
}
SHARE_REFERRED, SHARE_POSITIVE = 0.95, 0.95
LATE = timedelta(days=40)
KINDS = ("New referral", "New referral", "Request for information", "Decision", "Reconsideration")
RECEIVED_FROM, RECEIVED_A_MONTH = date(2021, 4, 1), 4


def cases(entries: Sequence[Entry]) -> tuple[Record, ...]:
    """Every referral, in order."""
    rng = Random("nrm")
    waiting = added_lately(entries, 40, 70)[:1]
    found: list[Record] = []
    for entry in entries:
        first, in_time = first_due(entry)
        day = working_day(day_between(rng, first, in_time))
        if rng.random() < 0.1:
            day = working_days_after(in_time, rng.randint(1, 8))
        decided = working_days_after(day, rng.choice((3, 4, 4, 4, 5, 6)))
        is_positive = rng.random() < SHARE_POSITIVE
        concluded = working_day(decided + timedelta(days=rng.randint(300, 600)))
        responder = draw_weighted(rng, RESPONDERS)
        crime = working_days_after(decided, rng.randint(1, 6))
        is_referred = rng.random() < SHARE_REFERRED or has_duties_done(entry)
        if entry in waiting:
            is_referred, is_positive, decided = True, True, NEWEST + LATE
        if is_referred and day <= (entry.removed_on or NEWEST):
            found.append(Record(day, entry.child.ref, (
                entry.child.ref, day, responder, "Yes", "", "", "", "", "Yes", "SCA",
                Later(decided, "Positive" if is_positive else "Negative", "Awaiting"),
                dated(decided),
                Later(
                    concluded if is_positive else None, "Positive",
                    Later(decided if is_positive else None, "Awaiting", "Not reached"),
                ),
                dated(concluded if is_positive else None),
                None, "",
                Later(max(decided, crime) if is_positive else None, crime),
            )))  # fmt: skip
    return numbered("NRM", sorted(found, key=lambda each: (each.on, each.child)))


def received(entries: Sequence[Entry]) -> tuple[Record, ...]:
    """What the authority sent, in order. A few of the last still await review or action."""
    return numbered("SCA", _received(Random("sca"), entries))


def _received(rng: Random, entries: Sequence[Entry]) -> Iterator[Record]:
    months = (NEWEST - RECEIVED_FROM).days // 30
    days = sorted(
        working_day(day_between(rng, RECEIVED_FROM, NEWEST - timedelta(days=1)))
        for _ in range(months * RECEIVED_A_MONTH)
    )
    for day in days:
        entry = rng.choice([entry for entry in entries if entry.is_on_tracker(day)])
        kind, is_known = rng.choice(KINDS), rng.random() < 0.6
        finding = "For us" if is_known else rng.choice(("Duplicate", "For another force", "For us"))
        action = (
            rng.choice(("Crime recorded", "Visit", "PPN", "None needed"))
            if finding == "For us"
            else rng.choice(("Passed on", "None needed"))
        )
        reviewed = working_days_after(day, rng.choice((0, 1, 1, 1, 2)))
        actioned = working_days_after(reviewed, rng.choice((1, 2, 3, 4, 5, 8)))
        child, area = (entry.child.ref, entry.spells[-1].area) if is_known else ("", "")
        done = dated(reviewed), Later(reviewed, finding), dated(actioned), Later(actioned, action)
        yield Record(day, child, (day, kind, child, area, *done))

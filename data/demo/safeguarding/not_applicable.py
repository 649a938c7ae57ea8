"""The decisions of the demo that a duty does not apply to an entry, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST, working_day
from data.demo.records import Entry, Record
from data.demo.safeguarding.searches import SEARCHED_FROM

# The duty, why it does not apply, who decides that, and the share of entries.
USUAL = (
    ("Barnardo's", "Declined", "Sergeant", 0.04),
    ("Barnardo's", "Service not available", "Social care", 0.02),
    ("British Transport Police", "Not eligible", "Sergeant", 0.08),
    ("NRM", "Another agency did it", "Inspector", 0.02),
    ("Toolkit", "Already in place", "Panel", 0.03),
)


def decisions(entries: Sequence[Entry]) -> tuple[Record, ...]:
    """Every decision up to the newest extract, except on entries before `SEARCHED_FROM`. Of two on
    the same duty the first is kept."""
    rng = Random("not applicable")
    found: dict[tuple[str, date, str], Record] = {}
    for entry in entries:
        child, last = entry.child.ref, entry.removed_on or NEWEST
        for duty, reason, by, share in USUAL:
            day = working_day(entry.added_on + timedelta(days=rng.randint(1, 9)))
            if rng.random() < share and entry.added_on >= SEARCHED_FROM and day <= last:
                key = child, entry.added_on, duty
                found.setdefault(key, Record(day, child, (*key, reason, day, by)))
    return tuple(found.values())

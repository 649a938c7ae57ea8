"""The decisions of the demo that a duty does not apply to an entry, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST, working_day
from data.demo.records import Entry
from data.demo.safeguarding.searches import SEARCHED_FROM
from data.demo.workbooks import Row

# The duty, why it does not apply, who decides that, and the share of entries.
USUAL = (
    ("Barnardo's", "Declined", "Sergeant", 0.04),
    ("Barnardo's", "Service not available", "Social care", 0.02),
    ("British Transport Police", "Not eligible", "Sergeant", 0.08),
    ("NRM", "Another agency did it", "Inspector", 0.02),
    ("Toolkit", "Already in place", "Panel", 0.03),
)


@dataclass(frozen=True)
class Decision:
    """A duty that does not apply to an entry."""

    child: str
    added_on: date
    duty: str
    reason: str
    decided_on: date
    decided_by: str


def decisions(entries: Sequence[Entry]) -> tuple[Decision, ...]:
    """Every decision up to the newest extract, except on entries before `SEARCHED_FROM`."""
    rng = Random("not applicable")
    return tuple(
        Decision(entry.child.ref, entry.added_on, duty, reason, decided_on, by)
        for entry in entries
        for duty, reason, by, share in USUAL
        for decided_on in [working_day(entry.added_on + timedelta(days=rng.randint(1, 9)))]
        if rng.random() < share
        and entry.added_on >= SEARCHED_FROM
        and decided_on <= (entry.removed_on or NEWEST)
    )


def decision_rows(
    made: Iterable[Decision], on: date, known: Iterable[tuple[str, date]]
) -> list[Row]:
    """The sheet's rows in the extract of a day, for the `known` entries: child and day added."""
    entries, seen = set(known), set()
    rows: list[Row] = []
    for each in made:
        key = each.child, each.added_on, each.duty
        if each.decided_on <= on and key[:2] in entries and key not in seen:
            seen.add(key)
            rows.append((*key, each.reason, each.decided_on, each.decided_by))
    return rows

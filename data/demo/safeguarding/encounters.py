"""Criminal situations in which children of the demo were found, some six a month, all invented.

Five in six children are treated as victims. All suspects but one have a reason, a few children were
found by other forces, and for the newest nothing is decided yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST, days_between, working_days_after
from data.demo.records import Entry, Later, Record, dated, numbered
from data.demo.safeguarding import draw_weighted
from data.demo.safeguarding.visits import DUTIES_FROM

FOUND_A_MONTH = 6
FINDERS = {
    "Nottinghamshire Police": 86,
    "Another force": 8,
    "British Transport Police": 5,
    "Other": 1,
}
SITUATIONS = {
    "Drug supply": 34,
    "Drug possession": 18,
    "Weapon": 14,
    "Found away from home": 12,
    "Other violence": 8,
    "Theft": 7,
    "Robbery": 5,
    "Other": 2,
}
TREATED = {"Victim": 84, "Suspect": 10, "Both": 6}
REASONS = {
    "Serious harm to another": 4,
    "Offence outside the defence": 3,
    "Evidence of recruiting others": 2,
    "Evidence of own choice": 1,
}
EXCLUDED = "Robbery"
WITHOUT_REASON_FROM = date(2022, 9, 1)
"""The first suspect found from this day on has no reason."""
NOT_DECIDED_FROM = date(2022, 11, 15)
"""For the children found from this day on, nothing is decided yet."""
OUTCOMES = {
    "Other no action": 50,
    "Outcome 22 diversion": 26,
    "Caution or community resolution": 16,
    "Charged": 8,
}
ROLES = {"Inspector": 60, "Sergeant": 28, "Custody": 12}
OUTCOME_AFTER = (20, 160)
"""The least and most days until the outcome of the crime is known."""


def encounters(entries: Sequence[Entry]) -> tuple[Record, ...]:
    """Every situation, in order."""
    return numbered("ENC", _encounters(Random("encounters"), entries))


def _encounters(rng: Random, entries: Sequence[Entry]) -> Iterator[Record]:
    months = (NEWEST - DUTIES_FROM).days // 30
    outside = "Offence outside the defence"
    is_without_reason = False
    for day in days_between(rng, months * FOUND_A_MONTH, DUTIES_FROM, NEWEST):
        entry = rng.choice([entry for entry in entries if entry.is_on_tracker(day)])
        situation, treated = draw_weighted(rng, SITUATIONS), draw_weighted(rng, TREATED)
        is_suspect = treated != "Victim"
        on_tracker = (day - entry.added_on).days
        nrm = "None" if on_tracker < 5 else "Referred" if on_tracker < 12 else "RG positive"
        strategy = working_days_after(day, rng.choice((1, 2, 3))) if rng.random() < 0.4 else None
        reason = outside if situation == EXCLUDED else draw_weighted(rng, REASONS)
        considered = "Offence excluded" if reason == outside else "Yes"
        outcome = draw_weighted(rng, OUTCOMES) if is_suspect else "Other no action"
        found_by = draw_weighted(rng, FINDERS)
        decided = working_days_after(day, rng.choice((0, 1, 1, 1, 2, 3)))
        if day >= NOT_DECIDED_FROM:
            decided = NEWEST + timedelta(days=7)
        decided_by = draw_weighted(rng, ROLES)
        is_considered = is_suspect and rng.random() < 0.9
        outcome_on = day + timedelta(days=rng.randint(*OUTCOME_AFTER))
        ppn_sent = draw_weighted(rng, {"Yes": 88, "No": 7, "": 5})
        has_reason = is_suspect
        if is_suspect and decided <= NEWEST and day >= WITHOUT_REASON_FROM:
            has_reason, is_without_reason = is_without_reason, True
        yield Record(day, entry.child.ref, (
            entry.child.ref, day, found_by, situation, Later(decided, treated, "Not decided"),
            Later(decided, reason if has_reason else ""), dated(decided),
            Later(decided, decided_by), Later(decided, considered if is_considered else ""),
            nrm, Later(outcome_on, outcome, "Pending"), ppn_sent, dated(strategy),
        ))  # fmt: skip

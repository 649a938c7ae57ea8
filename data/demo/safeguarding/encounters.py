"""Criminal situations in which children of the demo were found, some six a month, all invented.

Five in six children are treated as victims. All suspects but one have a reason, a few children were
found by other forces, and for the newest nothing is decided yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST, day_between, working_days_after
from data.demo.records import Entry
from data.demo.safeguarding import draw_weighted
from data.demo.safeguarding.visits import DUTIES_FROM
from data.demo.workbooks import Row

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


@dataclass(frozen=True)
class Encounter:
    """A situation in which a child was found, what was decided, and when each became known."""

    child: str
    happened_on: date
    found_by: str
    situation: str
    treated_as: str
    reason: str
    decided_on: date
    decided_by: str
    section_45: str
    nrm_then: str
    outcome: str
    outcome_on: date
    ppn_sent: str
    strategy_meeting_on: date | None


def encounters(entries: Sequence[Entry]) -> tuple[Encounter, ...]:
    """Every situation, in order."""
    rng = Random("encounters")
    months = (NEWEST - DUTIES_FROM).days // 30
    days = sorted(day_between(rng, DUTIES_FROM, NEWEST) for _ in range(months * FOUND_A_MONTH))
    found: list[Encounter] = []
    is_without_reason = False
    for day in days:
        on = [entry for entry in entries if entry.is_on_tracker(day)]
        each = _encounter(rng, rng.choice(on), day)
        if day >= NOT_DECIDED_FROM:
            each = replace(each, decided_on=NEWEST + timedelta(days=7))
        is_suspect = each.treated_as != "Victim" and each.decided_on <= NEWEST
        if is_suspect and day >= WITHOUT_REASON_FROM and not is_without_reason:
            each, is_without_reason = replace(each, reason=""), True
        found.append(each)
    return tuple(found)


def _encounter(rng: Random, entry: Entry, day: date) -> Encounter:
    situation, treated = draw_weighted(rng, SITUATIONS), draw_weighted(rng, TREATED)
    is_suspect = treated != "Victim"
    on_tracker = (day - entry.added_on).days
    nrm = "None" if on_tracker < 5 else "Referred" if on_tracker < 12 else "RG positive"
    strategy = working_days_after(day, rng.choice((1, 2, 3))) if rng.random() < 0.4 else None
    outside = "Offence outside the defence"
    reason = outside if situation == EXCLUDED else draw_weighted(rng, REASONS)
    considered = "Offence excluded" if reason == outside else "Yes"
    outcome = draw_weighted(rng, OUTCOMES) if is_suspect else "Other no action"
    return Encounter(
        entry.child.ref, day, draw_weighted(rng, FINDERS), situation, treated,
        reason if is_suspect else "",
        working_days_after(day, rng.choice((0, 1, 1, 1, 2, 3))), draw_weighted(rng, ROLES),
        considered if is_suspect and rng.random() < 0.9 else "",
        nrm, outcome, day + timedelta(days=rng.randint(*OUTCOME_AFTER)),
        draw_weighted(rng, {"Yes": 88, "No": 7, "": 5}), strategy,
    )  # fmt: skip


def encounter_rows(found: Iterable[Encounter], on: date, known: Collection[str]) -> list[Row]:
    """The sheet's rows in the extract of a day, for the `known` children, with what was decided
    by then."""
    return [
        _row(f"ENC-{number:04}", each, on)
        for number, each in enumerate(found, start=1)
        if each.happened_on <= on and each.child in known
    ]


def _row(ref: str, each: Encounter, on: date) -> Row:
    is_decided, meeting = each.decided_on <= on, each.strategy_meeting_on
    return (
        ref, each.child, each.happened_on, each.found_by, each.situation,
        each.treated_as if is_decided else "Not decided",
        each.reason if is_decided else "",
        each.decided_on if is_decided else None,
        each.decided_by if is_decided else "",
        each.section_45 if is_decided else "",
        each.nrm_then,
        each.outcome if each.outcome_on <= on else "Pending",
        each.ppn_sent,
        meeting if meeting and meeting <= on else None,
    )  # fmt: skip

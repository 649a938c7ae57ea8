"""The demo's referrals to other agencies, all of them invented.

Each child is referred to the MASH of the home district, to Barnardo's and to British Transport
Police, nearly always in time. Two referrals are never answered. Three of the children on the
tracker at the end were not referred to one of the agencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from data.demo.cohorts import added_lately
from data.demo.days import NEWEST, day_between, working_day, working_days_after
from data.demo.records import Entry, Later, Record, dated, numbered
from data.demo.safeguarding import draw_weighted
from data.demo.safeguarding.visits import DONE_FROM, DUTIES_FROM
from data.demo.workbooks import HEADINGS

BARNARDOS, BTP = "Barnardo's", "British Transport Police"
ANSWERS = {
    "Accepted": 62,
    "Already open": 18,
    "No further action": 12,
    "Returned": 4,
    "Declined by family": 4,
}
OUTCOMES = {
    "Assessment": 30,
    "Early help": 24,
    "Strategy discussion or s47": 16,
    "Advice": 14,
    "No further action": 12,
    "Other": 4,
}
GRADES = {"Red": 10, "Amber": 44, "Green": 30, "Blue": 6, "Not graded": 10}
# The most working days that an agency takes to answer.
SLOWEST = {BARNARDOS: 12, BTP: 8}
# The working days that a MASH takes, each as often: one in three answers is late, unless the grade
# leaves it longer.
OF_A_HUB, OF_A_RED_ONE = (1, 1, 2), (0, 0, 1)
UNANSWERED = (BARNARDOS, BTP)
UNSENT = (BTP, BTP, BARNARDOS)
PPN_SENT = HEADINGS["visits"].index("PPN sent")


def referrals(
    entries: Sequence[Entry], visits: Iterable[Record], exempt: Iterable[Record]
) -> tuple[Record, ...]:
    """Every referral, in order: on being added, unless it was decided that this does not apply, and
    by the PPNs that followed a visit."""
    rng = Random("referrals")
    not_applicable = {each.cells[:3] for each in exempt}
    children = {child for child, *_ in not_applicable}
    others = [entry for entry in entries if entry.child.ref not in children]
    unsent = dict(zip(added_lately(others, 15, 40), UNSENT, strict=False))
    unanswered = dict(zip(added_lately(others, 60, 130), UNANSWERED, strict=False))
    homes = {entry.child.ref: _hub(entry) for entry in entries}
    sent: list[tuple[date, str, str, Record]] = []
    for entry in entries:
        child = entry.child.ref
        for to, day in _days(rng, entry):
            is_answered = unanswered.get(entry) != to
            each = _referral(rng, child, day, to, None, is_answered=is_answered)
            if unsent.get(entry) != to and (child, entry.added_on, to) not in not_applicable:
                sent.append((day, child, to, each))
    for visit in visits:
        if visit.cells[PPN_SENT] == "Yes":
            day, to = visit.on + timedelta(days=rng.choice((0, 0, 0, 1))), homes[visit.child]
            sent.append((day, visit.child, to, _referral(rng, visit.child, day, to, visit.on)))
    in_order = sorted(sent, key=lambda each: each[:3])
    return tuple(map(_with_ppn, numbered("REF", (each for *_, each in in_order))))


def _hub(entry: Entry) -> str:
    return f"MASH ({'City' if entry.spells[-1].area.startswith('City') else 'County'})"


def _days(rng: Random, entry: Entry) -> Iterator[tuple[str, date]]:
    """The agencies that an entry's child is referred to, and when."""
    for to, days in (
        (_hub(entry), (0, 0, 0, 0, 0, 0, 0, 1)),
        (BARNARDOS, range(6)),
        (BTP, range(6)),
    ):
        if entry.added_on < DUTIES_FROM:
            first = max(entry.added_on, DONE_FROM)
            day = day_between(rng, first, DUTIES_FROM - timedelta(days=1))
        else:
            late = rng.randint(1, 6) if rng.random() < 0.08 else 0
            day = working_days_after(entry.added_on, rng.choice(days) + late)
        if day <= (entry.removed_on or NEWEST):
            yield to, day


def _referral(
    rng: Random,
    child: str,
    day: date,
    to: str,
    trigger_on: date | None,
    *,
    is_answered: bool = True,
) -> Record:
    """A referral of a child, after a visit on the day `trigger_on` or on being added."""
    is_to_hub = to.startswith("MASH")
    wait = rng.randint(1, SLOWEST.get(to, 3))
    grade = draw_weighted(rng, GRADES) if is_to_hub else ""
    if is_to_hub:
        wait = (OF_A_RED_ONE if grade == "Red" else OF_A_HUB)[wait - 1]
    answered = working_days_after(day, wait)
    response = draw_weighted(rng, ANSWERS)
    outcome = draw_weighted(rng, OUTCOMES) if is_to_hub else ""
    reported = (
        working_day(answered + timedelta(days=rng.randint(3, 30))) if rng.random() < 0.4 else None
    )
    on, back_on = (answered, reported) if is_answered else (None, None)
    answer = Later(on, response, "Awaiting"), dated(on), Later(on, outcome), dated(back_on)
    return Record(day, child, (child, day, to, trigger_on, "", grade, *answer))


def _with_ppn(sent: Record) -> Record:
    """The referral, with a notice of its own number where it went to a MASH."""
    ref, child, day, to, trigger_on, _, *rest = sent.cells
    ppn = f"PPN-{str(ref)[4:]}" if str(to).startswith("MASH") else ""
    return replace(sent, cells=(ref, child, day, to, trigger_on, ppn, *rest))

"""The demo's referrals to other agencies, all of them invented.

Each child is referred to the MASH of the home district, to Barnardo's and to British Transport
Police, nearly always in time. Two referrals are never answered. Three of the children on the
tracker at the end were not referred to one of the agencies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from data.demo.days import NEVER, NEWEST, day_between, working_day, working_days_after
from data.demo.records import Entry
from data.demo.safeguarding import draw_weighted
from data.demo.safeguarding.not_applicable import Decision
from data.demo.safeguarding.visits import DONE_FROM, DUTIES_FROM, Visit
from data.demo.workbooks import Row

BARNARDOS, BTP = "Barnardo's", "British Transport Police"
AWAITING = "Awaiting"
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


@dataclass(frozen=True)
class Referral:
    """A referral of a child. `trigger_on` is the day of the visit that led to it; it is None where
    the child was referred on being added."""

    child: str
    sent_on: date
    to: str
    trigger_on: date | None
    grade: str
    response: str
    responded_on: date
    outcome: str
    reported_back_on: date

    @property
    def is_to_hub(self) -> bool:
        return self.to.startswith("MASH")


def referrals(
    entries: Sequence[Entry], visits: Iterable[Visit], exempt: Iterable[Decision]
) -> tuple[Referral, ...]:
    """Every referral, in order: on being added, unless it was decided that this does not apply, and
    by the PPNs that followed a visit."""
    rng = Random("referrals")
    not_applicable = {(each.child, each.added_on, each.duty) for each in exempt}
    children = {child for child, *_ in not_applicable}
    others = [entry for entry in entries if entry.child.ref not in children]
    unsent = dict(zip(_added(others, 15, 40), UNSENT, strict=False))
    unanswered = dict(zip(_added(others, 60, 130), UNANSWERED, strict=False))
    homes = {entry.child.ref: _hub(entry) for entry in entries}
    sent: list[Referral] = []
    for entry in entries:
        for to, day in _days(rng, entry):
            each = _referral(rng, entry.child.ref, day, to, None)
            if unanswered.get(entry) == to:
                each = replace(
                    each, response=AWAITING, responded_on=NEVER, reported_back_on=NEVER, outcome=""
                )
            key = entry.child.ref, entry.added_on, to
            if unsent.get(entry) != to and key not in not_applicable:
                sent.append(each)
    for visit in visits:
        if visit.ppn == "Yes":
            day = visit.visited_on + timedelta(days=rng.choice((0, 0, 0, 1)))
            sent.append(_referral(rng, visit.child, day, homes[visit.child], visit.visited_on))
    return tuple(sorted(sent, key=lambda each: (each.sent_on, each.child, each.to)))


def _added(entries: Iterable[Entry], least: int, most: int) -> list[Entry]:
    """The entries still on the tracker that began `least` to `most` days before the end, the
    earliest first."""
    return [
        entry
        for entry in sorted(entries, key=lambda entry: entry.added_on)
        if entry.removed_on is None and least <= (NEWEST - entry.added_on).days <= most
    ]


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


def _referral(rng: Random, child: str, day: date, to: str, trigger_on: date | None) -> Referral:
    is_to_hub = to.startswith("MASH")
    wait = rng.randint(1, SLOWEST.get(to, 3))
    grade = draw_weighted(rng, GRADES) if is_to_hub else ""
    if is_to_hub:
        wait = (OF_A_RED_ONE if grade == "Red" else OF_A_HUB)[wait - 1]
    answered = working_days_after(day, wait)
    return Referral(
        child,
        day,
        to,
        trigger_on,
        grade,
        draw_weighted(rng, ANSWERS),
        answered,
        draw_weighted(rng, OUTCOMES) if is_to_hub else "",
        working_day(answered + timedelta(days=rng.randint(3, 30))) if rng.random() < 0.4 else NEVER,
    )


def referral_rows(made: Iterable[Referral], on: date, known: Collection[str]) -> list[Row]:
    """The sheet's rows in the extract of a day, for the `known` children, as known by then."""
    return [
        _row(f"REF-{number:04}", each, on)
        for number, each in enumerate(made, start=1)
        if each.sent_on <= on and each.child in known
    ]


def _row(ref: str, each: Referral, on: date) -> Row:
    is_answered, is_reported = each.responded_on <= on, each.reported_back_on <= on
    return (
        ref,
        each.child,
        each.sent_on,
        each.to,
        each.trigger_on,
        f"PPN-{ref[4:]}" if each.is_to_hub else "",
        each.grade,
        each.response if is_answered else AWAITING,
        each.responded_on if is_answered else None,
        each.outcome if is_answered else "",
        each.reported_back_on if is_reported else None,
    )

"""The demo's referrals to the National Referral Mechanism, and what arrives from the Single
Competent Authority, all invented.

Nearly every child is referred, mostly by a council. One decision on reasonable grounds is late, and
most decisions on conclusive grounds are awaited: some children turn 18 while they wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo.cohorts import has_duties_done
from data.demo.days import NEWEST, day_between, working_day, working_days_after
from data.demo.records import Entry
from data.demo.safeguarding import draw_weighted
from data.demo.safeguarding.visits import first_due
from data.demo.workbooks import Row

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


@dataclass(frozen=True)
class Case:
    """A child's referral. The days of decisions that are still awaited lie in the future."""

    child: str
    referred_on: date
    responder: str
    is_positive: bool
    rg_on: date
    cg_on: date
    crime_on: date


@dataclass(frozen=True)
class Received:
    """What arrived from the authority, and the days on which it was reviewed and actioned."""

    received_on: date
    kind: str
    child: str
    area: str
    reviewed_on: date
    finding: str
    actioned_on: date
    action: str


def cases(entries: Sequence[Entry]) -> tuple[Case, ...]:
    """Every referral, in order."""
    rng = Random("nrm")
    waiting = [
        entry
        for entry in entries
        if entry.removed_on is None and 40 <= (NEWEST - entry.added_on).days <= 70
    ]
    found: list[Case] = []
    for entry in entries:
        first, in_time = first_due(entry)
        day = working_day(day_between(rng, first, in_time))
        if rng.random() < 0.1:
            day = working_days_after(in_time, rng.randint(1, 8))
        decided = working_days_after(day, rng.choice((3, 4, 4, 4, 5, 6)))
        is_positive = rng.random() < SHARE_POSITIVE
        conclusive = working_day(decided + timedelta(days=rng.randint(300, 600)))
        responder = draw_weighted(rng, RESPONDERS)
        crime = working_days_after(decided, rng.randint(1, 6))
        is_referred = rng.random() < SHARE_REFERRED or has_duties_done(entry)
        if entry in waiting[:1]:
            is_referred, is_positive, decided = True, True, NEWEST + LATE
        if is_referred and day <= (entry.removed_on or NEWEST):
            found.append(
                Case(entry.child.ref, day, responder, is_positive, decided, conclusive, crime)
            )
    return tuple(sorted(found, key=lambda each: (each.referred_on, each.child)))


def received(entries: Sequence[Entry]) -> tuple[Received, ...]:
    """What the authority sent, in order. A few of the last still await review or action."""
    rng = Random("sca")
    months = (NEWEST - RECEIVED_FROM).days // 30
    days = sorted(
        working_day(day_between(rng, RECEIVED_FROM, NEWEST - timedelta(days=1)))
        for _ in range(months * RECEIVED_A_MONTH)
    )
    found: list[Received] = []
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
        found.append(
            Received(
                day,
                kind,
                entry.child.ref if is_known else "",
                entry.spells[-1].area if is_known else "",
                reviewed,
                finding,
                working_days_after(reviewed, rng.choice((1, 2, 3, 4, 5, 8))),
                action,
            )
        )
    return tuple(found)


def nrm_rows(referred: Iterable[Case], on: date, known: Collection[str]) -> list[Row]:
    """The sheet's rows in the extract of a day, for the `known` children, with what was decided
    by then."""
    return [
        _row(f"NRM-{number:04}", each, on)
        for number, each in enumerate(referred, start=1)
        if each.referred_on <= on and each.child in known
    ]


def _row(ref: str, each: Case, on: date) -> Row:
    is_decided, is_positive = each.rg_on <= on, each.is_positive and each.rg_on <= on
    is_concluded = is_positive and each.cg_on <= on
    reasonable = ("Positive" if each.is_positive else "Negative") if is_decided else "Awaiting"
    conclusive = "Positive" if is_concluded else "Awaiting" if is_positive else "Not reached"
    return (
        ref, each.child, each.referred_on, each.responder, "Yes", "", "", "", "", "Yes", "SCA",
        reasonable,
        each.rg_on if is_decided else None,
        conclusive,
        each.cg_on if is_concluded else None,
        None, "",
        each.crime_on if is_positive and each.crime_on <= on else None,
    )  # fmt: skip


def sca_rows(arrived: Iterable[Received], on: date, known: Collection[str]) -> list[Row]:
    """The sheet's rows in the extract of a day, for the `known` children and those without a
    reference, with what was done by then."""
    rows: list[Row] = []
    for number, each in enumerate(arrived, start=1):
        if each.received_on > on or (each.child and each.child not in known):
            continue
        is_reviewed, is_actioned = each.reviewed_on <= on, each.actioned_on <= on
        rows.append(
            (
                f"SCA-{number:04}",
                each.received_on,
                each.kind,
                each.child,
                each.area,
                each.reviewed_on if is_reviewed else None,
                each.finding if is_reviewed else "",
                each.actioned_on if is_actioned else None,
                each.action if is_actioned else "",
            )
        )
    return rows

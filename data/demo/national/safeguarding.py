"""The sheets about what is done for children, at a nation's size: about a million visits and
referrals for 100,000 children.

Each row is worked out from the row of an entry on the tracker, and written at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import islice
from random import Random

from data.demo.days import NEWEST
from data.demo.safeguarding import encounters as found
from data.demo.safeguarding import nrm as referred
from data.demo.safeguarding.referrals import ANSWERS, BARNARDOS, BTP
from data.demo.safeguarding.visits import FAILED, SEEN

Entries = Iterable[Sequence[str]]
Rows = Iterator[Sequence[object]]
Iso = Callable[[int], str]  # the ISO form of a day by its number
VISITS, REFERRALS, ONE_EXEMPT_OF = 6, 3, 20
"""How many each entry has, and in how many entries there is one to which a duty does not apply."""
OUTCOMES = (SEEN,) * 7 + tuple(FAILED)[:3]
PARENTS = ("Present",) * 7 + ("Not available", "Declined", "")
RESPONSES = tuple(ANSWERS)
RESPONDERS = tuple(referred.RESPONDERS)
FINDERS, SITUATIONS = tuple(found.FINDERS), tuple(found.SITUATIONS)


def visits(entries: Entries, iso: Iso) -> Rows:
    """The rows of the sheet of visits."""
    rng = Random("national visits")
    number = 0
    for ref, first, days in _stays(entries):
        for _ in range(VISITS):
            number += 1
            outcome = rng.choice(OUTCOMES)
            day = iso(first + int(rng.random() * days))
            parent = rng.choice(PARENTS) if outcome == SEEN else ""
            yield (
                f"V-{number:07}", ref, day, "County Lines team", "Yes", "No", "", outcome, parent,
                "", "", "", "", "",
            )  # fmt: skip


def nrm(entries: Entries, iso: Iso) -> Rows:
    """The rows of the sheet of referrals to the National Referral Mechanism, one an entry."""
    rng = Random("national nrm")
    for number, (ref, first, days) in enumerate(_stays(entries), start=1):
        made = first + int(rng.random() * min(days, 20))
        decided = made + int(rng.random() * 9)
        is_decided = decided <= NEWEST.toordinal()
        yield (
            f"NRM-{number:07}", ref, iso(made), rng.choice(RESPONDERS), "Yes", "", "", "", "",
            "Yes", "SCA", "Positive" if is_decided else "Awaiting",
            iso(decided) if is_decided else "", "Awaiting" if is_decided else "Not reached",
            "", "", "", "",
        )  # fmt: skip


def encounters(entries: Entries, iso: Iso) -> Rows:
    """The rows of the sheet of children found in criminal situations, one an entry."""
    rng = Random("national encounters")
    for number, (ref, first, days) in enumerate(_stays(entries), start=1):
        day = iso(first + int(rng.random() * days))
        is_suspect = rng.random() < 1 / 6
        yield (
            f"ENC-{number:07}", ref, day, rng.choice(FINDERS), rng.choice(SITUATIONS),
            "Suspect" if is_suspect else "Victim", "Other" if is_suspect else "", day, "Inspector",
            "Yes" if is_suspect else "", "RG positive", "Pending", "Yes", "",
        )  # fmt: skip


def referrals(entries: Entries, iso: Iso) -> Rows:
    """The rows of the sheet of referrals."""
    rng = Random("national referrals")
    number = 0
    for ref, first, days in _stays(entries):
        for to in ("MASH (County)", BARNARDOS, BTP):
            number += 1
            sent = first + int(rng.random() * min(days, 8))
            answered = sent + int(rng.random() * 12)
            is_answered = answered <= NEWEST.toordinal()
            yield (
                f"REF-{number:07}",
                ref,
                iso(sent),
                to,
                "",
                f"PPN-{number:07}" if to.startswith("MASH") else "",
                "",
                rng.choice(RESPONSES) if is_answered else "Awaiting",
                iso(answered) if is_answered else "",
                "",
                "",
            )


def missing(entries: Entries, iso: Iso) -> Rows:
    """The rows of the sheet of children who were missing."""
    rng = Random("national missing")
    for number, (ref, first, days) in enumerate(_stays(entries)):
        if number % 2 == 0:
            day = first + int(rng.random() * days)
            done = iso(day + 2) if rng.random() < 0.6 and day + 2 <= NEWEST.toordinal() else ""
            yield f"MIS-{number:07}", ref, iso(day), iso(day), "Yes", done


def sca_in(entries: Entries, iso: Iso) -> Rows:
    """The rows of the sheet of what the Single Competent Authority sent, one an entry."""
    rng = Random("national sca")
    for number, row in enumerate(entries, start=1):
        ((ref, first, days),) = _stays([row])
        day = first + int(rng.random() * days)
        reviewed, actioned = day + int(rng.random() * 4), day + 4 + int(rng.random() * 8)
        is_reviewed, is_actioned = (each <= NEWEST.toordinal() for each in (reviewed, actioned))
        yield (
            f"SCA-{number:07}", iso(day), rng.choice(referred.KINDS), ref, row[3],
            iso(reviewed) if is_reviewed else "", "For us" if is_reviewed else "",
            iso(actioned) if is_actioned else "", "Visit" if is_actioned else "",
        )  # fmt: skip


def not_applicable(entries: Entries, _: Iso) -> Rows:
    """The rows of the sheet of duties that do not apply, one for each twentieth entry."""
    for row in islice(entries, 0, None, ONE_EXEMPT_OF):
        yield row[0], row[5], BTP, "Not eligible", row[5], "Sergeant"


def _stays(entries: Entries) -> Iterator[tuple[str, int, int]]:
    """For each entry: the child, the ordinal number of its first day, and how many days it has."""
    for row in entries:
        first = date.fromisoformat(row[5]).toordinal()
        last = date.fromisoformat(row[6]).toordinal() if row[6] else NEWEST.toordinal()
        yield row[0], first, last - first + 1


SHEETS: dict[str, tuple[Callable[[Entries, Iso], Rows], int | Fraction]] = {
    "visits": (visits, VISITS),
    "referrals": (referrals, REFERRALS),
    "nrm": (nrm, 1),
    "sca_in": (sca_in, 1),
    "encounters": (encounters, 1),
    "missing": (missing, Fraction(1, 2)),
    "not_applicable": (not_applicable, Fraction(1, ONE_EXEMPT_OF)),
}
"""What gives the rows of each sheet, and how many they are for each entry."""

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

from data.demo.days import NEWEST, iso
from data.demo.safeguarding import education as at_school
from data.demo.safeguarding import encounters as found
from data.demo.safeguarding import nrm as referred
from data.demo.safeguarding.referrals import ANSWERS, BARNARDOS, BTP
from data.demo.safeguarding.visits import FAILED, SEEN

Entries = Iterable[Sequence[str]]
Rows = Iterator[Sequence[object]]
END = NEWEST.toordinal()
VISITS, REFERRALS, ONE_EXEMPT_OF = 6, 3, 20
"""How many each entry has, and in how many entries there is one to which a duty does not apply."""
OUTCOMES = (SEEN,) * 7 + tuple(FAILED)[:3]
PARENTS = ("Present",) * 7 + ("Not available", "Declined", "")
RESPONSES = tuple(ANSWERS)
RESPONDERS = tuple(referred.RESPONDERS)
FINDERS, SITUATIONS = tuple(found.FINDERS), tuple(found.SITUATIONS)


def education(entries: Entries) -> Rows:
    rng = Random("national education")
    for row in entries:
        born = date.fromisoformat(row[1]) if row[1] else None
        added_on = date.fromisoformat(row[5])
        status = at_school.draw_status(rng, born, added_on)
        checked_on = min(END, added_on.toordinal() + int(rng.random() * 600))
        yield row[0], row[5], iso(checked_on), status, at_school.draw_hours(rng, status), ""


def visits(entries: Entries) -> Rows:
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


def nrm(entries: Entries) -> Rows:
    rng = Random("national nrm")
    for number, (ref, first, days) in enumerate(_stays(entries), start=1):
        made = first + int(rng.random() * min(days, 20))
        decided = _by_now(made + int(rng.random() * 9))
        yield (
            f"NRM-{number:07}", ref, iso(made), rng.choice(RESPONDERS), "Yes", "", "", "", "",
            "Yes", "SCA", "Positive" if decided else "Awaiting", decided,
            "Awaiting" if decided else "Not reached", "", "", "", "",
        )  # fmt: skip


def encounters(entries: Entries) -> Rows:
    rng = Random("national encounters")
    for number, (ref, first, days) in enumerate(_stays(entries), start=1):
        day = iso(first + int(rng.random() * days))
        is_suspect = rng.random() < 1 / 6
        yield (
            f"ENC-{number:07}", ref, day, rng.choice(FINDERS), rng.choice(SITUATIONS),
            "Suspect" if is_suspect else "Victim", "Other" if is_suspect else "", day, "Inspector",
            "Yes" if is_suspect else "", "RG positive", "Pending", "Yes", "",
        )  # fmt: skip


def referrals(entries: Entries) -> Rows:
    rng = Random("national referrals")
    number = 0
    for ref, first, days in _stays(entries):
        for to in ("MASH (County)", BARNARDOS, BTP):
            number += 1
            sent = first + int(rng.random() * min(days, 8))
            answered = _by_now(sent + int(rng.random() * 12))
            ppn = f"PPN-{number:07}" if to.startswith("MASH") else ""
            response = rng.choice(RESPONSES) if answered else "Awaiting"
            yield f"REF-{number:07}", ref, iso(sent), to, "", ppn, "", response, answered, "", ""


def missing(entries: Entries) -> Rows:
    rng = Random("national missing")
    for number, (ref, first, days) in enumerate(_stays(entries)):
        if number % 2 == 0:
            day = first + int(rng.random() * days)
            done = _by_now(day + 2) if rng.random() < 0.6 else ""
            yield f"MIS-{number:07}", ref, iso(day), iso(day), "Yes", done


def sca_in(entries: Entries) -> Rows:
    rng = Random("national sca")
    for number, row in enumerate(entries, start=1):
        ((ref, first, days),) = _stays([row])
        day = first + int(rng.random() * days)
        reviewed = _by_now(day + int(rng.random() * 4))
        actioned = _by_now(day + 4 + int(rng.random() * 8))
        yield (
            f"SCA-{number:07}", iso(day), rng.choice(referred.KINDS), ref, row[3],
            reviewed, "For us" if reviewed else "", actioned, "Visit" if actioned else "",
        )  # fmt: skip


def not_applicable(entries: Entries) -> Rows:
    for row in islice(entries, 0, None, ONE_EXEMPT_OF):
        yield row[0], row[5], BTP, "Not eligible", row[5], "Sergeant"


def _stays(entries: Entries) -> Iterator[tuple[str, int, int]]:
    """For each entry: the child, the ordinal number of its first day, and how many days it has."""
    for row in entries:
        first = date.fromisoformat(row[5]).toordinal()
        last = date.fromisoformat(row[6]).toordinal() if row[6] else END
        yield row[0], first, last - first + 1


def _by_now(day: int) -> str:
    """The day in its ISO form; empty where it is still to come."""
    return iso(day) if day <= END else ""


SHEETS: dict[str, tuple[Callable[[Entries], Rows], int | Fraction]] = {
    "education": (education, 1),
    "visits": (visits, VISITS),
    "referrals": (referrals, REFERRALS),
    "nrm": (nrm, 1),
    "sca_in": (sca_in, 1),
    "encounters": (encounters, 1),
    "missing": (missing, Fraction(1, 2)),
    "not_applicable": (not_applicable, Fraction(1, ONE_EXEMPT_OF)),
}
"""What gives the rows of each sheet, and how many they are for each entry."""

"""Every entry of the demo as it truly was: days, spells and the other columns of the tracker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from data.demo.cohorts import (
    HOME_AREAS,
    OPEN,
    REACHED_18,
    VULNERABLE,
    entries_of_children,
    has_duties_done,
)
from data.demo.days import (
    NEWEST,
    day_between,
    next_meeting,
    working_day,
    working_days_after,
    years_after,
)
from data.demo.records import Entry, Spell

SOURCES = (
    "neighbourhood officer",
    "missing-from-home team",
    "school",
    "social care",
    "British Transport Police",
    "Youth Justice Service",
    "custody",
    "PPN through the MASH",
)
LINES = ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fir", "Hazel")
GENERIC = "Generic for children"
GENERIC_LINE = "Generic line for children (invented)"


def population() -> tuple[Entry, ...]:
    """Every entry, in the order of adding; the same on every call."""
    rng = Random("tracker 57")  # this seed gives a caseload of 35 to 48 at every month end
    entries = sorted(entries_of_children(rng), key=lambda entry: entry.added_on)
    entries = [_with_details(rng, _with_history(rng, entry)) for entry in entries]
    entries = _with_unknowns(_numbered(entries))
    later = Random("line types and handovers")  # a seed of its own leaves the rest as it was
    return tuple(
        _with_late_record(_with_handover(later, _with_line_type(later, entry))) for entry in entries
    )


def _with_history(rng: Random, entry: Entry) -> Entry:
    """The entry with the spells that led to its last status and area."""
    first, last = entry.added_on + timedelta(days=7), (entry.removed_on or NEWEST)
    changes = rng.choices((0, 1, 2, 3), (48, 34, 14, 4))[0] if (last - first).days > 30 else 0
    starts = sorted(
        {working_day(day_between(rng, first, last - timedelta(days=5))) for _ in range(changes)}
    )
    (spell,) = entry.spells
    spells: list[Spell] = []
    for start in reversed(starts):
        spells.insert(0, replace(spell, starts_on=start))
        spell = _before(rng, spell)
    return replace(entry, spells=(replace(spell, starts_on=entry.added_on), *spells))


def _before(rng: Random, spell: Spell) -> Spell:
    """Another status or, less often, another area."""
    if rng.random() < 0.6:
        return replace(spell, status=VULNERABLE if spell.status == OPEN else OPEN)
    elsewhere = [area for area in HOME_AREAS if area != spell.area]
    weights = [HOME_AREAS[area] for area in elsewhere]
    return replace(spell, area=rng.choices(elsewhere, weights)[0])


def _with_details(rng: Random, entry: Entry) -> Entry:
    proposed = working_day(entry.added_on - timedelta(days=rng.choice((0, 0, 1, 2, 3, 5, 8))))
    proposed = min(proposed, entry.added_on)
    ratified: date | None = next_meeting(entry.added_on + timedelta(days=1))
    if rng.random() < 0.06:  # put off to the next meeting
        ratified = next_meeting(ratified + timedelta(days=1)) if ratified else None
    if ratified and (ratified > NEWEST or (entry.removed_on and ratified >= entry.removed_on)):
        ratified = None
    line = rng.choice(LINES) if rng.random() < 0.6 else ""
    delay = rng.choices((rng.randint(0, 5), rng.randint(6, 18), None), (80, 13, 7))[0]
    recorded = None if delay is None else working_days_after(entry.added_on, delay)
    if recorded and recorded > (entry.removed_on or NEWEST):
        recorded = None
    known_line = f"Line {line} (invented)" if line else ""
    return replace(
        entry,
        source=f"Invented: {rng.choice(SOURCES)}",
        proposed_on=None if rng.random() < 0.04 else proposed,
        ratified_on=ratified,
        county_line=known_line,
        pnd_recorded_on=recorded,
        pnd_line=(known_line or GENERIC_LINE) if recorded else "",
    )


def _with_line_type(rng: Random, entry: Entry) -> Entry:
    """The entry with the type of its PND line, where there is a record; one in twelve lacks it."""
    if not entry.pnd_recorded_on or rng.random() < 1 / 12:
        return entry
    is_identified = entry.pnd_line != GENERIC_LINE and rng.random() < 0.85
    return replace(entry, pnd_line_type="Identified" if is_identified else GENERIC)


def _with_late_record(entry: Entry) -> Entry:
    """The entry with a late record on PND, where it should have had one long ago."""
    if entry.pnd_recorded_on or not has_duties_done(entry):
        return entry
    return replace(
        entry,
        pnd_recorded_on=working_days_after(entry.added_on, 15),
        pnd_line=entry.county_line or GENERIC_LINE,
        pnd_line_type=GENERIC,
    )


def _with_handover(rng: Random, entry: Entry) -> Entry:
    """The entry with the day on which the handover at 18 was agreed, where that is near."""
    born = entry.child.date_of_birth
    before, is_agreed = rng.randint(12, 110), rng.random() < 0.8
    if not born or not is_agreed:
        return entry
    agreed = working_day(years_after(born, 18) - timedelta(days=before))
    if not entry.added_on < agreed <= (entry.removed_on or NEWEST):
        return entry
    return replace(entry, handover_on=agreed)


def _numbered(entries: list[Entry]) -> list[Entry]:
    """The entries with tracker references, in the order in which children were first added."""
    refs: dict[str, str] = {}
    for entry in entries:
        refs.setdefault(entry.child.ref, f"CL-{101 + len(refs):04}")
    return [
        replace(entry, child=replace(entry.child, ref=refs[entry.child.ref])) for entry in entries
    ]


def _with_unknowns(entries: list[Entry]) -> list[Entry]:
    """The entries with a date of birth and two genders unknown, among children who left."""
    refs = [entry.child.ref for entry in entries]
    left = [
        entry
        for entry in entries
        if entry.removed_on and entry.reason != REACHED_18 and refs.count(entry.child.ref) == 1
    ]
    unknown = {
        left[2]: replace(left[2].child, date_of_birth=None),
        left[4]: replace(left[4].child, gender="Other"),
        left[6]: replace(left[6].child, gender="Unknown", date_of_birth=None),
    }
    return [
        replace(entry, child=unknown[entry]) if entry in unknown else entry for entry in entries
    ]

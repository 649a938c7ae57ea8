"""Sentences on the areas that were split, renamed, begun or ended, beside figures of areas."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.style import words
from queries.filters import Period, years_before

# A change is mentioned for this many years after it, because trends go back as far.
YEARS_MENTIONED = 2


@dataclass(frozen=True)
class _AreaVersion:
    """An area under one name and in one district, from its first day to its last."""

    code: str
    name: str
    district: str
    from_on: date
    until_on: date
    successors: str | None

    @property
    def day_after(self) -> date:
        """The day after its last."""
        return self.until_on + timedelta(days=1)


@dataclass(frozen=True)
class _Change:
    """What changed on a day, and the names and codes of the areas concerned."""

    on: date
    text: str
    named: frozenset[str]


def notes_on_areas(
    rows: Sequence[tuple[Any, ...]], named: Collection[str], days: Period
) -> tuple[str, ...]:
    """A sentence on each change of an area that is `named` (by name or code) in figures of these
    days.

    `rows` are those of `reference.changes_of_areas`. Changes after these days are
    mentioned as well, so that a reader who misses a later area learns why. Changes more than two
    years before them are not.
    """
    since = years_before(days.start, YEARS_MENTIONED)
    found = sorted(_changes([_AreaVersion(*row) for row in rows]), key=lambda change: change.on)
    return tuple(
        f"{change.text} on {words.day(change.on)}."
        for change in found
        if change.on > since and not change.named.isdisjoint(named)
    )


def _changes(areas: Sequence[_AreaVersion]) -> Iterator[_Change]:
    """What became of each area that ended, and then each that began without one before it."""
    explained: set[_AreaVersion] = set()
    for area in areas:
        if area.until_on == date.max:
            continue
        codes = [area.code, *(code.strip() for code in (area.successors or "").split(";"))]
        next_areas = [
            each for each in areas if each.from_on == area.day_after and each.code in codes
        ]
        explained |= set(next_areas)
        itself_later = next((each for each in next_areas if each.code == area.code), None)
        named = frozenset(word for each in (area, *next_areas) for word in (each.name, each.code))
        if itself_later and itself_later.name != area.name:
            yield _Change(area.day_after, f"{area.name} was renamed {itself_later.name}", named)
        elif itself_later:
            text = f"{area.name} moved from {area.district} to {itself_later.district}"
            yield _Change(area.day_after, text, named)
        elif len(next_areas) > 1:
            into = words.listed([each.name for each in next_areas])
            yield _Change(area.day_after, f"{area.name} was split into {into}", named)
        elif next_areas:
            yield _Change(area.day_after, f"{area.name} became part of {next_areas[0].name}", named)
        else:
            yield _Change(area.day_after, f"{area.name} ceased to be an area", named)
    for area in areas:
        if area.from_on > date.min and area not in explained:
            named = frozenset((area.name, area.code))
            yield _Change(area.from_on, f"{area.name} became an area", named)

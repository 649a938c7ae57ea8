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
class _Line:
    """An area under one name and in one district, from its first day to its last."""

    code: str
    name: str
    district: str
    from_on: date
    until_on: date
    became: str | None

    @property
    def after(self) -> date:
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
    found = sorted(_changes([_Line(*row) for row in rows]), key=lambda change: change.on)
    return tuple(
        f"{change.text} on {words.day(change.on)}."
        for change in found
        if change.on > since and not change.named.isdisjoint(named)
    )


def _changes(lines: Sequence[_Line]) -> Iterator[_Change]:
    followers: set[_Line] = set()
    for line in lines:
        if line.until_on == date.max:
            continue
        codes = [line.code, *(code.strip() for code in (line.became or "").split(";"))]
        after = [each for each in lines if each.from_on == line.after and each.code in codes]
        followers |= set(after)
        same = next((each for each in after if each.code == line.code), None)
        named = frozenset(word for each in (line, *after) for word in (each.name, each.code))
        if same and same.name != line.name:
            yield _Change(line.after, f"{line.name} was renamed {same.name}", named)
        elif same:
            text = f"{line.name} moved from {line.district} to {same.district}"
            yield _Change(line.after, text, named)
        elif len(after) > 1:
            into = words.listed([each.name for each in after])
            yield _Change(line.after, f"{line.name} was split into {into}", named)
        elif after:
            yield _Change(line.after, f"{line.name} became part of {after[0].name}", named)
        else:
            yield _Change(line.after, f"{line.name} ceased to be an area", named)
    for line in lines:
        if line.from_on > date.min and line not in followers:
            named = frozenset((line.name, line.code))
            yield _Change(line.from_on, f"{line.name} became an area", named)

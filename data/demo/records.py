"""The demo's records, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Child:
    """A child: a tracker reference, never a name. An unknown date of birth is None."""

    ref: str
    date_of_birth: date | None
    gender: str


@dataclass(frozen=True)
class Spell:
    """A status and a home area (empty: unknown), from its first day on."""

    starts_on: date
    status: str
    area: str


@dataclass(frozen=True)
class Entry:
    """A child's time on the tracker. Its spells are unbroken, the first from `added_on`."""

    child: Child
    added_on: date
    removed_on: date | None
    reason: str
    spells: tuple[Spell, ...]
    source: str = ""
    proposed_on: date | None = None
    ratified_on: date | None = None
    county_line: str = ""
    pnd_recorded_on: date | None = None
    pnd_line: str = ""
    pnd_line_type: str = ""
    handover_on: date | None = None

    def is_on_tracker(self, day: date) -> bool:
        """Whether the child was on the tracker that day, in this entry."""
        return self.added_on <= day and (self.removed_on is None or day < self.removed_on)


@dataclass(frozen=True)
class Report:
    """An intelligence report; flag and area may be empty."""

    ref: str
    submitted_on: date
    flag: str
    area: str
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A stage of the NSD rollout in one area, from its first day on."""

    area: str
    stage: str
    from_on: date
    target_on: date | None = None


@dataclass(frozen=True)
class Meeting:
    """A monthly meeting, at which additions are ratified."""

    held_on: date
    shared_on: date

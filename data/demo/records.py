"""The demo's records, as plain values, and the rows that the extract of a day holds of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

Cell = str | int | date | None
Row = tuple[Cell, ...]


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


class Stage(NamedTuple):
    """A stage of the NSD rollout in one area, from its first day on: a row of its sheet."""

    area: str
    stage: str
    from_on: date
    target_on: date | None = None


@dataclass(frozen=True)
class Later:
    """A cell that is known from a day on (None: it never is). Until then it holds `before`."""

    known_on: date | None
    cell: Cell
    before: Cell | Later = None


@dataclass(frozen=True)
class Record:
    """A row as it truly was: the first day whose extract has it, the child it is about (empty: none
    in particular), and its cells. A cell that is a tuple names children."""

    on: date
    child: str
    cells: tuple[Cell | Later | tuple[str, ...], ...]


def dated(day: date | None) -> Later:
    """A cell with a day, which is known from that day on."""
    return Later(day, day)


def numbered(prefix: str, records: Iterable[Record]) -> tuple[Record, ...]:
    """The records, each with a reference before its cells, such as V-0001."""
    return tuple(
        replace(each, cells=(f"{prefix}-{number:04}", *each.cells))
        for number, each in enumerate(records, start=1)
    )


def rows_on(records: Iterable[Record], on: date, known: Collection[str]) -> list[Row]:
    """The sheet's rows in the extract of a day, as known by then, which name only `known`
    children."""
    return [
        tuple(_as_known(cell, on, known) for cell in each.cells)
        for each in records
        if each.on <= on and (not each.child or each.child in known)
    ]


def _as_known(cell: Cell | Later | tuple[str, ...], on: date, known: Collection[str]) -> Cell:
    while isinstance(cell, Later):
        cell = cell.cell if cell.known_on and cell.known_on <= on else cell.before
    return "; ".join(ref for ref in cell if ref in known) if isinstance(cell, tuple) else cell

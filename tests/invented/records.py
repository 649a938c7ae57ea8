"""The records of a force as plain values, each in all its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Child:
    child_ref: str
    date_of_birth: date | None
    gender: str


@dataclass(frozen=True)
class Entry:
    child_ref: str
    added_on: date
    removed_on: date | None
    removal_reason: str | None
    source: str | None
    proposed_on: date | None
    ratified_on: date | None
    county_line: str | None
    pnd_recorded_on: date | None
    pnd_line: str | None
    pnd_line_type: str | None = None
    handover_on: date | None = None
    ratified_undated: bool = False
    pnd_undated: bool = False
    place_in_day: int = 1


@dataclass(frozen=True)
class Spell:
    child_ref: str
    added_on: date
    starts_on: date
    status: str
    area_code: str | None
    place_in_day: int = 1


@dataclass(frozen=True)
class Report:
    report_ref: str
    submitted_on: date
    flag: str
    area_code: str | None


@dataclass(frozen=True)
class Link:
    """A child named in a report."""

    report_ref: str
    child_ref: str
    submitted_on: date


@dataclass(frozen=True)
class Stage:
    area_code: str
    from_on: date
    stage: str
    target_on: date | None


@dataclass(frozen=True)
class Meeting:
    held_on: date
    chair: str | None
    shared_with_partners: str | None


@dataclass(frozen=True)
class ImportFile:
    file: str
    sheet: str
    sha256: str
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_withdrawn: int
    notices: str


@dataclass(frozen=True)
class Coverage:
    sheet: str
    first_day: date | None
    last_day: date


@dataclass(frozen=True)
class Import:
    import_id: int
    extracted_on: date
    imported_at: datetime
    is_demo: bool
    files: tuple[ImportFile, ...]
    coverage: tuple[Coverage, ...] = ()


@dataclass(frozen=True)
class Refusal:
    refused_at: datetime
    files: str
    problems: int
    summary: str


@dataclass(frozen=True)
class Decision:
    """An entry that the meeting recorded, with the trend that it rebases, if any."""

    decision_id: int
    first_id: int | None
    state: str
    as_at: date
    data_version: int
    text: str
    trend: str | None
    rebases_on: date | None


@dataclass(frozen=True)
class Version(Generic[T]):
    """A record as an import brought it, until another replaced or withdrew it."""

    record: T
    known_from: int
    known_until: int | None


@dataclass(frozen=True)
class Records:
    """Every version of everything ever imported."""

    children: list[Version[Child]]
    entries: list[Version[Entry]]
    spells: list[Version[Spell]]
    reports: list[Version[Report]]
    links: list[Version[Link]]
    plain: dict[str, list[Version[Any]]]  # of plain sheets, by the name of the table
    imports: list[Import]
    refusals: list[Refusal]
    decisions: list[Decision]

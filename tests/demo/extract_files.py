"""Reads the demo's files as an analyst of a force would, without the importer."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from data.demo import DemoExtract
from data.sheets import SHEETS
from tests.slow.counting_rules import reference

Record = dict[str, Any]
Sheets = dict[str, list[Record]]

NEWEST = date(2022, 11, 22)

OPEN, VULNERABLE = "Open to the County Lines team", "Vulnerable to County Lines"
COUNTY_LINES = "County Lines"

KEYS = {name: tuple(each.heading for each in sheet.key_fields) for name, sheet in SHEETS.items()}


@dataclass(frozen=True)
class ReadExtract:
    """An extract as read back."""

    extract: DemoExtract
    sheets: Sheets
    about: str


def read_extract(extract: DemoExtract) -> ReadExtract:
    workbook = openpyxl.load_workbook(extract.path, read_only=True)
    sheets = {}
    for sheet in workbook:
        headings, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [
            {
                str(heading): value.date() if isinstance(value, datetime) else value
                for heading, value in zip(headings, row, strict=True)
            }
            for row in rows
        ]
    workbook.close()
    (about,) = sheets.pop("about")[0]
    return ReadExtract(extract, sheets, about)


def read_csv(path: Path) -> list[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {heading: as_cell(text) for heading, text in row.items()}
            for row in csv.DictReader(file)
        ]


def as_cell(text: str) -> Any:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text or None


def reference_names(file: str) -> set[str]:
    return {line["name"] for line in reference(file)}


AREAS, STATUSES = reference_names("areas"), reference_names("statuses")


def is_on(entry: Record, day: date) -> bool:
    removed = entry["Date removed"]
    return entry["Date added"] <= day and (removed is None or day < removed)


def on_tracker(sheets: Sheets, day: date) -> list[Record]:
    return [entry for entry in sheets["tracker"] if is_on(entry, day)]


def entry_key(entry: Record) -> tuple[str, date]:
    return entry["Tracker ref"], entry["Date added"]


def reports_of(demo: Iterable[ReadExtract]) -> dict[str, Record]:
    """The reports known after importing the extracts in order."""
    known: dict[str, Record] = {}
    for written in demo:
        first, last = written.extract.covers
        kept = {ref: r for ref, r in known.items() if not first <= r["Submitted"] <= last}
        known = kept | {row["Report ref"]: row for row in written.sheets["intelligence"]}
    return known


def number_flagged(reports: Iterable[Record], first: date, last: date) -> int:
    return sum(r["Flag"] == COUNTY_LINES and first <= r["Submitted"] <= last for r in reports)

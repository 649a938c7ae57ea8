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
from tests.paths import REFERENCE

Record = dict[str, Any]
Sheets = dict[str, list[Record]]

NEWEST = date(2022, 11, 22)

OPEN, VULNERABLE = "Open to the County Lines team", "Vulnerable to County Lines"
COUNTY_LINES = "County Lines"

KEYS = {name: tuple(each.heading for each in sheet.key_fields) for name, sheet in SHEETS.items()}


@dataclass(frozen=True)
class Written:
    """An extract as read back."""

    extract: DemoExtract
    sheets: Sheets
    about: str


def read(extract: DemoExtract) -> Written:
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
    return Written(extract, sheets, about)


def read_csv(path: Path) -> list[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {heading: as_cell(text) for heading, text in row.items()}
            for row in csv.DictReader(file)
        ]


def as_cell(text: str) -> Any:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text or None


def reference(name: str) -> set[str]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"] for row in csv.DictReader(file)}


AREAS, STATUSES = reference("areas"), reference("statuses")


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_on(entry: Record, day: date) -> bool:
    removed = entry["Date removed"]
    return entry["Date added"] <= day and (removed is None or day < removed)


def on_tracker(sheets: Sheets, day: date) -> list[Record]:
    return [entry for entry in sheets["tracker"] if is_on(entry, day)]


def key(entry: Record) -> tuple[str, date]:
    return entry["Tracker ref"], entry["Date added"]


def reports_of(demo: Iterable[Written]) -> dict[str, Record]:
    """The reports known after importing the extracts in order."""
    known: dict[str, Record] = {}
    for written in demo:
        first, last = written.extract.covers
        kept = {ref: r for ref, r in known.items() if not first <= r["Submitted"] <= last}
        known = kept | {row["Report ref"]: row for row in written.sheets["intelligence"]}
    return known


def flagged(reports: Iterable[Record], first: date, last: date) -> int:
    return sum(r["Flag"] == COUNTY_LINES and first <= r["Submitted"] <= last for r in reports)

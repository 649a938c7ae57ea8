"""The rules that every extract must keep, written without the importer's code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tests.demo.extract_files import (
    AREAS,
    KEYS,
    STATUSES,
    Record,
    Sheets,
    entry_key,
    reference_names,
)
from tests.slow.counting_rules import age


def spells_in_turn(changes: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    """Each spell of an entry with the one after it."""
    by_entry: dict[tuple[str, date], list[Record]] = defaultdict(list)
    for row in changes:
        by_entry[entry_key(row)].append(row)
    for rows in by_entry.values():
        rows.sort(key=lambda row: row["From"])
        yield from pairwise(rows)


def broken_rules(sheets: Sheets, on: date) -> Iterator[str]:
    """Every rule that an extract breaks."""
    entries = {entry_key(entry): entry for entry in sheets["tracker"]}
    for sheet, columns in KEYS.items():
        keys = Counter(tuple(row[column] for column in columns) for row in sheets[sheet])
        yield from (f"{sheet}: {key} twice" for key, number in keys.items() if number > 1)
    yield from broken_by_entries(sheets["tracker"], on)
    yield from broken_by_spells(sheets["changes"], entries, on)
    children = {ref for ref, _ in entries}
    yield from broken_by_reports(sheets["intelligence"], children)
    yield from broken_by_searches(sheets["searches"], children, on)
    yield from broken_by_education(sheets["education"], children, on)
    yield from broken_by_panels(sheets, children, on)


def broken_by_entries(entries: list[Record], on: date) -> Iterator[str]:
    reasons = reference_names("removal_reasons") | {None}
    until: dict[str, date] = {}
    children: dict[str, tuple[Any, Any]] = {}
    for entry in sorted(entries, key=entry_key):
        (ref, added), removed = entry_key(entry), entry["Date removed"]
        reason, child = entry["Removal reason"], (entry["Date of birth"], entry["Gender"])
        last_day = removed - timedelta(days=1) if removed else on
        breaches = {
            "area or status": not is_listed(entry),
            "removal reason": reason not in reasons or (reason and not removed),
            "dates": added > on or (removed and not added <= removed <= on),
            "entries overlap": added < until.get(ref, added),
            "two births or genders": children.setdefault(ref, child) != child,
            "age": (born := child[0])
            and (age(born, added) < 10 or max(age(born, added), age(born, last_day)) >= 18),
            "not the birthday": born and reason == "Reached 18" and age(born, removed) != 18,
        }
        until[ref] = removed or date.max
        yield from (f"{ref}: {what}" for what, is_broken in breaches.items() if is_broken)


def broken_by_spells(
    changes: list[Record], entries: dict[tuple[str, date], Record], on: date
) -> Iterator[str]:
    ordered = sorted(changes, key=lambda row: (*entry_key(row), row["From"]))
    first = {entry_key(row): row for row in reversed(ordered)}
    last = {entry_key(row): row for row in ordered}
    for row in ordered:
        end = entries[entry_key(row)]["Date removed"] or on + timedelta(days=1)
        if not (is_listed(row) and row["Date added"] <= row["From"] < end):
            yield f"{row['Tracker ref']}: spell outside its entry, or of no area or status"
    if any(row["From"] != row["Date added"] for row in first.values()):
        yield "a first spell not on Date added"
    for one, two in spells_in_turn(changes):
        if one["From"] == two["From"] or status_and_area(one) == status_and_area(two):
            yield f"{one['Tracker ref']}: nothing changed"
    for entry, row in last.items():
        if status_and_area(entries[entry]) != status_and_area(row):
            yield f"{entry[0]}: the tracker row differs from its last spell"


def broken_by_reports(reports: list[Record], children: set[str]) -> Iterator[str]:
    areas = {*AREAS, None}
    for report in reports:
        refs = {ref.strip() for ref in (report["Tracker refs"] or "").split(";") if ref}
        if report["Area"] not in areas or not refs <= children:
            yield f"{report['Report ref']}: area or children"


def broken_by_searches(rows: list[Record], children: set[str], on: date) -> Iterator[str]:
    for row in rows:
        day, done_on = row["For day"], row["Done on"]
        refs = {ref.strip() for ref in (row["Tracker refs"] or "").split(";") if ref}
        in_all = int(row["New children"] or 0) + len(refs)
        if (
            bool(done_on) == bool(row["Not done because"])
            or not day <= (done_on or day) <= on
            or not refs <= children
            or int(row["Children linked"] or 0) < in_all
        ):
            yield f"the search of {day}"


def broken_by_education(rows: list[Record], children: set[str], on: date) -> Iterator[str]:
    for row in rows:
        if not (row["From"] <= row["Checked on"] <= on and row["Tracker ref"] in children):
            yield f"{row['Tracker ref']}: its education"


def broken_by_panels(sheets: Sheets, children: set[str], on: date) -> Iterator[str]:
    meetings = {(row["Panel"], row["Planned for"]): row for row in sheets["panel_meetings"]}
    for row in meetings.values():
        if row["Held on"] and (row["Not held because"] or row["Held on"] > on):
            yield f"the meeting of {row['Planned for']}"
    for row in sheets["panel_attendance"]:
        if not meetings[row["Panel"], row["Planned for"]]["Held on"]:
            yield f"attendance at the meeting of {row['Planned for']}"
    for row in sheets["panel_list"]:
        meeting = meetings[row["Panel"], row["Listed for"]]
        if row["Heard"] == "Yes" and not meeting["Held on"]:
            yield f"{row['Tracker ref']}: heard where nobody met"
        if not row["Referred on"] <= row["Listed for"] <= min(on, row["Review on"] or on):
            yield f"{row['Tracker ref']}: the days of its listing"
        if row["Outcome"] and row["Heard"] != "Yes":
            yield f"{row['Tracker ref']}: an outcome without a hearing"
    for row in sheets["panel_actions"]:
        closed_on, agreed_on = row["Closed on"], row["Agreed on"]
        if not agreed_on <= (closed_on or on) <= on or (row["Result"] and not closed_on):
            yield f"{row['Action ref']}: its days or its result"
    for row in (*sheets["toolkits"], *sheets["panel_list"], *sheets["panel_actions"]):
        if row["Tracker ref"] and row["Tracker ref"] not in children:
            yield f"{row['Tracker ref']}: not on the tracker"


def status_and_area(row: Record) -> tuple[str, str | None]:
    return row["Status"], row["Home area"]


def is_listed(row: Record) -> bool:
    return row["Status"] in STATUSES and row["Home area"] in {*AREAS, None}

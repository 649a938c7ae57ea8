"""A slow importer, in dictionaries: what is known after each of a series of extracts."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date
from operator import itemgetter
from typing import Any

from data.tables import (
    child,
    intelligence_day,
    intelligence_link,
    intelligence_report,
    key_of,
    tracker_entry,
    tracker_spell,
)
from tests.invented.random_sheets import PLAIN, RECORD_TABLES, records_of

RECORDS = (
    child,
    tracker_entry,
    tracker_spell,
    intelligence_report,
    intelligence_link,
    intelligence_day,
    *RECORD_TABLES.values(),
)
AREAS = {"": None, "Gedling": "gedling", "City North": "city-north"}

Rows = list[dict[str, Any]]
Known = dict[str, dict[Any, dict[str, Any]]]  # table → key → content


def slow_import(known: Known, sheets: dict[str, Rows], on: date, covers: Any) -> Known:
    """What is known after an import of sound rows, from what was known before."""
    after = {name: dict(rows) for name, rows in known.items()}
    if "tracker" in sheets:
        after["child"], after["tracker_entry"] = {}, {}
        for row in sheets["tracker"]:
            ref, added = row["Tracker ref"], row["Date added"]
            row_of_child = after["child"].setdefault(
                ref, {"child_ref": ref, "date_of_birth": None, "gender": "Unknown"}
            )
            row_of_child["date_of_birth"] = row["Date of birth"] or row_of_child["date_of_birth"]
            row_of_child["gender"] = row["Gender"] or row_of_child["gender"]
            place = place_in_day(row, sheets["tracker"])
            after["tracker_entry"][ref, added, place] = {
                "child_ref": ref,
                "added_on": added,
                "place_in_day": place,
                "removed_on": row["Date removed"] or None,
                "removal_reason": row["Removal reason"] or None,
                "source": row["Source"] or None,
                "ratified_undated": False,
                "pnd_undated": False,
                **dict.fromkeys(
                    (
                        "proposed_on",
                        "ratified_on",
                        "county_line",
                        "pnd_recorded_on",
                        "pnd_line",
                        "pnd_line_type",
                        "handover_on",
                    )
                ),
            }
    if "tracker" in sheets or "changes" in sheets:
        after["tracker_spell"] = {
            spell_key(spell): spell
            for (ref, added, place), row_of_entry in after["tracker_entry"].items()
            for is_last in [(ref, added, place + 1) not in after["tracker_entry"]]
            for spell in spell_rows(
                plain_spells(known, sheets, on, row_of_entry, is_last),
                row_of_entry,
                after["child"][ref],
            )
        }
    if "intelligence" in sheets:
        take_reports(after, sheets["intelligence"], covers)
    for name, sheet in PLAIN.items():
        if name in sheets:
            for table, records in records_of(sheet, sheets[name]).items():
                rows = [asdict(each) for each in records]
                after[table] = {KEYS[table](row): row for row in rows}
    return after


def spell_key(spell: dict[str, Any]) -> tuple[Any, ...]:
    return *entry_key(spell), spell["starts_on"]


def entry_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["child_ref"], row["added_on"], row["place_in_day"]


def place_in_day(row: dict[str, Any], tracker: Rows) -> int:
    """2 for an entry that begins on the day on which the child's earlier one began and ended; else
    1."""
    added = row["Date added"]
    is_again = row["Date removed"] != added and any(
        (other["Tracker ref"], other["Date added"], other["Date removed"])
        == (row["Tracker ref"], added, added)
        for other in tracker
    )
    return 2 if is_again else 1


def plain_spells(
    known: Known,
    sheets: dict[str, Rows],
    on: date,
    row_of_entry: dict[str, Any],
    is_last_of_day: bool,
) -> list[tuple[date, str, str | None, bool]]:
    """An entry's spells as (from, status, area, whether stated), in order."""
    ref, added, removed = (
        row_of_entry["child_ref"],
        row_of_entry["added_on"],
        row_of_entry["removed_on"],
    )
    stated = [
        (row["From"], row["Status"], AREAS[row["Home area"]], True)
        for row in sheets.get("changes", [])
        if is_last_of_day and (row["Tracker ref"], row["Date added"]) == (ref, added)
    ]
    if stated:
        return sorted(stated)
    before = sorted(
        (spell["starts_on"], spell["status"], spell["area_code"], spell["is_stated"])
        for spell in known["tracker_spell"].values()
        if entry_key(spell) == entry_key(row_of_entry)
    )
    last_known = before[-1] if before else None
    if "changes" in sheets and any(is_stated for *_, is_stated in before):
        before = []
    spells = [spell for spell in before if removed is None or spell[0] <= removed]
    tracker_row = next(
        (
            (row["Status"], AREAS[row["Home area"]])
            for row in sheets.get("tracker", [])
            if (row["Tracker ref"], row["Date added"]) == (ref, added)
            and place_in_day(row, sheets["tracker"]) == row_of_entry["place_in_day"]
        ),
        None,
    )
    if tracker_row is None:
        assert last_known
        return spells or [(added, last_known[1], last_known[2], False)]
    if not spells:
        return [(added, *tracker_row, False)]
    start, *last, _ = spells[-1]
    day = min(on, removed or on)
    if tuple(last) != tracker_row and day > start:
        spells.append((day, *tracker_row, False))
    elif tuple(last) != tracker_row:
        spells.pop()
        if not spells or spells[-1][1:3] != tracker_row:  # otherwise the change was reversed
            spells.append((start, *tracker_row, False))
    return spells


def spell_rows(
    spells: list[tuple[date, str, str | None, bool]],
    row_of_entry: dict[str, Any],
    row_of_child: dict[str, Any],
) -> Rows:
    born = row_of_child["date_of_birth"]
    rows = []
    for place, (start, status, area, is_stated) in enumerate(spells):
        is_last = place == len(spells) - 1
        rows.append(
            {
                "child_ref": row_of_entry["child_ref"],
                "added_on": row_of_entry["added_on"],
                "place_in_day": row_of_entry["place_in_day"],
                "starts_on": start,
                "ends_on": row_of_entry["removed_on"] if is_last else spells[place + 1][0],
                "status": status,
                "area_code": area,
                "is_stated": is_stated,
                "born": born and int(f"{born:%Y%m%d}"),
                "gender": row_of_child["gender"],
                "is_first": place == 0,
                "is_last": is_last,
                "previous_status": spells[place - 1][1] if place else None,
                "previous_area_code": spells[place - 1][2] if place else None,
                "removal_reason": row_of_entry["removal_reason"] if is_last else None,
            }
        )
    return rows


def take_reports(after: Known, rows: Rows, covers: Any) -> None:
    submitted = [row["Submitted"] for row in rows]
    first, last = covers or (min(submitted, default=None), max(submitted, default=None))
    gone = {
        ref
        for ref, row in after["intelligence_report"].items()
        if first and first <= row["submitted_on"] <= last
    } | {row["Report ref"] for row in rows}
    for ref in gone:
        after["intelligence_report"].pop(ref, None)
    after["intelligence_link"] = {
        key: row for key, row in after["intelligence_link"].items() if key[0] not in gone
    }
    for row in rows:
        ref = row["Report ref"]
        after["intelligence_report"][ref] = {
            "report_ref": ref,
            "submitted_on": row["Submitted"],
            "flag": row["Flag"],
            "area_code": AREAS[row["Area"]],
        }
        for named in filter(None, row["Tracker refs"].split(";")):
            after["intelligence_link"][ref, named] = {
                "report_ref": ref,
                "child_ref": named,
                "submitted_on": row["Submitted"],
            }
    counted = Counter(
        (row["submitted_on"], row["flag"], row["area_code"])
        for row in after["intelligence_report"].values()
    )
    after["intelligence_day"] = {
        key: dict(zip(("submitted_on", "flag", "area_code", "reports"), (*key, n), strict=True))
        for key, n in counted.items()
    }


KEYS: dict[str, Any] = {
    "child": lambda row: row["child_ref"],
    "tracker_entry": entry_key,
    "tracker_spell": spell_key,
    "intelligence_report": lambda row: row["report_ref"],
    "intelligence_link": lambda row: (row["report_ref"], row["child_ref"]),
    "intelligence_day": lambda row: (row["submitted_on"], row["flag"], row["area_code"]),
    **{name: itemgetter(*key_of(table)) for name, table in RECORD_TABLES.items()},
}

"""Random series of extracts, against an importer written slowly, in dictionaries.

After each import every table is compared whole, under both clocks: what the database says was
known at each import so far must be what the slow importer knew then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, or_, select

from data.importing import Outcome, import_files
from data.recording.comparing import content
from data.tables import (
    child,
    coverage,
    import_file,
    import_run,
    intelligence_day,
    intelligence_link,
    intelligence_report,
    key_of,
    tracker_entry,
    tracker_month,
    tracker_spell,
)
from tests.invented.random_sheets import PLAIN, RECORD_TABLES, cells, records_of, rows_of
from tests.invented.workbooks import COUNTY_LINES, OPEN, VULNERABLE, write_csvs
from tests.sampling import fewer

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
FIRST = date(2022, 1, 1)

Rows = list[dict[str, Any]]
Known = dict[str, dict[Any, dict[str, Any]]]  # table → key → content

days = st.integers(0, 12).map(lambda n: FIRST + timedelta(n))
areas = st.sampled_from(["", "Gedling"])
statuses = st.sampled_from([OPEN, VULNERABLE])


# The slow importer


def slow_import(known: Known, sheets: dict[str, Rows], on: date, covers: Any) -> Known:
    """What is known after an import of sound rows, given what was known before."""
    after = {name: dict(rows) for name, rows in known.items()}
    if "tracker" in sheets:
        after["child"], after["tracker_entry"] = {}, {}
        for row in sheets["tracker"]:
            ref, added = row["Tracker ref"], row["Date added"]
            this = after["child"].setdefault(
                ref, {"child_ref": ref, "date_of_birth": None, "gender": "Unknown"}
            )
            this["date_of_birth"] = row["Date of birth"] or this["date_of_birth"]
            this["gender"] = row["Gender"] or this["gender"]
            place = place_in_day(row, sheets["tracker"])
            after["tracker_entry"][ref, added, place] = {
                "child_ref": ref,
                "added_on": added,
                "place_in_day": place,
                "removed_on": row["Date removed"] or None,
                "removal_reason": row["Removal reason"] or None,
                "source": row["Source"] or None,
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
            for (ref, added, place), this in after["tracker_entry"].items()
            for is_last in [(ref, added, place + 1) not in after["tracker_entry"]]
            for spell in with_neighbours(
                plain_spells(known, sheets, on, this, is_last), this, after["child"][ref]
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
    """2 for an entry begun on the day that an earlier one of the child began and ended."""
    added = row["Date added"]
    is_again = row["Date removed"] != added and any(
        (other["Tracker ref"], other["Date added"], other["Date removed"])
        == (row["Tracker ref"], added, added)
        for other in tracker
    )
    return 2 if is_again else 1


def plain_spells(
    known: Known, sheets: dict[str, Rows], on: date, this: dict[str, Any], is_last_of_day: bool
) -> list[tuple[date, str, str | None, bool]]:
    """An entry's spells as (from, status, area, whether stated), in order."""
    ref, added, removed = this["child_ref"], this["added_on"], this["removed_on"]
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
        if entry_key(spell) == entry_key(this)
    )
    last_known = before[-1] if before else None
    if "changes" in sheets and any(is_stated for *_, is_stated in before):
        before = []
    spells = [spell for spell in before if removed is None or spell[0] <= removed]
    shown = next(
        (
            (row["Status"], AREAS[row["Home area"]])
            for row in sheets.get("tracker", [])
            if (row["Tracker ref"], row["Date added"]) == (ref, added)
            and place_in_day(row, sheets["tracker"]) == this["place_in_day"]
        ),
        None,
    )
    if shown is None:
        assert last_known
        return spells or [(added, last_known[1], last_known[2], False)]
    if not spells:
        return [(added, *shown, False)]
    start, *last, _ = spells[-1]
    day = min(on, removed or on)
    if tuple(last) != shown and day > start:
        spells.append((day, *shown, False))
    elif tuple(last) != shown:
        spells.pop()
        if not spells or spells[-1][1:3] != shown:  # else the change was taken back
            spells.append((start, *shown, False))
    return spells


def with_neighbours(
    spells: list[tuple[date, str, str | None, bool]], this: dict[str, Any], of: dict[str, Any]
) -> Rows:
    born = of["date_of_birth"]
    rows = []
    for place, (start, status, area, is_stated) in enumerate(spells):
        is_last = place == len(spells) - 1
        rows.append(
            {
                "child_ref": this["child_ref"],
                "added_on": this["added_on"],
                "place_in_day": this["place_in_day"],
                "starts_on": start,
                "ends_on": this["removed_on"] if is_last else spells[place + 1][0],
                "status": status,
                "area_code": area,
                "is_stated": is_stated,
                "born": born and int(f"{born:%Y%m%d}"),
                "gender": of["gender"],
                "is_first": place == 0,
                "is_last": is_last,
                "previous_status": spells[place - 1][1] if place else None,
                "previous_area_code": spells[place - 1][2] if place else None,
                "removal_reason": this["removal_reason"] if is_last else None,
            }
        )
    return rows


def take_reports(after: Known, rows: Rows, covers: Any) -> None:
    submitted = [row["Submitted"] for row in rows]
    first, last = covers or (min(submitted, default=None), max(submitted, default=None))
    gone = {
        ref
        for ref, this in after["intelligence_report"].items()
        if first and first <= this["submitted_on"] <= last
    } | {row["Report ref"] for row in rows}
    for ref in gone:
        after["intelligence_report"].pop(ref, None)
    after["intelligence_link"] = {
        key: this for key, this in after["intelligence_link"].items() if key[0] not in gone
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
            after["intelligence_link"][ref, named] = {"report_ref": ref, "child_ref": named}
    counted = Counter(
        (this["submitted_on"], this["flag"], this["area_code"])
        for this in after["intelligence_report"].values()
    )
    after["intelligence_day"] = {
        key: dict(zip(("submitted_on", "flag", "area_code", "reports"), (*key, n), strict=True))
        for key, n in counted.items()
    }


# Random sound extracts


# Few enough that the same child, entry and spell come back in one extract after another.
STAYS = st.lists(
    st.sampled_from([(0, 5), (0, 8), (0, None), (5, 5), (5, 9), (5, None), (9, None)]),
    min_size=1,
    max_size=2,
    unique=True,
)


def day(number: int | None) -> Any:
    return "" if number is None else FIRST + timedelta(number)


@st.composite
def trackers(draw: st.DrawFn, known: Known) -> Rows:
    rows: Rows = []
    for ref in draw(st.sampled_from(["AB", "A", "B", ""])):
        born = draw(st.sampled_from(["", date(2008, 2, 29), date(2009, 1, 3)]))
        gender = draw(st.sampled_from(["", "Male", "Female"]))
        leaves_out = False
        ended: int | None = 0
        stays = [
            ((added - FIRST).days, this["removed_on"] and (this["removed_on"] - FIRST).days)
            for (of, added, _), this in known["tracker_entry"].items()
            if of == ref
        ]
        if not stays or draw(st.integers(0, 2)) == 0:
            stays = draw(STAYS)
        for added, removed in sorted(stays, key=lambda stay: (stay[0], stay[1] != stay[0])):
            if ended is None or added < ended:
                continue
            rows.append(
                {
                    "Tracker ref": ref,
                    "Date of birth": "" if leaves_out else born,
                    "Gender": "" if leaves_out else gender,
                    "Home area": draw(areas),
                    "Status": draw(statuses),
                    "Date added": day(added),
                    "Date removed": day(removed),
                    "Removal reason": draw(st.sampled_from(["", "Reached 18"])) if removed else "",
                    "Source": draw(st.sampled_from(["", "MASH"])),
                }
            )
            ended, leaves_out = removed, draw(st.booleans())
    return draw(st.permutations(rows))


@st.composite
def changes_of(draw: st.DrawFn, entries: list[tuple[str, date, date | None]]) -> Rows:
    rows: Rows = []
    for ref, added, removed in entries:
        if draw(st.booleans()):
            later = draw(st.sets(days, max_size=2))
            starts = {added} | {day for day in later if added < day <= (removed or day)}
            rows += [
                {
                    "Tracker ref": ref,
                    "Date added": added,
                    "From": start,
                    "Status": draw(statuses),
                    "Home area": draw(areas),
                }
                for start in starts
            ]
    return draw(st.permutations(rows))


reports = st.fixed_dictionaries(
    {
        "Report ref": st.sampled_from(["R1", "R2", "R3", "R4"]),
        "Submitted": days,
        "Flag": st.sampled_from([COUNTY_LINES, "Other", ""]),
        "Area": areas,
        "Tracker refs": st.sampled_from(["", "A", "A;Z", "Z;B"]),
    }
)


@st.composite
def extracts(draw: st.DrawFn, known: Known) -> tuple[dict[str, Rows], Any]:
    """Some sheets, sound beside what is known, and the days that the reports cover."""
    sheets: dict[str, Rows] = {}
    if draw(st.integers(0, 3)):
        sheets["tracker"] = draw(trackers(known))
    if draw(st.booleans()):
        if "tracker" in sheets:
            entries = [
                (row["Tracker ref"], row["Date added"], row["Date removed"] or None)
                for row in sheets["tracker"]
            ]
        else:
            entries = [
                (ref, added, this["removed_on"])
                for (ref, added, _), this in known["tracker_entry"].items()
            ]
        last_of_day = {
            (ref, added): removed
            for ref, added, removed in sorted(entries, key=lambda of: of[2] != of[1])
        }
        entries = [(*key, removed) for key, removed in last_of_day.items()]
        sheets["changes"] = draw(changes_of(entries))
    covers = None
    if draw(st.booleans()):
        by_ref = st.lists(reports, max_size=4, unique_by=lambda row: row["Report ref"])
        sheets["intelligence"] = draw(by_ref)
        if draw(st.booleans()):
            submitted = [row["Submitted"] for row in sheets["intelligence"]]
            ends = [*submitted, *draw(st.lists(days, min_size=1, max_size=2))]
            covers = min(ends), max(ends)
    named = sheets["tracker"] if "tracker" in sheets else known["tracker_entry"].values()
    of_child: list[tuple[str, date]] = []
    for row in named:
        ref, added_on = row.get("Tracker ref"), row.get("Date added")
        of_child.append((ref or row["child_ref"], added_on or row["added_on"]))
    others = {table: list(known[table].values()) for table in RECORD_TABLES}
    for name, sheet in PLAIN.items():
        if draw(st.integers(0, 2)) == 0 or not sheets:
            sheets[name] = draw(rows_of(sheet, days, of_child, most=4, others=others))
            others[sheet.record.name] = sheets[name]
    return sheets, covers


# Side by side


@fewer
@given(st.data())
def test_any_series_of_extracts_gives_the_same_rows_as_a_slow_importer(
    writing: Engine, tmp_path: Path, data: st.DataObject
) -> None:
    empty(writing)
    known: Known = {table.name: {} for table in RECORDS}
    then: dict[int, Known] = {}
    newest, covered = date.min, set[tuple[str, date]]()
    for _ in range(data.draw(st.integers(2, 5))):
        sheets, covers = data.draw(extracts(known))
        on = data.draw(days)
        folder = write_csvs(
            tmp_path / "extract",
            {
                name: [cells(PLAIN[name], row) for row in rows] if name in PLAIN else rows
                for name, rows in sheets.items()
            },
        )
        tried = data.draw(st.booleans()) and import_files(
            writing, [folder], extracted_on=on, covers=covers, dry_run=True
        )
        done = import_files(writing, [folder], extracted_on=on, covers=covers, is_confirmed=True)
        assert not tried or counts(tried) == counts(done)
        after = slow_import(known, sheets, on, covers)
        spoken = spoken_of(sheets, on, covers)
        assert (done.import_id is None) == (after == known and on <= newest and spoken <= covered)
        known = after
        covered |= spoken if done.import_id is not None else set()
        if done.import_id is not None:
            then[done.import_id] = after
            newest = max(newest, on)
    for import_id, was in then.items():
        assert read(writing, import_id) == was


def spoken_of(sheets: dict[str, Rows], on: date, covers: Any) -> set[tuple[str, date]]:
    """The days, by sheet, that an import speaks of: every day but of reports is one of them."""
    days = [FIRST + timedelta(n) for n in range((on - FIRST).days + 1)]
    spoken = {(name, day) for name in sheets for day in days}
    submitted = [row["Submitted"] for row in sheets.get("intelligence", [])]
    first, last = covers or (min(submitted, default=None), max(submitted, default=None))
    return {
        (name, day)
        for name, day in spoken
        if name != "intelligence" or (first and last and first <= day <= last)
    }


def empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in (*RECORDS, tracker_month, coverage, import_file, import_run):
            connection.execute(table.delete())


def counts(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [(each.sheet, each.new, each.changed, each.withdrawn) for each in outcome.sheets]


def read(engine: Engine, import_id: int) -> Known:
    """Every record as it was known at an import; a key known twice shows as a difference."""
    known: Known = {}
    with engine.connect() as connection:
        for table in RECORDS:
            names = content(table)
            rows = connection.execute(
                select(*(table.c[name] for name in names)).where(
                    table.c.known_from <= import_id,
                    or_(table.c.known_until.is_(None), table.c.known_until > import_id),
                )
            ).mappings()
            found = [dict(row) for row in rows]
            known[table.name] = {KEYS[table.name](row): row for row in found}
            assert len(known[table.name]) == len(found)
    return known


KEYS: dict[str, Any] = {
    "child": lambda row: row["child_ref"],
    "tracker_entry": entry_key,
    "tracker_spell": spell_key,
    "intelligence_report": lambda row: row["report_ref"],
    "intelligence_link": lambda row: (row["report_ref"], row["child_ref"]),
    "intelligence_day": lambda row: (row["submitted_on"], row["flag"], row["area_code"]),
    **{name: itemgetter(*key_of(table)) for name, table in RECORD_TABLES.items()},
}

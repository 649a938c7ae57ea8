"""Random sound extracts in turn, in which the same children, entries and spells come back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.invented.random_sheets import PLAIN, RECORD_TABLES, rows_of
from tests.invented.workbooks import COUNTY_LINES, OPEN, VULNERABLE
from tests.slow.importer import Known, Rows

FIRST = date(2022, 1, 1)

days = st.integers(0, 12).map(lambda n: FIRST + timedelta(n))
areas = st.sampled_from(["", "Gedling"])
statuses = st.sampled_from([OPEN, VULNERABLE])

# So few that the same child, entry and spell occur in successive extracts.
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
        is_left_empty = False
        ended: int | None = 0
        stays = [
            (
                (added - FIRST).days,
                known_entry["removed_on"] and (known_entry["removed_on"] - FIRST).days,
            )
            for (ref_of_entry, added, _), known_entry in known["tracker_entry"].items()
            if ref_of_entry == ref
        ]
        if not stays or draw(st.integers(0, 2)) == 0:
            stays = draw(STAYS)
        for added, removed in sorted(stays, key=lambda stay: (stay[0], stay[1] != stay[0])):
            if ended is None or added < ended:
                continue
            rows.append(
                {
                    "Tracker ref": ref,
                    "Date of birth": "" if is_left_empty else born,
                    "Gender": "" if is_left_empty else gender,
                    "Home area": draw(areas),
                    "Status": draw(statuses),
                    "Date added": day(added),
                    "Date removed": day(removed),
                    "Removal reason": draw(st.sampled_from(["", "Reached 18"])) if removed else "",
                    "Source": draw(st.sampled_from(["", "MASH"])),
                }
            )
            ended, is_left_empty = removed, draw(st.booleans())
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
    """Some sheets that are sound given what is known, and the days that their reports cover."""
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
    entries_of_children: list[tuple[str, date]] = []
    for row in named:
        ref, added_on = row.get("Tracker ref"), row.get("Date added")
        entries_of_children.append((ref or row["child_ref"], added_on or row["added_on"]))
    others = {table: list(known[table].values()) for table in RECORD_TABLES}
    for name, sheet in PLAIN.items():
        if draw(st.integers(0, 2)) == 0 or not sheets:
            sheets[name] = draw(rows_of(sheet, days, entries_of_children, most=4, others=others))
            others[sheet.record.name] = sheets[name]
    return sheets, covers

"""Records: a list in words and as a table, and one child's history as marks and a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any

import pandas as pd

from dashboard.style import words
from dashboard.views.safeguarding.duties import DUTY_BY_LABEL
from queries.ask import Answer
from queries.dimensions import AGE_BAND, Categories
from queries.filters import UNKNOWN, Filters, Listing
from queries.oversight import records
from queries.oversight.marks import NARROWINGS
from queries.oversight.movement import NOT_STATED
from queries.oversight.records import Relation
from queries.oversight.sheet_rows import ROWS, SheetRows
from queries.scope import NAMED_IN_SEARCH, NOT_APPLICABLE, STATES, UNDATED

# The columns of a list that are days.
DAYS = ("On", "Moved", "Next birthday", "Proposed", "Ratified", "PND recorded", "Added", "Removed")
# By when a duty is due where that is not only a number of days, by the `due` of its declaration.
DUE_RULES = {
    "standard": "",
    "search of the day": "",
    "second planned panel": "Second panel planned",
    "first listing": "First listing for a panel",
    "day before 18": "Day before the 18th birthday",
}
# The lists in which each row is a move from one status or area to another.
MOVES = ("moved_in", "moved_out", "changed", "status_changed", "area_changed")
# The narrowings of a list whose value is a day.
NARROWED_BY_DAY = ("planned_for", "searched_day")
# The words for each narrowing of a list, with {} for its value.
NARROWING_PHRASES = {
    name: phrase
    for narrowings in (NARROWINGS, *(each.narrowings for each in ROWS.values()))
    for name, (phrase, _) in narrowings.items()
}
LISTS: dict[str, Relation | SheetRows] = {**records.RELATIONS, **ROWS}


def heading(filters: Filters, in_all: int) -> str:
    """The heading of a list: 34 entries removed, 1 January to 22 November 2022, reason: Reached
    18."""
    listing = filters.listing or Listing()
    relation, filters = LISTS[listing.relation], records.filters_of_mark(filters)
    narrowings = [(name, value) for name, value in listing.only if name in NARROWING_PHRASES]
    parts = [
        words.sentence(words.counted(in_all, relation.one, relation.many)),
        _days_in_words(relation, filters),
        *(_narrowing_in_words(name, value) for name, value in narrowings),
    ]
    return ", ".join(parts)


def _days_in_words(relation: Relation | SheetRows, filters: Filters) -> str:
    """The day or the period that a list is about."""
    if isinstance(relation, SheetRows):
        return words.period(relation.days(filters))
    return words.day(relation.day(filters)) if relation.day else words.period(filters.period)


def _narrowing_in_words(name: str, value: str) -> str:
    if value == UNKNOWN:
        return f"{name.replace('_', ' ')} unknown"
    if name in NARROWED_BY_DAY:
        value = words.day(date.fromisoformat(value))
    elif name in ("action_is", "action_was"):
        value = value.replace("_", " ")
    elif name == AGE_BAND.name:
        value = words.within_sentence(value)
    return NARROWING_PHRASES[name].format(value)


def name_of(relation: str) -> str:
    """A list's name, to choose it by."""
    return words.sentence(LISTS[relation].many)


def rows_of_sheet(answer: Answer) -> pd.DataFrame:
    """The rows of a sheet as they are read. Columns that are empty throughout are left out."""
    rows = [row[:-1] for row in answer.rows]
    table = pd.DataFrame(rows, columns=list(answer.columns[:-1])).dropna(axis="columns", how="all")
    return table.astype(object).where(table.notna(), "")


def table(answer: Answer, filters: Filters, areas: Mapping[str, str]) -> pd.DataFrame:
    """A list as it is read, a row each. Columns that are empty throughout are left out."""
    listing = filters.listing or Listing()
    filters = records.filters_of_mark(filters)
    day_of = records.RELATIONS[listing.relation].day
    day = day_of(filters) if day_of else filters.as_at
    shows_moves = listing.relation in MOVES
    rows = []
    for row in answer.dicts():
        move = {
            "Moved": row["starts_on"],
            "From": f"{_area(row['previous_area_code'], areas)}, {row['previous_status']}",
        }
        rows.append(
            {
                "Reference": row["child_ref"],
                "On": row["happened_on"],
                "Age": row["age"],
                "Gender": row["gender"],
                "Area": _area(row["area_code"], areas),
                "Status": row["status"],
                **(move if shows_moves else {}),
                "Days on": days_on(row["added_on"], row["removed_on"], day),
                "Next birthday": next_birthday(row["born"], day),
                "Proposed": row["proposed_on"],
                "Ratified": row["ratified_on"],
                "Ratified, day not known": "Yes" if row["ratified_undated"] else None,
                "PND recorded": row["pnd_recorded_on"],
                "PND recorded, day not known": "Yes" if row["pnd_undated"] else None,
                "Added": row["added_on"],
                "Removed": row["removed_on"],
                "Reason": row["reason"] or (NOT_STATED if row["removed_on"] else None),
            }
        )
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    return table.astype({"Age": "Int64", "Days on": "Int64"}).dropna(axis="columns", how="all")


def facts(spells: Answer, filters: Filters, areas: Mapping[str, str]) -> dict[str, str]:
    """The facts above a child's history, by name, at the as-at date."""
    rows = spells.dicts()
    current = [row for row in rows if _is_current(row, filters.as_at)]
    last = (current or rows)[-1]
    birthday_on = next_birthday(last["born"], filters.as_at)
    return {
        "Age": UNKNOWN if last["age"] is None else str(last["age"]),
        "Gender": last["gender"],
        "Next birthday": words.day(birthday_on) if birthday_on else UNKNOWN,
        "Status" if current else "Last status": last["status"],
        "Area" if current else "Last area": _area(last["area_code"], areas),
        "On the tracker": "Yes" if current else "No",
    }


def days_on(added_on: date, removed_on: date | None, day: date) -> int | None:
    """Days on the tracker by a day, or until the removal; None where it begins after the day."""
    until = min(removed_on or day, day)
    return (until - added_on).days if added_on <= until else None


def next_birthday(born: int | None, day: date) -> date | None:
    """The first birthday after a day."""
    if born is None:
        return None
    return min(each for n in (0, 1) if (each := birthday(born, day.year + n)) > day)


def birthday(born: int, year: int) -> date:
    """The birthday in a year for a date of birth yyyymmdd; of a child born on 29 February, 1 March
    in common years."""
    try:
        return date(year, born // 100 % 100, born % 100)
    except ValueError:
        return date(year, 3, 1)


def timeline_lanes(spells: Answer, statuses: Categories) -> list[str]:
    """The lanes of a child's timeline, from the top, with one for each status."""
    shown = statuses.shown(spell["status"] for spell in spells.dicts())
    return ["On the tracker", *map(statuses.short, shown), "Steps", "Intelligence"]


def timeline_marks(
    entries: Answer, spells: Answer, reports: Answer, end: date, statuses: Categories
) -> pd.DataFrame:
    """The marks of a child's timeline: lane, kind, what, from_on, until_on (or `end`), in words."""
    entry_lane, *_, step_lane, report_lane = timeline_lanes(spells, statuses)
    spans: list[tuple[Any, ...]] = [
        *((entry_lane, "entry", "Entry", e["added_on"], e["removed_on"]) for e in entries.dicts()),
        *(
            (statuses.short(s["status"]), "spell", s["status"], s["starts_on"], s["ends_on"])
            for s in spells.dicts()
        ),
    ]
    on_one_day: list[tuple[Any, ...]] = [
        *(
            (step_lane, "step", what, day)
            for entry in entries.dicts()
            for day, what, _ in _steps(entry)
            if what != "Added"
        ),
        *(
            (report_lane, "report", f"Report {each['report_ref']}", each["submitted_on"])
            for each in reports.dicts()
        ),
    ]
    marks = [
        *((*what, since, until or end, _from_to(since, until)) for *what, since, until in spans),
        *((*what, day, day, words.day(day)) for *what, day in on_one_day),
    ]
    frame = pd.DataFrame(marks, columns=["lane", "kind", "what", "from_on", "until_on", "when"])
    return frame.assign(
        from_on=pd.to_datetime(frame["from_on"]), until_on=pd.to_datetime(frame["until_on"])
    )


def duties_table(duties_of_child: Answer) -> pd.DataFrame:
    """The state of every duty to a child, as it is read: those that are overdue first."""
    rows = sorted(duties_of_child.dicts(), key=lambda row: STATES.index(row["state"]))
    return pd.DataFrame(
        {
            "Duty": [row["duty"] for row in rows],
            "State": [words.with_attempts(row["state"], row["tried"]) for row in rows],
            "Since": [words.day(row["started_on"]) for row in rows],
            "Standard": [_standard(row) for row in rows],
            "Due on": [_due_on(row) for row in rows],
            "Done on": [_done_on(row) for row in rows],
            "Evidence": [_evidence(row) for row in rows],
        }
    )


def _evidence(duty: Mapping[str, Any]) -> str:
    """The sheet that shows that the duty was done; or why it does not apply, and who decided so."""
    if duty["decided_on"]:
        decided = f"by {duty['decided_by']}, {words.day(duty['decided_on'])}"
        return f"{duty['reason']}, decided {decided}"
    if duty["state"] == NOT_APPLICABLE:
        return "No standard for this status"
    return f"Sheet {DUTY_BY_LABEL[duty['duty']].sheet}" if _done_on(duty) else ""


def _standard(duty: Mapping[str, Any]) -> str:
    """How long the duty may take, in words."""
    days = "" if duty["days"] is None else words.limit(duty["days"], duty["unit"])
    own = DUE_RULES[DUTY_BY_LABEL[duty["duty"]].due]
    return f"{own}, else {days}" if own and days else words.sentence(own or days or "none")


def _due_on(duty: Mapping[str, Any]) -> str:
    """The day by which it is due. Of a duty that repeats, and was done, that is the next time."""
    if not duty["due_on"]:
        return "No date"
    is_next = DUTY_BY_LABEL[duty["duty"]].repeats and duty["done_on"]
    return f"Again by {words.day(duty['due_on'])}" if is_next else words.day(duty["due_on"])


def _done_on(duty: Mapping[str, Any]) -> str:
    if duty["state"] == UNDATED:
        return "Not known"
    return words.day(duty["done_on"]) if duty["done_on"] else ""


def _details(act: Mapping[str, Any]) -> str:
    """What is said of an act, with the day by which what was decided there is due."""
    details = act["details"] or ""
    return f"{details}, due by {words.day(act['due_on'])}" if act["due_on"] else details


def events_table(
    entries: Answer, spells: Answer, reports: Answer, acts: Answer, areas: Mapping[str, str]
) -> pd.DataFrame:
    """All that is recorded of a child, the newest first. That the search of a day named the child
    is said with the reports of that day, where there are any."""
    days_named = {act["on"] for act in acts.dicts() if act["what"] == NAMED_IN_SEARCH}
    days_reported = {report["submitted_on"] for report in reports.dicts()}
    rows: list[tuple[date, str, str]] = []
    for entry in entries.dicts():
        rows += [
            (day, what, "; ".join(f"{name}: {text}" for name, text in details.items() if text))
            for day, what, details in _steps(entry)
        ]
    for spell in spells.dicts():
        rows.append((spell["starts_on"], spell["status"], _area(spell["area_code"], areas)))
    for report in reports.dicts():
        text = ", ".join(
            (report["report_ref"], report["flag"] or "no flag", _area(report["area_code"], areas))
        )
        is_found = report["submitted_on"] in days_named
        what = "Intelligence, found by search" if is_found else "Intelligence"
        rows.append((report["submitted_on"], what, text))
    rows += [
        (act["on"], act["what"], _details(act))
        for act in acts.dicts()
        if act["what"] != NAMED_IN_SEARCH or act["on"] not in days_reported
    ]
    newest_first = sorted(rows, key=itemgetter(0), reverse=True)
    return pd.DataFrame(newest_first, columns=["Date", "What", "Details"])


def _steps(entry: Mapping[str, Any]) -> Iterator[tuple[date, str, dict[str, str | None]]]:
    """The day of each step of an entry that has one, what it was, and its details by name."""
    steps: tuple[tuple[str, str, dict[str, str | None]], ...] = (
        ("proposed_on", "Proposed", {}),
        ("added_on", "Added", _details_when_added(entry)),
        ("ratified_on", "Ratified", {}),
        ("pnd_recorded_on", "PND recorded", {"Line": entry["pnd_line"]}),
        ("removed_on", "Removed", {"Reason": entry["removal_reason"] or NOT_STATED}),
    )
    for field, what, details in steps:
        if entry[field]:
            yield entry[field], what, details


def _details_when_added(entry: Mapping[str, Any]) -> dict[str, str | None]:
    """The details of an entry, and what was done for it on a day that is not known."""
    undated = {"Ratified": "ratified_undated", "PND recorded": "pnd_undated"}
    return {
        "Source": entry["source"],
        "Line": entry["county_line"],
        **{what: "Yes, day not known" for what, name in undated.items() if entry[name]},
    }


def _from_to(since: date, until: date | None) -> str:
    return f"from {words.day(since)}" + (f" to {words.day(until)}" if until else "")


def _is_current(spell: Mapping[str, Any], day: date) -> bool:
    """Whether a spell has begun and not ended by a day."""
    return spell["starts_on"] <= day and (spell["ends_on"] is None or day < spell["ends_on"])


def _area(code: str | None, areas: Mapping[str, str]) -> str:
    return areas.get(code, code) if code else UNKNOWN

"""Slow answers to the questions of the duties to children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from queries.filters import Filters, last_12_months
from tests.invented.records import Records
from tests.slow.counting_rules import (
    DAY,
    Rows,
    age,
    all_stays,
    count_rows,
    days_of,
    entries_added,
    known_records,
    matches,
    slow_answer,
)
from tests.slow.safeguarding.searches import day_done, known_searches, next_working_day
from tests.slow.safeguarding.standards import (
    introduced_on,
    limit_after,
    standard,
    working_days_late,
)
from tests.slow.safeguarding.states import (
    BY_ENTRY,
    DUTIES,
    Case,
    State,
    is_recorded_late,
    known_duties,
    states,
)
from tests.slow.safeguarding.visits import visits_until_now

StateAndDays = tuple[str, int | None]
"""The state of a duty, and in how many days it was done."""


@slow_answer
def duties_by_state(records: Records, filters: Filters) -> Rows:
    keys = [(place, duty, each.state) for place, duty, _, each in states(records, filters)]
    unknown: Rows = [
        {"place": place, "duty": duty, "state": None, "children": 0}
        for place, (duty, is_known) in enumerate(known_duties(records, filters).items())
        if not is_known
    ]
    return count_rows("place duty state children", keys) + unknown


@slow_answer
def duties_overdue(records: Records, filters: Filters) -> Rows:
    late = [each for each in states(records, filters) if each[3].state == "Overdue"]
    children = {case.ref for _, _, case, _ in late}
    rows: Rows = []
    for place, duty in sorted({(place, duty) for place, duty, _, _ in late}):
        dues = [each.due_on for at, _, _, each in late if at == place and each.due_on]
        rows.append(
            {
                "place": place,
                "duty": duty,
                "overdue": len(dues),
                "due_on": min(dues),
                "children": len(children),
                "working_days_late": working_days_late(min(dues), filters.as_at),
            }
        )
    return rows


@slow_answer
def duties_recorded_late(records: Records, filters: Filters) -> Rows:
    is_known = known_duties(records, filters)
    late = [
        duty
        for _, duty, case, each in states(records, filters)
        if duty in BY_ENTRY and is_recorded_late(duty, case, each)
    ]
    return [
        {"place": place, "duty": duty, "children": late.count(duty)}
        for place, duty in enumerate(DUTIES)
        if duty in BY_ENTRY and is_known[duty]
    ]


@slow_answer
def duties_of_the_year(records: Records, filters: Filters) -> Rows:
    year = filters.over(last_12_months(filters.as_at))
    is_known = known_duties(records, filters)
    keys: list[tuple[int, str, str, int | None]] = []
    for place, (duty, (_, state_of)) in enumerate(DUTIES.items()):
        for stay in entries_added(records, year):
            if not is_known[duty] or duty not in BY_ENTRY:
                continue
            removed = stay.entry.removed_on
            until = min(removed or filters.as_at, filters.as_at)
            each = state_of(Case(records, filters, stay, stay.spells[0], until))
            if each.due_on is None or each.due_on >= filters.as_at:
                continue
            word, days = each.state, None
            if each.done_on is not None:
                days = max(0, (each.done_on - each.started_on).days)
            elif word in {"Due", "Overdue"} and removed is not None and removed <= each.due_on:
                word = "Left before due"
            keys.append((place, duty, word, days))
    return count_rows("place duty state days children", keys)


@slow_answer
def repeated_duties_of_the_year(records: Records, filters: Filters) -> Rows:
    is_known = known_duties(records, filters)
    of_each = {
        "Searched": searches_due,
        "Follow-up visit": follow_up_visits_due,
        "Education checked": education_checks_due,
    }
    keys = [
        (place, duty, *state_and_days)
        for place, duty in enumerate(DUTIES)
        if duty in of_each and is_known[duty]
        for state_and_days in of_each[duty](records, filters)
    ]
    return count_rows("place duty state days times", keys)


def searches_due(records: Records, filters: Filters) -> Iterator[StateAndDays]:
    """The search of each day from the first in the sheet on, if it fell due in the 12 months."""
    found, year = known_searches(records, filters), last_12_months(filters.as_at)
    first = min(found, default=date.max)
    for day in days_of(year):
        # Those whose next working day it is: the days before it, back to the last working day.
        earlier = day - DAY
        while next_working_day(earlier) == day < filters.as_at:
            if earlier >= first:
                done = day_done(found.get(earlier), filters)
                if done is None:
                    yield "Overdue", None
                else:
                    word = "Done late" if done > day else "Done in time"
                    yield word, (done - earlier).days
            earlier -= DAY


def follow_up_visits_due(records: Records, filters: Filters) -> Iterator[StateAndDays]:
    visits = known_records(records.plain["visit"], filters)
    if not visits:
        return
    first = max(first_covered(records, filters, "visits"), min(each.visited_on for each in visits))
    seen: dict[str, dict[date, date]] = {}
    for visit in visits:
        if visit.outcome == "Seen":
            # Visits are all kept: one after the limit was late, whatever extracts there were.
            seen.setdefault(visit.child_ref, {})[visit.visited_on] = date.max
    yield from times_due("Visit again", records, filters, seen, first)


def education_checks_due(records: Records, filters: Filters) -> Iterator[StateAndDays]:
    """A check counts if it is the newest of its row, or if an earlier import had it."""
    extracts = {
        each.import_id: span.last_day
        for each in records.imports
        if each.import_id <= filters.known
        for span in each.coverage
        if span.sheet == "education"
    }
    versions = [each for each in records.plain["education"] if each.known_from <= filters.known]
    first_import: dict[tuple[str, date], int] = {}
    for row in known_records(versions, filters):
        for each in versions:
            earlier_version = each.record
            is_same = (earlier_version.child_ref, earlier_version.from_on) == (
                row.child_ref,
                row.from_on,
            )
            if is_same and earlier_version.checked_on <= row.checked_on:
                key = row.child_ref, earlier_version.checked_on
                first_import[key] = min(first_import.get(key, each.known_from), each.known_from)
    checked: dict[str, dict[date, date]] = {}
    for (ref, day), import_id in first_import.items():
        before = [last for number, last in extracts.items() if number < import_id]
        checked.setdefault(ref, {})[day] = max(before, default=date.min)
    first = min(extracts.values(), default=date.max - DAY) + DAY
    yield from times_due("Education checked", records, filters, checked, first)


def times_due(
    duty: str,
    records: Records,
    filters: Filters,
    days_done: Mapping[str, Mapping[date, date]],
    first: date,
) -> Iterator[StateAndDays]:
    """How each time went whose limit passed in the 12 months, on `first` or later.

    `done_for` has the days on which it was done for a child, each with the last day on which an
    extract did not know of it."""
    as_at, year = filters.as_at, last_12_months(filters.as_at)
    introduced = introduced_on(duty)
    excepted = {
        (row.child_ref, row.added_on)
        for row in known_records(records.plain["not_applicable"], filters)
        if row.duty == duty and row.decided_on <= as_at
    }
    for stay in all_stays(records, filters):
        ref, added = stay.child.child_ref, stay.entry.added_on
        removed, done = stay.entry.removed_on or date.max, days_done.get(stay.child.child_ref, {})
        usual = max(added, introduced)
        days = sorted(day for day in done if usual - 90 * DAY <= day <= removed)
        before = [day for day in days if day <= usual]
        starts = [before[-1] if before else usual, *(day for day in days if day > usual)]
        for start in starts:
            if start >= removed:
                continue
            spell = stay.spell_on(max(start, added))
            limit = standard(duty, max(start, introduced), spell.status)
            if limit is None or not matches(stay.child, spell, filters):
                continue
            due = limit_after(start, limit)
            if due < max(year.start, first) or due >= as_at:
                continue
            end = min((day for day in days if day > start), default=None)
            if end is None or end > as_at:
                if (ref, added) in excepted:
                    yield "Not applicable", None
                else:
                    yield "Left before due" if removed <= due else "Overdue", None
            elif end <= due:
                yield "Done in time", (end - start).days
            elif done[end] > due:
                yield "Done late", (end - start).days
            else:
                yield "Done, date not known", None


def first_covered(records: Records, filters: Filters, sheet: str) -> date:
    """The first day that a sheet covers; all days, where an import does not say from when on."""
    return min(
        (
            span.first_day or date.min
            for each in records.imports
            if each.import_id <= filters.known
            for span in each.coverage
            if span.sheet == sheet
        ),
        default=date.max,
    )


@slow_answer
def open_duties(records: Records, filters: Filters) -> Rows:
    return [
        {
            "place": place,
            "duty": duty,
            "child_ref": case.ref,
            "status": case.spell.status,
            "area_code": case.spell.area_code,
            "age": age(case.stay.child.date_of_birth, filters.as_at),
            "state": each.state,
            "started_on": each.started_on,
            "due_on": each.due_on,
            "done_on": each.done_on,
            "working_days_late": working_days_late(each.due_on, filters.as_at),
            "tried": attempts_in_vain(duty, case, each),
        }
        for place, duty, case, each in states(records, filters)
        if each.state in {"Overdue", "Due"}
    ]


def attempts_in_vain(duty: str, case: Case, each: State) -> int | None:
    """How often an overdue visit was tried in vain, from the day after the child was last seen or
    else from the day on which the clock started; of anything else, None."""
    if each.state != "Overdue" or duty not in {"First visit", "Follow-up visit"}:
        return None
    since = each.started_on if each.done_on is None else each.done_on + DAY
    return sum(
        bool(visit.visited_on >= since and visit.outcome not in ("Seen", "Cancelled"))
        for visit in visits_until_now(case.records, case.filters, case.ref)
    )

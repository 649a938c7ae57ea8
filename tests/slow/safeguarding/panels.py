"""Slow answers to the questions of the panels that hear children."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from queries.filters import Filters, Period
from tests.invented.records import Records, Spell
from tests.slow.counting_rules import (
    AREAS,
    Rows,
    Stay,
    all_stays,
    children_on,
    count_rows,
    in_area,
    is_within,
    known_records,
    matches,
    reference,
    slow_answer,
)
from tests.slow.safeguarding.standards import is_past_limit


def is_panel_chosen(panel: str, filters: Filters) -> bool:
    """Whether a panel's district has an area within the filters."""
    if filters.district is None and filters.area is None:
        return True
    districts = {area["district"] for area in AREAS if in_area(area["code"], filters)}
    lines = {line["panel"]: line["district"] for line in reference("panels")}
    return lines[panel] in districts


def unless_after_as_at(day: date | None, filters: Filters) -> date | None:
    """The day, unless it is after the as-at date."""
    return day if day is not None and day <= filters.as_at else None


def is_in_period(day: date | None, period: Period, filters: Filters) -> bool:
    return unless_after_as_at(day, filters) is not None and is_within(day, period)


def meetings(records: Records, filters: Filters) -> list[Any]:
    return [
        each
        for each in known_records(records.plain["panel_meeting"], filters)
        if is_in_period(each.planned_for, filters.period, filters)
        and is_panel_chosen(each.panel, filters)
    ]


@slow_answer
def panel_meetings(records: Records, filters: Filters) -> Rows:
    return [
        {
            "panel": each.panel,
            "planned_for": each.planned_for,
            "held_on": unless_after_as_at(each.held_on, filters),
            "not_held_because": each.not_held_because,
            "names_circulated_on": unless_after_as_at(each.names_circulated_on, filters),
            "sergeant_attended": each.sergeant_attended
            if unless_after_as_at(each.held_on, filters)
            else None,
        }
        for each in meetings(records, filters)
    ]


@slow_answer
def panel_attendance_by_agency(records: Records, filters: Filters) -> Rows:
    held = {
        (each.panel, each.planned_for)
        for each in meetings(records, filters)
        if unless_after_as_at(each.held_on, filters)
    }
    return count_rows(
        "agency attended meetings",
        (
            (each.agency, each.attended)
            for each in known_records(records.plain["panel_attendance"], filters)
            if (each.panel, each.planned_for) in held
        ),
    )


def records_since_added(
    records: Records, table: str, day: str, stay: Stay, filters: Filters
) -> list[Any]:
    """A child's records from 90 days before an entry to the as-at date, in order."""
    first = stay.entry.added_on - timedelta(days=90)
    return sorted(
        (
            each
            for each in known_records(records.plain[table], filters)
            if each.child_ref == stay.child.child_ref
            and first <= getattr(each, day) <= filters.as_at
        ),
        key=lambda each: (getattr(each, day), getattr(each, "heard", "") != "Deferred"),
    )


@slow_answer
def children_by_panel_standing(records: Records, filters: Filters) -> Rows:
    standings = []
    for stay, _ in children_on(records, filters, filters.as_at):
        listed = records_since_added(records, "panel_listing", "listed_for", stay, filters)
        deferred = 0
        for each in listed:
            deferred = deferred + 1 if each.heard == "Deferred" else 0
        if deferred >= 2:
            standings.append("Deferred twice or more")
        elif any(each.heard == "Yes" for each in listed):
            standings.append("Heard")
        elif deferred:
            standings.append("Deferred once")
        else:
            standings.append("Withdrawn" if listed else "Never listed")
    return count_rows("standing children", standings)


@slow_answer
def children_by_toolkit_level(records: Records, filters: Filters) -> Rows:
    keys = []
    for stay, _ in children_on(records, filters, filters.as_at):
        done = records_since_added(records, "toolkit", "completed_on", stay, filters)
        found = [each.level for each in done] or ["No toolkit"]
        keys.append(
            (found[0], found[-1], review_state(done[-1], filters) if done else "Not overdue")
        )
    return count_rows("first latest review children", keys)


def review_state(latest: Any, filters: Filters) -> str:
    is_past = is_past_limit("Toolkit review", latest.completed_on, filters.as_at)
    if latest.review_by is not None:
        is_past = latest.review_by < filters.as_at
    return "Overdue" if is_past else "Not overdue"


def spell_of_day(
    records: Records, filters: Filters, ref: str, day: date
) -> tuple[Stay, Spell] | None:
    """A child's latest spell that began by a day, even if it has ended; or else the first."""
    spells = [
        (spell.starts_on, stay.entry.place_in_day, stay, spell)
        for stay in all_stays(records, filters)
        if stay.child.child_ref == ref
        for spell in stay.spells
    ]
    spells.sort(key=lambda each: each[:2])
    begun = [each for each in spells if each[0] <= day]
    chosen = begun[-1] if begun else spells[0] if spells else None
    return chosen and chosen[2:]


@slow_answer
def listings_by_panel(records: Records, filters: Filters) -> Rows:
    keys = []
    for each in known_records(records.plain["panel_listing"], filters):
        if is_in_period(each.listed_for, filters.period, filters):
            found = spell_of_day(records, filters, each.child_ref, each.listed_for)
            if found and matches(found[0].child, found[1], filters):
                keys.append((each.panel, each.heard))
    return count_rows("panel heard listings", keys)


def actions(records: Records, filters: Filters) -> list[Any]:
    return [
        each
        for each in known_records(records.plain["panel_action"], filters)
        if each.agreed_on <= filters.as_at and is_panel_chosen(each.meeting, filters)
    ]


@slow_answer
def open_actions_by_agency(records: Records, filters: Filters) -> Rows:
    open_actions = [
        each
        for each in actions(records, filters)
        if unless_after_as_at(each.closed_on, filters) is None
    ]
    rows: Rows = []
    for owner in {each.owner for each in open_actions}:
        due = [each.due_on for each in open_actions if each.owner == owner]
        overdue = [day for day in due if day is not None and day < filters.as_at]
        rows.append(
            {
                "owner": owner,
                "overdue": len(overdue),
                "not_yet_due": sum(day is not None and day >= filters.as_at for day in due),
                "no_due_date": due.count(None),
                "oldest_due_on": min(overdue, default=None),
            }
        )
    return rows


@slow_answer
def actions_in_time_by_agency(records: Records, filters: Filters) -> Rows:
    rows: dict[str, dict[str, Any]] = {}
    for each in actions(records, filters):
        closed = unless_after_as_at(each.closed_on, filters)
        if each.due_on is None:
            kind = "no_due_date" if is_within(each.agreed_on, filters.period) else None
        elif not is_within(each.due_on, filters.period) or each.due_on >= filters.as_at:
            kind = None
        elif closed is None:
            kind = "still_open"
        else:
            kind = "in_time" if closed <= each.due_on else "closed_late"
        if kind:
            kinds = ("in_time", "closed_late", "still_open", "no_due_date")
            row = rows.setdefault(each.owner, {"owner": each.owner, **dict.fromkeys(kinds, 0)})
            row[kind] += 1
    return list(rows.values())

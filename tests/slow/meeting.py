"""Slow answers to the questions of the monthly meeting, and which children its lists name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from queries.filters import Filters, Period
from tests.invented.records import Records, Spell
from tests.slow.counting_rules import (
    Move,
    Rows,
    Stay,
    age,
    all_stays,
    birthday,
    children_on,
    entries_added,
    entries_removed,
    is_covered,
    is_within,
    known_records,
    matches,
    months_back,
    moved_in,
    moved_out,
    moves,
    reference,
    slow_answer,
)
from tests.slow.oversight.movement import order_of_entry
from tests.slow.safeguarding.panels import records_since_added
from tests.slow.safeguarding.states import states
from tests.slow.safeguarding.visits import last_seen_on

LEVELS = ["No concern", "Low", "Medium", "High"]
OPEN = {line["name"] for line in reference("statuses") if line["is_open"] == "yes"}


def refs(found: Iterable[Stay | Move | tuple[Stay, Spell]]) -> list[str]:
    """The children of entries, of moves, or of entries with their spells."""
    return [_stay(each).child.child_ref for each in found]


def _stay(of: Stay | Move | tuple[Stay, Spell]) -> Stay:
    if isinstance(of, Move):
        return of.stay
    return of[0] if isinstance(of, tuple) else of


def on_tracker_now(records: Records, filters: Filters) -> list[tuple[Stay, Spell]]:
    return children_on(records, filters, filters.as_at)


def to_ratify(records: Records, filters: Filters) -> list[str]:
    def is_ratified(stay: Stay) -> bool:
        day = stay.entry.ratified_on
        return stay.entry.ratified_undated or (day is not None and day <= filters.as_at)

    return refs([each for each in on_tracker_now(records, filters) if not is_ratified(each[0])])


def ratified(records: Records, filters: Filters) -> list[str]:
    end = filters.period.end
    return refs(
        [
            stay
            for stay in all_stays(records, filters)
            if stay.entry.added_on <= end
            and is_within(stay.entry.ratified_on, filters.period)
            and matches(stay.child, stay.spell_on(end), filters)
        ]
    )


def children_who_changed(what: str) -> Callable[[Records, Filters], list[str]]:
    return lambda records, filters: refs(
        [
            move
            for move in moves(records, filters)
            if getattr(move.before, what) != getattr(move.after, what)
            and matches(move.stay.child, move.after, filters)
        ]
    )


def back_within_a_year(records: Records, filters: Filters) -> list[str]:
    found = []
    for stay in entries_added(records, filters):
        earlier = [
            other.entry.removed_on
            for other in all_stays(records, filters)
            if other.child == stay.child and order_of_entry(other) < order_of_entry(stay)
        ]
        # A year from 28 or 29 February ends on the 28th.
        last = max((day for day in earlier if day), default=None)
        if last and months_back(_not_leap(last), -12) >= _not_leap(stay.entry.added_on):
            found.append(stay)
    return refs(found)


def _not_leap(day: Any) -> Any:
    return day.replace(day=28) if (day.month, day.day) == (2, 29) else day


def turning_18(records: Records, filters: Filters) -> list[str]:
    last = filters.as_at + timedelta(days=180)
    return refs(
        [
            each
            for each in on_tracker_now(records, filters)
            if (born := each[0].child.date_of_birth)
            and filters.as_at < birthday(born, born.year + 18) <= last
        ]
    )


def already_18(records: Records, filters: Filters) -> list[str]:
    return refs(
        [
            each
            for each in on_tracker_now(records, filters)
            if (age(each[0].child.date_of_birth, filters.as_at) or 0) >= 18
        ]
    )


def unchanged_for_long(records: Records, filters: Filters) -> list[str]:
    since = months_back(filters.as_at, 12)
    return refs([each for each in on_tracker_now(records, filters) if each[1].starts_on <= since])


def is_reported(records: Records, filters: Filters, stay: Stay, period: Period) -> bool:
    named = {
        link.report_ref
        for link in known_records(records.links, filters)
        if link.child_ref == stay.child.child_ref
    }
    return any(
        report.report_ref in named
        and is_within(report.submitted_on, period)
        and report.submitted_on <= filters.as_at
        for report in known_records(records.reports, filters)
    )


def open_without_intelligence(records: Records, filters: Filters) -> list[str]:
    since = filters.as_at - timedelta(days=90)
    days = Period(since + timedelta(days=1), filters.as_at)
    return refs(
        [
            (stay, spell)
            for stay, spell in on_tracker_now(records, filters)
            if spell.status in OPEN
            and stay.entry.added_on <= since
            and not is_reported(records, filters, stay, days)
        ]
    )


def reported_though_not_open(records: Records, filters: Filters) -> list[str]:
    return refs(
        [
            (stay, spell)
            for stay, spell in on_tracker_now(records, filters)
            if spell.status not in OPEN and is_reported(records, filters, stay, filters.period)
        ]
    )


def not_seen_lately(records: Records, filters: Filters) -> list[str]:
    since = filters.as_at - timedelta(days=28)
    return refs(
        [
            (stay, spell)
            for stay, spell in on_tracker_now(records, filters)
            if stay.entry.added_on <= since
            and not (
                (seen := last_seen_on(records, filters, stay.child.child_ref)) and seen > since
            )
        ]
    )


def removed_without_reason(records: Records, filters: Filters) -> list[str]:
    return refs([s for s in entries_removed(records, filters) if s.entry.removal_reason is None])


def reduced_without_toolkit(records: Records, filters: Filters) -> list[str]:
    found = []
    for stay in entries_removed(records, filters):
        levels = [
            LEVELS.index(each.level)
            for each in records_since_added(records, "toolkit", "completed_on", stay, filters)
        ]
        is_lower = bool(levels) and levels[-1] < levels[0]
        if stay.entry.removal_reason == "Risk reduced" and not is_lower:
            found.append(stay)
    return refs(found)


LISTED: dict[str, Callable[[Records, Filters], list[str]]] = {
    "added": lambda records, filters: refs(entries_added(records, filters)),
    "moved_in": lambda records, filters: refs(moved_in(records, filters)),
    "removed": lambda records, filters: refs(entries_removed(records, filters)),
    "moved_out": lambda records, filters: refs(moved_out(records, filters)),
    "status_changed": children_who_changed("status"),
    "area_changed": children_who_changed("area_code"),
    "back_within_a_year": back_within_a_year,
    "to_ratify": to_ratify,
    "ratified": ratified,
    "already_18": already_18,
    "turning_18_within_180": turning_18,
    "removed_without_reason": removed_without_reason,
    "unchanged_for_long": unchanged_for_long,
    "open_without_intelligence": open_without_intelligence,
    "reported_though_not_open": reported_though_not_open,
    "not_seen_lately": not_seen_lately,
    "reduced_without_toolkit": reduced_without_toolkit,
}
SHEETS = {
    "open_without_intelligence": "intelligence",
    "reported_though_not_open": "intelligence",
    "not_seen_lately": "visits",
    "reduced_without_toolkit": "toolkits",
}
LOOKS_BACK = {"open_without_intelligence": 89, "not_seen_lately": 27}


@slow_answer
def meeting_items(records: Records, filters: Filters) -> Rows:
    def is_known(item: str) -> bool:
        sheet = SHEETS.get(item)
        first = filters.as_at - timedelta(days=LOOKS_BACK.get(item, 0))
        return sheet is None or all(
            is_covered(records, filters, sheet, day) for day in (first, filters.as_at)
        )

    return [
        {
            "place": place,
            "item": item,
            "records": len(listed(records, filters)) if is_known(item) else None,
        }
        for place, (item, listed) in enumerate(LISTED.items())
    ]


@slow_answer
def duties_open_before_18(records: Records, filters: Filters) -> Rows:
    soon = turning_18(records, filters)
    open_duties = [
        (place, duty, case.ref, each.state)
        for place, duty, case, each in states(records, filters)
        if each.state in {"Overdue", "Due"} and case.ref in soon
    ]
    return [
        {
            "place": place,
            "duty": duty,
            "open": sum(at == place for at, *_ in open_duties),
            "overdue": sum((at, state) == (place, "Overdue") for at, _, _, state in open_duties),
            "children": len({ref for _, _, ref, _ in open_duties}),
        }
        for place, duty in dict.fromkeys((place, duty) for place, duty, *_ in open_duties)
    ]


@slow_answer
def open_duties_before_18(records: Records, filters: Filters) -> Rows:
    soon = turning_18(records, filters)
    return [
        {
            "child_ref": case.ref,
            "duty": duty,
            "state": each.state,
            "due_on": each.due_on,
        }
        for _, duty, case, each in states(records, filters)
        if each.state in {"Overdue", "Due"} and case.ref in soon
    ]

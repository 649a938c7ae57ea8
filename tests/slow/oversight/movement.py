"""Slow answers to the questions about changes over a period."""

from __future__ import annotations

from collections import Counter
from datetime import date

from queries.filters import Filters, Period
from tests.invented.records import Records
from tests.slow.counting_rules import (
    DAY,
    NAME,
    Rows,
    Stay,
    all_stays,
    children_on,
    count_rows,
    entries_added,
    entries_removed,
    matches,
    months_of,
    moved_in,
    moved_out,
    moves,
    slow_answer,
)


@slow_answer
def bridge(records: Records, filters: Filters) -> Rows:
    opening = children_on(records, filters, filters.period.start - DAY)
    came, moved = entries_added(records, filters), moved_in(records, filters)
    different = {stay.child for stay, _ in opening} | {stay.child for stay in came}
    return [
        {
            "opening": len(opening),
            "added": len(came),
            "moved_in": len(moved),
            "moved_out": len(moved_out(records, filters)),
            "removed": len(entries_removed(records, filters)),
            "closing": len(children_on(records, filters, filters.period.end)),
            "different_children": len(different | {move.stay.child for move in moved}),
        }
    ]


@slow_answer
def removals_by_reason(records: Records, filters: Filters) -> Rows:
    reasons = [
        stay.entry.removal_reason or "Not stated" for stay in entries_removed(records, filters)
    ]
    return count_rows("reason removed", reasons)


@slow_answer
def flows_by_month(records: Records, filters: Filters) -> Rows:
    rows: Rows = []
    for month, first, last in months_of(filters.period):
        this = filters.over(Period(first, last))
        gone = entries_removed(records, this)
        rows.append(
            {
                "month": month,
                "starts_on": first,
                "ends_on": last,
                "added": len(entries_added(records, this)),
                "moved_in": len(moved_in(records, this)),
                "moved_out": len(moved_out(records, this)),
                "removed": len(gone),
                "reached_18": sum(stay.entry.removal_reason == "Reached 18" for stay in gone),
            }
        )
    return rows


@slow_answer
def flows_by_area(records: Records, filters: Filters) -> Rows:
    starts = Counter(stay.spells[0].area_code for stay in entries_added(records, filters))
    ends = Counter(stay.spells[-1].area_code for stay in entries_removed(records, filters))
    return [
        {"area": NAME[code] if code else "Unknown", "added": starts[code], "removed": ends[code]}
        for code in starts | ends
    ]


def order_of_entry(stay: Stay) -> tuple[date, int]:
    """The day on which an entry began, and its place among those of that day."""
    return stay.entry.added_on, stay.entry.place_in_day


@slow_answer
def re_entries(records: Records, filters: Filters) -> Rows:
    everyone = all_stays(records, filters)
    again = [
        stay.entry.added_on.replace(day=1)
        for stay in entries_added(records, filters)
        if any(
            other.child == stay.child and order_of_entry(other) < order_of_entry(stay)
            for other in everyone
        )
    ]
    return count_rows("month re_entries", again)


@slow_answer
def changes_of_status(records: Records, filters: Filters) -> Rows:
    return count_rows(
        "from to changes",
        [
            (move.before.status, move.after.status)
            for move in moves(records, filters)
            if move.before.status != move.after.status
            and matches(move.stay.child, move.after, filters)
        ],
    )


@slow_answer
def entries_by_area(records: Records, filters: Filters) -> Rows:
    starts = [(stay.spells[0], "added") for stay in entries_added(records, filters)]
    ends = [(stay.spells[-1], "removed") for stay in entries_removed(records, filters)]
    return count_rows(
        "area_code flow entries",
        [(spell.area_code or "Unknown", flow) for spell, flow in starts + ends],
    )

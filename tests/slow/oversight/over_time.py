"""Slow answers to the questions of the page Trends."""

from __future__ import annotations

from queries.filters import Filters, Period
from tests.invented.records import Decision, Records
from tests.slow.counting_rules import (
    Rows,
    children_on,
    days_of,
    entries_added,
    entries_removed,
    known_records,
    median_days,
    months_of,
    reference,
    slow_answer,
    slow_answers_by_day,
    trend_period,
)


@slow_answers_by_day
def additions(records: Records, filters: Filters, period: Period) -> Rows:
    days = [stay.entry.added_on for stay in entries_added(records, filters.over(period))]
    return [{"day": day, "number": days.count(day)} for day in days_of(period) if day in days]


@slow_answers_by_day
def removals(records: Records, filters: Filters, period: Period) -> Rows:
    entries = [stay.entry for stay in entries_removed(records, filters.over(period))]
    rows: Rows = []
    for day in days_of(period):
        reasons = [entry.removal_reason for entry in entries if entry.removed_on == day]
        if reasons:
            adults = reasons.count("Reached 18")
            rows.append({"day": day, "reached_18": adults, "otherwise": len(reasons) - adults})
    return rows


@slow_answer
def time_on_tracker_at_removal(records: Records, filters: Filters) -> Rows:
    rows: Rows = []
    for month, first, last in months_of(trend_period(filters.as_at)):
        days = [
            len(list(days_of(Period(stay.entry.added_on, stay.entry.removed_on)))) - 1
            for stay in entries_removed(records, filters.over(Period(first, last)))
            if stay.entry.removed_on
        ]
        if days:
            rows.append({"month": month, "removed": len(days), **median_days(days)})
    return rows


@slow_answer
def notes_on_trends(records: Records, filters: Filters) -> Rows:
    noted = [
        (each.on_day, each.about, each.text, each.rebases)
        for each in known_records(records.plain["annotation"], filters)
    ]
    standing: dict[int, Decision] = {}
    for entry in sorted(records.decisions, key=lambda each: each.decision_id):
        if entry.as_at <= filters.as_at and entry.data_version <= filters.known:
            standing[entry.first_id or entry.decision_id] = entry
    noted += [
        (entry.rebases_on, entry.trend, entry.text, "Yes")
        for entry in standing.values()
        if entry.rebases_on and entry.state != "Withdrawn"
    ]
    names = ("on_day", "about", "text", "rebases")
    return [dict(zip(names, row, strict=True)) for row in noted if row[0] <= filters.as_at]


@slow_answer
def open_children_by_month(records: Records, filters: Filters) -> Rows:
    open_statuses = {line["name"] for line in reference("statuses") if line["is_open"] == "yes"}
    rows: Rows = []
    for month, _, last in months_of(trend_period(filters.as_at)):
        spells = [spell for _, spell in children_on(records, filters, last)]
        rows.append(
            {
                "month": month,
                "open": sum(spell.status in open_statuses for spell in spells),
                "children": len(spells),
            }
        )
    return rows if any(row["children"] for row in rows) else []

"""Slow answers to the questions of the page Trends about what is done for children."""

from __future__ import annotations

from datetime import date

from queries.filters import Filters, Period
from tests.invented.records import Records
from tests.slow.counting_rules import (
    Rows,
    days_of,
    entries_added,
    is_covered,
    known_records,
    median_days,
    months_of,
    slow_answer,
    slow_answers_by_day,
    trend_period,
)
from tests.slow.safeguarding.panels import actions, unless_after_as_at
from tests.slow.safeguarding.states import DUTIES, Case
from tests.slow.safeguarding.visits import records_of_children

# The table of each sheet, and the column with the day of each record.
DATE_COLUMNS = {
    "visits": ("visit", "visited_on"),
    "referrals": ("referral", "sent_on"),
    "panel_actions": ("panel_action", "agreed_on"),
}


def rows_by_day(
    records: Records, filters: Filters, period: Period, sheet: str, happened: list[date]
) -> Rows:
    table, day_of = DATE_COLUMNS[sheet]
    acts = [getattr(each, day_of) for each in known_records(records.plain[table], filters)]
    return [
        {"day": day, "number": happened.count(day)}
        for day in days_of(period)
        if acts and day >= min(acts) and is_covered(records, filters, sheet, day)
    ]


@slow_answers_by_day
def first_visits_late(records: Records, filters: Filters, period: Period) -> Rows:
    _, state_of = DUTIES["First visit"]
    late: list[date] = []
    for stay in entries_added(records, filters.over(Period(date.min, filters.as_at))):
        removed = stay.entry.removed_on
        until = min(removed or filters.as_at, filters.as_at)
        each = state_of(Case(records, filters, stay, stay.spells[0], until))
        if each.due_on is None or each.due_on >= filters.as_at:
            continue
        is_open = each.state in {"Due", "Overdue"}
        if is_open and removed is not None and removed <= each.due_on:
            continue
        if is_open or each.state == "Done late":
            late.append(each.due_on)
    return rows_by_day(records, filters, period, "visits", late)


@slow_answers_by_day
def answers_to_referrals(records: Records, filters: Filters, period: Period) -> Rows:
    answered = records_of_children(records, filters, "referral", "responded_on", period)
    days = [each.responded_on for each in answered]
    return rows_by_day(records, filters, period, "referrals", days)


@slow_answer
def wait_for_conclusive_grounds(records: Records, filters: Filters) -> Rows:
    rows: Rows = []
    for month, first, last in months_of(trend_period(filters.as_at)):
        decided = records_of_children(
            records, filters, "nrm_referral", "cg_on", Period(first, last)
        )
        days = [(each.cg_on - each.rg_on).days for each in decided if each.rg_on]
        if days:
            rows.append({"month": month, "decisions": len(days), **median_days(days)})
    return rows


@slow_answers_by_day
def actions_late(records: Records, filters: Filters, period: Period) -> Rows:
    late: list[date] = []
    for each in actions(records, filters):
        closed = unless_after_as_at(each.closed_on, filters)
        if each.due_on and each.due_on < filters.as_at and (not closed or closed > each.due_on):
            late.append(each.due_on)
    return rows_by_day(records, filters, period, "panel_actions", late)

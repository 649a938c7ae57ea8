"""Slow answers to the questions of the page Trends about what is done for children."""

from __future__ import annotations

from datetime import date

from queries.filters import Filters, Period
from tests.invented.records import Records
from tests.slow.counting_rules import (
    Rows,
    added,
    answers,
    answers_by_day,
    days_of,
    is_covered,
    known,
    median_days,
    months_of,
    trend,
)
from tests.slow.safeguarding.panels import actions, if_by_as_at
from tests.slow.safeguarding.states import DUTIES, Case
from tests.slow.safeguarding.visits import of_children

FIRST_ACT = {
    "visits": ("visit", "visited_on"),
    "referrals": ("referral", "sent_on"),
    "panel_actions": ("panel_action", "agreed_on"),
}


def by_day(
    records: Records, filters: Filters, period: Period, sheet: str, happened: list[date]
) -> Rows:
    table, day_of = FIRST_ACT[sheet]
    acts = [getattr(each, day_of) for each in known(records.plain[table], filters)]
    return [
        {"day": day, "number": happened.count(day)}
        for day in days_of(period)
        if acts and day >= min(acts) and is_covered(records, filters, sheet, day)
    ]


@answers_by_day
def first_visits_late(records: Records, filters: Filters, period: Period) -> Rows:
    _, judged = DUTIES["First visit"]
    late: list[date] = []
    for stay in added(records, filters.over(Period(date.min, filters.as_at))):
        removed = stay.entry.removed_on
        until = min(removed or filters.as_at, filters.as_at)
        each = judged(Case(records, filters, stay, stay.spells[0], until))
        if each.due_on is None or each.due_on >= filters.as_at:
            continue
        is_open = each.state in {"Due", "Overdue"}
        if is_open and removed is not None and removed <= each.due_on:
            continue
        if is_open or each.state == "Done late":
            late.append(each.due_on)
    return by_day(records, filters, period, "visits", late)


@answers_by_day
def answers_to_referrals(records: Records, filters: Filters, period: Period) -> Rows:
    answered = of_children(records, filters, "referral", "responded_on", period)
    days = [each.responded_on for each in answered]
    return by_day(records, filters, period, "referrals", days)


@answers
def wait_for_conclusive_grounds(records: Records, filters: Filters) -> Rows:
    rows: Rows = []
    for month, first, last in months_of(trend(filters.as_at)):
        decided = of_children(records, filters, "nrm_referral", "cg_on", Period(first, last))
        days = [(each.cg_on - each.rg_on).days for each in decided if each.rg_on]
        if days:
            rows.append({"month": month, "decisions": len(days), **median_days(days)})
    return rows


@answers_by_day
def actions_late(records: Records, filters: Filters, period: Period) -> Rows:
    late: list[date] = []
    for each in actions(records, filters):
        closed = if_by_as_at(each.closed_on, filters)
        if each.due_on and each.due_on < filters.as_at and (not closed or closed > each.due_on):
            late.append(each.due_on)
    return by_day(records, filters, period, "panel_actions", late)

"""Slow answers to the questions of the daily searches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from queries.filters import Filters, Period
from tests.invented.records import Records, Report
from tests.slow.counting_rules import (
    DAY,
    Rows,
    days_of,
    is_covered,
    known_records,
    reference,
    slow_answer,
    trend_period,
)
from tests.slow.oversight.intelligence import county_lines_reports

CLOSED = {date.fromisoformat(line["day"]) for line in reference("bank_holidays")}


def next_working_day(day: date) -> date:
    day += DAY
    while day.isoweekday() > 5 or day in CLOSED:
        day += DAY
    return day


def known_searches(records: Records, filters: Filters) -> dict[date, Any]:
    """The known searches, by the day whose reports were searched."""
    return {each.for_day: each for each in known_records(records.plain["daily_search"], filters)}


def day_done(search: Any, filters: Filters) -> date | None:
    """The day on which a search was done, if that was by the as-at date."""
    if search is None or search.done_on is None or search.done_on > filters.as_at:
        return None
    done: date = search.done_on
    return done


def days_covered(records: Records, filters: Filters, period: Period) -> list[date]:
    """The days of a period, from the first one with any record."""
    first = min(known_searches(records, filters), default=date.max)
    return [day for day in days_of(period) if day >= first]


def reports_of_force(records: Records, filters: Filters) -> list[Report]:
    """The reports of the period, of every area: no filter narrows the searches."""
    everywhere = replace(filters, district=None, area=None, status=None, gender=None)
    return county_lines_reports(records, everywhere, filters.period)


@slow_answer
def searches_by_month(records: Records, filters: Filters) -> Rows:
    found = known_searches(records, filters)
    rows: Rows = []
    covered = days_covered(records, filters, trend_period(filters.as_at))
    for month, of_month in groupby(covered, key=lambda day: day.replace(day=1)):
        days = list(of_month)
        done = {day: day_done(found.get(day), filters) for day in days}
        in_time = [on <= next_working_day(day) for day, on in done.items() if on]
        reasons = [found[day].not_done_because for day in days if day in found]
        rows.append(
            {
                "month": month,
                "days": len(days),
                "in_time": in_time.count(True),
                "late": in_time.count(False),
                "not_done": sum(reason is not None for reason in reasons),
            }
        )
    return rows


@slow_answer
def searches_by_day(records: Records, filters: Filters) -> Rows:
    found, reports = known_searches(records, filters), reports_of_force(records, filters)
    rows: Rows = []
    for day in days_covered(records, filters, filters.period):
        if day <= filters.as_at:
            done = day_done(found.get(day), filters)
            rows.append(
                {
                    "day": day,
                    "done_on": done,
                    "next_working": next_working_day(day),
                    "children_linked": found[day].children_linked if done else None,
                    "new_children": found[day].new_children if done else None,
                    "reports": sum(report.submitted_on == day for report in reports)
                    if is_covered(records, filters, "intelligence", day)
                    else None,
                }
            )
    return rows


@slow_answer
def new_children_proposed(records: Records, filters: Filters) -> Rows:
    found = known_searches(records, filters)
    proposed = [entry.proposed_on for entry in known_records(records.entries, filters)]
    covered = days_covered(records, filters, filters.period)
    by_now = [day for day in covered if day <= filters.as_at]
    rows: Rows = []
    for month, of_month in groupby(by_now, key=lambda day: day.replace(day=1)):
        days = list(of_month)
        done = [day for day in days if day_done(found.get(day), filters)]
        rows.append(
            {
                "month": month,
                "new_children": sum(found[day].new_children or 0 for day in done),
                "proposed": sum(proposed.count(day) for day in days),
            }
        )
    return rows


@slow_answer
def days_without_search(records: Records, filters: Filters) -> Rows:
    found = known_searches(records, filters)
    days = days_covered(records, filters, filters.period)
    without = [day for day in days if day_done(found.get(day), filters) is None]
    gaps = [len(list(run)) for is_gap, run in groupby(days, key=without.__contains__) if is_gap]
    reports = reports_of_force(records, filters)
    is_known = any(is_covered(records, filters, "intelligence", day) for day in without)
    return [
        {
            "days": len(days),
            "searched": len(days) - len(without),
            "longest_gap": max(gaps, default=0),
            "reports_unseen": sum(report.submitted_on in without for report in reports)
            if is_known
            else None,
        }
    ]

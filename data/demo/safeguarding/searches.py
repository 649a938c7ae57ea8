"""The demo's daily searches of intelligence: most done the same or the next working day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST, working_day, working_days_after
from data.demo.intelligence import FLAG
from data.demo.records import Record, Report

SEARCHED_FROM = date(2021, 4, 1)
NEW_CHILDREN_A_MONTH = 3


def searches(reports: Iterable[Report], first: date = SEARCHED_FROM) -> tuple[Record, ...]:
    """Every search up to the newest extract. One to three days of a month have none."""
    rng = Random("searches")
    by_day: dict[date, list[Report]] = {}
    for report in reports:
        if report.flag == FLAG:
            by_day.setdefault(report.submitted_on, []).append(report)
    done: list[Record] = []
    days = [first + timedelta(days=n) for n in range((NEWEST - first).days + 1)]
    without: set[int] = set()
    for day in days:
        if day.day == 1 or day == first:
            without = set(rng.sample(range(1, 29), rng.choice((1, 2, 2, 3))))
        submitted = by_day.get(day, [])
        children = tuple(sorted({ref for report in submitted for ref in report.children}))
        new = int(rng.random() * 30 < NEW_CHILDREN_A_MONTH)
        done_on = rng.choices(
            (day, working_day(day + timedelta(days=1)), working_days_after(day, rng.randint(2, 4))),
            (50, 44, 6),
        )[0]
        is_stated = rng.random() < 0.5
        if day.day not in without:
            linked = len(children) + new
            cells = day, done_on, "", len(submitted), linked, children, new
            done.append(Record(done_on, "", cells))
        elif is_stated:
            why = rng.choice(("No staff", "No staff", "System down"))
            done.append(Record(day, "", (day, None, why, None, None, "", None)))
    return tuple(done)

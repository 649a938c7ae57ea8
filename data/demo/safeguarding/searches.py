"""The demo's daily searches of intelligence: most done the same or the next working day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST, working_day, working_days_after
from data.demo.intelligence import FLAG
from data.demo.records import Report
from data.demo.workbooks import Row

SEARCHED_FROM = date(2021, 4, 1)
NEW_CHILDREN_A_MONTH = 3


@dataclass(frozen=True)
class Search:
    """The search of one day's reports; `not_done_because` says why there was none."""

    for_day: date
    done_on: date | None
    not_done_because: str
    reports: int
    children: tuple[str, ...]
    new_children: int


def searches(reports: Iterable[Report], first: date = SEARCHED_FROM) -> tuple[Search, ...]:
    """Every search up to the newest extract. One to three days of a month have none."""
    rng = Random("searches")
    by_day: dict[date, list[Report]] = {}
    for report in reports:
        if report.flag == FLAG:
            by_day.setdefault(report.submitted_on, []).append(report)
    done: list[Search] = []
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
            done.append(Search(day, done_on, "", len(submitted), children, new))
        elif is_stated:
            why = rng.choice(("No staff", "No staff", "System down"))
            done.append(Search(day, None, why, 0, (), 0))
    return tuple(done)


def search_rows(made: Iterable[Search], on: date, known: Collection[str]) -> list[Row]:
    """The sheet's rows in the extract of a day, which name only the `known` children."""
    return [_row(each, known) for each in made if (each.done_on or each.for_day) <= on]


def _row(search: Search, known: Collection[str]) -> Row:
    if not search.done_on:
        return search.for_day, None, search.not_done_because, None, None, "", None
    return (
        search.for_day,
        search.done_on,
        "",
        search.reports,
        len(search.children) + search.new_children,
        "; ".join(ref for ref in search.children if ref in known),
        search.new_children,
    )

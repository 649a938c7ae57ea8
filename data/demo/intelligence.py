"""The intelligence reports of the demo, as they truly were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from data.demo.cohorts import HOME_AREAS
from data.demo.records import Entry, Report

FLAG = "County Lines"
OTHER_FLAGS = ("Drug supply", "Knife crime", "Modern slavery", "")

FLAGGED = (
    (date(2020, 4, 1), date(2020, 11, 22), 441),
    (date(2020, 11, 23), date(2021, 3, 31), 259),
    (date(2021, 4, 1), date(2021, 11, 22), 529),
    (date(2021, 11, 23), date(2022, 3, 31), 289),
    (date(2022, 4, 1), date(2022, 11, 22), 730),
)
"""Reports flagged 'County Lines', from when to when: 818 in 2021/22 and 730 since.

529 of the 818 fall on the same dates as the 730, so that the same dates give +38%, as do the rates
per day.
"""

BUSY_MONTHS = {1: 0.9, 5: 1.15, 6: 1.1, 7: 1.2, 8: 0.85, 10: 1.15, 12: 0.8}


def reports(entries: Iterable[Entry]) -> tuple[Report, ...]:
    """Every report from April 2020 to the newest extract, in order of submission.

    About a third name one or two children who were on the tracker that day, out of `entries`.
    """
    rng = Random("intelligence")
    submitted = [
        (day, flag)
        for first, last, number in FLAGGED
        for flag, many in ((FLAG, number), (None, number // 7))
        for day in _days(rng, first, last, many)
    ]
    submitted.sort(key=lambda report: report[0])
    areas = [area for area in HOME_AREAS if area]
    weights = [HOME_AREAS[area] + 2 for area in areas]
    known = tuple(entries)
    return tuple(
        Report(
            ref=f"INT-{number:05}",
            submitted_on=day,
            flag=rng.choice(OTHER_FLAGS) if flag is None else flag,
            area="" if rng.random() < 0.03 else rng.choices(areas, weights)[0],
            children=_children(rng, known, day) if rng.random() < 0.34 else (),
        )
        for number, (day, flag) in enumerate(submitted, start=1)
    )


def _days(rng: Random, first: date, last: date, number: int) -> list[date]:
    """A number of random days: fewer at weekends, some months busier, more towards the end."""
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    weights = [
        BUSY_MONTHS.get(day.month, 1.0)
        * (0.6 if day.weekday() > 4 else 1.0)
        * (1 + 0.25 * i / len(days))
        for i, day in enumerate(days)
    ]
    return rng.choices(days, weights, k=number)


def _children(rng: Random, entries: Sequence[Entry], day: date) -> tuple[str, ...]:
    """One or two children who were on the tracker that day, if anybody was."""
    refs = [entry.child.ref for entry in entries if entry.is_on_tracker(day)]
    return tuple(sorted(rng.sample(refs, min(len(refs), rng.choice((1, 1, 1, 2))))))

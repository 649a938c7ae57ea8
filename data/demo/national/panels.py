"""The panels at a nation's size, as if one panel for each district heard all of its children."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST
from data.demo.rollout import CITY
from data.demo.safeguarding.panels import (
    AGENCIES,
    CITY_PANEL,
    COUNTY_PANEL,
    KINDS,
    LEVELS,
    MEETS,
    meeting_days,
)

Rows = Iterator[Sequence[object]]
LISTED = 2
"""How often an entry is listed at most. Each time, one action is agreed."""
FIRST_DAY = date.min


def national_panels(
    entries: Callable[[], Iterable[Sequence[str]]], number: int, first: date
) -> dict[str, tuple[Rows, int]]:
    """For each sheet of the panels, its rows and about how many they are. `entries` gives the rows
    of the tracker, so many in `number`. Panels meet from the first day to the newest extract."""
    days = {panel: list(meeting_days(panel, first, NEWEST)) for panel in MEETS}
    held = [(panel, day) for panel in days for day in days[panel] if day <= NEWEST]
    attendance = [(panel, day, agency, "Yes") for panel, day in held for agency in AGENCIES]
    meetings = [(panel, day, day, "", day - timedelta(days=6), "Yes") for panel, day in held]
    return {
        "panel_meetings": (iter(meetings), len(meetings)),
        "panel_attendance": (iter(attendance), len(attendance)),
        "toolkits": (_toolkits(entries()), number),
        "panel_list": (_listings(entries(), days), number * LISTED),
        "panel_actions": (_actions(entries(), days), number * LISTED),
    }


def _toolkits(entries: Iterable[Sequence[str]]) -> Rows:
    rng = Random("national toolkits")
    last = "", FIRST_DAY
    for row in entries:
        done = row[0], date.fromisoformat(row[5]) + timedelta(days=int(rng.random() * 30))
        if done[1] <= NEWEST and last < done:
            yield *done, "Early Help", LEVELS[int(rng.random() * len(LEVELS))], None
            last = done


def _meetings_of_entries(
    entries: Iterable[Sequence[str]], days: dict[str, list[date]]
) -> Iterator[tuple[Sequence[str], str, date]]:
    """Each entry with the panel of its home district and each of its next meetings."""
    last = "", FIRST_DAY
    for row in entries:
        panel = CITY_PANEL if row[3] in (*CITY, "") else COUNTY_PANEL
        next_one = bisect_left(days[panel], date.fromisoformat(row[5]))
        for day in days[panel][next_one : next_one + LISTED]:
            if day <= NEWEST and last < (row[0], day):
                yield row, panel, day
                last = row[0], day


def _listings(entries: Iterable[Sequence[str]], days: dict[str, list[date]]) -> Rows:
    rng = Random("national panels")
    for row, panel, day in _meetings_of_entries(entries, days):
        heard = "Yes" if rng.random() < 0.9 else "Deferred"
        yield panel, day, row[0], row[5], heard, "", None, None, "", ""


def _actions(entries: Iterable[Sequence[str]], days: dict[str, list[date]]) -> Rows:
    rng = Random("national actions")
    owners = list(AGENCIES)
    for number, (row, panel, day) in enumerate(_meetings_of_entries(entries, days), start=1):
        due = day + timedelta(days=28)
        closed = day + timedelta(days=int(rng.random() * 40))
        is_closed = closed <= NEWEST and rng.random() < 0.97
        yield (
            f"PA-{number:07}",
            panel,
            day,
            row[0],
            "Child",
            KINDS[int(rng.random() * len(KINDS))],
            owners[int(rng.random() * len(owners))],
            due if rng.random() < 0.87 else None,
            closed if is_closed else None,
            "Done" if is_closed else "",
        )

"""The demo at a nation's size, written row by row.

Days are ordinal numbers here and their ISO form is cached, which makes a million rows quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from math import ceil
from pathlib import Path
from random import Random
from typing import NamedTuple

from data.demo.cohorts import HOME_AREAS, OPEN, REACHED_18, VULNERABLE, repeated
from data.demo.days import NEWEST, iso, next_meeting, years_before
from data.demo.intelligence import FLAG, OTHER_FLAGS
from data.demo.national import safeguarding
from data.demo.national.panels import national_panels
from data.demo.population import GENERIC_LINE, LINES, SOURCES
from data.demo.records import rows_on
from data.demo.rollout import ANNOTATIONS, meetings, rollout
from data.demo.safeguarding.searches import searches
from data.demo.workbooks import NOTICE, write_csv

NATIONAL_FROM = date(2018, 4, 1)
"""The first day of its intelligence; the first children were added three months before."""

SPELLS_PER_CHILD = 1.5
REPORTS_PER_CHILD = 10
SHARE_RETURNING = 0.1
SHARE_ON_THE_TRACKER = 0.4

BEGIN = date(2018, 1, 1).toordinal()
END = NEWEST.toordinal()
YEAR = 365
LEAP_DAY = date(2020, 2, 29).toordinal()
"""Nobody born in 2002 has a birthday on it."""

AREAS = repeated(HOME_AREAS)
GENDERS = ("Male",) * 87 + ("Female",) * 12 + ("Unknown",)
FLAGS = (FLAG,) * 28 + OTHER_FLAGS
OTHER_REASONS = (
    "Risk reduced",
    "Risk reduced",
    "Moved out of force",
    "Transferred to another panel",
    "Not corroborated",
    "Other",
    "",
)
PROGRESS_EVERY = 20_000

Cells = tuple[str, ...]
Progress = Callable[[str, int, int], None]


class NumberedStay(NamedTuple):
    """The days of an entry, at least three; `removed_on` None: still on the tracker."""

    added_on: int
    removed_on: int | None
    reason: str


def write_national(folder: Path, children: int = 100_000, progress: Progress | None = None) -> None:
    """Write a CSV file for each sheet into a folder, and a note that they are invented.

    There are so many children, with exactly 1.5 spells and 10 reports each on average, and about
    40% of them are on the tracker at the end. The memory used does not grow with their number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "about.txt").write_text(NOTICE + "\n", encoding="utf-8")
    entries, reports = children + round(children * SHARE_RETURNING), children * REPORTS_PER_CHILD
    second_spells = round(children * SPELLS_PER_CHILD) - entries
    few: dict[str, Sequence[Sequence[object]]] = {
        "nsd_stages": rollout(),
        "annotations": rows_on(ANNOTATIONS, NEWEST, ()),
        "meetings": rows_on(meetings(), NEWEST, ()),
        "searches": rows_on(searches((), NATIONAL_FROM), NEWEST, ()),
    }
    sheets: dict[str, tuple[Iterator[Sequence[object]], int]] = {
        # The entries are worked out anew for each sheet, rather than kept in memory.
        "tracker": (_tracker(children), entries),
        "changes": ((row for _, rows in _entries(children) for row in rows), 2 * second_spells),
        "intelligence": (_reports(children), reports),
        **{name: (iter(rows), len(rows)) for name, rows in few.items()},
        **{
            name: (rows(_tracker(children)), ceil(entries * of_each))
            for name, (rows, of_each) in safeguarding.SHEETS.items()
        },
        **national_panels(lambda: _tracker(children), entries, date.fromordinal(BEGIN)),
    }
    for sheet, (rows, number) in sheets.items():
        write_csv(folder / f"{sheet}.csv", sheet, _with_progress(rows, sheet, number, progress))


def _with_progress(
    rows: Iterator[Sequence[object]], sheet: str, number: int, progress: Progress | None
) -> Iterator[Sequence[object]]:
    """The rows; now and then, `progress` is called with how many have been written."""
    for done, row in enumerate(rows, start=1):
        yield row
        if progress and (done % PROGRESS_EVERY == 0 or done == number):
            progress(f"Writing {sheet}.csv", done, number)


@cache
def _ratified(added_on: int) -> int:
    return next_meeting(date.fromordinal(added_on)).toordinal()


@cache
def _born_18_years_before(day: int) -> int:
    return years_before(date.fromordinal(day), 18).toordinal()


def _ref(child: int) -> str:
    return f"CL-{child:06}"


def _entries(children: int) -> Iterator[tuple[Cells, list[Cells]]]:
    """Every entry's tracker row and, if it has two spells, its rows of changes."""
    rng = Random("national tracker")
    returning = round(children * SHARE_RETURNING)
    entries_left = children + returning
    second_spells_left = round(children * SPELLS_PER_CHILD) - entries_left
    for child in range(1, children + 1):
        returns = rng.random() * (children - child + 1) < returning
        returning -= returns
        born, stays = _child(rng, returns)
        date_of_birth = "" if rng.random() < 0.002 else iso(born)
        gender = GENDERS[int(rng.random() * len(GENDERS))]
        for stay in stays:
            moves = rng.random() * entries_left < second_spells_left
            entries_left -= 1
            second_spells_left -= moves
            yield _rows(rng, _ref(child), date_of_birth, gender, stay, moves=moves)


def _child(rng: Random, returns: bool) -> tuple[int, list[NumberedStay]]:
    """A day of birth and one stay on the tracker, or two: from 10 to under 18 years old."""

    def between(low: int, high: int) -> int:
        return low + int(rng.random() * (high - low + 1))

    if rng.random() < SHARE_ON_THE_TRACKER:
        born = END - between(12 * YEAR + 3, 18 * YEAR)
        last = NumberedStay(between(max(born + 11 * YEAR, END - 900), END - 3), None, "")
    else:
        removed_on = between(BEGIN + 2 * YEAR, END)
        if rng.random() < 0.6:
            removed_on -= removed_on == LEAP_DAY
            reason, born = REACHED_18, _born_18_years_before(removed_on)
        else:
            reason = OTHER_REASONS[int(rng.random() * len(OTHER_REASONS))]
            born = removed_on - between(12 * YEAR, 17 * YEAR)
        added_on = between(max(born + 11 * YEAR, removed_on - 500), removed_on - 3)
        last = NumberedStay(added_on, removed_on, reason)
    if not returns:
        return born, [last]
    # Within a year before the last stay, so that the child was at least 10.
    left_on = last.added_on - between(0, 200)
    joined_on = max(BEGIN, left_on - between(3, 150))
    return born, [NumberedStay(joined_on, left_on, rng.choice(OTHER_REASONS)), last]


def _rows(
    rng: Random, ref: str, born: str, gender: str, stay: NumberedStay, *, moves: bool
) -> tuple[Cells, list[Cells]]:
    added_on, removed_on, reason = stay
    area = AREAS[int(rng.random() * len(AREAS))]
    status = OPEN if rng.random() < 0.36 else VULNERABLE
    last_day = END if removed_on is None else removed_on
    ratified = _ratified(added_on)
    pnd = added_on + int(rng.random() * 9)
    line = f"Line {LINES[int(rng.random() * len(LINES))]} (invented)"
    row = (
        ref,
        born,
        gender,
        area,
        status,
        iso(added_on),
        "" if removed_on is None else iso(removed_on),
        reason,
        iso(added_on - int(rng.random() * 6)),
        iso(ratified) if ratified < last_day else "",
        f"Invented: {SOURCES[int(rng.random() * len(SOURCES))]}",
        line,
        iso(pnd) if pnd <= last_day else "",
        GENERIC_LINE if pnd <= last_day else "",
        "",
        "",
    )
    if not moves:
        return row, []
    changed_on = added_on + 1 + int(rng.random() * (last_day - added_on - 1))
    area_before, status_before = area, VULNERABLE if status == OPEN else OPEN
    if rng.random() < 0.4:
        area_before, status_before = rng.choice([a for a in HOME_AREAS if a and a != area]), status
    added = iso(added_on)
    return row, [
        (ref, added, added, status_before, area_before),
        (ref, added, iso(changed_on), status, area),
    ]


def _tracker(children: int) -> Iterator[Cells]:
    return (row for row, _ in _entries(children))


def _reports(children: int) -> Iterator[Cells]:
    """Every report in order of submission; the number a day rises steadily, by half in all."""
    rng = Random("national intelligence")
    total = children * REPORTS_PER_CHILD
    first, days = NATIONAL_FROM.toordinal(), END - NATIONAL_FROM.toordinal() + 1
    for number in range(total):
        share = number / total  # of a rate that rises from 1 to 1.5: s = (x + x²/4) / 1.25
        day = first + int(days * 2 * ((1 + 1.25 * share) ** 0.5 - 1))
        yield (
            f"INT-{number + 1:07}",
            iso(day),
            FLAGS[int(rng.random() * len(FLAGS))],
            AREAS[int(rng.random() * len(AREAS))],
            _ref(1 + int(rng.random() * children)) if rng.random() < 0.33 else "",
        )

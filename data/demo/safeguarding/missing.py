"""The times at which children of the demo were missing, some twelve a month, all invented."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST
from data.demo.records import Entry
from data.demo.safeguarding.visits import DUTIES_FROM
from data.demo.workbooks import Row

NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Episode:
    """A time at which a child was missing."""

    child: str
    missing_from: date
    found_on: date
    offered: str
    done_on: date


def episodes(entries: Sequence[Entry]) -> tuple[Episode, ...]:
    """Every time, in order. A third of the children go missing, some of them often."""
    rng = Random("missing")
    often = {entry: rng.choice((0, 0, 0, 0, 1, 1, 2, 4)) for entry in entries}
    found: list[Episode] = []
    missing_until: dict[str, date] = {}
    for number in range((NEWEST - DUTIES_FROM).days + 1):
        day = DUTIES_FROM + timedelta(days=number)
        for _ in range(rng.choices((0, 1, 2), (70, 22, 8))[0]):
            here = [
                entry
                for entry in entries
                if often[entry] and entry.added_on <= day < (entry.removed_on or NEVER)
            ]
            entry = rng.choices(here, [often[each] for each in here])[0]
            if missing_until.get(entry.child.ref, date.min) < day:
                found.append(_episode(rng, entry.child.ref, day))
                missing_until[entry.child.ref] = found[-1].found_on
    return tuple(found)


def _episode(rng: Random, child: str, day: date) -> Episode:
    found_on = day + timedelta(days=rng.choices((0, 1, 2, 5), (48, 34, 12, 6))[0])
    offered = rng.choices(("Yes", "No", ""), (84, 10, 6))[0]
    after = rng.choices((1, 2, 3, 5, 9, None), (20, 24, 22, 8, 5, 21))[0]
    is_done = offered == "Yes" and after is not None
    return Episode(
        child, day, found_on, offered, found_on + timedelta(days=after or 0) if is_done else NEVER
    )


def missing_rows(of: Iterable[Episode], on: date, known: Collection[str]) -> list[Row]:
    """The times missing that an extract of a day holds, with what was known of them by then."""
    return [
        (
            f"MIS-{number:04}",
            each.child,
            each.missing_from,
            each.found_on if each.found_on <= on else None,
            each.offered if each.found_on <= on else "",
            each.done_on if each.done_on <= on else None,
        )
        for number, each in enumerate(of, start=1)
        if each.missing_from <= on and each.child in known
    ]

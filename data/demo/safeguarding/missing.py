"""Episodes in which children of the demo were missing, some twelve a month, all invented."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo.days import NEVER, NEWEST
from data.demo.records import Entry
from data.demo.safeguarding.visits import DUTIES_FROM
from data.demo.workbooks import Row


@dataclass(frozen=True)
class Episode:
    """An episode in which a child was missing, and its return interview: whether it was offered,
    and when it was done."""

    child: str
    missing_from: date
    found_on: date
    offered: str
    done_on: date


def episodes(entries: Sequence[Entry]) -> tuple[Episode, ...]:
    """Every episode, in order. A third of the children go missing, some of them often."""
    rng = Random("missing")
    how_often = {entry: rng.choice((0, 0, 0, 0, 1, 1, 2, 4)) for entry in entries}
    found: list[Episode] = []
    missing_until: dict[str, date] = {}
    for number in range((NEWEST - DUTIES_FROM).days + 1):
        day = DUTIES_FROM + timedelta(days=number)
        for _ in range(rng.choices((0, 1, 2), (70, 22, 8))[0]):
            on = [entry for entry in entries if how_often[entry] and entry.is_on_tracker(day)]
            entry = rng.choices(on, [how_often[each] for each in on])[0]
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


def missing_rows(found: Iterable[Episode], on: date, known: Collection[str]) -> list[Row]:
    """The sheet's rows in the extract of a day, for the `known` children, as known by then."""
    return [
        (
            f"MIS-{number:04}",
            each.child,
            each.missing_from,
            each.found_on if each.found_on <= on else None,
            each.offered if each.found_on <= on else "",
            each.done_on if each.done_on <= on else None,
        )
        for number, each in enumerate(found, start=1)
        if each.missing_from <= on and each.child in known
    ]

"""Episodes in which children of the demo were missing, some twelve a month, all invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from data.demo.days import NEWEST
from data.demo.records import Entry, Later, Record, dated, numbered
from data.demo.safeguarding.visits import DUTIES_FROM


def episodes(entries: Sequence[Entry]) -> tuple[Record, ...]:
    """Every episode, in order. A third of the children go missing, some of them often."""
    return numbered("MIS", _episodes(Random("missing"), entries))


def _episodes(rng: Random, entries: Sequence[Entry]) -> Iterator[Record]:
    how_often = {entry: rng.choice((0, 0, 0, 0, 1, 1, 2, 4)) for entry in entries}
    missing_until: dict[str, date] = {}
    for number in range((NEWEST - DUTIES_FROM).days + 1):
        day = DUTIES_FROM + timedelta(days=number)
        for _ in range(rng.choices((0, 1, 2), (70, 22, 8))[0]):
            on = [entry for entry in entries if how_often[entry] and entry.is_on_tracker(day)]
            child = rng.choices(on, [how_often[each] for each in on])[0].child.ref
            if missing_until.get(child, date.min) < day:
                found_on = day + timedelta(days=rng.choices((0, 1, 2, 5), (48, 34, 12, 6))[0])
                offered = rng.choices(("Yes", "No", ""), (84, 10, 6))[0]
                after = rng.choices((1, 2, 3, 5, 9, None), (20, 24, 22, 8, 5, 21))[0]
                done_on = found_on + timedelta(days=after) if after and offered == "Yes" else None
                missing_until[child] = found_on
                interview = Later(found_on, offered), dated(done_on)
                yield Record(day, child, (child, day, dated(found_on), *interview))

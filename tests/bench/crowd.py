"""Many people at once, each of whom chooses another filter every two seconds."""

from __future__ import annotations

import asyncio
import random
import time
from itertools import chain

from tests.bench.row import Row, Taken, Target
from tests.bench.servers.person import Person
from tests.bench.servers.start import PAGES, Pair, pair, pair_behind_nginx

EVERY = 2.0
WINDOW = 10.0
CHOICES = (("District", ("City", "County", "All")),)
LIMIT = Target(1.5, of=("most",))


def one_process(demo: str, national: str, seconds: float) -> list[Row]:
    """Fifty people on one process, and the memory that it then uses."""
    people = 50
    rows = []
    held = []
    for size, url in (("demo", demo), ("national", national)):
        with pair(url, people) as both:
            taken = asyncio.run(_in_turn(both, people, seconds))
            held.append(both.ours.megabytes())
        rows.append(Row(f"{size}: {people} people, one process", LIMIT, *taken))
    return [
        *rows,
        _memory(f"demo: memory with {people} people", 250, held[0]),
        _memory("national: memory, more than demo", 100, held[1] - held[0]),
    ]


def _memory(what: str, most: float, megabytes: float) -> Row:
    return Row(what, Target(most, is_ratio=False), Taken.once(megabytes), unit="MB")


def four_processes(size: str, url: str, seconds: float) -> list[Row]:
    """Two hundred people behind nginx, with PostgreSQL."""
    people, processes = 200, 4
    with pair_behind_nginx(url, people, processes) as both:
        ours, floor = asyncio.run(_in_turn(both, people, seconds))
    what = f"{size}: {people} people, {processes} processes behind nginx, PostgreSQL"
    return [Row(what, LIMIT, ours, floor)]


async def _in_turn(both: Pair, number: int, seconds: float) -> tuple[Taken, Taken]:
    """The seconds that each choice took, on our dashboard and on the floor. Raises if anything
    fails.

    The two take turns of ten seconds, so that other work on the machine slows both. The first turn
    does not count, because on an ordinary day common questions have been answered before.
    """
    dice = random.Random(number)
    crowds = [
        await _arrive(both.ours.address, both.cookies),
        await _arrive(both.floor.address, [""] * number),
    ]
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(1 + round(seconds / WINDOW)):
        for people, into in zip(crowds, taken, strict=True):
            until = time.perf_counter() + WINDOW
            each = await asyncio.gather(*(_choosing(person, dice, until) for person in people))
            if turn:
                into.extend(chain.from_iterable(each))
    for people in crowds:
        await asyncio.gather(*(person.leave() for person in people))
    return Taken.milliseconds(taken[0]), Taken.milliseconds(taken[1])


async def _arrive(address: str, cookies: list[str]) -> list[Person]:
    """People arrive one after another, and spread over the pages."""
    return [
        await Person.arrive(address, PAGES[place % len(PAGES)], cookie)
        for place, cookie in enumerate(cookies)
    ]


async def _choosing(person: Person, dice: random.Random, until: float) -> list[float]:
    await asyncio.sleep(dice.random() * EVERY)
    taken = []
    while (begun := time.perf_counter()) < until:
        label, options = dice.choice(CHOICES)
        taken.append(await person.choose(label, dice.choice(options)))
        await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - begun)))
    return taken

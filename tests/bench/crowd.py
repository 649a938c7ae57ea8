"""Many people at once, each of whom chooses another filter every two seconds."""

from __future__ import annotations

import asyncio
import random
import time
from itertools import chain

from tests.bench.row import Measurement, Row, Target
from tests.bench.servers.person import Person
from tests.bench.servers.start import PAGES, Pair, pair, pair_behind_nginx

SECONDS_BETWEEN_CHOICES = 2.0
SECONDS_A_TURN = 10.0
CHOICES = (("District", ("City", "County", "All")),)
LIMIT = Target(1.5, of=("centile_95",))


def one_process(demo: str, national: str, seconds: float) -> list[Row]:
    """Fifty people on one process, and the memory that it then uses."""
    people = 50
    rows = []
    megabytes = []
    for size, url in (("demo", demo), ("national", national)):
        with pair(url, people) as both:
            taken = asyncio.run(_in_turn(both, people, seconds))
            megabytes.append(both.ours.megabytes())
        rows.append(Row(f"{size}: {people} people, one process", LIMIT, *taken))
    return [
        *rows,
        _memory(f"demo: memory with {people} people", 250, megabytes[0]),
        _memory("national: memory, more than demo", 100, megabytes[1] - megabytes[0]),
    ]


def _memory(what: str, most: float, megabytes: float) -> Row:
    return Row(what, Target(most, is_ratio=False), Measurement.once(megabytes), unit="MB")


def four_processes(size: str, url: str, seconds: float) -> list[Row]:
    """Two hundred people behind nginx, with PostgreSQL."""
    people, processes = 200, 4
    with pair_behind_nginx(url, people, processes) as both:
        ours, floor = asyncio.run(_in_turn(both, people, seconds))
    what = f"{size}: {people} people, {processes} processes behind nginx, PostgreSQL"
    return [Row(what, LIMIT, ours, floor)]


async def _in_turn(both: Pair, number: int, seconds: float) -> tuple[Measurement, Measurement]:
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
    for turn in range(1 + round(seconds / SECONDS_A_TURN)):
        for people, taken_by in zip(crowds, taken, strict=True):
            until = time.perf_counter() + SECONDS_A_TURN
            each = await asyncio.gather(*(_keep_choosing(person, dice, until) for person in people))
            if turn:
                taken_by.extend(chain.from_iterable(each))
    for people in crowds:
        await asyncio.gather(*(person.leave() for person in people))
    return Measurement.milliseconds(taken[0]), Measurement.milliseconds(taken[1])


async def _arrive(address: str, cookies: list[str]) -> list[Person]:
    """People arrive one after another, and spread over the pages."""
    return [
        await Person.arrive(address, PAGES[place % len(PAGES)], cookie)
        for place, cookie in enumerate(cookies)
    ]


async def _keep_choosing(person: Person, dice: random.Random, until: float) -> list[float]:
    await asyncio.sleep(dice.random() * SECONDS_BETWEEN_CHOICES)
    taken = []
    while (begun := time.perf_counter()) < until:
        label, options = dice.choice(CHOICES)
        taken.append(await person.choose(label, dice.choice(options)))
        await asyncio.sleep(max(0.0, SECONDS_BETWEEN_CHOICES - (time.perf_counter() - begun)))
    return taken

"""Many people at once, each choosing something else every two seconds."""

from __future__ import annotations

import asyncio
import random
import time

from tests.bench.person import Person

EVERY = 2.0
CHOICES = (
    ("District", ("City", "County", "All")),
    ("Gender", ("Male", "Female", "All")),
    ("Status", ("Open to the County Lines team", "Vulnerable to County Lines", "All")),
)


async def crowd(
    addresses: list[str], pages: list[str], cookie: str, number: int, seconds: float
) -> list[float]:
    """The seconds that each choice took. Raises where anything fails.

    People arrive a few at a time, and spread over the addresses and pages.
    """
    people = []
    for place in range(number):
        address, page = addresses[place % len(addresses)], pages[place % len(pages)]
        people.append(await Person.arrive(address, page, cookie))
    begun = time.perf_counter()
    taken = await asyncio.gather(
        *(_choosing(person, place, begun + seconds) for place, person in enumerate(people))
    )
    await asyncio.gather(*(person.leave() for person in people))
    return [each for some in taken for each in some]


async def _choosing(person: Person, place: int, until: float) -> list[float]:
    dice = random.Random(place)
    await asyncio.sleep(dice.random() * EVERY)
    taken = []
    polled = time.perf_counter()
    while (begun := time.perf_counter()) < until:
        label, options = dice.choice(CHOICES)
        taken.append(await person.choose(label, dice.choice(options)))
        for fragment, interval in dict(person.polls).items():
            if time.perf_counter() - polled >= interval:
                polled = time.perf_counter()
                await person.poll(fragment)
        await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - begun)))
    return taken

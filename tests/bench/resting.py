"""The server's computing time at its start, and while nobody does anything."""

from __future__ import annotations

import asyncio
import time

from tests.bench.row import Measurement, Row, Target
from tests.bench.servers.person import Person
from tests.bench.servers.signed_in import cookies
from tests.bench.servers.start import (
    PAGES,
    PLAIN,
    Server,
    dashboard,
    floor,
    record_pages,
)

# Milliseconds of computing in a minute, by the number of open tabs: 0.5% and 5% of a core.
MOST_MILLISECONDS_IDLE = {0: 300, 50: 3_000}
SECONDS_TO_SETTLE, SECONDS_WATCHED = 6, 30


def starts(size: str, url: str, times: int) -> list[Row]:
    """Computing time from the start until the server is ready, in turn with the plain pages'
    server."""
    (cookie,) = cookies(url, 1)
    with dashboard(url) as ours:
        record = record_pages(ours.address, cookie)
    taken, beside = [], []
    for _ in range(times):
        with dashboard(url) as ours:
            taken.append(ours.cpu())
        with floor(record, PLAIN, "plain.py") as plain:
            beside.append(plain.cpu())
    return [
        Row(
            f"{size}: computing from start to ready",
            Target(1.5),
            Measurement.milliseconds(taken),
            Measurement.milliseconds(beside),
            against="plain page",
        )
    ]


def idle(size: str, url: str) -> list[Row]:
    """Computing time of a server with open tabs in which nothing is done."""
    with dashboard(url) as ours:
        ours.settle()
        return [
            Row(
                f"{size}: computing in a minute, {tabs} tabs open and idle",
                Target(limit, is_ratio=False),
                Measurement.once(asyncio.run(_idle(ours, cookies(url, tabs)))),
            )
            for tabs, limit in MOST_MILLISECONDS_IDLE.items()
        ]


async def _idle(server: Server, signed_in: list[str]) -> float:
    people = [
        await Person.arrive(server.address, PAGES[place % len(PAGES)], cookie)
        for place, cookie in enumerate(signed_in)
    ]
    await asyncio.sleep(SECONDS_TO_SETTLE)
    since, before = time.monotonic(), server.cpu()
    await asyncio.sleep(SECONDS_WATCHED)
    computed = (server.cpu() - before) / (time.monotonic() - since) * 60e3
    for person in people:
        await person.leave()
    return computed

"""A change of filter on each page, in turn with the floor: the server's part of it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from tests.bench.row import Measurement, Row, Target
from tests.bench.servers.person import Person
from tests.bench.servers.signed_in import cookies
from tests.bench.servers.start import (
    DISTRICTS,
    PAGES,
    PLAIN,
    Pair,
    Server,
    dashboard,
    floor,
    pair,
    record_pages,
)

ON = date(2022, 11, 22)
UNCACHED_TIMES = 8


def reruns(size: str, url: str, times: int) -> list[Row]:
    """Each page's rerun compared with the floor's and, at a nation's size, without the cache."""
    with pair(url) as both:
        both.ours.settle()
        rows = asyncio.run(_beside_the_floor(size, both, times))
        if size == "national":
            rows += asyncio.run(_without_cache(size, both))
    return rows


def beside_plain(size: str, url: str, times: int) -> list[Row]:
    """The server's computing time for a change of filter, compared with a plain page of as many
    charts. Computing time hardly depends on other work on the machine."""
    (cookie,) = cookies(url, 1)
    with dashboard(url) as ours:
        ours.settle()
        with floor(record_pages(ours.address, cookie), PLAIN, "plain.py") as plain:
            return asyncio.run(_beside_plain(size, ours, plain, cookie, times))


async def _beside_plain(
    size: str, ours: Server, plain: Server, cookie: str, times: int
) -> list[Row]:
    rows = []
    for page in PAGES:
        a = await Person.arrive(ours.address, page, cookie)
        b = await Person.arrive(plain.address, page)
        for option in DISTRICTS:  # so that answers are cached, and code is loaded
            await a.choose("District", option)
            await b.choose("District", option)
        measured, beside = Measured(ours), Measured(plain)
        for _ in range(times):
            for option in DISTRICTS:
                measured.taken.append(await a.choose("District", option))
                beside.taken.append(await b.choose("District", option))
        charts = sum(each.HasField("vega_lite_chart") for each in a.elements)
        rows.append(
            Row(
                f"{size}: computing for a change of {page}, {charts} charts",
                Target(1.5),
                Measurement.once(measured.computing),
                Measurement.once(beside.computing),
                against="plain page",
            )
        )
        await a.leave()
        await b.leave()
    return rows


async def _beside_the_floor(size: str, both: Pair, times: int) -> list[Row]:
    rows = []
    for page in PAGES:
        a = await Person.arrive(both.ours.address, page, both.cookies[0])
        b = await Person.arrive(both.floor.address, page)
        for option in DISTRICTS:  # so that answers are cached, and code is loaded
            await a.choose("District", option)
            await b.choose("District", option)
        ours, floor = Measured(both.ours), Measured(both.floor)
        for _ in range(times):
            for option in DISTRICTS:
                ours.taken.append(await a.choose("District", option))
                floor.taken.append(await b.choose("District", option))
        rows.append(
            Row(
                f"{size}: rerun of {page}",
                Target(1.2),
                Measurement.milliseconds(ours.taken),
                Measurement.milliseconds(floor.taken),
                note=f"computing: {ours.computing:.1f} against {floor.computing:.1f} ms",
            )
        )
        await a.leave()
        await b.leave()
    return rows


async def _without_cache(size: str, both: Pair) -> list[Row]:
    """The page as at days that nobody has asked about, so that every figure is counted."""
    rows = []
    for place, page in enumerate(PAGES):
        person = await Person.arrive(both.ours.address, page, both.cookies[0])
        days = [ON - timedelta(days=1 + UNCACHED_TIMES * place + n) for n in range(UNCACHED_TIMES)]
        taken = [await person.choose_day("As at", day) for day in days]
        rows.append(
            Row(
                f"{size}: {page}, no answer kept",
                Target(500, is_ratio=False),
                Measurement.milliseconds(taken),
            )
        )
        await person.leave()
    return rows


class Measured:
    """The seconds of each rerun, and the computing time of the process."""

    def __init__(self, server: Server) -> None:
        self.taken: list[float] = []
        self._server = server
        self._begun = server.cpu()

    @property
    def computing(self) -> float:
        """Milliseconds of computing for each rerun, which hardly depend on other work on the
        machine."""
        return (self._server.cpu() - self._begun) * 1e3 / len(self.taken)

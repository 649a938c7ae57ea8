"""The bytes that a page weighs when it is opened."""

from __future__ import annotations

import asyncio

from tests.bench.row import Measurement, Row, Target
from tests.bench.servers.person import Person
from tests.bench.servers.signed_in import cookies
from tests.bench.servers.start import PAGES, dashboard


def weight(smaller: str, small: str, large: str) -> list[Row]:
    """The page that grows most from one database to a nation's."""
    before, after = _weights(small), _weights(large)
    page = max(PAGES, key=lambda page: after[page] / before[page])
    return [
        Row(
            f"page weight, national, of the page that grows most: {page}",
            Target(1.1),
            Measurement.once(after[page]),
            Measurement.once(before[page]),
            unit="kB",
            against=smaller,
        )
    ]


def _weights(url: str) -> dict[str, float]:
    (cookie,) = cookies(url, 1)
    with dashboard(url) as ours:
        return asyncio.run(_received(ours.address, cookie))


async def _received(address: str, cookie: str) -> dict[str, float]:
    received = {}
    for page in PAGES:
        person = await Person.arrive(address, page, cookie)
        received[page] = person.received / 1e3
        await person.leave()
    return received

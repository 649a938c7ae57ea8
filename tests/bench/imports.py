"""An import of all sheets of a nation with `clvt import`, while people go on reading."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from dataclasses import dataclass, field

from tests.bench import databases
from tests.bench.row import Row, Taken, Target
from tests.bench.servers.person import Person
from tests.bench.servers.signed_in import cookies
from tests.bench.servers.start import DISTRICTS, PAGES, dashboard
from tests.servers.serving import CLVT

EVERY = 0.5
AFTERWARDS = 10.0


@dataclass
class Import:
    """How many rows an import read, how long it took, and the reruns during and just after it."""

    rows: int = 0
    seconds: float = 0.0
    with_releases: float = 0.0
    megabytes: float = 0.0
    reruns: list[float] = field(default_factory=list)


def imports(kind: str, url: str, most_seconds: float) -> list[Row]:
    """An import into a database with the demonstration, while a person reads each page: the most
    seconds are for a million rows."""
    (cookie,) = cookies(url, 1)
    with dashboard(url) as ours:
        took = asyncio.run(_while_reading(url, ours.address, cookie))
    millions = took.rows / 1e6
    return [
        Row(
            f"import of a nation, {kind}: for a million rows",
            Target(most_seconds, is_ratio=False),
            Taken.once(took.seconds / millions),
            unit="s",
            note=f"{took.rows:,} rows in {took.seconds:.0f} s, and {took.with_releases:.0f} s with "
            "the releases that it calls for",
        ),
        Row(
            f"import of a nation, {kind}: memory",
            Target(500, is_ratio=False),
            Taken.once(took.megabytes),
            unit="MB",
        ),
        Row(
            f"rerun while that is imported, {kind}: median / slowest of {len(took.reruns)}",
            Target(1000, is_ratio=False, of=("most",)),
            Taken(Taken.milliseconds(took.reruns).median, max(took.reruns) * 1e3),
        ),
    ]


async def _while_reading(url: str, address: str, cookie: str) -> Import:
    took = Import()
    people = [await Person.arrive(address, page, cookie) for page in PAGES]
    reading = [asyncio.create_task(_read(person, took.reruns)) for person in people]
    await asyncio.to_thread(_import, url, took)
    await asyncio.sleep(AFTERWARDS)  # the reruns include the first figures of the import
    for each in reading:
        each.cancel()
    for result in await asyncio.gather(*reading, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
    return took


async def _read(person: Person, reruns: list[float]) -> None:
    while True:
        for option in DISTRICTS:
            reruns.append(await person.choose("District", option))
            await asyncio.sleep(EVERY)


def _import(url: str, took: Import) -> None:
    files = databases.extract("national")
    start, end = files.covers
    for each in files.path.glob("*.csv"):
        with each.open("rb") as lines:
            took.rows += sum(1 for _ in lines) - 1
    # The records of the demonstration are missing from these files, so that must be confirmed.
    command = [CLVT, "import", str(files.path), "--confirm", "--extracted-on"]
    begun = time.perf_counter()
    started = subprocess.Popen(
        [*command, f"{files.extracted_on}", "--covers", f"{start}..{end}"],
        env={**os.environ, "CLVT_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert started.stdout
    output = b""
    for line in started.stdout:
        output += line
        if b"is done" in line:  # what follows are releases for partners
            took.seconds = time.perf_counter() - begun
    _, status, used = os.wait4(
        started.pid, 0
    )  # so that its memory is told apart from that of other child processes
    took.with_releases = time.perf_counter() - begun
    took.megabytes = used.ru_maxrss / 1024
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise RuntimeError(output.decode())

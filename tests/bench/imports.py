"""An import of all sheets of a nation with `clvt import`, while people go on reading."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from dataclasses import dataclass, field

from tests.bench import databases
from tests.bench.row import Measurement, Row, Target
from tests.bench.servers.person import Person
from tests.bench.servers.signed_in import cookies
from tests.bench.servers.start import DISTRICTS, PAGES, dashboard
from tests.servers.serving import CLVT

SECONDS_BETWEEN_CHOICES = 0.5
SECONDS_AFTERWARDS = 10.0


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
        imported = asyncio.run(_while_reading(url, ours.address, cookie))
    millions = imported.rows / 1e6
    return [
        Row(
            f"import of a nation, {kind}: for a million rows",
            Target(most_seconds, is_ratio=False),
            Measurement.once(imported.seconds / millions),
            unit="s",
            note=f"{imported.rows:,} rows in {imported.seconds:.0f} s, and "
            f"{imported.with_releases:.0f} s with the releases that it calls for",
        ),
        Row(
            f"import of a nation, {kind}: memory",
            Target(500, is_ratio=False),
            Measurement.once(imported.megabytes),
            unit="MB",
        ),
        Row(
            f"rerun while that is imported, {kind}: median / slowest of {len(imported.reruns)}",
            Target(1000, is_ratio=False, of=("centile_95",)),
            Measurement(
                Measurement.milliseconds(imported.reruns).median, max(imported.reruns) * 1e3
            ),
        ),
    ]


async def _while_reading(url: str, address: str, cookie: str) -> Import:
    imported = Import()
    people = [await Person.arrive(address, page, cookie) for page in PAGES]
    reading = [asyncio.create_task(_read(person, imported.reruns)) for person in people]
    await asyncio.to_thread(_import, url, imported)
    await asyncio.sleep(SECONDS_AFTERWARDS)  # the reruns include the first figures of the import
    for each in reading:
        each.cancel()
    for result in await asyncio.gather(*reading, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
    return imported


async def _read(person: Person, reruns: list[float]) -> None:
    while True:
        for option in DISTRICTS:
            reruns.append(await person.choose("District", option))
            await asyncio.sleep(SECONDS_BETWEEN_CHOICES)


def _import(url: str, imported: Import) -> None:
    files = databases.extract("national")
    start, end = files.covers
    for each in files.path.glob("*.csv"):
        with each.open("rb") as lines:
            imported.rows += sum(1 for _ in lines) - 1
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
            imported.seconds = time.perf_counter() - begun
    _, status, used = os.wait4(
        started.pid, 0
    )  # so that its memory is told apart from that of other child processes
    imported.with_releases = time.perf_counter() - begun
    imported.megabytes = used.ru_maxrss / 1024
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise RuntimeError(output.decode())

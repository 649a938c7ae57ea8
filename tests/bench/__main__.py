"""`make bench`: measure, print one table, keep it as JSON. `--quick` takes a tenth of the time."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import databases, questions, servers
from tests.bench.crowd import crowd
from tests.bench.person import Person
from tests.bench.signed_in import cookie

PAGES = ["overview", "children", "movement", "intelligence", "rollout", "about"]
OURS, FLOOR = 8790, 8791
RESULT = databases.FOLDER.parent / "bench.json"


@dataclass(frozen=True)
class Row:
    """One row: milliseconds (or what `unit` says) of ours, and of the floor where it has any."""

    what: str
    target: str
    median: float
    most: float
    floor_median: float | None = None
    floor_most: float | None = None
    unit: str = "ms"

    @property
    def line(self) -> str:
        floor = ratio = ""
        if self.floor_median and self.floor_most:
            floor = f"{self.floor_median:.0f} / {self.floor_most:.0f}"
            ratio = f"{self.median / self.floor_median:.2f} / {self.most / self.floor_most:.2f}"
        ours = f"{self.median:.0f} / {self.most:.0f} {self.unit}"
        return f"| {self.what} | {ours} | {floor} | {ratio} | {self.target} |"


def row(what: str, target: str, ours: list[float], floor: list[float] | None = None) -> Row:
    """A row of seconds taken, as median and 95th centile."""
    return Row(what, target, *_centiles(ours), *(_centiles(floor) if floor else ()))


def _centiles(taken: list[float]) -> tuple[float, float]:
    return statistics.median(taken) * 1e3, statistics.quantiles(taken, n=20)[-1] * 1e3


async def reruns(size: str, url: str, folder: Path, times: int, seconds: float) -> list[Row]:
    """A filter change on each page, in turn with the floor; then fifty people; then memory."""
    rows, mine = [], cookie(url)
    with servers.dashboard(url, OURS, folder) as ours:
        await asyncio.sleep(3)
        record = folder / "record"
        await servers.write_down(ours.address, mine, PAGES, record)
        with servers.floor(record, FLOOR, folder) as floor:
            for page in PAGES:
                a = await Person.arrive(ours.address, page, mine)
                b = await Person.arrive(floor.address, page)
                first: list[float] = []
                warm: list[float] = []
                bare: list[float] = []
                for turn in range(times + 1):
                    for option in ("City", "County", "All"):
                        (warm if turn else first).append(await a.choose("District", option))
                        bare.append(await b.choose("District", option))
                rows.append(row(f"{size}: rerun of {page}", "1.2 × floor", warm, bare[3:]))
                if size == "national":
                    rows.append(row(f"{size}: {page}, answers not kept", "500 ms", first))
                await a.leave()
                await b.leave()
            taken = await crowd([ours.address], PAGES, mine, 50, seconds)
            bare = await crowd([floor.address], PAGES, "", 50, seconds)
            rows.append(row(f"{size}: 50 people", "1.5 × floor", taken, bare))
            held = ours.megabytes()
            rows.append(Row(f"{size}: memory after 50 people", "250 MB", held, held, unit="MB"))
    return rows


def figures(url: str, times: int) -> Row:
    """`clvt figures` from a cold start."""
    command = [str(Path(sys.executable).with_name("clvt")), "figures", "--json"]
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            env={**os.environ, "CLVT_DATABASE_URL": url},
        )
        taken.append(time.perf_counter() - begun)
    return row("demo: clvt figures", "1,000 ms", taken)


def main() -> None:
    """Build, measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    databases.FOLDER.mkdir(parents=True, exist_ok=True)
    times, seconds = (5, 10.0) if quick else (30, 60.0)
    demo, national = databases.sqlite("demo"), databases.sqlite("national")
    rows = asyncio.run(reruns("demo", demo, databases.FOLDER, times, seconds))
    rows += asyncio.run(reruns("national", national, databases.FOLDER, times, seconds))
    for kind, url in (
        ("SQLite", national),
        ("PostgreSQL", databases.postgres("national")),
    ):
        name, slowest = questions.slowest(url)
        rows.append(Row(f"national: slowest question, {kind} ({name})", "150 ms", *slowest))
    rows.append(figures(demo, 5 if quick else 10))
    for name, took in databases.imports().items():
        ms = took["seconds"] * 1e3
        rows.append(Row(f"import of {name}", "60,000 or 90,000 ms", ms, ms))
    print("| what | ours: median / 95th | floor | ratio | target |\n|---|---|---|---|---|")
    for each in rows:
        print(each.line)
    machine = f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}"
    print(f"\n{machine}; load {os.getloadavg()[0]:.1f} when it ended")
    RESULT.write_text(json.dumps({"machine": machine, "rows": [asdict(r) for r in rows]}, indent=2))


main()

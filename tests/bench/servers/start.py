"""Starts and stops what the benchmark measures: our dashboard, the floor and the plain pages."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import psutil

from dashboard.signing_in import cookie
from tests.bench.databases import FOLDER
from tests.bench.servers.person import Person
from tests.bench.servers.signed_in import KEY, cookies
from tests.paths import PROJECT
from tests.servers.behind_nginx import behind_nginx, in_front_of

PAGES = (
    "overview",
    "children",
    "movement",
    "intelligence",
    "trends",
    "rollout",
    "victims-first",
    "about",
)
DISTRICTS = ("City", "County", "All")
OURS, FLOOR, PLAIN = 8790, 8791, 8780
IDLE_SECONDS = 0.05  # seconds of computing in a second


@dataclass(frozen=True)
class Server:
    """A running server: its address, and its processes."""

    address: str
    processes: tuple[psutil.Process, ...] = ()

    def megabytes(self) -> float:
        """The memory that it uses."""
        return sum(float(each.memory_info().rss) for each in self.processes) / 2**20

    def cpu(self) -> float:
        """The seconds of computing time that it has used, by Linux's clock of a process: psutil's
        is only precise to hundredths of a second."""
        return sum(time.clock_gettime(~each.pid << 3 | 2) for each in self.processes)

    def settle(self) -> None:
        """Wait until it has finished the work that follows a start.

        Between two parts of it the server may rest for a second, so it must rest for three.
        """
        resting = 0
        while resting < 3:
            before = self.cpu()
            time.sleep(1)
            resting = resting + 1 if self.cpu() - before < IDLE_SECONDS else 0


@dataclass(frozen=True)
class Pair:
    """Our dashboard, a floor of the same elements, and cookies of people signed in to ours."""

    ours: Server
    floor: Server
    cookies: list[str]


@contextmanager
def pair(url: str, people: int = 1) -> Iterator[Pair]:
    """One process of our dashboard on a database, and one of the floor."""
    signed_in = cookies(url, people)
    with dashboard(url) as ours:
        record = record_pages(ours.address, signed_in[0])
        with floor(record) as floor_server:
            yield Pair(ours, floor_server, signed_in)


@contextmanager
def pair_behind_nginx(url: str, people: int, processes: int) -> Iterator[Pair]:
    """Several processes of our dashboard behind nginx, and as many of the floor behind another."""
    signed_in = [f"{cookie.HOST_ONLY}{each}" for each in cookies(url, people)]  # over TLS
    for name in ("ours", "floor"):
        (FOLDER / name).mkdir(exist_ok=True)
    with ExitStack() as running:
        enter = running.enter_context
        keys = {"cookie_key": KEY, "log_key": KEY}
        ours = Server(enter(behind_nginx(url, FOLDER / "ours", processes, **keys)))
        record = record_pages(ours.address, signed_in[0])
        ports = [FLOOR + each for each in range(processes)]
        for port in ports:
            enter(floor(record, port))
        floor_server = Server(enter(in_front_of(ports, FOLDER / "floor")))
        yield Pair(ours, floor_server, signed_in)


@contextmanager
def dashboard(url: str) -> Iterator[Server]:
    """Our dashboard on a database, in one process, as `clvt run` serves it."""
    code = f"from dashboard.serving.processes import serve; serve('localhost', {OURS})"
    settings = {"CLVT_DATABASE_URL": url, "CLVT_COOKIE_KEY": KEY, "CLVT_LOG_KEY": KEY}
    with _served(code, OURS, "readyz", settings) as server:
        yield server


@contextmanager
def floor(record: Path, port: int = FLOOR, script: str = "floor.py") -> Iterator[Server]:
    """The floor, or the plain pages with as many charts as ours."""
    module = "tests.bench.servers.floor_server"
    code = f"from {module} import serve; serve('localhost', {port}, {script!r})"
    settings = {"BENCH_RECORD": str(record)}
    with _served(code, port, "_stcore/health", settings) as server:
        yield server


def record_pages(address: str, cookie: str) -> Path:
    """A file with the elements of each page, for the force and each district, for the floor to
    draw."""
    record = FOLDER / "record"
    record.write_bytes(pickle.dumps(asyncio.run(_recorded_pages(address, cookie))))
    return record


Record = dict[str, dict[str, list[tuple[tuple[int, ...], bytes]]]]


async def _recorded_pages(address: str, cookie: str) -> Record:
    recorded: Record = {}
    for page in PAGES:
        person = await Person.arrive(address, page, cookie)
        recorded[page] = {}
        for option in DISTRICTS:
            await person.choose("District", option)
            deltas = person.deltas.items()
            recorded[page][option] = [(place, delta.SerializeToString()) for place, delta in deltas]
        await person.leave()
    return recorded


@contextmanager
def _served(code: str, port: int, ready: str, settings: Mapping[str, str]) -> Iterator[Server]:
    """Run in the dashboard's folder, so that both servers have its Streamlit configuration."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CLVT_")}
    environment |= {"PYTHONPATH": str(PROJECT), "PYTHONSAFEPATH": "1", **settings}
    log = FOLDER / f"{port}.log"
    with log.open("w") as lines:
        started = subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment,
            cwd=PROJECT / "dashboard",
            stdout=lines,
            stderr=lines,
        )
        try:
            _wait(f"http://localhost:{port}/{ready}", started, log)
            yield Server(f"http://localhost:{port}", (psutil.Process(started.pid),))
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(9000):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise RuntimeError(log.read_text())

"""What the benchmark starts, and stops again."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import psutil

from tests.bench.person import Person
from tests.bench.signed_in import KEY

PROJECT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, and its process."""

    address: str
    process: psutil.Process

    def megabytes(self) -> float:
        """What it holds in memory of its own, with its children."""
        return float(self.process.memory_info().rss) / 2**20

    def cpu(self) -> float:
        """The seconds of computing that it has used."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def dashboard(url: str, port: int, folder: Path) -> Iterator[Server]:
    """Our dashboard on a database, in one process."""
    words = f"from dashboard.cli_run import serve; serve('localhost', {port})"
    settings = {"CLVT_DATABASE_URL": url, "CLVT_COOKIE_KEY": KEY}
    with _served([sys.executable, "-c", words], port, settings, folder) as server:
        yield server


@contextmanager
def floor(record: Path, port: int, folder: Path) -> Iterator[Server]:
    """The floor of the pages written down."""
    command = [sys.executable, "-m", "uvicorn", "tests.bench.floor_server:app"]
    command += ["--host", "localhost", "--port", str(port), "--log-level", "warning"]
    with _served(command, port, {"CLVT_BENCH_RECORD": str(record)}, folder) as server:
        yield server


async def write_down(address: str, cookie: str, pages: list[str], record: Path) -> None:
    """Keep what stands on each page, for the floor to draw."""
    kept = {}
    for page in pages:
        person = await Person.arrive(address, page, cookie)
        kept[page] = [(place, delta.SerializeToString()) for place, delta in person.deltas.items()]
        await person.leave()
    record.write_bytes(pickle.dumps(kept))


@contextmanager
def _served(
    command: list[str], port: int, settings: Mapping[str, str], folder: Path
) -> Iterator[Server]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CLVT_")}
    log = folder / f"{port}.log"
    with log.open("w") as lines:
        started = subprocess.Popen(
            command, env={**environment, **settings}, cwd=PROJECT, stdout=lines, stderr=lines
        )
        try:
            _wait(f"http://localhost:{port}/_stcore/health", started, log)
            yield Server(f"http://localhost:{port}", psutil.Process(started.pid))
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(log.read_text())

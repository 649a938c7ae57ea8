"""`clvt figures` from a cold start: a new process each time."""

from __future__ import annotations

import os
import subprocess
import time

from tests.bench.row import Measurement, Row, Target
from tests.servers.serving import CLVT


def figures(size: str, url: str, times: int) -> list[Row]:
    """The seconds from starting the process until the figures are printed."""
    environment = {**os.environ, "CLVT_DATABASE_URL": url}
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        command = [CLVT, "figures", "--json"]
        subprocess.run(command, check=True, capture_output=True, env=environment)
        taken.append(time.perf_counter() - begun)
    return [
        Row(f"{size}: clvt figures", Target(1000, is_ratio=False), Measurement.milliseconds(taken)),
    ]

"""The specification of a chart, by its name, as Altair drew it in a process of its own.

Altair is needed for a second and takes up a seventh of a server's memory; so it never enters it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

Spec = dict[str, Any]

GROUNDS = ("light", "dark")
WAYS = ("as it is", "followed")
SECONDS = 120


@dataclass(frozen=True)
class Chart:
    """A chart that can be had."""

    name: str

    def __call__(self, dark: bool, follows: bool = False) -> Spec:
        """Its Vega-Lite specification for a light or a dark ground, not to be changed.

        With `follows`, a mark can be chosen, and what is chosen is said by its column `behind`.
        """
        spec: Spec = drawn()[self.name][GROUNDS[dark]][WAYS[follows]]
        return spec


@cache
def drawn() -> dict[str, dict[str, dict[str, Spec]]]:
    """Every chart's specification by name, ground and way, drawn the first time one is wanted.

    Raises `CalledProcessError` when they cannot be drawn.
    """
    command = [sys.executable, "-m", "dashboard.charts.drawn"]
    printed = subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
    specifications: dict[str, dict[str, dict[str, Spec]]] = json.loads(printed.stdout)
    return specifications

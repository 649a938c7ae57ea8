"""The specification of a chart, by its name, as Altair drew it.

The specifications stand in a generated file. Altair takes up a seventh of a server's memory and is
needed only to write that file, so the server never imports it. `make charts` writes the file anew,
and a test fails when the file is not what Altair would draw now.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Spec = dict[str, Any]

SPECIFICATIONS = Path(__file__).parent / "specifications.json"
MODES = ("still", "clickable")


@dataclass(frozen=True)
class Chart:
    """A chart that a view can use."""

    name: str

    def __call__(self, clickable: bool = False) -> Spec:
        """Its Vega-Lite specification, not to be changed. Its colours suit both themes.

        In a clickable chart a mark can be chosen, and its column `drill_down` says which records
        lie behind it.
        """
        spec: Spec = specifications()[self.name][MODES[clickable]]
        return spec


@cache
def specifications() -> dict[str, dict[str, Spec]]:
    """Every chart's specification, by name and mode."""
    found: dict[str, dict[str, Spec]] = json.loads(SPECIFICATIONS.read_text("utf-8"))
    return found

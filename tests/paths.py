"""The paths of files that tests read or run."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parent.parent
APP = PROJECT / "dashboard" / "app.py"
REFERENCE = PROJECT / "data" / "reference"

"""Where the files that tests read or run are."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parent.parent
APP = PROJECT / "dashboard" / "app.py"
REFERENCE = PROJECT / "data" / "reference"

"""Packs by the command line: its fixture is in `conftest`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from tests.invented.workbooks import entry, meeting, stage, write_csvs

Clvt = Callable[..., Result]


def extract(run: Clvt, folder: Path, children: int, gone: int = 0) -> Result:
    """Import an extract with so many children, of 22 November 2022 whenever it comes; the first
    `gone` of them have left the tracker in October."""
    left = {"Date_removed": "2022-10-30", "Removal_reason": "Risk reduced"}
    files = write_csvs(
        folder / "extract",
        {
            "tracker": [
                entry(f"CT-{number}", **(left if number < gone else {}))
                for number in range(children)
            ],
            "meetings": [meeting("2022-10-25")],
            "nsd_stages": [stage()],
        },
    )
    return run("import", files, "--extracted-on", "2022-11-22", "--confirm")


def reference_of(result: Result) -> str:
    """The reference of the pack that was issued."""
    assert result.exit_code == 0, result.output
    return result.output.split(maxsplit=1)[0]

"""The invented data set, as the files a force would import.

Size "force" reproduces the figures published for one force at 22 November 2022; size "national" is
the same shape for 100,000 children and 1,000,000 reports, for benchmarks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from data.demo.days import NEWEST, extract_days
from data.demo.extracts import covered_by, demo, sheets_on
from data.demo.national import NATIONAL_FROM, write_national
from data.demo.workbooks import write_workbook


@dataclass(frozen=True)
class DemoExtract:
    """A workbook, or a folder of CSV files, to import. `covers` is the first and last day of its
    intelligence."""

    path: Path
    extracted_on: date
    covers: tuple[date, date]


def write_demo(
    folder: Path,
    size: Literal["force", "national"] = "force",
    progress: Callable[[str, int, int], None] | None = None,
) -> list[DemoExtract]:
    """Write the demo's files into a folder, which is made where it is missing.

    Returns the extracts in the order in which to import them. `progress` is called with what is
    being written, how much of it is done, and how much there is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if size == "national":
        path = folder / f"demo-national-{NEWEST}"
        write_national(path, progress=progress)
        return [DemoExtract(path, NEWEST, (NATIONAL_FROM, NEWEST))]
    force = demo()
    days = extract_days()
    extracts = []
    for number, on in enumerate(days, start=1):
        path = folder / f"demo-tracker-{on}.xlsx"
        write_workbook(path, on, sheets_on(force, on))
        extracts.append(DemoExtract(path, on, covered_by(force, on)))
        if progress:
            progress("Writing the demo's extracts", number, len(days))
    return extracts

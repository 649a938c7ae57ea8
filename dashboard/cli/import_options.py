"""The options of `clvt import`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.options import day


@dataclass(frozen=True)
class ImportOptions:
    """The options of the command, each with what it is for."""

    paths: Annotated[
        list[Path], typer.Argument(help="Workbooks (.xlsx), CSV files, or folders of CSV files.")
    ]
    extracted_on: Annotated[
        datetime | None,
        day(
            "The date the extract speaks of, such as 2022-11-22. Without it: the date given "
            "when the same files were imported before, else the date in the title of a workbook "
            "that is read by a mapping, else today."
        ),
    ] = None
    covers: Annotated[
        str | None,
        typer.Option(
            metavar="FROM..TO",
            help="The days that the intelligence covers. Without it: from its first day to its "
            "last. Known reports of those days that are not in the file are withdrawn.",
        ),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False
    is_confirmed: Annotated[
        bool,
        typer.Option(
            "--confirm",
            help="Import even what looks like a mistake: an extract older than the newest, a sheet "
            "without rows, or one that takes many records away.",
        ),
    ] = False
    mapping: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Read workbooks as this clvt.toml says (see --suggest), and those like them from "
            "then on. Without it: as it was agreed for workbooks like these, here or on the page "
            "Import.",
        ),
    ] = None
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest",
            help="Import nothing: say what the files seem to hold, and write a mapping for you to "
            "correct and agree to, to clvt.toml or to the file that --mapping names.",
        ),
    ] = False
    only_sheet: Annotated[
        str,
        typer.Option(
            "--sheet",
            metavar="NAME",
            help="Of a workbook that is read by a mapping, read only this sheet: such as the list "
            "of an earlier month, as of its own day.",
        ),
    ] = ""
    is_snapshot: Annotated[
        bool, typer.Option("--snapshot", help="The tracker lists only who is on it now.")
    ] = False
    removals_are_confirmed: Annotated[
        bool,
        typer.Option(
            "--confirm-removals",
            help="Children who are no longer on a list of those on now were removed.",
        ),
    ] = False
    marked: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx",
            help="If it is refused, write a copy of the files in which the cells are marked.",
        ),
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False

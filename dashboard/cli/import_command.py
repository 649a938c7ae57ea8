"""`clvt import`: its options, each with what it is for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli import DATE, databases

Paths = Annotated[
    list[Path], typer.Argument(help="Workbooks (.xlsx), CSV files, or folders of CSV files.")
]
ExtractedOn = Annotated[
    datetime | None,
    typer.Option(
        formats=DATE,
        metavar="DATE",
        help="The date the extract speaks of, such as 2022-11-22. Without it: the date given "
        "when the same files were imported before, else the date in the title of a workbook "
        "that is read by a mapping, else today.",
    ),
]
Covers = Annotated[
    str | None,
    typer.Option(
        metavar="FROM..TO",
        help="The days that the intelligence covers. Without it: from its first day to its "
        "last. Known reports of those days that are not in the file are withdrawn.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
]
IsConfirmed = Annotated[
    bool,
    typer.Option(
        "--confirm",
        help="Import even what looks like a mistake: an extract older than the newest, a sheet "
        "without rows, or one that takes many records away.",
    ),
]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Read workbooks as this clvt.toml says (see --suggest), and those like them from "
        "then on. Without it: as it was agreed for workbooks like these, here or on the page "
        "Import.",
    ),
]
Suggest = Annotated[
    bool,
    typer.Option(
        "--suggest",
        help="Import nothing: say what the files seem to hold, and write a mapping for you to "
        "correct and agree to, to clvt.toml or to the file that --mapping names.",
    ),
]
OnlySheet = Annotated[
    str,
    typer.Option(
        "--sheet",
        metavar="NAME",
        help="Of a workbook that is read by a mapping, read only this sheet: such as the list "
        "of an earlier month, as of its own day.",
    ),
]
IsSnapshot = Annotated[
    bool, typer.Option("--snapshot", help="The tracker lists only who is on it now.")
]
RemovalsAreConfirmed = Annotated[
    bool,
    typer.Option(
        "--confirm-removals",
        help="Children who are no longer on a list of those on now were removed.",
    ),
]
Marked = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.xlsx",
        help="If it is refused, write a copy of the files in which the cells are marked.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]


def import_(
    paths: Paths,
    extracted_on: ExtractedOn = None,
    covers: Covers = None,
    dry_run: DryRun = False,
    is_confirmed: IsConfirmed = False,
    mapping: MappingFile = None,
    suggest: Suggest = False,
    only_sheet: OnlySheet = "",
    is_snapshot: IsSnapshot = False,
    removals_are_confirmed: RemovalsAreConfirmed = False,
    marked: Marked = None,
    as_json: AsJson = False,
) -> None:
    """Import an extract of the tracker and of intelligence, whole or not at all.

    Each file is a full extract of what it covers: what is new, changed or gone is worked out by
    comparing. When anything is wrong, everything that is wrong is listed, and nothing is written:
    exit status 1, or 75 where the database cannot be used just now.
    """
    from dashboard.cli.importing import ImportOptions, days_covered, import_extract
    from dashboard.cli.mapping import chosen_mapping, suggest_mapping

    databases.migrate_database(make=True)
    if suggest:
        suggest_mapping(paths, mapping or Path("clvt.toml"))
        return
    chosen = chosen_mapping(mapping, paths)
    if only_sheet and not chosen:
        raise typer.BadParameter("Give the workbook's --mapping too.", param_hint="--sheet")
    asked = ImportOptions(
        paths,
        extracted_on=extracted_on and extracted_on.date(),
        covers=days_covered(covers),
        dry_run=dry_run,
        is_confirmed=is_confirmed,
        mapping=chosen,
        only_sheet=only_sheet,
        is_snapshot=is_snapshot,
        removals_are_confirmed=removals_are_confirmed,
        marked=marked,
        as_json=as_json,
    )
    raise typer.Exit(import_extract(asked))

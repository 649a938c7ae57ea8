"""`clvt import`: its options, and the import by them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli import databases
from dashboard.cli.options import day_option
from dashboard.settings import settings


def import_(
    paths: Annotated[
        list[Path], typer.Argument(help="Workbooks (.xlsx), CSV files, or folders of CSV files.")
    ],
    extracted_on: Annotated[
        datetime | None,
        day_option(
            "The date the extract speaks of, such as 2022-11-22. Without it: the date given "
            "when the same files were imported before, else the date in the title of a workbook "
            "that is read by a mapping, else today."
        ),
    ] = None,
    covers: Annotated[
        str | None,
        typer.Option(
            metavar="FROM..TO",
            help="The days that the intelligence covers. Without it: from its first day to its "
            "last. Known reports of those days that are not in the file are withdrawn.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    is_confirmed: Annotated[
        bool,
        typer.Option(
            "--confirm",
            help="Import even what looks like a mistake: an extract older than the newest, a sheet "
            "without rows, or one that takes many records away.",
        ),
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Read workbooks as this clvt.toml says (see --suggest), and those like them from "
            "then on. Without it: as it was agreed for workbooks like these, here or on the page "
            "Import.",
        ),
    ] = None,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest",
            help="Import nothing: say what the files seem to hold, and write a mapping for you to "
            "correct and agree to, to clvt.toml or to the file that --mapping names.",
        ),
    ] = False,
    only_sheet: Annotated[
        str,
        typer.Option(
            "--sheet",
            metavar="NAME",
            help="Of a workbook that is read by a mapping, read only this sheet: such as the list "
            "of an earlier month, as of its own day.",
        ),
    ] = "",
    is_snapshot: Annotated[
        bool, typer.Option("--snapshot", help="The tracker lists only who is on it now.")
    ] = False,
    removals_are_confirmed: Annotated[
        bool,
        typer.Option(
            "--confirm-removals",
            help="Children who are no longer on a list of those on now were removed.",
        ),
    ] = False,
    marked: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx",
            help="If it is refused, write a copy of the files in which the cells are marked.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Import an extract of the tracker and of intelligence, whole or not at all.

    Each file is a full extract of what it covers: what is new, changed or gone is worked out by
    comparing. When anything is wrong, everything that is wrong is listed, and nothing is written:
    exit status 1, or 75 where the database cannot be used just now.
    """
    from dashboard.cli import importing
    from dashboard.cli.mapping import chosen_mapping, suggest_mapping
    from data.accounts import operator
    from data.database import writing_engine
    from data.importing.likely_mistakes import Tolerance
    from data.importing.run import holds_demo, import_files
    from queries.access import OPERATOR
    from queries.figures import BeforeAndAfter

    databases.migrate_database(make=True)
    if suggest:
        suggest_mapping(paths, mapping or Path("clvt.toml"))
        return
    chosen = chosen_mapping(mapping, paths)
    if only_sheet and not chosen:
        raise typer.BadParameter("Give the workbook's --mapping too.", param_hint="--sheet")
    config = settings()
    engine = writing_engine(config.database_url)
    figures = BeforeAndAfter(OPERATOR)
    look_or_log = figures.look if dry_run else importing.log_before_commit(paths, chosen)
    with importing.failures_explained(paths, chosen, marked, as_json):
        is_demo = holds_demo(engine)
        with importing.progress(quiet=as_json) as tell:
            outcome = import_files(
                engine,
                paths,
                extracted_on=extracted_on and extracted_on.date(),
                covers=importing.days_covered(covers),
                is_demo=is_demo,
                dry_run=dry_run,
                is_confirmed=is_confirmed,
                tolerance=Tolerance(
                    config.confirm_withdrawn_share, config.confirm_withdrawn_records
                ),
                reference=config.reference,
                progress=tell,
                by=operator("clvt import").who,
                mapping=chosen.mapping if chosen else None,
                only_sheet=only_sheet,
                is_snapshot=is_snapshot,
                removals={} if removals_are_confirmed else None,
                before_commit=look_or_log,
            )
    importing.say_outcome(outcome, dry_run, as_json)
    if chosen:
        importing.remember_mapping(engine, chosen, dry_run, as_json)
    if not as_json and figures.after:
        importing.say_figures(figures.before, figures.after)
    if not dry_run:
        importing.make_releases(engine, quiet=as_json)
    if is_demo and not as_json:
        typer.echo(
            "This database holds the demonstration data, whose passwords are public: what you "
            "import into it is labelled as invented. For real data, name another database in "
            "CLVT_DATABASE_URL."
        )

"""The `clvt` command."""

from __future__ import annotations

import gc
import sys
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from dashboard.cli import DEFAULT_GC_THRESHOLD, databases
from dashboard.cli.errors import Commands
from dashboard.cli.import_command import import_
from dashboard.cli.options import ExpectedHeads, HeadsFile, KnownAtImport, day_option
from dashboard.cli.publishing.choosing import with_choices
from dashboard.settings import settings
from data.explained import Explained

app = typer.Typer(
    name="clvt",
    cls=Commands,
    help="The County Lines Vulnerability Tracker dashboard: load data, serve it, ask it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def run(
    processes: Annotated[
        int,
        typer.Option(
            min=1,
            help="The number of processes to serve in, at CLVT_PORT and the ports that follow it, "
            "behind a proxy: see dashboard/deploy.",
        ),
    ] = 1,
) -> None:
    """Serve the dashboard. The address and port are settings: CLVT_ADDRESS and CLVT_PORT."""
    from dashboard.serving.processes import announce, serve, serve_side_by_side

    databases.migrate_database(make=True)
    chosen = settings()
    at = f"The dashboard is at http://{chosen.address}:{chosen.port}. Stop it with Ctrl+C."
    typer.echo("The dashboard starts …")
    announce(chosen.address, range(chosen.port, chosen.port + processes), lambda: typer.echo(at))
    if processes == 1:
        serve(chosen.address, chosen.port)
    else:
        serve_side_by_side(chosen.address, chosen.port, processes)


@app.command()
def migrate() -> None:
    """Bring the database up to date: make its tables, and take in the reference files."""
    databases.migrate_database(make=True)
    typer.echo("The database is up to date.")


app.command("import")(import_)


@app.command()
def demo(
    size: Annotated[
        Literal["force", "national"], typer.Option(help="One force, or a whole nation.")
    ] = "force",
    folder: Annotated[
        Path | None, typer.Option(help="Write the files here, and import nothing.")
    ] = None,
) -> None:
    """Load the invented demonstration data, or write its files to a folder.

    The data set is loaded through the importer, extract by extract. Where any data has been
    imported already, nothing is loaded.
    """
    from dashboard.cli.importing import load_demo, write_demo_files

    if folder:
        write_demo_files(folder, size)
        return
    databases.migrate_database(make=True)
    with tempfile.TemporaryDirectory() as scratch:
        load_demo(Path(scratch), size)


@app.command()
def watch(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", file_okay=False, help="Where files arrive.")
    ],
) -> None:
    """Import each file that arrives in a folder, until it is stopped.

    A file is read once it is complete: when its size and time have not changed for a few seconds,
    and its name is not that of a file being written. It is read as `clvt import` reads it: by the
    mapping that somebody agreed to for workbooks like it, if there is one. It is then moved to
    done/ or failed/ in that folder, with a report beside it. While the database does not answer,
    files wait.
    """
    from sqlalchemy.exc import OperationalError

    from dashboard.cli.watch import watch as watch_folder

    with suppress(OperationalError):  # files wait until it answers
        databases.migrate_database(make=True)
    watch_folder(folder)


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them.")],
) -> None:
    """Write an empty workbook to fill in, with lists and cell checks, and one of invented data."""
    from data.demo import samples

    try:
        empty, invented = samples.write_samples(folder, settings().reference)
    except FileExistsError as error:
        raise Explained(f"{error.filename} is there already. Name another folder.") from None
    except OSError as error:
        raise Explained(f"{folder} cannot be written to: {error.strerror}.") from None
    typer.echo(f"{empty}  to fill in: every sheet, with lists to choose from and cell checks")
    typer.echo(f"{invented}  invented data, to try an import with")


@app.command()
@with_choices
def figures(
    as_at: Annotated[datetime | None, day_option("The as-at date of the figures.")] = None,
    known: KnownAtImport = None,
    trends: Annotated[
        bool, typer.Option("--trends", help="Print the trends, with what they show.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    **chosen: str | None,
) -> None:
    """Print the published figures, from the same questions that the pages ask."""
    from dashboard.cli.publishing.figures import print_figures

    print_figures(as_at and as_at.date(), known, chosen, as_json, trends)


@app.command()
def release(
    month: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m"], metavar="YYYY-MM", help="The month of the release."),
    ],
    as_: Annotated[str, typer.Option("--as", metavar="USERNAME", help="The account that sees it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on one line.")] = False,
) -> None:
    """Print a month-end release exactly as one account may see it, and nothing else.

    A release that the imports call for and that was not made yet is made now, and kept for good.
    """
    from dashboard.cli.publishing.release import print_release

    databases.migrate_database(make=False)
    print_release(month.date(), as_, as_json)


@app.command()
def check(expect: ExpectedHeads = None, heads: HeadsFile = None) -> None:
    """Prove that the database holds together, and name everything in it that does not.

    It checks that each record has one current version, that spells and entries do not overlap, that
    references lead to a record, that stored counts are right, and that the access log is whole. It
    only reads, and may run while the dashboard is in use.
    """
    from dashboard.cli.check import check as check_database

    raise typer.Exit(check_database(expect, heads))


@app.command()
def history(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on one line.")] = False,
) -> None:
    """List the imports, newest first: who imported what and when, and what it changed."""
    from dashboard.cli.keeping import print_history

    print_history(as_json)


@app.command()
def undo(
    import_id: Annotated[
        int, typer.Argument(metavar="IMPORT-ID", help="As clvt history shows it.")
    ],
    with_later: Annotated[
        bool, typer.Option("--with-later", help="Undo all that was imported after it as well.")
    ] = False,
) -> None:
    """Undo an import: put back what was known before it, as a further import.

    Nothing is deleted: figures can still be given as they were known while the import stood. An
    undo is an import itself, and can be undone.
    """
    from dashboard.cli.keeping import undo_import

    databases.migrate_database(make=False)
    undo_import(import_id, with_later)


@app.command()
def retention(
    older_than: Annotated[
        str,
        typer.Option(
            metavar="6y", help="How long ago children left the tracker, such as 6y or 72m."
        ),
    ],
    is_meant: Annotated[
        bool, typer.Option("--yes", help="Yes, make them anonymous. It cannot be undone.")
    ] = False,
) -> None:
    """Make children anonymous who left the tracker long ago, in every version of their records.

    Every figure of the past stays as it was. Without --yes it says how many children that would
    be, and changes nothing.
    """
    from dashboard.cli.keeping import retire_children

    databases.migrate_database(make=False)
    retire_children(older_than, is_meant)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
) -> None:
    """Copy the whole database to a file, while it is in use.

    An SQLite database is copied to an SQLite file, a PostgreSQL database by pg_dump. The key of the
    access log is not part of it: keep that elsewhere.
    """
    from dashboard.cli.keeping import make_backup

    make_backup(file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, help="A file that clvt backup wrote.")],
    is_meant: Annotated[
        bool, typer.Option("--yes", help="Yes, replace all that the database holds now.")
    ] = False,
) -> None:
    """Put a copy back in place of all that the database holds, while it is in use.

    A copy of what it holds now is made first, in the same folder.
    """
    from dashboard.cli.keeping import restore_copy

    if not is_meant:
        raise typer.BadParameter(
            "All that the database holds now is replaced. If that is meant, add --yes.",
            param_hint="--yes",
        )
    restore_copy(file)


def _add_groups() -> None:
    """Add the groups of commands, unless one of the commands above is run: it does not need them,
    and `clvt run` would take half as long again to start."""
    own = {each.name or each.callback.__name__ for each in app.registered_commands if each.callback}
    if own.isdisjoint(sys.argv[1:2]):
        from dashboard.cli.administration import agreements, log, users
        from dashboard.cli.publishing import pack

        app.add_typer(users.app, name="users")
        app.add_typer(agreements.app, name="agreements")
        app.add_typer(log.app, name="log")
        app.add_typer(pack.app, name="pack")


_add_groups()
# What is loaded by now stays, so that the collector need not look at it.
gc.freeze()
gc.set_threshold(*DEFAULT_GC_THRESHOLD)

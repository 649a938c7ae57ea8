"""`clvt log`: is the access log whole, and a copy of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.settings import settings
from data import access_log
from data.access_log import Action, Event, Head, LogUnavailable
from data.accounts import operator
from data.database import writing_engine

app = typer.Typer(help="Verify the access log, or copy it.", no_args_is_help=True)


@app.command()
def verify(
    expect: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER:HASH",
            help="What an earlier run printed and you kept elsewhere: that event must still stand.",
        ),
    ] = None,
) -> None:
    """Say whether anything in the access log was changed, removed or slipped in, and where.

    Prints where the log ends. Keep that line outside this machine: given back with --expect, it
    shows even a log that was rewritten from its beginning, or cut off at its end.
    """
    try:
        expected = Head.read(expect) if expect else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--expect") from None
    try:
        engine = writing_engine(settings().database_url)
        end = access_log.head(engine)
        breaks = access_log.verify(engine, expected)
    except LogUnavailable:
        typer.echo("The access log cannot be read: check CLVT_DATABASE_URL.", err=True)
        raise typer.Exit(1) from None
    for each in breaks:
        typer.echo(f"Event {each.event_id} {each.problem}.")
    if breaks:
        typer.echo("The access log has been tampered with. Keep the database as it is.", err=True)
        raise typer.Exit(1)
    typer.echo(f"The access log is whole: {end.event_id} events.")
    typer.echo(f"It ends at {end}")


@app.command()
def export(
    to: Annotated[Path, typer.Option(help="The file to write; it must not exist.")],
    recipients: Annotated[
        str,
        typer.Option(prompt="Who is it for?", help="Whom it is for: the export itself is logged."),
    ],
) -> None:
    """Copy the whole access log to a file, a JSON object a line, hashes included."""
    try:
        engine = writing_engine(settings().database_url)
        by = operator("clvt log export")
        what = Event(by.who, by.role, Action.DISCLOSE, by.page, recipients=recipients)
        access_log.record(engine, what)
        with to.open("x", encoding="utf-8") as file:
            to.chmod(0o600)
            events = access_log.export(engine, file)
    except FileExistsError:
        typer.echo(f"{to} exists already; nothing was written.", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"{to} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(1) from None
    except LogUnavailable as error:
        typer.echo(f"{error} Nothing was written.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Wrote {events} events to {to}.")

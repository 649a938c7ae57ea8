"""`clvt log`: verifying the access log, and copying it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from dashboard.cli import databases
from dashboard.cli.options import ExpectedHeads, HeadsFile
from dashboard.style import words
from data import access_log, keys
from data.access_log import Action, Break, Event, Head
from data.accounts import operator
from data.explained import Explained
from data.keeping import key_change

OTHER_KEY = (
    "The log was not written with the key that is set here. If CLVT_LOG_KEY was changed, or is "
    "missing on this machine, set it to the key of then and look again."
)
app = typer.Typer(help="Verify the access log, copy it, or change its key.", no_args_is_help=True)


@app.command()
def head() -> None:
    """Print where the access log ends, to be kept somewhere else than on this machine."""
    typer.echo(str(access_log.head(databases.writing_engine())))


@app.command()
def verify(expect: ExpectedHeads = None, heads: HeadsFile = None) -> None:
    """Say whether anything in the access log was changed, forged, removed or slipped in, and where.

    Without heads given out earlier it cannot see that the log was emptied, cut off at its end, or
    put back to an older copy. The dashboard writes its head to the system's journal each day:
    journalctl -u clvt -o cat | clvt log verify --heads -
    """
    earlier_heads = heads_to_compare(expect, heads)
    engine = databases.writing_engine()
    end = access_log.head(engine)
    problems = log_problems(engine, earlier_heads)
    for problem in problems:
        typer.echo(problem)
    if problems:
        typer.echo(
            "The access log is not what was written. Keep the database as it is, and say so to "
            "whoever answers for it.",
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(f"The access log is whole: {words.counted(end.event_id, 'event')}.")
    typer.echo(
        f"It agrees with the {words.counted(len(set(earlier_heads)), 'head')} given out earlier."
        if earlier_heads
        else "It was compared with no head given out earlier, so it may be an older copy of itself."
    )
    typer.echo(f"It ends at {end}")


@app.command()
def export(
    to: Annotated[Path, typer.Option(help="The file to write; it must not exist.")],
    recipients: Annotated[
        str,
        typer.Option(prompt="Who is it for?", help="Who it is for: the export itself is logged."),
    ],
) -> None:
    """Copy the whole access log to a file, a JSON object a line, hashes included."""
    try:
        engine = databases.writing_engine()
        by = operator("clvt log export")
        event = Event(by.who, by.role, Action.DISCLOSE, by.page, recipients=recipients)
        access_log.record(engine, event)
        with to.open("x", encoding="utf-8") as file:
            to.chmod(0o600)
            events = access_log.export(engine, file)
    except FileExistsError:
        typer.echo(f"{to} exists already; nothing was written.", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"{to} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Wrote {words.counted(events, 'event')} to {to}.")


@app.command("change-key")
def change_key(expect: ExpectedHeads = None, heads: HeadsFile = None) -> None:
    """Change the key of the access log and of the fingerprints of releases, with the dashboard
    stopped.

    The key of now is read from where it always is, and the new one from CLVT_LOG_KEY_NEW. Nothing
    is changed unless the whole log and each release are as they were written with the key of now.
    """
    earlier_heads = heads_to_compare(expect, heads)
    engine = databases.writing_engine()
    try:
        new_key = keys.new_log_key()
    except ValueError as error:
        raise Explained(str(error)) from None
    last = key_change.change_key(engine, new_key, operator("clvt log change-key"), earlier_heads)
    typer.echo(
        f"The key was changed. Under the old one the log ended at {last}\n"
        "Keep that line on another machine. From now on CLVT_LOG_KEY is to be the new key, and "
        "CLVT_LOG_KEY_NEW unset. Keep the old key for copies of the database made before."
    )


def heads_to_compare(expect: list[str] | None, heads: typer.FileText | None) -> list[Head]:
    """The heads given on the command line, and those that stand in a file."""
    try:
        earlier_heads = [Head.read(each) for each in expect or ()]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--expect") from None
    return earlier_heads + (Head.all_in(heads.read()) if heads else [])


def log_problems(engine: Engine, earlier_heads: list[Head]) -> list[str]:
    """A sentence for each place where the log was tampered with; where many events in a row have
    the same fault, one for all of them. Raises `LogUnavailable`."""
    breaks = access_log.verify(engine, earlier_heads)
    problems = [] if access_log.fits_key(engine) else [OTHER_KEY]
    problems += [_sentence(run) for run in _runs(breaks)]
    return problems + [
        f"The trigger {name} is not in place." for name in access_log.missing_triggers(engine)
    ]


def _runs(breaks: list[Break]) -> Iterator[list[Break]]:
    """Breaks of one kind in events that follow one another, together."""
    run: list[Break] = []
    for each in sorted(breaks, key=lambda found: (found.problem, found.event_id)):
        if run and (run[-1].problem, run[-1].event_id + 1) != (each.problem, each.event_id):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _sentence(run: list[Break]) -> str:
    first, last = run[0], run[-1]
    if len(run) == 1:
        return f"Event {first.event_id} {first.problem}."
    return f"Each event from {first.event_id} to {last.event_id} {first.problem}."

"""`clvt history`, `undo`, `backup` and `restore`: what was imported, and nothing of it lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typer
from sqlalchemy.exc import SQLAlchemyError

from dashboard.settings import settings
from data import access_log
from data.access_log import Action, Event, LogUnavailable
from data.accounts import operator
from data.database import migrate, reading_engine, writing_engine
from data.keeping.copies import CopyFailed, backup, restore
from data.keeping.history import Import, imports
from data.keeping.undoing import CannotUndo, undo


def print_history(as_json: bool) -> None:
    """Print every import, newest first."""
    with _plainly():
        found = imports(reading_engine(settings().database_url))
    if as_json:
        listed = [asdict(each) for each in found]
        typer.echo(json.dumps(listed, default=str, ensure_ascii=False))
        return
    for each in found:
        typer.echo(_line(each))
        for sheet in each.sheets:
            typer.echo(
                f"  {sheet.file}, {sheet.sheet}: {sheet.new:,} new, {sheet.changed:,} changed, "
                f"{sheet.withdrawn:,} withdrawn"
            )
    if not found:
        typer.echo("Nothing has been imported yet.")


def _line(each: Import) -> str:
    parts = [
        f"Import {each.import_id}",
        f"extract of {each.extracted_on:%d/%m/%Y}",
        f"imported {each.imported_at:%d/%m/%Y %H:%M} UTC by {each.imported_by or 'not recorded'}",
    ]
    parts += [f"undid import {each.undoes}"] if each.undoes else []
    parts += [f"undone by import {each.undone_by}"] if each.undone_by else []
    return ", ".join(parts)


def undo_import(import_id: int, with_later: bool) -> None:
    """Take an import back, and say what that changed."""
    with _plainly():
        done = undo(
            writing_engine(settings().database_url),
            import_id,
            operator("clvt undo"),
            with_later=with_later,
        )
    typer.echo(
        f"Import {import_id} is undone, by import {done.import_id}. Releases that were made for "
        "partners meanwhile stay as they were published."
    )
    for sheet, counts in done.counts.items():
        typer.echo(
            f"  {sheet}: {counts.new:,} put back, {counts.changed:,} changed back, "
            f"{counts.withdrawn:,} taken out"
        )


def make_backup(file: Path) -> None:
    """Copy the database to a file, and print where its access log ended."""
    with _plainly():
        head = access_log.head(writing_engine(settings().database_url))
        backup(settings().database_url, file)
    typer.echo(f"Wrote {file}. The access log had ended at {head} when the copy was begun.")


def put_back(file: Path) -> None:
    """Put a copy back, and keep a copy of what was there before."""
    chosen = settings()
    before = file.with_name(f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{file.suffix}")
    with _plainly():
        engine = writing_engine(chosen.database_url)
        head = access_log.head(engine)
        backup(chosen.database_url, before)
        restore(chosen.database_url, file)
        migrate(chosen.database_url, chosen.reference)
        by = operator("clvt restore")
        change = f"put back the copy {file.name}; the log had ended at {head}"
        access_log.record(
            engine, Event(by.who, by.role, Action.DATA_CHANGE, by.page, change=change)
        )
    typer.echo(f"The database is that of {file}. What it was before stands in {before}.")


@contextmanager
def _plainly() -> Iterator[None]:
    """What goes wrong is said in a line, with exit status 1."""
    try:
        yield
    except (CannotUndo, CopyFailed) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    except (LogUnavailable, SQLAlchemyError) as error:
        typer.echo(f"The database cannot be used: {str(error).splitlines()[0]}", err=True)
        typer.echo("Check CLVT_DATABASE_URL, and that clvt migrate was run.", err=True)
        raise typer.Exit(1) from None

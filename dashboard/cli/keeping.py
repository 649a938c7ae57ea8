"""`clvt history`, `undo`, `retention`, `backup` and `restore`: keeping what was imported."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from dashboard.cli import databases
from dashboard.settings import settings
from dashboard.style import words
from data import access_log
from data.access_log import Action, Event
from data.accounts import operator
from data.database import is_migrated, make_file, migrate, writing_engine
from data.keeping.copies import backup, check_copy, restore
from data.keeping.history import Import, imports, retentions
from data.keeping.retention import make_anonymous
from data.keeping.undoing import undo
from queries.filters import months_before

SHORTEST_MONTHS = 12  # the tracker of the last year is what meetings compare with


def print_history(as_json: bool) -> None:
    """Print every import, newest first."""
    engine = databases.reading_engine()
    listed, retained = imports(engine), retentions(engine)
    if as_json:
        plain = [asdict(each) for each in listed]
        typer.echo(json.dumps(plain, default=str, ensure_ascii=False))
        return
    for each in listed:
        typer.echo(_line(each))
        changed = [sheet for sheet in each.sheets if sheet.new or sheet.changed or sheet.withdrawn]
        for sheet in changed:
            typer.echo(
                f"  {sheet.file}, {sheet.sheet}: {sheet.new:,} new, {sheet.changed:,} changed, "
                f"{sheet.withdrawn:,} withdrawn"
            )
        if unchanged := len(each.sheets) - len(changed):
            typer.echo(f"  {words.counted(unchanged, 'sheet')} without a change")
    for run in retained:
        typer.echo(
            f"{run.run_at:%d/%m/%Y %H:%M} UTC by {run.run_by}: "
            f"{words.counted(run.children, 'child', 'children')} who left the tracker before "
            f"{run.gone_before:%d/%m/%Y} made anonymous in all imports"
        )
    if not listed:
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
    done = undo(databases.writing_engine(), import_id, operator("clvt undo"), with_later=with_later)
    typer.echo(
        f"Import {import_id} is undone, by import {done.import_id}. Releases that were made for "
        "partners meanwhile stay as they were published."
    )
    for sheet, counts in done.counts.items():
        typer.echo(
            f"  {sheet}: {counts.new:,} put back, {counts.changed:,} changed back, "
            f"{counts.withdrawn:,} taken out"
        )


def retire_children(older_than: str, is_meant: bool) -> None:
    """Make anonymous the children who left the tracker so long ago; unless `is_meant`, only print
    how many they are."""
    gone_before = _day_so_long_ago(older_than, datetime.now(UTC).date())
    done = make_anonymous(
        databases.writing_engine(), gone_before, operator("clvt retention"), dry_run=not is_meant
    )
    children = words.counted(done.children, "child", "children")
    typer.echo(
        f"{words.sentence(children)} left the tracker before {gone_before:%d/%m/%Y}"
        f"{' and' if is_meant else ' and would be'} made anonymous."
        if done.children
        else f"No child left the tracker before {gone_before:%d/%m/%Y} and still has a reference."
    )
    for table, rows in done.rows.items():
        typer.echo(f"  {table}: {rows:,} rows")
    if done.children and is_meant:
        typer.echo(
            "Delete the copies of the database that were made before: they hold what was taken out."
        )
    elif done.children:
        typer.echo("This was a dry run: nothing was changed. It cannot be undone; add --yes.")


def _day_so_long_ago(text: str, today: date) -> date:
    """The day that many years ("6y") or months ("72m") ago. At least a year."""
    found = re.fullmatch(r"(\d{1,3})([ym])", text.strip().lower())
    months = int(found[1]) * (12 if found[2] == "y" else 1) if found else 0
    if months < SHORTEST_MONTHS:
        raise typer.BadParameter(
            "Write years or months, such as 6y or 18m: at least a year.", param_hint="--older-than"
        )
    return months_before(today, months)


def make_backup(file: Path) -> None:
    """Copy the database to a file, and print where its access log ended."""
    head = access_log.head(writing_engine(settings().database_url))
    backup(settings().database_url, file)
    typer.echo(f"Wrote {file}. The access log had ended at {head} when the copy was begun.")


def restore_copy(file: Path) -> None:
    """Put a copy back, and keep a copy of what was there before, if anything was."""
    chosen = settings()
    before = file.with_name(f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{file.suffix}")
    check_copy(chosen.database_url, file)
    make_file(chosen.database_url)
    engine = writing_engine(chosen.database_url)
    change = f"put back the copy {file.name}"
    if holds_something := is_migrated(engine):
        change += f"; the log had ended at {access_log.head(engine)}"
        backup(chosen.database_url, before)
    restore(chosen.database_url, file)
    by = operator("clvt restore")
    is_of_this_key = access_log.fits_key(engine)
    try:
        migrate(chosen.database_url, chosen.reference)
    finally:
        access_log.record(
            engine, Event(by.who, by.role, Action.DATA_CHANGE, by.page, change=change)
        )
    typer.echo(f"The database is that of {file}.")
    if holds_something:
        typer.echo(f"What it was before stands in {before}.")
    if not is_of_this_key:
        typer.echo(
            "The access log of this copy was not written with the key that is set here. Set "
            "CLVT_LOG_KEY to the key of then, and put the copy back once more.",
            err=True,
        )

"""What `clvt import` and `clvt demo` do: the demonstration, and what is printed of an import."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import typer
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from dashboard.answers.issues import issue
from dashboard.answers.releases import NotMade, make_missing
from dashboard.cli import STOPPED, UNAVAILABLE
from dashboard.cli.mapping import ChosenMapping, say_how_to_map
from dashboard.cli.printing import print_refusal
from dashboard.settings import settings
from dashboard.style import words
from data import access_log
from data.access_log import Action, Event
from data.accounts import By, operator
from data.accounts.demo import add_demo_accounts
from data.database import reading_engine, writing_engine
from data.demo import write_demo
from data.explained import Explained
from data.importing.mapping.agreed import save_mapping
from data.importing.marking import write_marked
from data.importing.problems import Refused
from data.importing.run import BeforeCommit, Outcome, holds_demo, import_files
from data.meeting.demo import KNOWN_IN_OCTOBER, OCTOBER, SEPTEMBER, add_demo_decisions
from data.recording.writing import Progress
from data.sharing.demo import add_demo_agreement
from data.tables import import_run
from queries.access import Viewer
from queries.ask import DataUnavailable
from queries.extract import newest_extract
from queries.figures import Headlines
from queries.filters import Filters, Period

DemoSize = Literal["force", "national"]


def days_covered(covers: str | None) -> tuple[date, date] | None:
    """The first and the last day that an option such as 2022-04-01..2022-04-30 names."""
    if covers is None:
        return None
    try:
        start, end = (date.fromisoformat(part.strip()) for part in covers.split(".."))
    except ValueError:
        raise typer.BadParameter(
            "Write two dates as 2022-04-01..2022-04-30.", param_hint="--covers"
        ) from None
    if start > end:
        raise typer.BadParameter("The first day comes after the last.", param_hint="--covers")
    return start, end


@contextmanager
def failures_explained(
    paths: list[Path], chosen: ChosenMapping | None, marked: Path | None, as_json: bool
) -> Iterator[None]:
    """End the command with the reason where an import is stopped, refused or fails: with the exit
    status 1 where the files are refused, and `UNAVAILABLE` where the database cannot be used just
    now. `marked` is the file for a copy in which what is wrong is marked, if it was asked for."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped before it was done: nothing was imported.", err=True)
        raise typer.Exit(STOPPED) from None
    except Refused as refusal:
        print_refusal(refusal, as_json)
        if not as_json:
            say_how_to_map(paths, chosen, refusal)
        if marked:
            _write_marked(paths, refusal, marked)
        raise typer.Exit(1) from None
    except SQLAlchemyError as error:
        line = str(error).splitlines()[0]
        typer.echo(f"The database could not be written, and nothing changed: {line}", err=True)
        raise typer.Exit(UNAVAILABLE if isinstance(error, OperationalError) else 1) from None


def log_before_commit(paths: list[Path], chosen: ChosenMapping | None) -> BeforeCommit | None:
    """A function that logs an import by a mapping within its transaction, so that one that is
    refused is not logged; None without a mapping."""
    if chosen is None:
        return None
    by, files = operator("clvt import"), ", ".join(path.name for path in paths)
    change = f"import {files}, read by {chosen.name}"
    event = Event(by.who, by.role, Action.DATA_CHANGE, by.page, change=change)
    return lambda connection, _import_id: access_log.append(connection, event)


def remember_mapping(engine: Engine, chosen: ChosenMapping, dry_run: bool, as_json: bool) -> None:
    """Say by which mapping the files were read, and remember it for workbooks like them."""
    if chosen.is_given and not dry_run:
        save_mapping(engine, chosen.mapping, operator("clvt import").who)
    if not as_json:
        typer.echo(f"It was read by {chosen.name}.")


def _write_marked(paths: list[Path], refusal: Refused, file: Path) -> None:
    try:
        write_marked(paths, refusal.problems, file)
    except OSError as error:
        typer.echo(f"The marked copy could not be written: {error}", err=True)
    else:
        typer.echo(
            f"\nWrote {file}: a copy in which the cells with a problem are marked.", err=True
        )


def load_demo(folder: Path, size: DemoSize) -> None:
    """Load the demonstration data through the importer, unless any data are there already."""
    chosen = settings()
    engine = writing_engine(chosen.database_url)
    with engine.connect() as connection:
        imports = connection.scalar(select(func.count()).select_from(import_run))
    if imports:
        is_demo = holds_demo(engine)
        typer.echo(
            "The demonstration data is loaded already."
            if is_demo
            else "Data has been imported already; the demonstration data was left out."
        )
        return
    try:
        with progress(quiet=False) as tell:
            extracts = write_demo(folder, size, progress=tell)
            for done, extract in enumerate(extracts):
                tell("Importing the demonstration extracts", done, len(extracts))
                import_files(
                    engine,
                    [extract.path],
                    extracted_on=extract.extracted_on,
                    covers=extract.covers,
                    is_demo=True,
                    reference=chosen.reference,
                    progress=tell if len(extracts) == 1 else None,
                )
    except Refused:
        raise Explained(
            "The demonstration's children live in the areas that come with the dashboard, and "
            f"{chosen.reference} has others. Load it into a database of its own, without "
            "CLVT_REFERENCE."
        ) from None
    add_demo_accounts(engine)
    make_releases(engine, quiet=False)
    _issue_to_partners(engine)
    if size == "force":
        add_demo_decisions(engine)
        _issue_pack_of_october(engine)
    typer.echo(
        f"Loaded {words.counted(len(extracts), 'invented extract')}. The accounts and their "
        "passwords stand on the sign-in page."
    )


@contextmanager
def _engine_to_read() -> Iterator[Engine]:
    """An engine that reads what was written just now."""
    engine = reading_engine(settings().database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _issue_to_partners(engine: Engine) -> None:
    """Give the demonstration's partner an agreement, and issue the summaries under it."""
    add_demo_agreement(engine)
    with _engine_to_read() as reading:
        by = By("inspector", "inspector", "clvt demo")
        issue(reading, engine, settings().disclosure_threshold, by=by)


def _issue_pack_of_october(engine: Engine) -> None:
    """Issue the pack of the meeting of October 2022, as known then, so that the next meeting sees
    what was recorded late."""
    from dashboard.pack import issuing
    from dashboard.pack.issue import Audience

    inspector = Viewer("inspector", "inspector")
    period = Period(SEPTEMBER + timedelta(days=1), OCTOBER)
    filters = Filters(OCTOBER, period, known=KNOWN_IN_OCTOBER)
    with _engine_to_read() as reading:
        pack = issuing.new_issue(
            Audience.INSPECTOR, inspector, filters, "Inspector", "Monthly meeting", reading, engine
        )
        by = By(inspector.username, inspector.role, "clvt demo")
        issued = issuing.summaries_of(pack, inspector, reading, engine)
        issuing.hand_out(issuing.prepare(pack, "pdf", inspector, by, reading), engine, issued)


def write_demo_files(folder: Path, size: DemoSize) -> None:
    """Write the demonstration files, and say where."""
    with progress(quiet=False) as tell:
        extracts = write_demo(folder, size, progress=tell)
    for extract in extracts:
        typer.echo(f"{extract.path}  extracted on {extract.extracted_on.isoformat()}")


def make_releases(engine: Engine, quiet: bool) -> None:
    """Make the month-end releases that the imports call for, so that no partner waits for them.

    If that fails, the imports stand: a missing release is made when it is looked at.
    """
    try:
        with _engine_to_read() as reading, progress(quiet) as tell:
            extract = newest_extract(reading)
            if extract is None:
                return
            label = "Making the month-end releases"
            tell(label, 0, 0)
            made = make_missing(
                reading,
                engine,
                extract.version,
                settings().disclosure_threshold,
                lambda done, total: tell(label, done, total),
            )
    except (NotMade, DataUnavailable, SQLAlchemyError):
        typer.echo(
            "The month-end releases that partners see could not be made. What was imported stands, "
            "and they are tried again when one is looked at.",
            err=True,
        )
        return
    if made and not quiet:
        typer.echo(f"{words.sentence(words.counted(made, 'month-end release'))} made for partners.")


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A progress bar on a terminal, and silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(label: str, done: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = bar.add_task(label, total=total or None)
            bar.update(tasks[label], completed=done, total=total or None)

        yield tell


def say_outcome(outcome: Outcome, dry_run: bool, as_json: bool) -> None:
    """Print what an import changed or, on a dry run, would change."""
    if as_json:
        found: dict[str, Any] = asdict(outcome)
        found["dry_run"] = dry_run
        typer.echo(json.dumps(found, default=str, ensure_ascii=False))
        return
    would = "would be " if dry_run else ""
    for sheet in outcome.sheets:
        typer.echo(
            f"{sheet.file}, {sheet.sheet}: {words.counted(sheet.read, 'row')} read; "
            f"{sheet.new:,} {would}new, {sheet.changed:,} {would}changed, "
            f"{sheet.withdrawn:,} {would}withdrawn"
        )
        for notice in sheet.notices:
            typer.echo(f"  Note: {notice}")
    if dry_run:
        typer.echo("This was a dry run: nothing was written.")
    elif outcome.import_id is None:
        typer.echo("Nothing changed: all of it was known already.")
    else:
        typer.echo(
            f"Import {outcome.import_id} is done; extracted on {outcome.extracted_on.isoformat()}."
        )


def say_figures(before: Headlines | None, after: Headlines) -> None:
    """Print the published figures before and after an import that was tried."""
    now = f"now (as at {before.as_at:%d/%m/%Y})" if before else "now"
    typer.echo(f"Published figures {now}, and then (as at {after.as_at:%d/%m/%Y}):")
    for name, figure in after.figures.items():
        figure_before = before.figures[name] if before else None
        typer.echo(f"  {name}: {_in_words(figure_before)}, then {_in_words(figure)}")


def _in_words(figure: int | None) -> str:
    return "not loaded" if figure is None else f"{figure:,}"

"""`clvt release`: a month-end release on the terminal, exactly as one account may see it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import typer
from sqlalchemy import Engine, select

from dashboard.answers import releases
from dashboard.cli import databases
from dashboard.settings import settings
from data import access_log, sessions
from data.access_log import Action, Event
from data.accounts import operator
from data.agreement import in_force
from data.explained import Explained
from data.tables import account, account_area
from queries.access import Denied, Viewer
from queries.ask import asking
from queries.disclosure.layout import CONFIDENTIAL, NOT_AVAILABLE, Published
from queries.extract import newest_extract
from queries.filters import month_end
from queries.oversight.rollout import NOT_STARTED
from queries.releases.area_summary import Area, Summary, releases_up_to, summary
from queries.scope import FORCE

SYMBOLS = {
    CONFIDENTIAL: "confidential: a count of 1 to {most}, or one by which it could be worked out",
    NOT_AVAILABLE: "not available",
}


def print_release(month: date, username: str, as_json: bool) -> None:
    """Print what the account may see of a month's release. Raises `Explained` when that is nothing,
    `DataUnavailable`, `LogUnavailable` and SQLAlchemyError."""
    engine = databases.reading_engine()
    writing = databases.writing_engine()
    try:
        viewer = viewer_of(engine, username)
        extract = newest_extract(engine)
        if extract is None:
            raise Explained("Nothing has been imported yet. Load an extract with clvt import.")
        try:
            releases.make_missing(engine, writing, extract.version, settings().disclosure_threshold)
        except releases.NotMade as problem:
            typer.echo(f"{problem} Those made before stand.", err=True)
        answer, day = asking(engine, viewer), month_end(month)
        made = releases_up_to(viewer, answer, day)
        of_month = next((each for each in made if each.month_end == day), None)
        found = summary(viewer, answer, of_month) if of_month else None
    except Denied as denied:
        raise Explained(f"{username} sees no release: {denied}") from None
    if found is None:
        raise Explained(f"There is no release of {month:%B %Y} for {username}.")
    by = operator("clvt release")
    event = Event(
        by.who,
        by.role,
        Action.CONSULT,
        by.page,
        filters={"month": f"{month:%Y-%m}", "as": username},
        data_version=found.made.known,
    )
    access_log.record(writing, event)
    document = as_document(found, username)
    typer.echo(json.dumps(document, ensure_ascii=False, indent=None if as_json else 2))


def as_document(release: Summary, username: str) -> dict[str, Any]:
    """A summary as plain values ready for JSON: counts as whole numbers, or a symbol."""
    published = release.published
    counts = _counts_by_place(published)
    symbols = {published.symbol(cell) for cell in published.values}
    return {
        "month_end": release.made.month_end.isoformat(),
        "as": username,
        "exact": release.is_exact,
        "areas": {area.name: counts.get(area.code, {}) for area in release.areas},
        "districts": {area.district: counts.get(area.district, {}) for area in release.areas},
        "force": counts.get(FORCE, {}),
        "nsd": {area.name: _stage(release, area) for area in release.areas},
        "symbols": {
            symbol: words.format(most=release.made.threshold - 1)
            for symbol, words in SYMBOLS.items()
            if symbol in symbols
        },
        "withheld": published.withheld,
    }


def _counts_by_place(published: Published) -> dict[str, dict[str, Any]]:
    """The count of each measure or, where it has categories, of each of them; or its symbol."""
    found: dict[str, dict[str, Any]] = {}
    for cell, count in published.values.items():
        shown = (published.symbol(cell) or NOT_AVAILABLE) if count is None else count
        measures = found.setdefault(cell.geography, {})
        if cell.category is None:
            measures[cell.measure] = shown
        else:
            measures.setdefault(cell.measure, {})[cell.category] = shown
    return found


def _stage(release: Summary, area: Area) -> dict[str, Any]:
    now = release.stage(area)
    not_started = NOT_STARTED if release.is_stage_known(area) else None
    return {
        "stage": now.stage if now else not_started,
        "since": now.from_on.isoformat() if now else None,
        "target": now.target_on.isoformat() if now and now.target_on else None,
        "overdue": release.is_overdue(area),
    }


def viewer_of(engine: Engine, username: str) -> Viewer:
    """The viewer for an account. Raises `Denied` where nobody may sign in to it."""
    with engine.connect() as connection:
        known = connection.execute(
            select(account).where(
                account.c.username == username, account.c.is_active, sessions.may_sign_in()
            )
        ).one_or_none()
        if known is None:
            raise Denied("there is no such active account.")
        areas = select(account_area.c.area_code).where(account_area.c.username == username)
        own = frozenset(connection.execute(areas).scalars())
        held = in_force(connection, username)
        return Viewer(known.username, known.role, own, held, known.must_change_password)

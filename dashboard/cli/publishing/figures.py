"""`clvt figures`: the published figures on the terminal. It is quick, without Streamlit or
pandas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import typer

from dashboard.cli import databases
from dashboard.cli.publishing.choosing import filters_of
from data import access_log
from data.access_log import Action, Event
from data.accounts import operator
from queries.access import OPERATOR
from queries.ask import from_database
from queries.figures import figures
from queries.filters import Filters


def print_figures(
    as_at: date | None,
    known: int | None,
    chosen: Mapping[str, str | None],
    as_json: bool,
    are_trends: bool,
) -> None:
    """Print the figures, or the trends, narrowed to the values of the choices named.

    Raises `InvalidChoice` when nothing is imported, or the import, the day or a value does not
    exist; `DataUnavailable` and `LogUnavailable`. Then nothing is printed.
    """
    engine = databases.reading_engine()
    filters = filters_of(engine, as_at, known, chosen)
    fetch = from_database(engine)
    if are_trends:
        from dashboard.cli.publishing.trends import trends

        found = trends(OPERATOR, filters, fetch)
    else:
        found = figures(OPERATOR, filters, fetch)
    _log(filters)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))


def _log(filters: Filters) -> None:
    by = operator("clvt figures")
    shown = {"as at": filters.as_at.isoformat(), "district": filters.district, "area": filters.area}
    event = Event(
        by.who,
        by.role,
        Action.CONSULT,
        by.page,
        filters={name: value for name, value in shown.items() if value},
        data_version=filters.known,
    )
    access_log.record(databases.writing_engine(), event)

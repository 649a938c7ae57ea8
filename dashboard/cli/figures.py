"""`clvt figures`: the published figures on the terminal, without Streamlit or pandas: quick."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import typer
from sqlalchemy import Engine

from dashboard.cli.trends import trends
from dashboard.settings import settings
from data import access_log
from data.access_log import Action, Event, LogUnavailable
from data.accounts import operator
from data.database import reading_engine, writing_engine
from queries.access import OPERATOR
from queries.administration import reference
from queries.ask import DataUnavailable, ask, from_database
from queries.choices import CHOICES, offered
from queries.extract import newest_extract
from queries.figures import figures
from queries.filters import Filters, Period


class NoFigures(Exception):
    """The figures asked for cannot be given; `code` is what the command exits with."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def print_figures(
    as_at: date | None,
    known: int | None,
    chosen: Mapping[str, str],
    as_json: bool,
    are_trends: bool = False,
) -> int:
    """Print the figures, or the trends, narrowed to the values of the choices named. Returns 0 when
    printed, 1 when there are none, and 2 when the import, the day or a value does not exist."""
    engine = reading_engine(settings().database_url)
    try:
        filters = _filters(engine, as_at, known)
        if chosen:
            filters = _narrowed(engine, filters, chosen)
        show = trends if are_trends else figures
        found = show(OPERATOR, filters, from_database(engine))
        _log(filters)
    except NoFigures as reason:
        typer.echo(str(reason), err=True)
        return reason.code
    except DataUnavailable as error:
        typer.echo(f"{error} Check CLVT_DATABASE_URL, and that the server runs.", err=True)
        return 1
    except LogUnavailable as error:
        typer.echo(f"{error} Nothing is shown. Run clvt migrate, and try again.", err=True)
        return 1
    typer.echo(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))
    return 0


def _log(filters: Filters) -> None:
    by = operator("clvt figures")
    seen = {"as at": filters.as_at.isoformat(), "district": filters.district, "area": filters.area}
    event = Event(
        by.who,
        by.role,
        Action.CONSULT,
        by.page,
        filters={name: value for name, value in seen.items() if value},
        data_version=filters.known,
    )
    access_log.record(writing_engine(settings().database_url), event)


def _filters(engine: Engine, as_at: date | None, known: int | None) -> Filters:
    extract = newest_extract(engine, known)
    if extract is None:
        raise NoFigures("Nothing has been imported yet. Load an extract with clvt import.", 1)
    if known is not None and extract.version != known:
        raise NoFigures(f"There is no import {known}; the newest is {extract.version}.", 2)
    day = as_at or extract.covered_to
    if day > extract.covered_to:
        raise NoFigures(
            f"The tracker is covered up to {extract.covered_to:%d/%m/%Y}, the date of the newest "
            f"extract. Nothing is known yet of {day:%d/%m/%Y}.",
            2,
        )
    return Filters(day, Period(day, day), extract.version)


def _narrowed(engine: Engine, filters: Filters, chosen: Mapping[str, str]) -> Filters:
    """The filters with the values asked for, each given as it is stored or as readers see it."""
    options = ask(reference.options, OPERATOR, filters, from_database(engine)).rows
    values: dict[str, Any] = {}
    for choice in CHOICES:
        if choice.name in chosen:
            labels = offered(choice, options, {})
            spelt = {label.casefold(): value for value, label in labels.items()}
            spelt |= {value.casefold(): value for value in labels}
            asked = chosen[choice.name]
            if asked.casefold() not in spelt:
                raise NoFigures(
                    f"There is no {choice.name} called {asked}. There are: "
                    f"{', '.join(labels.values())}.",
                    2,
                )
            values[choice.name] = spelt[asked.casefold()]
    return replace(filters, **values)

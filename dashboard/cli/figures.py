"""`clvt figures`: the published figures on the terminal, without Streamlit or pandas: quick."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import typer
from sqlalchemy import Engine

from dashboard.settings import settings
from data.database import reading_engine
from queries.access import OPERATOR
from queries.administration import reference
from queries.ask import DataUnavailable, ask, from_database
from queries.extract import newest_extract
from queries.figures import figures
from queries.filters import UNKNOWN, Filters, Period


class NoFigures(Exception):
    """The figures asked for cannot be given; `code` is what the command exits with."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def print_figures(
    as_at: date | None, known: int | None, district: str | None, area: str | None, as_json: bool
) -> int:
    """Print the figures. Returns 0 when printed, 1 when there are none, and 2 when the import, the
    day, the district or the area asked for is not one that there is."""
    engine = reading_engine(settings().database_url)
    try:
        filters = _filters(engine, as_at, known)
        if district is not None or area is not None:
            filters = _narrowed(engine, filters, district, area)
        found = figures(OPERATOR, filters, from_database(engine))
    except NoFigures as reason:
        typer.echo(str(reason), err=True)
        return reason.code
    except DataUnavailable as error:
        typer.echo(f"{error} Check CLVT_DATABASE_URL, and that the server runs.", err=True)
        return 1
    typer.echo(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))
    return 0


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


def _narrowed(engine: Engine, filters: Filters, district: str | None, area: str | None) -> Filters:
    rows = ask(reference.areas, OPERATOR, filters, from_database(engine)).rows
    if district is not None:
        districts = {each.casefold(): each for _, _, each in rows}
        filters = replace(filters, district=_one_of(districts, district, "district"))
    if area is not None:
        codes = {code.casefold(): code for code, _, _ in rows}
        codes |= {name.casefold(): code for code, name, _ in rows}
        codes[UNKNOWN.casefold()] = UNKNOWN
        names = [name for _, name, _ in rows]
        filters = replace(filters, area=_one_of(codes, area, "area", names))
    return filters


def _one_of(known: dict[str, str], asked: str, kind: str, names: list[str] | None = None) -> str:
    if found := known.get(asked.casefold()):
        return found
    listed = ", ".join(names or sorted(known.values()))
    raise NoFigures(f"There is no {kind} called {asked}. There are: {listed}.", 2)

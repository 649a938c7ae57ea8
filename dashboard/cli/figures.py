"""`clvt figures`: the published figures on the terminal, without Streamlit or pandas: quick."""

from __future__ import annotations

import json
from datetime import date

import typer

from dashboard.settings import settings
from data.database import reading_engine
from queries.access import OPERATOR
from queries.administration import reference
from queries.ask import DataUnavailable, ask, from_database
from queries.extract import newest_extract
from queries.figures import figures
from queries.filters import UNKNOWN, Filters, Period


def print_figures(
    as_at: date | None, known: int | None, district: str | None, area: str | None, as_json: bool
) -> int:
    """Print the figures; 0 when printed, 1 when there are none, 2 for an area that is not one."""
    engine = reading_engine(settings().database_url)
    try:
        extract = newest_extract(engine, known)
        if extract is None:
            typer.echo("Nothing has been imported yet. Load an extract with clvt import.", err=True)
            return 1
        if known is not None and extract.version != known:
            typer.echo(f"There is no import {known}; the newest is {extract.version}.", err=True)
            return 2
        day = as_at or extract.extracted_on
        filters = Filters(day, Period(day, day), extract.version, district=district)
        fetch = from_database(engine)
        if area is not None:
            codes = {
                name.casefold(): code
                for code, name, _ in ask(reference.areas, OPERATOR, filters, fetch).rows
            }
            code = UNKNOWN if area.casefold() == UNKNOWN.casefold() else codes.get(area.casefold())
            code = code or (area if area in codes.values() else None)
            if code is None:
                typer.echo(f"There is no area called {area}.", err=True)
                return 2
            filters = Filters(day, Period(day, day), extract.version, district, code)
        found = figures(OPERATOR, filters, fetch)
    except DataUnavailable as error:
        typer.echo(f"{error} Check CLVT_DATABASE_URL, and that the server runs.", err=True)
        return 1
    typer.echo(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))
    return 0

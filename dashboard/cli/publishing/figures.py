"""`clvt figures`: the published figures on the terminal. It is quick, without Streamlit or
pandas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import typer

from dashboard.cli.publishing.choosing import NotChosen, filters_of
from dashboard.cli.publishing.trends import trends
from dashboard.settings import settings
from data import access_log
from data.access_log import Action, Event, LogUnavailable
from data.accounts import operator
from data.database import of_known_version, reading_engine, writing_engine
from queries.access import OPERATOR
from queries.ask import DataUnavailable, from_database
from queries.figures import figures
from queries.filters import Filters


def print_figures(
    as_at: date | None,
    known: int | None,
    chosen: Mapping[str, str],
    as_json: bool,
    are_trends: bool = False,
) -> int:
    """Print the figures, or the trends, narrowed to the values of the choices named. Returns 0 when
    printed, 1 when there are none, and 2 when the import, the day or a value does not exist."""
    engine = of_known_version(reading_engine(settings().database_url))
    try:
        filters = filters_of(engine, as_at, known, chosen)
        show = trends if are_trends else figures
        found = show(OPERATOR, filters, from_database(engine))
        _log(filters)
    except NotChosen as reason:
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

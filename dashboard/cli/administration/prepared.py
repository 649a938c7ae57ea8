"""The database for commands that change accounts or agreements, brought up to date first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from dashboard.cli.plainly import cause
from dashboard.settings import settings
from data.access_log import LogUnavailable
from data.accounts import AccountRefused
from data.database import UnknownSchema, WrongAddress, migrate, writing_engine
from data.passwords import BadPassword
from data.reference_files import WrongReference
from queries.ask import DataUnavailable

REFUSALS = (AccountRefused, BadPassword, UnknownSchema, WrongReference)
"""Errors with a message that says what is wrong and what to do."""


@contextmanager
def prepared_engine() -> Iterator[Engine]:
    """An engine to work with. An error ends the command with a line of text and exit status 1."""
    chosen = settings()
    try:
        migrate(chosen.database_url, chosen.reference)
        yield writing_engine(chosen.database_url)
    except REFUSALS as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None
    except WrongAddress:
        raise
    except (LogUnavailable, DataUnavailable, SQLAlchemyError) as error:
        typer.echo(f"The database does not answer: {cause(error)}", err=True)
        typer.echo("Check CLVT_DATABASE_URL.", err=True)
        raise typer.Exit(1) from None

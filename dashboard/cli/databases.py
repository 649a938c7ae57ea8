"""The database that a command works on, by the settings.

A command that changes something migrates the database first. One that only reads leaves it as it
is, and refuses one that a newer version of the dashboard made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.settings import settings
from data.explained import Explained

if TYPE_CHECKING:
    from sqlalchemy import Engine


def migrate_database(*, make: bool) -> None:
    """Migrate the tables to this version; make a database that is not there, or refuse to.

    Raises `Explained` and SQLAlchemyError.
    """
    from data import keys
    from data.database import migrate

    chosen = settings()
    try:
        keys.log_key()
    except (OSError, ValueError) as error:
        raise Explained(f"The access log has no key: {error}") from None
    migrate(chosen.database_url, chosen.reference, make=make)


def migrated_engine() -> Engine:
    """An engine to write with, of a database whose tables are migrated first."""
    from data import database

    migrate_database(make=True)
    return database.writing_engine(settings().database_url)


def reading_engine() -> Engine:
    """An engine that may only read. Raises `UnknownSchema`."""
    from data import database

    return database.of_known_version(database.reading_engine(settings().database_url))


def writing_engine() -> Engine:
    """An engine to write with, of a database as it stands. Raises `UnknownSchema`."""
    from data import database

    return database.of_known_version(database.writing_engine(settings().database_url))

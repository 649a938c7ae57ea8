"""The newest import: the data version, and the dates that figures may be as at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from queries.ask import DataUnavailable, rows_of, run
from queries.scope import newest_import


@dataclass(frozen=True)
class Extract:
    """The state of the data: `version` is the newest import, `extracted_on` the newest date of an
    extract, and `covered_to` the last day that figures may be as at. That is the last day that the
    tracker covers or, while none has been loaded, the date of the extract."""

    version: int
    extracted_on: date
    imported_at: datetime
    is_demo: bool
    covered_to: date


def newest_extract(engine: Engine, known: int | None = None) -> Extract | None:
    """The newest extract (up to the import `known`), or None while nothing has been imported.

    Raises `DataUnavailable` when the database does not answer.
    """
    try:
        newest = run(newest_import(known), engine).one()
    except DataUnavailable:
        if _is_empty(engine):
            return None
        raise
    return _extract(newest)


def extract_within(connection: Connection, known: int) -> Extract | None:
    """The newest extract up to the import `known`, as a transaction sees it."""
    return _extract(rows_of(newest_import(known), connection).one())


def _extract(newest: dict[str, Any]) -> Extract | None:
    if newest["import_id"] is None:
        return None
    return Extract(
        newest["import_id"],
        newest["extracted_on"],
        newest["imported_at"],
        bool(newest["is_demo"]),
        newest["covered_to"] or newest["extracted_on"],
    )


def _is_empty(engine: Engine) -> bool:
    """Whether the database answers, and has no tables yet."""
    try:
        return not inspect(engine).has_table("import_run")
    except SQLAlchemyError:
        return False

"""The tables of days that each import works out anew from all that is known at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, Table, delete, exists, or_, select

from data.duties.times import times_known
from data.recording.comparing import write_versions
from data.recording.duty_days import days_known
from data.recording.spells import spell_days_known
from data.recording.staging import Staging
from data.tables import duty_days, duty_times, import_run, spell_days

DERIVED_TABLES: dict[Table, Callable[[int | ScalarSelect[int]], Select[Any]]] = {
    spell_days: spell_days_known,
    duty_days: days_known,
    duty_times: times_known,
}
"""The rows of each table, as known at an import."""
DUTY_TABLES = (duty_days, duty_times)


def update_derived_tables(staging: Staging, import_id: int, *tables: Table) -> None:
    """Bring tables up to date with the records that an import has just written."""
    for table in tables:
        wanted = staging.wanted(table, DERIVED_TABLES[table](import_id))
        write_versions(staging.connection, table, wanted, import_id=import_id)


def rebuild(connection: Connection, *tables: Table) -> None:
    """Work tables out anew, as every import would have written them."""
    for table in tables:
        connection.execute(delete(table))
    imports = select(import_run.c.import_id).order_by(import_run.c.import_id)
    for import_id in connection.execute(imports).scalars().all():
        staging = Staging(connection)
        update_derived_tables(staging, import_id, *tables)
        staging.drop()


def is_built(connection: Connection, table: Table, source: Table) -> bool:
    """Whether a table has been worked out, or there is nothing in its source."""
    some_source, some = (exists(each.select()) for each in (source, table))
    return connection.execute(select(or_(~some_source, some))).scalar_one()

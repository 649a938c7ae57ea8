"""Undoing an import: a further import that puts back what was known before it.

Nothing is deleted, so that figures can still be given as they were known with the undone import.
Tables are found in their metadata, so a new sheet needs no change here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select

from data import access_log
from data.access_log import Action
from data.accounts import By
from data.clock import utc_now
from data.explained import Explained
from data.recording.comparing import Counts, content, write_versions
from data.recording.derived_tables import DUTY_TABLES, update_derived_tables
from data.recording.staging import Staging, analyse, take_write_lock
from data.sheets import SHEETS
from data.tables import access_log_head, import_file, import_run, is_undone, known_at, record_tables

RECORDS = [table for table in record_tables() if table not in DUTY_TABLES]


class CannotUndo(Explained):
    """The import cannot be undone. The message says why, and what to do."""


@dataclass(frozen=True)
class Undone:
    """The number of the import that undid others, and how many records it changed, by sheet."""

    import_id: int
    counts: dict[str, Counts]


def undo(engine: Engine, import_id: int, by: By, *, with_later: bool) -> Undone:
    """Put back everything as it was known before an import, and log it (`by` says who asks).

    Later imports that are not undone would be undone too: this needs `with_later`.
    Raises `CannotUndo`, and SQLAlchemyError; then nothing is changed.
    """
    with engine.begin() as connection:
        take_write_lock(connection)
        connection.execute(select(access_log_head).with_for_update())
        runs = _runs(connection)
        if import_id not in runs:
            raise CannotUndo(f"There is no import {import_id}. To list all imports: clvt history.")
        new = max(runs) + 1
        connection.execute(
            insert(import_run).values(_new_run(connection, runs, import_id, new, by))
        )
        if not with_later:
            _refuse_if_later_imports_count(connection, import_id, new, runs)
        counts = _restore_records(connection, import_id - 1, new)
        if runs[import_id].is_undone and not any(counts.values()):
            raise CannotUndo(_undone_already(import_id, runs))
        # The import that first knew that a duty was done may be undone now.
        staging = Staging(connection)
        update_derived_tables(staging, new, *DUTY_TABLES)
        staging.drop()
        by_sheet = {
            name: counts[sheet.record.name]
            for name, sheet in SHEETS.items()
            if counts[sheet.record.name]
        }
        for name, changed in by_sheet.items():
            connection.execute(
                insert(import_file).values(
                    import_id=new,
                    file=f"undo of import {import_id}",
                    sha256="",
                    sheet=name,
                    rows_read=0,
                    rows_new=changed.new,
                    rows_changed=changed.changed,
                    rows_withdrawn=changed.withdrawn,
                    notices="",
                )
            )
        undid = by.event(Action.DATA_CHANGE, change=f"undid import {import_id}", data_version=new)
        access_log.append(connection, undid)
        analyse(connection)
    return Undone(new, by_sheet)


def _runs(connection: Connection) -> dict[int, Any]:
    rows = connection.execute(select(import_run, is_undone().label("is_undone")))
    return {row.import_id: row for row in rows}


def _new_run(
    connection: Connection, runs: dict[int, Any], import_id: int, new: int, by: By
) -> dict[str, Any]:
    """The row of the new import, with the date of the newest extract that it leaves in force."""
    run = import_run.c
    before = select(func.max(run.extracted_on)).where(
        run.import_id < import_id, ~is_undone(import_id - 1)
    )
    return {
        "import_id": new,
        "extracted_on": connection.scalar(before) or runs[import_id].extracted_on,
        "imported_at": utc_now(),
        "is_demo": any(each.is_demo for each in runs.values()),
        "imported_by": by.who,
        "undoes": import_id,
    }


def _refuse_if_later_imports_count(
    connection: Connection, import_id: int, new: int, runs: dict[int, Any]
) -> None:
    """Raise `CannotUndo` where an import after `import_id` changed a record and is in force."""
    later = [each for each in sorted(runs) if each > import_id]
    if not later:
        return
    with connection.begin_nested() as attempt:  # what would change if they were undone, too
        differ = any(_restore_records(connection, import_id, new).values())
        attempt.rollback()
    if differ:
        if already := _undone_already(import_id, runs):
            raise CannotUndo(already)
        named = ", ".join(map(str, later))
        raise CannotUndo(
            f"The imports after {import_id} ({named}) would be undone too. "
            "Undo the newest first, or all of them at once with --with-later."
        )


def _undone_already(import_id: int, runs: dict[int, Any]) -> str:
    """A message that the import is undone, and how to take that back; empty if it is in force."""
    by = [
        number
        for number, run in runs.items()
        if run.undoes and run.undoes <= import_id < number and not run.is_undone
    ]
    if not by:
        return ""
    return (
        f"Import {import_id} was undone already, by import {max(by)}. "
        f"To take that back: clvt undo {max(by)}."
    )


def _restore_records(connection: Connection, known: int, new: int) -> dict[str, Counts]:
    """Make the records known at an import the current ones, by the import `new`. Returns the number
    of records changed, by table."""
    counts = {}
    for record in RECORDS:
        staging = Staging(connection)
        as_then = select(*(record.c[name] for name in content(record)))
        wanted = staging.wanted(record, as_then.where(known_at(record, known)))
        counts[record.name] = write_versions(connection, record, wanted, import_id=new)
        staging.drop()
    return counts

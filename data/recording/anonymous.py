"""How an import treats children whom `clvt retention` has made anonymous.

Their records have a new reference, which no extract has. So no extract withdraws them, and rows
that still have the old reference are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Table,
    and_,
    delete,
    exists,
    false,
    literal,
    or_,
    select,
)

from data.recording.staging import StagedTables
from data.tables import retired_reference, tracker_entry

ANONYMOUS = "anonymous-"


def is_anonymous(record: FromClause) -> ColumnElement[bool]:
    """The condition that a record is of a child who was made anonymous."""
    if "child_ref" not in record.c:
        return false()
    return and_(record.c.child_ref.is_not(None), record.c.child_ref.startswith(ANONYMOUS))


def delete_anonymous(
    connection: Connection,
    staged_records: Mapping[Table, StagedTables],
    days: Mapping[Table, str | None],
) -> dict[Table, int]:
    """Delete the staged rows and list items about children who were made anonymous. Returns how
    many were deleted, by record table.

    `days` names the column with the day of a row, if there is one. For a child who has come back to
    the tracker, only rows up to the end of the earlier time on it are deleted.
    """
    deleted = dict.fromkeys(staged_records, 0)
    if not connection.execute(select(exists(retired_reference.select()))).scalar_one():
        return deleted
    tracker: FromClause = tracker_entry
    if tracker_entry in staged_records:
        tracker = staged_records[tracker_entry].rows
        day = _day(tracker, days[tracker_entry])
        is_earlier = exists().where(_is_of_earlier_time(tracker.c.child_ref, day))
        deleted[tracker_entry] = connection.execute(delete(tracker).where(is_earlier)).rowcount
    for record, staged in staged_records.items():
        day = _day(staged.rows, days[record])
        for table in staged.all_tables:
            if "child_ref" in table.c and table is not tracker:
                retired = retired_reference.c.child_ref == table.c.child_ref
                is_on_tracker = exists().where(tracker.c.child_ref == table.c.child_ref)
                of_row = [] if table is staged.rows else [staged.rows.c.row == table.c.row]
                is_earlier = exists().where(_is_of_earlier_time(table.c.child_ref, day), *of_row)
                is_gone = and_(exists().where(retired), ~is_on_tracker)
                deleted[record] += connection.execute(
                    delete(table).where(or_(is_earlier.correlate(table), is_gone))
                ).rowcount
    return deleted


def _day(rows: Table, name: str | None) -> ColumnElement[date]:
    return rows.c[name] if name else literal(None, Date)


def _is_of_earlier_time(ref: ColumnElement[str], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a row's day is within the time for which its child was made anonymous."""
    return and_(retired_reference.c.child_ref == ref, day <= retired_reference.c.gone_on)

"""Children whom `clvt retention` has made anonymous, as an import meets them.

Their records carry a new reference, which no extract has. So an extract does not withdraw them,
and rows that still carry the old reference are left out.
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

from data.recording.staging import StagedRows
from data.tables import retired_reference, tracker_entry

ANONYMOUS = "anonymous-"


def is_anonymous(record: FromClause) -> ColumnElement[bool]:
    """The condition that a record is of a child who was made anonymous."""
    if "child_ref" not in record.c:
        return false()
    return and_(record.c.child_ref.is_not(None), record.c.child_ref.startswith(ANONYMOUS))


def leave_out(
    connection: Connection, given: Mapping[Table, StagedRows], days: Mapping[Table, str | None]
) -> dict[Table, int]:
    """Delete from the staged rows of sheets, and from their lists, what they say of children who
    were made anonymous. Returns how many rows and items of a list that was, by record table.

    `days` names the column of the day of a row, if there is one. Of a child who has come back to
    the tracker, only what is not later than the end of the time before is left out.
    """
    left_out = dict.fromkeys(given, 0)
    if not connection.execute(select(exists(retired_reference.select()))).scalar_one():
        return left_out
    back: FromClause = tracker_entry
    if tracker_entry in given:
        back = given[tracker_entry].rows
        day = _day(back, days[tracker_entry])
        of_then = exists().where(_of_then(back.c.child_ref, day))
        left_out[tracker_entry] = connection.execute(delete(back).where(of_then)).rowcount
    for record, staged in given.items():
        day = _day(staged.rows, days[record])
        for table in (staged.rows, *staged.parts.values()):
            if "child_ref" in table.c and table is not back:
                retired = retired_reference.c.child_ref == table.c.child_ref
                is_back = exists().where(back.c.child_ref == table.c.child_ref)
                of_row = [] if table is staged.rows else [staged.rows.c.row == table.c.row]
                of_then = exists().where(_of_then(table.c.child_ref, day), *of_row)
                left_out[record] += connection.execute(
                    delete(table).where(
                        or_(
                            of_then.correlate(table),
                            and_(exists().where(retired), ~is_back),
                        )
                    )
                ).rowcount
    return left_out


def _day(rows: Table, name: str | None) -> ColumnElement[date]:
    return rows.c[name] if name else literal(None, Date)


def _of_then(ref: ColumnElement[str], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a row of that day is of the time for which a child was made anonymous."""
    return and_(retired_reference.c.child_ref == ref, day <= retired_reference.c.gone_on)

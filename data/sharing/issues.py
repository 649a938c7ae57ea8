"""Storing the summaries of areas that are issued to partners, and logging it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert

from data.access_log import Action, append
from data.accounts import By
from data.clock import utc_now
from data.tables import area_issue, area_issue_beside, area_issue_figure

Figure = tuple[str, str, str, str, int]
"""The code of an area, a measure, a category, a detail, and the value."""
Beside = tuple[int, str, str, str, int | None]
"""The number of an agreement, a district or the force, a measure, a category, and the value; None
where it is not shown."""


@dataclass(frozen=True)
class AreaIssue:
    """What is issued: exact `figures` of areas as at a day, and `since` the meeting before, made
    from an import. `beside` are figures of larger places to compare them with, from the release of
    the month end `beside_on`."""

    as_at: date
    since: date
    import_id: int
    beside_on: date | None
    figures: tuple[Figure, ...]
    beside: tuple[Beside, ...]


def store(connection: Connection, issue: AreaIssue, recipients: Iterable[str], *, by: By) -> int:
    """Store an issue, and log the agencies that it is disclosed to, within a transaction of
    `data.access_log.recording`. Returns its number. Raises SQLAlchemyError.
    """
    issue_id: int = connection.execute(
        insert(area_issue)
        .values(
            as_at=issue.as_at,
            since=issue.since,
            import_id=issue.import_id,
            beside_on=issue.beside_on,
            issued_by=by.who,
            issued_at=utc_now(),
        )
        .returning(area_issue.c.issue_id)
    ).scalar_one()
    for table, rows in ((area_issue_figure, issue.figures), (area_issue_beside, issue.beside)):
        names = [column.name for column in table.c][1:]
        if rows:
            connection.execute(
                insert(table),
                [{"issue_id": issue_id, **dict(zip(names, row, strict=True))} for row in rows],
            )
    disclosed = by.event(
        Action.DISCLOSE,
        filters={"as at": f"{issue.as_at}", "period": f"{issue.since}/{issue.as_at}"},
        recipients="; ".join(recipients),
        row_count=len(issue.figures),
        suppression="exact, for partners with an agreement",
        data_version=issue.import_id,
    )
    append(connection, disclosed)
    return issue_id

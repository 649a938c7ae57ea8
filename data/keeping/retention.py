"""Making children anonymous who left the tracker long ago, while every past figure stays as it was.

Every version of a child's records is kept, under a random reference that cannot be traced back.
What figures count stays: days, status, area, gender, date of birth (for ages), and what was done.
The rest goes: the references of visits, referrals, notices and reports, and all free text.
Tables and columns are found in their metadata, so a new sheet needs no change here.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Select,
    String,
    Table,
    Text,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from data import access_log
from data.access_log import Action, triggers
from data.accounts import By
from data.clock import utc_now
from data.recording.anonymous import ANONYMOUS, is_anonymous
from data.recording.staging import Staging, take_write_lock
from data.tables import (
    access_log_head,
    decision,
    import_run,
    intelligence_link,
    intelligence_report,
    record_tables,
    retention_run,
    retired_reference,
    tracker_entry,
)

OF_CHILDREN = [table for table in record_tables() if "child_ref" in table.c]
REMOVED = "(removed)"


@dataclass(frozen=True)
class RetentionCounts:
    """How many children left the tracker before the day, and how many rows they have, by table."""

    children: int
    rows: dict[str, int]


def make_anonymous(engine: Engine, gone_before: date, by: By, *, dry_run: bool) -> RetentionCounts:
    """Make anonymous the children who left the tracker before a day and have not come back, and log
    it. A dry run only counts them. Raises SQLAlchemyError; then nothing is changed.
    """
    with _erasing_what_is_replaced(engine) as connection:
        take_write_lock(connection)
        connection.execute(select(access_log_head).with_for_update())
        staging = Staging(connection)
        retired = _children_to_retire(staging, gone_before)
        counts = _count_rows(connection, retired)
        if counts.children and not dry_run:
            _record_run(connection, retired, gone_before, by, counts.children)
            _replace_references_of_reports(staging, retired)
            for table in OF_CHILDREN:
                _make_rows_anonymous(staging, table, retired)
            _empty_decisions(connection, retired)
            change = (
                f"made {counts.children:,} {'child' if counts.children == 1 else 'children'} "
                f"anonymous who left the tracker before {gone_before:%d/%m/%Y}"
            )
            access_log.append(connection, by.event(Action.DATA_CHANGE, change=change))
        staging.drop()
    return counts


@contextmanager
def _erasing_what_is_replaced(engine: Engine) -> Iterator[Connection]:
    """A transaction that leaves no byte of what it replaces in SQLite's file or in its write-ahead
    log. PostgreSQL removes old rows by itself (autovacuum)."""
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        yield connection
        connection.commit()
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _children_gone() -> Select[Any]:
    """Each child that is or was on the tracker, and the first day on which it no longer was. For a
    child that was withdrawn, this is the day of the extract that left it out."""
    entry, run = tracker_entry.c, import_run.c
    is_current = entry.known_until.is_(None)
    removed = func.max(case((is_current, func.coalesce(entry.removed_on, date.max))))
    left_out = func.max(run.extracted_on)
    return (
        select(entry.child_ref, func.coalesce(removed, left_out).label("gone_on"))
        .join(import_run, run.import_id == entry.known_until, isouter=True)
        .where(~is_anonymous(tracker_entry))
        .group_by(entry.child_ref)
    )


def _children_to_retire(staging: Staging, gone_before: date) -> Table:
    """The children to be made anonymous, each with a random reference."""
    gone = _children_gone().subquery()
    of_them = select(gone).where(gone.c.gone_on < gone_before).order_by(gone.c.child_ref)
    return _random_references(staging, "retired", of_them)


def _count_rows(connection: Connection, retired: Table) -> RetentionCounts:
    def count(table: Table) -> int:
        of_them = table.c.child_ref.in_(select(retired.c.child_ref))
        return connection.execute(
            select(func.count()).select_from(table).where(of_them)
        ).scalar_one()

    children = connection.execute(select(func.count()).select_from(retired)).scalar_one()
    rows = {table.name: count(table) for table in OF_CHILDREN}
    return RetentionCounts(children, {name: each for name, each in rows.items() if each})


def _record_run(
    connection: Connection, retired: Table, gone_before: date, by: By, children: int
) -> None:
    """Record that it was done, and the references that must not be imported again."""
    number = connection.execute(
        insert(retention_run)
        .values(run_at=utc_now(), run_by=by.who, gone_before=gone_before, children=children)
        .returning(retention_run.c.retention_id)
    ).scalar_one()
    again = exists().where(retired_reference.c.child_ref == retired.c.child_ref)
    gone_on = select(retired.c.gone_on).where(retired.c.child_ref == retired_reference.c.child_ref)
    connection.execute(
        update(retired_reference)
        .where(again.correlate(retired_reference))
        .values(gone_on=gone_on.scalar_subquery(), retention_id=number)
    )
    rows = select(retired.c.child_ref, retired.c.gone_on, literal(number)).where(~again)
    connection.execute(
        insert(retired_reference).from_select(["child_ref", "gone_on", "retention_id"], rows)
    )


def _replace_references_of_reports(staging: Staging, retired: Table) -> None:
    """Replace the references of reports that name only anonymous children. A report that also names
    another child keeps its reference: it is still held for that child."""
    link, other = intelligence_link, intelligence_link.alias()
    is_of_them = link.c.child_ref.in_(select(retired.c.child_ref))
    is_of_another = exists().where(
        other.c.report_ref == link.c.report_ref,
        other.c.child_ref.not_in(select(retired.c.child_ref)),
        ~is_anonymous(other),
    )
    refs = select(link.c.report_ref).where(is_of_them, ~is_of_another).distinct()
    replacements = _random_references(staging, "report_replacements", refs)
    for table in (intelligence_link, intelligence_report):
        _replace(staging.connection, table, "report_ref", replacements)


def _make_rows_anonymous(staging: Staging, table: Table, retired: Table) -> None:
    """Give the children's rows of a table their anonymous reference, and remove what no figure
    counts."""
    connection = staging.connection
    of_them = table.c.child_ref.in_(select(retired.c.child_ref))
    for column in table.columns:
        if column.name.endswith("_ref") and column.name not in ("child_ref", "report_ref"):
            refs = select(column).where(of_them, column.is_not(None)).distinct()
            name = f"{table.name}_{column.name}_replacements"
            _replace(
                connection, table, column.name, _random_references(staging, name, refs), of_them
            )
    texts = [column for column in table.columns if isinstance(column.type, Text)]
    if texts:
        emptied = {each.name: case((each != "", REMOVED), else_=each) for each in texts}
        connection.execute(update(table).where(of_them).values(emptied))
    _replace(connection, table, "child_ref", retired)


def _random_references(staging: Staging, name: str, refs: Select[Any]) -> Table:
    """The rows of a query, whose first column is a reference, each with a random one to replace it
    (`anonymous`)."""
    found = staging.connection.execute(refs).mappings().all()
    columns = [Column(each.name, each.type) for each in refs.selected_columns]
    table = staging.table(name, *columns, Column("anonymous", String), index=[columns[0].name])
    rows = [{**row, "anonymous": _random_reference()} for row in found]
    if rows:
        staging.connection.execute(insert(table), rows)
    staging.index_filled(table)
    return table


def _replace(
    connection: Connection, table: Table, column: str, replacements: Table, *where: Any
) -> None:
    """Replace the references in a column, of the rows that meet the conditions."""
    replaced = next(iter(replacements.columns))
    instead = select(replacements.c.anonymous).where(replaced == table.c[column]).scalar_subquery()
    connection.execute(
        update(table).where(table.c[column].in_(select(replaced)), *where).values({column: instead})
    )


def _empty_decisions(connection: Connection, retired: Table) -> None:
    """Remove the text and the reference from the meeting's decisions about these children."""
    about_them = and_(
        decision.c.subject == "Child", decision.c.about.in_(select(retired.c.child_ref))
    )
    if connection.execute(select(exists().where(about_them))).scalar_one():
        instead = select(retired.c.anonymous).where(retired.c.child_ref == decision.c.about)
        with triggers.without_triggers(connection, decision.name):
            connection.execute(
                update(decision)
                .where(about_them)
                .values(text=REMOVED, about=instead.scalar_subquery())
            )


def _random_reference() -> str:
    """A reference that no extract has: only letters, so that it can equal no number."""
    return ANONYMOUS + "".join(secrets.choice(string.ascii_lowercase) for _ in range(16))

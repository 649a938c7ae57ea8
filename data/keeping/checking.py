"""Checks of the database: what must be true of every record, and where it is not.

Each check is a query for the rows that break it. They run in one read-only transaction, so that an
import at the same time does not disturb them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    Select,
    String,
    Table,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.exc import DatabaseError, OperationalError

from data import releases
from data.recording.comparing import content
from data.recording.counting import month_changes, reports_by_day
from data.recording.derived_tables import DERIVED_TABLES
from data.tables import (
    access_event,
    area_release,
    area_release_cell,
    area_version,
    child,
    duty_days,
    duty_times,
    import_run,
    intelligence_day,
    key_of,
    local_authority,
    metadata,
    record_tables,
    spell_days,
    tracker_entry,
    tracker_month,
    tracker_spell,
)

# A change of a date by nothing: with it, SQLite turns 30 February into 2 March.
BY_NOTHING = "+0 days"
MOST_NAMED = 5  # violations of each check that are named one by one; the rest are counted
NEVER = 2**31 - 1
RECORDS = record_tables()


@dataclass(frozen=True)
class Violation:
    """A record that breaks a check: its table, what is wrong, and its key."""

    table: str
    problem: str
    record: str

    def __str__(self) -> str:
        return f"{self.table}: {self.problem}: {self.record}"


@dataclass(frozen=True)
class Check:
    """What must be true of a table. `rows` selects the keys of the records that break it."""

    table: str
    problem: str
    rows: Select[Any]


def violations(engine: Engine) -> list[Violation]:
    """Every record that breaks a check; an empty list if none does.

    The access log is checked by `data.access_log.verify`.
    Raises SQLAlchemyError where the database cannot be read.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            connection.exec_driver_sql("BEGIN")
            unreadable = list(_file_damage(connection))
            unreadable = unreadable or [
                each for check in _value_checks() for each in _violations_of(connection, check)
            ]
            if unreadable:  # whatever else is read from such a file means nothing
                return unreadable
        found = [each for check in _record_checks() for each in _violations_of(connection, check)]
        found += _missing_releases(connection)
        return found + list(_changed_releases(connection))


def _file_damage(connection: Connection) -> Iterator[Violation]:
    """What SQLite finds wrong with its file. PostgreSQL says so itself when it reads a page."""
    try:
        for (damage,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_NAMED})"):
            if damage != "ok":
                yield Violation("the file", "it is damaged", " ".join(str(damage).split()))
    except DatabaseError as error:
        if isinstance(error, OperationalError):  # away, or in use
            raise
        yield Violation("the file", "it is damaged", str(error.orig))


def _value_checks() -> Iterator[Check]:
    """That each value is of its column's type, since SQLite keeps any value in any column. The
    access log is left out: it is verified as text."""
    for table in metadata.sorted_tables:
        key: Any = [type_coerce(each, String) for each in table.primary_key.columns]
        for column in table.columns:
            problem, wrong = _wrong_type(column)
            if problem and table is not access_event:
                problem = f"{column.name} is {problem}"
                yield Check(table.name, problem, select(*key).where(column.is_not(None), wrong))


def _wrong_type(column: Column[Any]) -> tuple[str, ColumnElement[bool]]:
    """What a value that is not of the column's type is ("no date"), and the condition that finds
    such values; empty for a column of text."""
    stored = type_coerce(column, String)
    if isinstance(column.type, DateTime):
        to_the_second = func.substr(stored, 1, 19)  # a fraction would be rounded up to the next
        read = func.datetime(to_the_second, BY_NOTHING)
        is_none = func.datetime(stored).is_(None)
        return "no time", or_(is_none, read.is_(None), read != to_the_second)
    if isinstance(column.type, Date):
        read = func.date(stored, BY_NOTHING)
        return "no date", or_(read.is_(None), read != stored)
    if isinstance(column.type, Integer | Boolean):
        return "no whole number", func.typeof(column) != "integer"
    return "", false()


def _violations_of(connection: Connection, check: Check) -> Iterator[Violation]:
    rows = connection.execute(check.rows.limit(MOST_NAMED)).all()
    for row in rows:
        yield Violation(check.table, check.problem, ", ".join(map(str, row)))
    if len(rows) == MOST_NAMED:
        count = select(func.count()).select_from(check.rows.subquery())
        further = connection.execute(count).scalar_one() - MOST_NAMED
        if further:
            yield Violation(check.table, check.problem, f"and {further:,} more")


def _record_checks() -> Iterator[Check]:
    for record in RECORDS:
        yield from _version_checks(record, key_of(record))
    for dated in (area_version, local_authority):
        yield from _version_checks(dated, ("code", "from_on"))
    for table in metadata.sorted_tables:
        yield from _foreign_key_checks(table)
    yield from _tracker_checks()
    reports_differ = "the count differs from the reports of that day"
    yield _derived_check(intelligence_day, reports_differ, reports_by_day())
    yield _derived_check(
        tracker_month, "the month's change differs from the spells", month_changes()
    )
    newest = select(func.max(import_run.c.import_id)).scalar_subquery()
    for table, problem in (
        (spell_days, "the days of spells differ from the spells"),
        (duty_days, "the days of duties differ from the records"),
        (duty_times, "the times of repeated duties differ from the records"),
    ):
        yield _derived_check(table, problem, DERIVED_TABLES[table](newest))
    yield Check(
        "access_event",
        "the log names an import that is not here, so imports were lost",
        select(access_event.c.event_id).where(
            access_event.c.data_version > func.coalesce(newest, 0)
        ),
    )
    yield Check(
        "area_release",
        "a release has no counts",
        select(area_release.c.month_end).where(
            ~exists().where(area_release_cell.c.month_end == area_release.c.month_end)
        ),
    )


def _version_checks(record: Table, names: tuple[str, ...]) -> Iterator[Check]:
    """The versions of a record do not overlap, and each ends after it begins."""
    key = [record.c[name] for name in names]
    until = func.coalesce(record.c.known_until, NEVER)
    following = func.lead(record.c.known_from).over(
        partition_by=key, order_by=(record.c.known_from, until)
    )
    version = select(*key, until.label("until"), following.label("following")).subquery()
    yield Check(
        record.name,
        "two versions of a record are current at the same time",
        select(*(version.c[name] for name in names)).where(version.c.following < version.c.until),
    )
    yield Check(
        record.name,
        "a version ends before it begins",
        select(*key).where(record.c.known_until <= record.c.known_from),
    )


def _foreign_key_checks(table: Table) -> Iterator[Check]:
    """A value that refers to another table is in it."""
    for foreign_key in table.foreign_keys:
        target, value = foreign_key.column, foreign_key.parent
        other = target.table.alias()
        yield Check(
            table.name,
            f"{value.name} is not in {target.table.name}",
            select(*table.primary_key.columns, value).where(
                value.is_not(None), ~exists().where(other.c[target.name] == value)
            ),
        )


def _tracker_checks() -> Iterator[Check]:
    """A child's entries do not overlap, nor do the spells of an entry; and each entry has a child
    and a spell."""
    spell, entry = tracker_spell.c, tracker_entry.c
    yield Check(
        "tracker_spell",
        "the spell overlaps the next one of its entry",
        _overlapping(tracker_spell, spell.ends_on, key_of(tracker_entry), "starts_on"),
    )
    yield Check(
        "tracker_entry",
        "the entry overlaps the child's next one",
        _overlapping(tracker_entry, entry.removed_on, key_of(child), "added_on"),
    )
    for inner, outer in (
        (tracker_spell, tracker_entry),
        (tracker_entry, child),
        (tracker_entry, tracker_spell),
    ):
        shared = [name for name in key_of(outer) if name in key_of(inner)]
        yield Check(
            inner.name,
            f"it has no current {outer.name}",
            select(*(inner.c[name] for name in key_of(inner))).where(
                inner.c.known_until.is_(None),
                ~exists().where(
                    outer.c.known_until.is_(None),
                    and_(*(outer.c[name] == inner.c[name] for name in shared)),
                ),
            ),
        )


def _overlapping(
    record: Table, ends: ColumnElement[Any], within: tuple[str, ...], starts: str
) -> Select[Any]:
    following = func.lead(record.c[starts]).over(
        partition_by=[record.c[name] for name in within],
        order_by=[record.c[name] for name in key_of(record) if name not in within],
    )
    current = (
        select(
            *(record.c[name] for name in key_of(record)),
            ends.label("ends"),
            following.label("following"),
        )
        .where(record.c.known_until.is_(None))
        .subquery()
    )
    return select(*(current.c[name] for name in key_of(record))).where(
        current.c.following.is_not(None),
        or_(current.c.ends.is_(None), current.c.ends > current.c.following),
    )


def _derived_check(record: Table, problem: str, expected: Select[Any]) -> Check:
    """A table of counts, or of other derived values, holds just the rows that `expected` gives."""
    rows, names = expected.subquery(), content(record)
    stored = select(*(record.c[name] for name in names)).where(record.c.known_until.is_(None))
    recounted = select(*(rows.c[name] for name in names))
    either = union_all(
        select(stored.except_(recounted).subquery()), select(recounted.except_(stored).subquery())
    ).subquery()
    return Check(record.name, problem, select(*(either.c[name] for name in key_of(record))))


def _changed_releases(connection: Connection) -> Iterator[Violation]:
    """Each release is as it was made, by its fingerprint. Only those made before there were
    fingerprints, which the log names, may have none."""
    without = releases.made_before_fingerprints(connection)
    for each in releases.read_releases(connection):
        if each.fingerprint is None:
            if each.month_end not in without:
                yield Violation("area_release", "the fingerprint was removed", str(each.month_end))
        elif not each.is_as_made():
            yield Violation("area_release", "it is not as it was made", str(each.month_end))


def _missing_releases(connection: Connection) -> Iterator[Violation]:
    """Releases follow one another, month by month."""
    month_end = area_release.c.month_end
    days = connection.execute(select(month_end).order_by(month_end)).scalars()
    for before, after in pairwise(days):
        months = (after.year - before.year) * 12 + after.month - before.month
        if months != 1:
            yield Violation("area_release", "a month has no release", f"the one after {before}")

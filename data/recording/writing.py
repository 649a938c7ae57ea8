"""Writing the rows of a sheet as records.

A sheet declares its `Writer`. Most replace all that was known from the sheet (`replace_all`), or
what was known of the days that it covers (`within_days_covered`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, exists, func, insert, select

from data.recording.anonymous import is_anonymous
from data.recording.comparing import Counts, write_versions
from data.recording.staging import StagedTables, Staging
from data.tables import key_of, record_tables

DaysCovered = tuple[date, date]
"""The first and the last day."""
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""
RECORD_TABLES = len(record_tables())


@dataclass
class Writing:
    """An import that is being written: its number, its date, and the tables changed so far."""

    staging: Staging
    import_id: int
    extracted_on: date
    covers: DaysCovered | None
    progress: Progress
    changed: set[Table] = field(default_factory=set, init=False)
    _tables_written: int = field(default=0, init=False)

    def write_table(
        self,
        record: Table,
        wanted: FromClause,
        covered: ColumnElement[bool] | None = None,
    ) -> Counts:
        """Compare one record table with what is wanted, and write the versions that differ."""
        self.progress("Writing", self._tables_written, RECORD_TABLES)
        self._tables_written += 1
        is_kept = is_anonymous(record)  # extracts no longer have these children
        counts = write_versions(
            self.staging.connection,
            record,
            wanted,
            import_id=self.import_id,
            covered=~is_kept if covered is None else and_(covered, ~is_kept),
        )
        if counts:
            self.changed.add(record)
        return counts

    def count(self, rows: Select[Any]) -> int:
        """How many rows a query has."""
        counted = select(func.count()).select_from(rows.subquery())
        return self.staging.connection.execute(counted).scalar_one()


StagedRecords = Mapping[Table, StagedTables]
"""The staged rows, by the record table that they become."""


@dataclass(frozen=True)
class Writer:
    """A way in which sheets are written. Sheets that share a writer are written together.

    `write` returns how many records of each table are new, changed and withdrawn. `day` names the
    column of the day where a sheet covers some days only: those given with the import or, if none
    are, from its first row to its last.
    """

    write: Callable[[Writing, StagedRecords], Mapping[Table, Counts]]
    day: str | None = None

    def no_rows_notice(self, covers: DaysCovered | None) -> str:
        """The notice about a sheet that has no rows."""
        if not self.day:
            return "There are no rows: all that was known from this sheet is withdrawn."
        if covers:
            return "There are no rows: all that was known of the days covered is withdrawn."
        return "There are no rows, and no covered days are given: nothing is withdrawn."


def _replace_all(writing: Writing, staged_records: StagedRecords) -> dict[Table, Counts]:
    counts = {}
    for record, staged in staged_records.items():
        counts[record] = writing.write_table(record, staged.rows)
        for part, rows in staged.parts.items():
            writing.write_table(part, rows)
    return counts


replace_all = Writer(_replace_all)
"""Records that the sheet no longer has are withdrawn."""


def within_days_covered(day: str, after_change: Callable[[Writing], None] | None = None) -> Writer:
    """Records that the sheet no longer has are withdrawn, if their `day` is one that it covers.

    `after_change` is called if a record has changed, to bring up to date what follows from them.
    """

    def write(writing: Writing, staged_records: StagedRecords) -> dict[Table, Counts]:
        counts = {}
        for record, staged in staged_records.items():
            days = staged.rows.c[day]
            first_and_last = select(func.min(days), func.max(days))
            covers = writing.covers or writing.staging.connection.execute(first_and_last).one()
            is_covered = record.c[day].between(*covers)
            counts[record] = writing.write_table(record, staged.rows, is_covered)
            if staged.parts:
                _write_parts(writing, record, staged)
        if after_change and any(counts.values()):
            after_change(writing)
        return counts

    return Writer(write, day)


def _write_parts(writing: Writing, record: Table, staged: StagedTables) -> None:
    """Write the lists of the records that this import brings or withdraws."""
    staging, key = writing.staging, key_of(record)
    touched = staging.like(f"touched_{record.name}", record, key, key)
    withdrawn = select(*(record.c[name] for name in key)).where(
        record.c.known_until == writing.import_id
    )
    brought = select(*(staged.rows.c[name] for name in key))
    staging.connection.execute(insert(touched).from_select(key, brought.union(withdrawn)))
    staging.index_filled(touched)
    for part, rows in staged.parts.items():
        of_touched = exists().where(and_(*(touched.c[name] == part.c[name] for name in key)))
        writing.write_table(part, rows, of_touched)

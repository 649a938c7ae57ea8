"""From staged rows to the record tables: what each sheet becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    insert,
    or_,
    select,
)

from data.importing.extract import Progress
from data.importing.recording.comparing import Counts, bring_up_to_date, content
from data.importing.recording.months import MONTH_KEY, wanted_months
from data.importing.recording.spells import SPELL_KEY, wanted_spells
from data.importing.recording.staging import Staging
from data.sheets import CHANGES, INTELLIGENCE, SHEETS, TRACKER
from data.sheets.declaration import Covers
from data.tables import (
    child,
    intelligence_day,
    intelligence_link,
    intelligence_report,
    key_of,
    tracker_entry,
    tracker_month,
    tracker_spell,
)

TABLES = len({sheet.record for sheet in SHEETS.values()}) + 4  # and child, months, links, days
DAY_KEY = key_of(intelligence_day)


@dataclass
class Writing:
    """One import being written: which, of what day, and whether it has changed anything yet."""

    staging: Staging
    import_id: int
    extracted_on: date
    covers: Covers | None
    progress: Progress
    has_changed: bool = field(default=False, init=False)
    _tables: int = field(default=0, init=False)

    def up_to_date(
        self,
        record: Table,
        wanted: FromClause,
        key: tuple[str, ...],
        covered: ColumnElement[bool] | None = None,
    ) -> Counts:
        """Compare and write one record table."""
        self.progress("Writing", self._tables, max(TABLES, self._tables + 1))
        self._tables += 1
        counts = bring_up_to_date(
            self.staging.connection,
            record,
            wanted,
            key,
            import_id=self.import_id,
            covered=covered,
        )
        self.has_changed |= bool(counts)
        return counts

    def count(self, rows: Select[Any]) -> int:
        """How many rows a query has."""
        counted = select(func.count()).select_from(rows.subquery())
        return self.staging.connection.execute(counted).scalar_one()


def write(writing: Writing, staged: Mapping[str, Table]) -> dict[str, Counts]:
    """Bring every record table that the staged sheets cover up to date.

    Returns, by sheet, how many of its records are new, changed and withdrawn.
    """
    counts: dict[str, Counts] = {}
    if TRACKER.name in staged or CHANGES.name in staged:
        counts |= _write_tracker(writing, staged)
    if INTELLIGENCE.name in staged:
        counts[INTELLIGENCE.name] = _write_intelligence(writing, staged)
    for name, sheet in SHEETS.items():
        if name in staged and name not in counts:
            counts[name] = writing.up_to_date(sheet.record, staged[name], sheet.key)
    writing.progress("Writing", TABLES, TABLES)
    return counts


def _write_tracker(writing: Writing, staged: Mapping[str, Table]) -> dict[str, Counts]:
    tracker, changes = staged.get(TRACKER.name), staged.get(CHANGES.name)
    entries = Counts()
    if tracker is not None:
        writing.up_to_date(child, _children(tracker), key_of(child))
        entries = writing.up_to_date(tracker_entry, tracker, TRACKER.key)
    wanted = wanted_spells(writing.staging, tracker, changes, writing.extracted_on)
    stated = _stated_counts(writing, wanted)
    if writing.up_to_date(tracker_spell, wanted, SPELL_KEY):
        writing.up_to_date(tracker_month, wanted_months(writing.staging), MONTH_KEY)
    counts = {}
    if tracker is not None:
        counts[TRACKER.name] = Counts(
            entries.new, _changed_entries(writing, tracker), entries.withdrawn
        )
    if changes is not None:
        counts[CHANGES.name] = stated
    return counts


def _children(tracker: Table) -> FromClause:
    """The children of the tracker's rows. Rows of one child agree, but for what some leave out."""
    c = tracker.c
    known = case((c.gender != "Unknown", c.gender))
    return (
        select(
            c.child_ref,
            func.max(c.date_of_birth).label("date_of_birth"),
            func.coalesce(func.max(known), "Unknown").label("gender"),
        )
        .group_by(c.child_ref)
        .subquery()
    )


def _changed_entries(writing: Writing, tracker: Table) -> int:
    """Entries known before of which this import changed anything that their row says: the entry,
    the child, or a spell that `changes` does not state."""
    now, c = writing.import_id, tracker.c
    entry, spell = tracker_entry.c, tracker_spell.c
    before = exists().where(
        entry.child_ref == c.child_ref,
        entry.added_on == c.added_on,
        entry.known_from < now,
        or_(entry.known_until.is_(None), entry.known_until == now),
    )
    of_entry = exists().where(
        entry.child_ref == c.child_ref, entry.added_on == c.added_on, entry.known_from == now
    )
    of_child = exists().where(child.c.child_ref == c.child_ref, child.c.known_from == now)
    of_spell = exists().where(
        spell.child_ref == c.child_ref,
        spell.added_on == c.added_on,
        spell.known_from == now,
        ~spell.is_stated,
    )
    return writing.count(select(c.row).where(before, or_(of_entry, of_child, of_spell)))


def _stated_counts(writing: Writing, wanted: Table) -> Counts:
    """What the `changes` sheet changes, before it is written: of stated spells, and of what the
    sheet itself says of them."""
    s, w = tracker_spell.c, wanted.c
    same = and_(*(s[name] == w[name] for name in SPELL_KEY))
    known = and_(same, s.known_until.is_(None), s.is_stated)
    differs = or_(s.status != w.status, s.area_code.is_distinct_from(w.area_code))
    return Counts(
        new=writing.count(select(w.child_ref).where(w.is_stated, ~exists().where(known))),
        changed=writing.count(
            select(w.child_ref).where(w.is_stated, exists().where(known, differs))
        ),
        withdrawn=writing.count(
            select(s.child_ref).where(
                s.known_until.is_(None), s.is_stated, ~exists().where(same, w.is_stated)
            )
        ),
    )


def _write_intelligence(writing: Writing, staged: Mapping[str, Table]) -> Counts:
    reports, links = staged[INTELLIGENCE.name], staged[intelligence_link.name]
    report, staging = intelligence_report.c, writing.staging
    covers = writing.covers or _first_and_last(writing, reports)
    covered = report.submitted_on.between(*covers)
    counts = writing.up_to_date(intelligence_report, reports, INTELLIGENCE.key, covered)

    touched = staging.like("touched_report", intelligence_report, ("report_ref",), ("report_ref",))
    withdrawn = select(report.report_ref).where(report.known_until == writing.import_id)
    staging.connection.execute(
        insert(touched).from_select(["report_ref"], select(reports.c.report_ref).union(withdrawn))
    )
    staging.settle(touched)
    of_touched = exists().where(touched.c.report_ref == intelligence_link.c.report_ref)
    writing.up_to_date(intelligence_link, links, key_of(intelligence_link), of_touched)

    if counts:
        _count_days(writing)
    return counts


def _first_and_last(writing: Writing, reports: Table) -> tuple[date | None, date | None]:
    """The days an intelligence file speaks of, when nobody says which: none, if it has no rows."""
    days = select(func.min(reports.c.submitted_on), func.max(reports.c.submitted_on))
    first, last = writing.staging.connection.execute(days).one()
    return first, last


def _count_days(writing: Writing) -> None:
    """Count anew the reports of the days that this import has touched."""
    report, staging = intelligence_report.c, writing.staging
    days = staging.like("touched_day", intelligence_report, ("submitted_on",), ("submitted_on",))
    brought = or_(report.known_from == writing.import_id, report.known_until == writing.import_id)
    staging.connection.execute(
        insert(days).from_select(
            ["submitted_on"], select(report.submitted_on).where(brought).distinct()
        )
    )
    wanted = staging.like("wanted_day", intelligence_day, content(intelligence_day), DAY_KEY)
    key = [report[name] for name in DAY_KEY]
    counted = (
        select(*key, func.count())
        .where(report.known_until.is_(None), report.submitted_on.in_(select(days.c.submitted_on)))
        .group_by(*key)
    )
    staging.connection.execute(insert(wanted).from_select([*DAY_KEY, "reports"], counted))
    staging.settle(days, wanted)
    covered = intelligence_day.c.submitted_on.in_(select(days.c.submitted_on))
    writing.up_to_date(intelligence_day, wanted, DAY_KEY, covered)

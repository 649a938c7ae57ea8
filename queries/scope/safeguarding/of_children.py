"""Records about children, each with the child as it then was, under the filters and both clocks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import yyyymmdd
from data.tables import import_run, spell_days, tracker_spell
from queries.filters import Period
from queries.scope.children import CHILD_COLUMNS, SPELL_COLUMNS, Children
from queries.scope.narrowing import JoinInOrder, postgresql_hint, sorted_by_child

A_DAY = timedelta(days=1)
VERSION_COLUMNS = ("version_id", "known_from", "known_until")


class RecordsOfChildren(Children):
    """Relations of records about children."""

    def records_of_children(
        self, record: Table, day: str, period: Period | None = None, *, to_count: bool = False
    ) -> Subquery:
        """The records of a table whose `day` falls in the period (and not after the as-at date),
        one row for each, with the spell in which the child then was, so that every filter narrows
        them.

        That is the latest spell begun by then, even where it has ended since, or the child's first
        spell where the record is older. The columns are those of a relation of children (with the
        age on that day), and the record's own. A column of the record that a spell has as well is
        called `record_…`.

        Looking up the spells takes most of the time. So with `to_count` the rows have no column
        of a spell except child_ref, and none is looked up.
        """
        period = period or self.period
        # Where the period begins after the as-at date, no day lies between the two.
        first, last = period.start, min(period.end, self.as_at)
        on, spell = record.c[day], tracker_spell
        own = [
            column.label(f"record_{column.name}") if column.name in CHILD_COLUMNS else column
            for column in record.c
            if column.name not in (*VERSION_COLUMNS, "child_ref")
        ]
        if to_count:
            records, is_within = self._records_of_matching_children(record, on, first, last)
            return select(record.c.child_ref, *own).select_from(records).where(is_within).subquery()
        # Leaves out most records early: children of whom no spell matches.
        may_match = record.c.child_ref.in_(
            select(spell.c.child_ref).where(self._matches(), self._known(spell))
        )
        age = (yyyymmdd(on) - spell.c.born) // 10_000
        return (
            select(*spell.c[SPELL_COLUMNS], age.label("age"), *own)
            .join_from(record, spell, spell.c.version_id == self._spell_on(record, on))
            .where(self._known(record), on.between(first, last), may_match, self._matches())
            .subquery()
        )

    def few_records_of_children(self, records: Subquery, day: str) -> Subquery:
        """Those of some records (columns child_ref and `day`, and their own) whose children matched
        the filters on the day, as in `records_of_children`. There are fewer of them than spells of
        a district, so that it is quicker to look up the spell of each."""
        if not self._has_choices:
            return select(records).where(self._has_a_spell(records.c.child_ref)).subquery()
        rows, days = sorted_by_child(records), spell_days.c
        return (
            select(rows)
            .join_from(rows, spell_days, days.child_ref == rows.c.child_ref)
            .where(
                self._known(spell_days),
                days.from_on <= rows.c[day],
                days.until_on > rows.c[day],
                self._matches_choices(dict(days)),
            )
            .subquery()
        )

    def _records_of_matching_children(
        self, record: Table, on: ColumnElement[Any], first: date, last: date
    ) -> tuple[FromClause, ColumnElement[bool]]:
        """What to select the records of these days from, and the condition that their children
        matched the filters on the day of the record."""
        known, is_of_days = self._known(record), on.between(first, last)
        if self._has_choices:
            days = self._matching_days(first, last)
            matched = and_(
                days.c.child_ref == record.c.child_ref, on >= days.c.first_on, on < days.c.until_on
            )
            return JoinInOrder(days, record, matched), and_(known, postgresql_hint(is_of_days))
        return record, and_(known, is_of_days, self._has_a_spell(record.c.child_ref))

    def _matching_days(self, first: date, last: date) -> Subquery:
        """Within these days, those on which a child's records count because the child matches the
        filters: child_ref, first_on, until_on (the first day on which they do not)."""
        days, start, end = spell_days.c, literal(first, Date), literal(last + A_DAY, Date)
        # The table is in the order of the children, as are the indexes in which records are found.
        return (
            select(
                days.child_ref,
                case((days.from_on < start, start), else_=days.from_on).label("first_on"),
                case((days.until_on > end, end), else_=days.until_on).label("until_on"),
            )
            .where(
                # The most selective condition comes first, which is quicker.
                self._matches_choices(dict(days)),
                days.until_on > start,
                days.from_on < end,
                self._known(spell_days),
            )
            .subquery()
        )

    def _has_a_spell(self, child_ref: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether a child was ever on the tracker by the known imports. Few or none were so only by
        other imports: it is quicker to leave these out."""
        spell, known, imports = tracker_spell.c, tracker_spell.alias("known_spell"), import_run.c
        # Where no import is later, no spell needs to be read for the first half.
        later = select(imports.import_id).where(imports.import_id > self.filters.known).limit(1)
        other = union_all(
            select(spell.child_ref).join_from(
                later.subquery("later_import"), tracker_spell, spell.known_from > self.filters.known
            ),
            select(spell.child_ref).where(spell.known_until <= self.filters.known),
        ).subquery("other_spell")
        has_known = exists().where(known.c.child_ref == other.c.child_ref, self._known(known))
        without_known = select(other.c.child_ref).where(~has_known.correlate(other))
        return or_(~without_known.exists(), child_ref.not_in(without_known))

    def _spell_on(self, record: Table, on: ColumnElement[Any]) -> ColumnElement[int]:
        """The version of the spell in which the child of a record was on a day."""
        begun = tracker_spell.alias("begun")
        order = begun.c.starts_on, begun.c.place_in_day
        of_child = select(begun.c.version_id).where(
            begun.c.child_ref == record.c.child_ref, self._known(begun)
        )
        latest = of_child.where(begun.c.starts_on <= on).order_by(*(each.desc() for each in order))
        return func.coalesce(
            latest.limit(1).correlate(record).scalar_subquery(),
            of_child.order_by(*order).limit(1).correlate(record).scalar_subquery(),
        )

"""Children on the tracker, their spells and entries, under the filters and both clocks."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    Subquery,
    and_,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.sql.selectable import FromClause

from data.tables import (
    intelligence_link,
    intelligence_report,
    key_of,
    tracker_entry,
    tracker_month,
    tracker_spell,
)
from queries.filters import Period
from queries.scope.narrowing import ADULT, NO_END, Narrowing, is_same, sorted_by_child, ymd, yyyymm

ENTRY_KEY = key_of(tracker_entry)
SPELL_COLUMNS = (
    "child_ref",
    "added_on",
    "place_in_day",
    "starts_on",
    "ends_on",
    "status",
    "area_code",
    "previous_status",
    "previous_area_code",
    "gender",
    "born",
    "removal_reason",
)
CHILD_COLUMNS = (*SPELL_COLUMNS, "age")
"""The columns of every relation of children: those of a spell, and the age."""


class Children(Narrowing):
    """Relations of children. They all have the same columns, so that the list of records behind a
    figure is the relation that the figure counted."""

    def on_tracker(self, day: date | None = None) -> Subquery:
        """Children on the tracker on the day (the as-at date): added by then, not yet removed."""
        day = day or self.as_at
        spell = tracker_spell.c
        return self._spells(self._matches(), spell.starts_on <= day, end_day() > day, day=day)

    def turning_adult(self, within_days: int) -> Subquery:
        """Children on the tracker who turn 18 after the as-at date, within so many days."""
        on = self.on_tracker()
        return select(on).where(self.is_turning_adult(on, within_days)).subquery()

    def is_turning_adult(self, children: FromClause, within_days: int) -> ColumnElement[bool]:
        birthday = children.c.born + ADULT * 10000
        last = ymd(self.as_at + timedelta(days=within_days))
        return and_(birthday > ymd(self.as_at), birthday <= last)

    def added(self, period: Period | None = None) -> Subquery:
        """Entries begun in the period whose first spell matches the filters."""
        period = period or self.period
        spell = tracker_spell.c
        return self._spells(
            self._matches(), spell.is_first, spell.starts_on.between(period.start, period.end)
        )

    def removed(self, period: Period | None = None) -> Subquery:
        """Entries ended in the period whose last spell matches the filters."""
        period = period or self.period
        spell = tracker_spell.c
        return self._spells(
            self._matches(), spell.is_last, end_day().between(period.start, period.end)
        )

    def moved_in(self) -> Subquery:
        """Changes of area or status within an entry, in the period, that enter the filters."""
        return self._changes(self._matches(), not_(self._previous_matches()))

    def moved_out(self) -> Subquery:
        """Changes of area or status within an entry, in the period, that leave the filters."""
        return self._changes(self._previous_matches(), not_(self._matches()))

    def on_tracker_in_period(self) -> Subquery:
        """Spells of children on the tracker at the period's opening, or begun during it."""
        spell = tracker_spell.c
        within = (spell.starts_on <= self.period.end, end_day() >= self.period.start)
        return self._spells(self._matches(), *within)

    def re_entered(self) -> Subquery:
        """Entries begun in the period by children who had been on the tracker before.

        One column more: `last_removed_on`, the end of the entry before.
        """
        added = self.added()
        earlier = tracker_entry.alias("earlier")
        last_removed_on = func.max(earlier.c.removed_on).label("last_removed_on")
        return (
            select(*added.c, last_removed_on)
            .join_from(added, earlier, self._is_earlier_entry(earlier, added))
            .group_by(*added.c)
            .subquery()
        )

    def changes_within_entries(self) -> Subquery:
        """Spells begun in the period within an entry, that match the filters."""
        return self._changes(self._matches())

    def changes_by_month(self) -> Subquery:
        """How many more children are on the tracker at the end of a month (yyyymm) than at its
        start, by status, area, gender and age band, in the months before the as-at date's.

        Their sum up to a month is the number on the tracker at its end.
        """
        change = tracker_month.c
        return (
            select(*change["month", "status", "area_code", "gender", "age_from", "change"])
            .where(
                self._known(tracker_month),
                change.month < yyyymm(self.as_at),
                self._matches_choices(dict(change)),
            )
            .subquery()
        )

    def entries(self, children: FromClause | None = None) -> Subquery:
        """The rows of a relation (by default children on the tracker at the as-at date), none added
        or dropped, each with the details of its entry."""
        children = sorted_by_child(self.on_tracker()) if children is None else children
        entry = tracker_entry
        is_own = and_(is_same(entry, children, ENTRY_KEY), self._known(entry))
        return (
            select(
                *children.c,
                entry.c.removed_on,
                entry.c.removal_reason.label("reason"),
                *entry.c["source", "proposed_on", "ratified_on", "ratified_undated", "county_line"],
                *entry.c["pnd_recorded_on", "pnd_undated", "pnd_line", "pnd_line_type"],
                entry.c.handover_on,
            )
            .join_from(children, entry, is_own, isouter=True)
            .subquery()
        )

    def entries_of_child(self) -> Subquery:
        """Every entry of the child whose reference the filters name."""
        entry = tracker_entry
        return (
            select(entry)
            .where(self._known(entry), entry.c.child_ref == self.filters.child_ref)
            .subquery()
        )

    def spells_of_child(self) -> Subquery:
        """Every spell of the child whose reference the filters name."""
        return self._spells(tracker_spell.c.child_ref == self.filters.child_ref)

    def reports_of_child(self) -> Subquery:
        """Intelligence reports, with any flag, linked to the child that the filters name."""
        report, link = intelligence_report, intelligence_link
        return (
            select(*report.c["report_ref", "submitted_on", "flag", "area_code"])
            .join_from(report, link, report.c.report_ref == link.c.report_ref)
            .where(
                self._known(report), self._known(link), link.c.child_ref == self.filters.child_ref
            )
            .subquery()
        )

    def _spells(self, *conditions: ColumnElement[bool], day: date | None = None) -> Subquery:
        spell = tracker_spell.c
        age = (literal(ymd(day or self.as_at)) - spell.born) // 10000
        return (
            select(*spell[SPELL_COLUMNS], age.label("age"))
            .where(*conditions, self._known(tracker_spell))  # nearly all are known: quicker last
            .subquery()
        )

    def _is_earlier_entry(self, earlier: FromClause, entry: FromClause) -> ColumnElement[bool]:
        return and_(
            earlier.c.child_ref == entry.c.child_ref,
            or_(
                earlier.c.added_on < entry.c.added_on,
                and_(
                    earlier.c.added_on == entry.c.added_on,
                    earlier.c.place_in_day < entry.c.place_in_day,
                ),
            ),
            self._known(earlier),
        )

    def _changes(self, *conditions: ColumnElement[bool]) -> Subquery:
        period, spell = self.period, tracker_spell.c
        return self._spells(
            not_(spell.is_first), spell.starts_on.between(period.start, period.end), *conditions
        )

    def _matches(self) -> ColumnElement[bool]:
        return self._matches_choices(dict(tracker_spell.c))

    def _previous_matches(self) -> ColumnElement[bool]:
        """Whether the spell before is within the filters, by what may differ between the two."""
        spell = tracker_spell.c
        return self._matches_choices(
            {name: spell.get(f"previous_{name}", column) for name, column in spell.items()}
        )


def end_day(spells: FromClause = tracker_spell) -> ColumnElement[date]:
    """The day on which a spell ends; 31 December 9999 while it has not. The index of the table has
    this form, so that what is counted by it is read in its order."""
    return func.coalesce(spells.c.ends_on, literal_column(f"'{NO_END}'", Date))

"""The items of the monthly meeting: children to ratify, changes, and cases to decide on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, false, func, or_, select
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import year_before
from data.tables import duty_days, intelligence_link, status, tracker_entry, visit
from queries.counting import materialized
from queries.filters import Period, months_before
from queries.scope.children import OF_A_CHILD
from queries.scope.days import over_a_year_before
from queries.scope.duties.days import SPELL, DutyDays, Holds
from queries.scope.narrowing import ADULT, by_child, by_engine, is_same
from queries.scope.safeguarding.panels import Panels
from queries.scope.safeguarding.records import SEEN

RISK_REDUCED = "Risk reduced"
LEVELS = ("No concern", "Low", "Medium", "High")
"""The levels of a toolkit, the lowest first."""


class Meeting(Panels, DutyDays):
    """Relations of the meeting, and conditions that say whether a row of a relation is in one. They
    have the columns of every relation of children.

    Where a condition says so of a row of `duty_days`, they are counted at once (`counted_at_once`).
    """

    def those(self, of: FromClause, holds: Holds) -> Subquery:
        """The rows of a relation of children for which a condition holds."""
        return select(*of.c[OF_A_CHILD]).where(holds(of)).subquery()

    def on_tracker_with_held(self) -> Subquery:
        """Children on the tracker at the as-at date, with what `duty_days` has."""
        return self.with_held(self.on_tracker())

    def is_to_ratify(self, of: FromClause) -> ColumnElement[bool]:
        """Whether an entry was not ratified by the as-at date. One ratified on a day that is not
        known counts as ratified."""
        is_ratified = or_(of.c.ratified_undated, of.c.ratified_day <= self.today)
        return ~func.coalesce(is_ratified, false())

    def ratified(self) -> Subquery:
        """Entries ratified in the period, with the spell of the period's last day or, where the
        child was removed by then, the last one. An entry ratified on a day that is not known is in
        no period."""
        held, spells = self.ratified_held(), self._spells()
        ratified = by_child(select(*held.c[SPELL]).subquery())
        same = is_same(ratified, spells, SPELL)
        return select(spells).join_from(ratified, spells, same).subquery()

    def ratified_held(self) -> Subquery:
        """The same entries, as `duty_days` has them."""
        spell, start, end = duty_days.c, self.period.start, self.period.end
        return self._held(
            spell.ratified_day.between(start.toordinal(), end.toordinal()),
            spell.starts_on <= end,
            or_(spell.is_last, spell.ends_on > end),
        )

    def is_without_reason(self, of: FromClause) -> ColumnElement[bool]:
        """Whether an entry ended without a reason."""
        return of.c.removal_reason.is_(None)

    def changed(self, column: str) -> Subquery:
        """Changes of status, or of area, within an entry in the period, of children who match the
        filters after the change."""
        begun = self.begun_within()
        return (
            select(begun)
            .where(begun.c[f"previous_{column}"].is_distinct_from(begun.c[column]))
            .subquery()
        )

    def back_within_a_year(self) -> Subquery:
        """Entries begun in the period by children who had left the tracker within the 12 months
        before."""
        added, earlier = self.added(), tracker_entry.alias("earlier")
        had_left = (
            select(earlier.c.child_ref)
            .where(
                # Follows from the last line, and leaves out quickly what is too old for all.
                earlier.c.removed_on >= over_a_year_before(self.period.start),
                self._is_before(earlier, added),
                earlier.c.removed_on >= year_before(added.c.added_on),
            )
            .exists()
        )
        return select(added).where(had_left).subquery()

    def is_adult(self, of: FromClause) -> ColumnElement[bool]:
        """Whether a child is 18 or older."""
        return of.c.age >= ADULT

    def is_unchanged(self, of: FromClause, months: int) -> ColumnElement[bool]:
        """Whether a child's status and area have not changed for a number of months."""
        return of.c.starts_on <= months_before(self.as_at, months)

    def is_open_without_intelligence(self, of: FromClause, days: int) -> ColumnElement[bool]:
        """Whether a child has been on the tracker for a number of days at the as-at date, with a
        status that counts as open, and without a linked report, of any flag, in those days."""
        since = self.as_at - timedelta(days=days)
        return and_(
            self._counts_as_open(of),
            of.c.added_on <= since,
            ~self._is_reported(of, Period(since + timedelta(days=1), self.as_at)),
        )

    def is_reported_though_not_open(self, of: FromClause) -> ColumnElement[bool]:
        """Whether a child has a status that does not count as open, and a linked report, of any
        flag, in the period."""
        return and_(~self._counts_as_open(of), self._is_reported(of, self.period))

    def is_not_seen(self, of: FromClause, days: int) -> ColumnElement[bool]:
        """Whether a child has been on the tracker for a number of days at the as-at date and was
        not seen at a visit in those days."""
        since, made, stored = self.as_at - timedelta(days=days), visit.c, of.c.visit_again_day
        seen = select(made.child_ref).where(
            made.visited_on > since,
            made.visited_on <= self.as_at,
            made.outcome == SEEN,
            self._known(visit),
        )
        # The stored day is that of the newest visit of the entry, perhaps after the as-at date.
        is_newest = stored <= self.as_at.toordinal()
        return and_(
            of.c.added_on <= since,
            case((is_newest, stored <= since.toordinal()), else_=~self._is_among(seen, of)),
        )

    def is_reduced_without_toolkit(self, of: FromClause) -> ColumnElement[bool]:
        """Whether an entry ended because the risk was reduced, without a later toolkit of a lower
        level than the first."""
        return and_(of.c.removal_reason == RISK_REDUCED, ~self.has_fallen(of, LEVELS))

    def counted_at_once(self, holds: Mapping[str, Holds]) -> CTE:
        """For how many children on the tracker at the as-at date each condition holds: one row,
        with a column for each condition, named after it."""
        of = self.held_on_tracker()
        numbers = (func.count(case((is_so(of), 1))).label(name) for name, is_so in holds.items())
        return materialized(select(*numbers).select_from(of), "at_once")

    def _counts_as_open(self, of: FromClause) -> ColumnElement[bool]:
        return of.c.status.in_(select(status.c.name).where(status.c.is_open))

    def _is_reported(self, of: FromClause, period: Period) -> ColumnElement[bool]:
        """Whether a report of the period is linked to the child of a row."""
        link = intelligence_link
        reported = select(link.c.child_ref).where(
            link.c.submitted_on.between(period.start, min(period.end, self.as_at)),
            self._known(link),
        )
        return self._is_among(reported, of)

    @staticmethod
    def _is_among(records: Select[str], of: FromClause) -> ColumnElement[bool]:
        """Whether the child of a row is the child of any of these records."""
        child = records.selected_columns.child_ref
        of_child = records.where(child == of.c.child_ref).correlate(of)
        return by_engine(on_sqlite=of_child.exists(), elsewhere=of.c.child_ref.in_(records))

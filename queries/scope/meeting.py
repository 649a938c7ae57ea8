"""The items of the monthly meeting: children to ratify, changes, and cases to decide on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, false, func, or_, select
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import year_before
from data.tables import duty_days, intelligence_link, status, tracker_entry, visit
from queries.counting import materialized_cte
from queries.filters import Period, months_before
from queries.scope.children import CHILD_COLUMNS
from queries.scope.days import over_a_year_before
from queries.scope.duties.days import SPELL_KEY, DutyDays, RowCondition
from queries.scope.narrowing import ADULT, by_engine, is_same, sorted_by_child
from queries.scope.safeguarding.panels import Panels
from queries.scope.safeguarding.records import SEEN

RISK_REDUCED = "Risk reduced"
LEVELS = ("No concern", "Low", "Medium", "High")
"""The levels of a toolkit, the lowest first."""


class Meeting(Panels, DutyDays):
    """Relations of the meeting, and conditions on the rows of a relation of children. All have the
    columns of every relation of children.

    Conditions on rows of `duty_days` are counted together (`counts_of_conditions`).
    """

    def rows_where(self, children: FromClause, condition: RowCondition) -> Subquery:
        """The rows of a relation of children for which a condition holds."""
        return select(*children.c[CHILD_COLUMNS]).where(condition(children)).subquery()

    def on_tracker_with_duty_days(self) -> Subquery:
        return self.with_duty_days(self.on_tracker())

    def is_to_ratify(self, children: FromClause) -> ColumnElement[bool]:
        """Whether an entry was not ratified by the as-at date. One ratified on a day that is not
        known counts as ratified."""
        is_ratified = or_(children.c.ratified_undated, children.c.ratified_day <= self.today)
        return ~func.coalesce(is_ratified, false())

    def ratified(self) -> Subquery:
        """Entries ratified in the period, with the spell of the period's last day or, where the
        child was removed by then, the last one. An entry ratified on a day that is not known is in
        no period."""
        stored, spells = self.duty_days_of_ratified(), self._spells()
        ratified = sorted_by_child(select(*stored.c[SPELL_KEY]).subquery())
        same = is_same(ratified, spells, SPELL_KEY)
        return select(spells).join_from(ratified, spells, same).subquery()

    def duty_days_of_ratified(self) -> Subquery:
        """The same entries, as `duty_days` has them."""
        stored, start, end = duty_days.c, self.period.start, self.period.end
        return self._duty_days(
            stored.ratified_day.between(start.toordinal(), end.toordinal()),
            stored.starts_on <= end,
            or_(stored.is_last, stored.ends_on > end),
        )

    def is_without_reason(self, children: FromClause) -> ColumnElement[bool]:
        return children.c.removal_reason.is_(None)

    def changes_of(self, column: str) -> Subquery:
        """The rows of `changes_within_entries` that changed this column."""
        begun = self.changes_within_entries()
        return (
            select(begun)
            .where(begun.c[f"previous_{column}"].is_distinct_from(begun.c[column]))
            .subquery()
        )

    def back_within_a_year(self) -> Subquery:
        """Entries of the period by children who had left the tracker within 12 months before."""
        added, earlier = self.added(), tracker_entry.alias("earlier")
        had_left = (
            select(earlier.c.child_ref)
            .where(
                # Implied by the last condition; leaves out quickly what is too old for every row.
                earlier.c.removed_on >= over_a_year_before(self.period.start),
                self._is_earlier_entry(earlier, added),
                earlier.c.removed_on >= year_before(added.c.added_on),
            )
            .exists()
        )
        return select(added).where(had_left).subquery()

    def is_adult(self, children: FromClause) -> ColumnElement[bool]:
        return children.c.age >= ADULT

    def is_unchanged(self, children: FromClause, months: int) -> ColumnElement[bool]:
        """Whether a child's status and area have not changed for a number of months."""
        return children.c.starts_on <= months_before(self.as_at, months)

    def is_open_without_intelligence(self, children: FromClause, days: int) -> ColumnElement[bool]:
        """Whether a child has been on the tracker for a number of days at the as-at date, with a
        status that counts as open, and without a linked report, of any flag, in those days."""
        since = self.as_at - timedelta(days=days)
        return and_(
            self._counts_as_open(children),
            children.c.added_on <= since,
            ~self._has_report(children, Period(since + timedelta(days=1), self.as_at)),
        )

    def is_reported_though_not_open(self, children: FromClause) -> ColumnElement[bool]:
        """Whether a child has a status that does not count as open, and a linked report, of any
        flag, in the period."""
        return and_(~self._counts_as_open(children), self._has_report(children, self.period))

    def is_not_seen(self, children: FromClause, days: int) -> ColumnElement[bool]:
        """Whether a child has been on the tracker for a number of days at the as-at date and was
        not seen at a visit in those days."""
        since, stored_day = self.as_at - timedelta(days=days), children.c.visit_again_day
        seen = select(visit.c.child_ref).where(
            visit.c.visited_on > since,
            visit.c.visited_on <= self.as_at,
            visit.c.outcome == SEEN,
            self._known(visit),
        )
        # The stored day is that of the newest visit of the entry, perhaps after the as-at date.
        is_newest, is_seen = stored_day <= self.as_at.toordinal(), self._has_record(seen, children)
        return and_(
            children.c.added_on <= since,
            case((is_newest, stored_day <= since.toordinal()), else_=~is_seen),
        )

    def is_reduced_without_toolkit(self, children: FromClause) -> ColumnElement[bool]:
        """Whether an entry ended because the risk was reduced, without a later toolkit of a lower
        level than the first."""
        is_reduced = children.c.removal_reason == RISK_REDUCED
        return and_(is_reduced, ~self.has_lower_level(children, LEVELS))

    def counts_of_conditions(self, conditions: Mapping[str, RowCondition]) -> CTE:
        """For how many children on the tracker at the as-at date each condition holds: one row,
        with a column for each condition, named after it."""
        children = self.duty_days_on_tracker()
        counts = (func.count(case((each(children), 1))).label(n) for n, each in conditions.items())
        return materialized_cte(select(*counts).select_from(children), "counts_of_conditions")

    def _counts_as_open(self, children: FromClause) -> ColumnElement[bool]:
        return children.c.status.in_(select(status.c.name).where(status.c.is_open))

    def _has_report(self, children: FromClause, period: Period) -> ColumnElement[bool]:
        link = intelligence_link
        reported = select(link.c.child_ref).where(
            link.c.submitted_on.between(period.start, min(period.end, self.as_at)),
            self._known(link),
        )
        return self._has_record(reported, children)

    @staticmethod
    def _has_record(records: Select[str], children: FromClause) -> ColumnElement[bool]:
        """Whether any of these records is of the child of a row."""
        child = records.selected_columns.child_ref
        of_child = records.where(child == children.c.child_ref).correlate(children)
        return by_engine(on_sqlite=of_child.exists(), elsewhere=children.c.child_ref.in_(records))

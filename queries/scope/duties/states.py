"""The state of a duty for each child, under the filters and both clocks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from data.duties import (
    DUE,
    DUTIES,
    IN_TIME,
    LATE,
    NOT_APPLICABLE,
    OVERDUE,
    STATES,
    UNDATED,
    Duty,
)
from data.duties.clock import started
from data.tables import (
    calendar_day,
    coverage,
    imports_in_force,
    not_applicable,
)
from queries.scope.duties.clock import limit
from queries.scope.duties.days import OF_THE_DAY, WORKED_OUT, DutyDays

Day = ColumnElement[Any]
SAID_IN_FULL = {state: state for state in STATES}
NUMBERED = calendar_day.alias("numbered")
NOT_SHOWN = {f"{duty.name}_{name}" for duty in DUTIES for name in WORKED_OUT} | {
    "entry_import",
    "has_exceptions",
}


class Duties(DutyDays):
    """Relations of duties."""

    def with_duties(
        self,
        of: FromClause | None = None,
        duties: Collection[Duty] = DUTIES,
        kept: Collection[str] | None = None,
        *,
        imports: bool = False,
    ) -> CTE:
        """The rows of a relation (by default children on the tracker at the as-at date), none added
        or dropped, each with the days on which duties to the child are due and were done: worked
        out once, for `duty` to read.

        In a relation with a column removed_on, only what was done by then counts. `kept` names the
        columns that the rows keep besides those of their entry (None: all). With `imports` they
        also have the import that first brought each act, for `recorded_late`.
        """
        rows = self.with_days(of, duties, kept, imports=imports)
        return rows.cte("with_duties").prefix_with("MATERIALIZED")

    def by_states(self, *, limits: bool = False) -> CTE:
        """Children on the tracker at the as-at date, a row for each combination of states of all
        duties: states (a digit for each of `DUTIES`: the place of its state in `STATES`), children
        and, with `limits`, NAME_since_on, the earliest limit of each duty."""
        of = self.with_days(None, DUTIES, ()).subquery("of_all")
        rows = {duty: _Row(of, duty) for duty in DUTIES}
        digits = {state: str(place) for place, state in enumerate(STATES)}
        states = reduce(add, (self._state(duty, row, digits) for duty, row in rows.items()))
        since = [
            func.min(row.due_on).label(f"{duty.name}_since_on")
            for duty, row in rows.items()
            if limits
        ]
        return (
            select(states.label("states"), func.count().label("children"), *since)
            .group_by(states)
            .cte("by_states")
            .prefix_with("MATERIALIZED")
        )

    def duty(self, duty: Duty, of: FromClause | None = None) -> Subquery:
        """The rows of `with_duties` (by default of children on the tracker at the as-at date), none
        added or dropped, each with one duty to the child: started_on, due_on (null: no limit is
        known), done_on (null: not done by the as-at date), and its state on that date."""
        of = self.with_duties(duties=(duty,)) if of is None else of
        state = self._state(duty, _Row(of, duty))
        return select(*self._shown(duty, of), state.label("state")).subquery(f"duty_{duty.name}")

    def recorded_late(self, duty: Duty, of: FromClause) -> Subquery:
        """The rows of `duty` that were done in time but recorded late: an earlier extract, of a day
        after the limit, had the entry but not yet what was done, so the duty was shown as overdue
        until then."""
        row = _Row(of, duty)
        believed = (
            imports_in_force(self.filters.known)
            .cte(f"believed_{duty.name}")
            .prefix_with("MATERIALIZED")
        )
        spans = (
            select(coverage.c.import_id, coverage.c.last_day)
            .where(
                coverage.c.sheet == duty.sheet,
                coverage.c.import_id.in_(select(believed.c.import_id)),
            )
            .cte(f"spans_{duty.name}")
            .prefix_with("MATERIALIZED")
        )
        was_overdue = exists().where(
            spans.c.import_id >= of.c.entry_import,
            spans.c.import_id < row["import"],
            spans.c.last_day > row.due_on,
        )
        return (
            select(*self._shown(duty, of))
            .where(
                row["import"] > of.c.entry_import,
                self._state(duty, row) == IN_TIME,
                was_overdue,
            )
            .subquery(f"late_{duty.name}")
        )

    def is_covered(self, duty: Duty) -> ColumnElement[bool]:
        """Whether the sheet of a duty has been loaded, up to the as-at date."""
        return self.is_loaded(duty.sheet)

    def working_days_since(self, day: Day) -> Day:
        """The working days from a day to the as-at date; below 0 where it is yet to come."""
        until: Day = _number_of(self.as_at, "working_number")
        return until - _number_of(day, "working_number")

    def days_from(self, start: Day, end: Day) -> Day:
        """The calendar days from one day to another; 0 where the other is earlier."""
        days = _number_of(end, "day_number") - _number_of(start, "day_number")
        return case((days < 0, 0), else_=days)

    def is_past_limit(self, name: str, since: Day) -> ColumnElement[bool]:
        """Whether something that has waited since a day has, at the as-at date, waited longer than
        the standard of this name allows; null without a standard."""
        return limit(name, since) < self.as_at

    def _shown(self, duty: Duty, of: FromClause) -> list[ColumnElement[Any]]:
        """The columns that are shown with a duty, without its state."""
        row = _Row(of, duty)
        started_on = self._search_day(of) if duty.due == OF_THE_DAY else started(duty, of)
        return [
            *(column for column in of.c if column.name not in NOT_SHOWN),
            started_on.label("started_on"),
            row.due_on.label("due_on"),
            row.done_on.label("done_on"),
        ]

    def _state(
        self, duty: Duty, row: _Row, said: Mapping[str, str] = SAID_IN_FULL
    ) -> ColumnElement[Any]:
        """The state of a duty on the as-at date: in full, or as `said`."""
        decided, of = not_applicable, row.of.c
        is_not_applicable = and_(
            of.has_exceptions,
            exists()
            .where(
                decided.c.child_ref == of.child_ref,
                decided.c.added_on == of.added_on,
                decided.c.duty == duty.label,
                decided.c.decided_on <= self.as_at,
                self._known(decided),
            )
            .correlate(row.of),
        )
        is_open = or_(row.due_on.is_(None), row.due_on >= self.as_at)
        is_done = and_(row.done_on.is_not(None), *([is_open] if duty.repeats else []))
        is_late = row.done_on > (row["was_due_on"] if duty.repeats else row.due_on)
        return case(
            *([(~row["is_held"], said[NOT_APPLICABLE])] if duty.repeats else []),
            (and_(is_done, is_late), said[LATE]),
            (is_done, said[IN_TIME]),
            *([(row["undated"], said[UNDATED])] if duty.evidence.undated is not None else []),
            (is_not_applicable, said[NOT_APPLICABLE]),
            (is_open, said[DUE]),
            else_=said[OVERDUE],
        )


class _Row:
    """The columns of one duty in a row of `with_duties`, by name without the duty's prefix."""

    def __init__(self, of: FromClause, duty: Duty) -> None:
        self.of = of
        self._name = duty.name
        self.due_on, self.done_on = self["due_on"], self["done_on"]

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return self.of.c[f"{self._name}_{name}"]


def _number_of(day: Any, number: str) -> Day:
    return select(NUMBERED.c[number]).where(NUMBERED.c.day == day).scalar_subquery()

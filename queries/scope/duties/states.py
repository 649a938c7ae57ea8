"""The state of a duty for each child, under the filters and both clocks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
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
    duty_days,
    imports_in_force,
    not_applicable,
)
from queries.filters import Period
from queries.scope.duties.clock import limit
from queries.scope.duties.days import ENTRY, OF_THE_DAY, WORKED_OUT, DutyDays
from queries.scope.narrowing import by_child

Day = ColumnElement[Any]
SAID_IN_FULL = {state: literal(state) for state in STATES}
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
        duties: states (a number with a digit for each of `DUTIES`, the last one for the first: the
        place of its state in `STATES`), children and, with `limits`, NAME_since_on, the earliest
        limit of each duty."""
        of = self.with_days(None, DUTIES, ()).subquery("of_all")
        rows = {duty: _Row(of, duty) for duty in DUTIES}
        digits = (
            self._state(duty, row, _digits(place)) for place, (duty, row) in enumerate(rows.items())
        )
        since = {f"{duty.name}_since_on": row.due_on for duty, row in rows.items() if limits}
        # Once for each child: SQLite would sort all that the states follow from to group by them.
        each = (
            select(
                reduce(add, digits).label("states"),
                *(due_on.label(name) for name, due_on in since.items()),
            )
            .cte("states_of_each")
            .prefix_with("MATERIALIZED")
        )
        return (
            select(
                each.c.states,
                func.count().label("children"),
                *(func.min(each.c[name]).label(name) for name in since),
            )
            .group_by(each.c.states)
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
        known_imports = (
            imports_in_force(self.filters.known)
            .cte(f"known_imports_{duty.name}")
            .prefix_with("MATERIALIZED")
        )
        spans = (
            select(coverage.c.import_id, coverage.c.last_day)
            .where(
                coverage.c.sheet == duty.sheet,
                coverage.c.import_id.in_(select(known_imports.c.import_id)),
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

    def not_in_time(self, duty: Duty, period: Period) -> Subquery:
        """Entries begun in the period for which the limit of a duty that is done once passed before
        the as-at date without it having been done: due_on. It was done later, or not at all. A
        child who was removed by the limit, or to whom the duty does not apply, is left out."""
        first_on, due_on = (duty_days.c[f"{duty.name}_{name}"] for name in ("on", "due_on"))
        passed = (
            select(
                *(duty_days.c[name] for name in ENTRY),
                first_on.label("first_on"),
                due_on.label("due_on"),
                duty_days.c.has_exceptions,
            )
            .where(
                self._known(duty_days),
                due_on < self.as_at,
                or_(first_on.is_(None), first_on > due_on),
            )
            .subquery()
        )
        # In the order of the indexes: far quicker than the entries in the order of their days.
        of, added = self.entries(by_child(passed)), self.added(period)
        has_begun = exists().where(*(added.c[name] == of.c[name] for name in ENTRY)).correlate(of)
        removed_on = of.c.removed_on
        is_done = and_(
            of.c.first_on <= self.as_at, or_(removed_on.is_(None), of.c.first_on <= removed_on)
        )
        return (
            select(of.c.due_on)
            .where(
                has_begun,
                or_(removed_on.is_(None), removed_on > of.c.due_on),
                or_(func.coalesce(is_done, false()), not_(self._is_not_applicable(duty, of))),
            )
            .subquery()
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
        return case((end < start, 0), else_=days)

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
        self, duty: Duty, row: _Row, said: Mapping[str, ColumnElement[Any]] = SAID_IN_FULL
    ) -> ColumnElement[Any]:
        """The state of a duty on the as-at date: in full, or as `said`."""
        is_done: ColumnElement[bool] = row.done_on.is_not(None)
        limit = row.due_on
        if duty.repeats:
            is_done = and_(is_done, or_(row.due_on.is_(None), row.due_on >= self.as_at))
            limit = row["was_due_on"]
        return case(
            *([(~row["is_held"], said[NOT_APPLICABLE])] if duty.repeats else []),
            (is_done, case((row.done_on > limit, said[LATE]), else_=said[IN_TIME])),
            *([(row["undated"], said[UNDATED])] if duty.evidence.undated is not None else []),
            (self._is_not_applicable(duty, row.of), said[NOT_APPLICABLE]),
            (row.due_on < self.as_at, said[OVERDUE]),
            else_=said[DUE],
        )

    def _is_not_applicable(self, duty: Duty, of: FromClause) -> ColumnElement[bool]:
        """Whether it was decided by the as-at date that a duty does not apply to an entry."""
        decided = not_applicable
        return and_(
            of.c.has_exceptions,
            exists()
            .where(
                decided.c.child_ref == of.c.child_ref,
                decided.c.added_on == of.c.added_on,
                decided.c.duty == duty.key,
                decided.c.decided_on <= self.as_at,
                self._known(decided),
            )
            .correlate(of),
        )


class _Row:
    """The columns of one duty in a row of `with_duties`, by name without the duty's prefix."""

    def __init__(self, of: FromClause, duty: Duty) -> None:
        self.of = of
        self._name = duty.name
        self.due_on, self.done_on = self["due_on"], self["done_on"]

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return self.of.c[f"{self._name}_{name}"]


def _digits(place: int) -> dict[str, ColumnElement[Any]]:
    """What stands for each state in a place of a number, the ones being 0."""
    return {state: literal(n * 10**place, BigInteger) for n, state in enumerate(STATES)}


def _number_of(day: Any, number: str) -> Day:
    return select(NUMBERED.c[number]).where(NUMBERED.c.day == day).scalar_subquery()

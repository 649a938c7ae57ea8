"""The state of a duty for each child, under the filters and both clocks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
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
    true,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from data.day_numbers import days_taken, earliest
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
from queries.scope.duties.days import ENTRY, OF_THE_DAY, WORKED_OUT, DutyDays, place_of
from queries.scope.narrowing import FAR, worked_out_once
from queries.scope.safeguarding.records import A_DAY

Day = ColumnElement[Any]
SAID_IN_FULL = {state: literal(state) for state in STATES}
NUMBERED = calendar_day.alias("numbered")
NOT_SHOWN = {f"{duty.name}_{name}" for duty in DUTIES for name in WORKED_OUT} | {
    "entry_import",
    "excepted",
    "removed_on",
}
OPEN = {f"{duty.name}_{name}" for duty in DUTIES for name in ("until", "done_on")}
"""The columns that `with_open_duties` adds."""


class Duties(DutyDays):
    """Relations of duties."""

    def with_duties(
        self,
        of: FromClause | None = None,
        duties: Collection[Duty] = DUTIES,
        kept: Collection[str] | None = None,
        *,
        removals: bool = False,
    ) -> CTE:
        """The rows of a relation (by default children on the tracker at the as-at date), none added
        or dropped, each with the days on which duties to the child are due and were done: worked
        out once, for `duty` to read.

        `kept` names the columns that the rows keep besides those of their entry (None: all). With
        `removals` they have removed_on, and only what was done by then counts, for `followed`.
        """
        rows = self.with_days(of, duties, kept, removals=removals)
        return rows.cte("with_duties").prefix_with("MATERIALIZED")

    def by_states(self) -> CTE:
        """Children on the tracker at the as-at date, a row for each combination of states of all
        duties: states (a number with a digit for each of `DUTIES`, the last one for the first: the
        place of its state in `STATES`) and children."""
        of = self.with_days(None, DUTIES, ()).subquery("of_all")
        digits = (
            self._state(duty, _Row(of, duty), _digits(place)) for place, duty in enumerate(DUTIES)
        )
        # Once for each child: SQLite would sort all that the states follow from to group by them.
        each = (
            select(reduce(add, digits).label("states"))
            .cte("states_of_each")
            .prefix_with("MATERIALIZED")
        )
        return (
            select(each.c.states, func.count().label("children"))
            .group_by(each.c.states)
            .cte("by_states")
            .prefix_with("MATERIALIZED")
        )

    def overdue_since(self) -> CTE:
        """Children on the tracker at the as-at date, with the limit of each duty that is overdue,
        named after the duty; null where it is not."""
        of = self.with_days(None, DUTIES, ()).subquery("of_all")
        limits = (self._limit(duty, of, OVERDUE).label(duty.name) for duty in DUTIES)
        return select(*limits).cte("overdue_since").prefix_with("MATERIALIZED")

    def most_urgent(self, number: int, kept: Collection[str]) -> Subquery:
        """At most so many children on the tracker at the as-at date with an open duty whose sheet
        covers that date: those whose earliest limit comes first. `kept` names the columns that they
        have besides those of their entry."""
        rows = self.with_days(None, DUTIES, kept).subquery("of_all")
        limits = (
            case((self.is_covered(duty), self._limit(duty, rows, OVERDUE, DUE))) for duty in DUTIES
        )
        each = worked_out_once(
            select(*(rows.c[name] for name in (*ENTRY, *kept)), earliest(*limits).label("first"))
        )
        return (
            select(*(column for column in each.c if column.name != "first"))
            .where(each.c.first.is_not(None))
            .order_by(each.c.first, each.c.child_ref)
            .limit(number)
            .subquery()
        )

    def with_open_duties(self, of: FromClause | None, kept: Collection[str]) -> CTE:
        """The rows of a relation, as `with_duties` gives them, with the limit of each duty that is
        open on the as-at date, as NAME_until: null where it is not open, and `FAR` where no limit
        is known. It is overdue if that day is before the as-at date, and otherwise due. Of a duty
        that repeats, NAME_done_on is the last day on which it was done."""
        rows = self.with_days(of, DUTIES, kept).subquery("of_all")
        columns: list[ColumnElement[Any]] = [
            column for column in rows.c if column.name not in NOT_SHOWN
        ]
        for duty in DUTIES:
            columns.append(self._limit(duty, rows, OVERDUE, DUE).label(f"{duty.name}_until"))
            if duty.repeats:
                columns.append(rows.c[f"{duty.name}_done_on"])
        return select(*columns).cte("with_open_duties").prefix_with("MATERIALIZED")

    def open_duty(self, duty: Duty, of: FromClause) -> Subquery:
        """The rows of `with_open_duties` for which a duty is open, with the columns that `duty`
        gives."""
        until = of.c[f"{duty.name}_until"]
        done_on = of.c[f"{duty.name}_done_on"] if duty.repeats else literal(None, Date)
        return (
            select(
                *(column for column in of.c if column.name not in OPEN),
                self._started(duty, of).label("started_on"),
                case((until != FAR, until)).label("due_on"),
                done_on.label("done_on"),
                case((until < self.as_at, OVERDUE), else_=DUE).label("state"),
            )
            .where(until.is_not(None))
            .subquery(f"open_{duty.name}")
        )

    def duty(self, duty: Duty, of: FromClause | None = None) -> Subquery:
        """The rows of `with_duties` (by default of children on the tracker at the as-at date), none
        added or dropped, each with one duty to the child: started_on, due_on (null: no limit is
        known), done_on (null: not done by the as-at date), and its state on that date."""
        of = self.with_duties(duties=(duty,)) if of is None else of
        state = self._state(duty, _Row(of, duty))
        return select(*self._shown(duty, of), state.label("state")).subquery(f"duty_{duty.name}")

    def followed(self, duty: Duty, of: FromClause, left: str) -> Subquery:
        """The rows of `duty` whose limit has passed, each with what became of the duty: its state,
        or `left` where it was not done and the child was removed by the limit."""
        became = self._became(duty, of, left, SAID_IN_FULL)
        return (
            select(*self._shown(duty, of), became.label("followed"))
            .where(became.is_not(None))
            .subquery(f"followed_{duty.name}")
        )

    def became(self, of: FromClause, duties: Collection[Duty]) -> CTE:
        """The rows of a relation with one number for each duty, named after it, by which they can
        be grouped quickly (null: its limit has not passed). Its last digit says what became of the
        duty: the place of its state in `STATES`, or the number of states where `followed` says that
        the child had left. The rest is 0 where it was not done, and otherwise one more than the
        calendar days it took from the start of its clock."""
        rows = self.with_days(of, duties, (), removals=True).subquery("of_all")
        columns = []
        for duty in duties:
            start, end = started(duty, rows), _Row(rows, duty).done_on
            digit = self._became(duty, rows, literal(len(STATES), BigInteger), _digits(0))
            took = func.coalesce(self.days_from(start, end) + 1, 0)
            columns.append((digit + took * 10).label(duty.name))
        return select(*columns).cte("became").prefix_with("MATERIALIZED")

    def _became(
        self, duty: Duty, of: FromClause, left: Any, said: Mapping[str, ColumnElement[Any]]
    ) -> ColumnElement[Any]:
        row = _Row(of, duty)
        has_left = of.c.removed_on <= row.due_on
        said = {**said} | {
            state: case((has_left, left), else_=said[state]) for state in (DUE, OVERDUE)
        }
        return case((row.due_on < self.as_at, self._state(duty, row, said)))

    def recorded_late(self, duties: Collection[Duty]) -> CTE:
        """For how many children on the tracker at the as-at date each of some duties, named by its
        column, was done in time but recorded late: an earlier extract, of a day after the limit,
        had the entry but not yet what was done, so the duty was shown as overdue until then."""
        of = self.with_days(None, duties, (), imports=True).subquery("of_all")
        late = {duty.name: self._is_recorded_late(duty, of) for duty in duties}
        numbers = (func.count(case((is_so, 1))).label(name) for name, is_so in late.items())
        return select(*numbers).cte("recorded_late").prefix_with("MATERIALIZED")

    def _is_recorded_late(self, duty: Duty, of: FromClause) -> ColumnElement[bool]:
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
        return and_(
            row["import"] > of.c.entry_import,
            self._state(duty, row) == IN_TIME,
            was_overdue.correlate(of),
        )

    def not_in_time(self, duty: Duty, period: Period) -> Subquery:
        """Entries for which the limit of a duty that is done once passed on a day of the period,
        before the as-at date, without it having been done: due_on. It was done later, or not at
        all. A child who was removed by the limit, or to whom the duty does not apply, is left out.
        Filters apply to the child as when added."""
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
                due_on.between(period.start, min(period.end, self.as_at - A_DAY)),
                or_(first_on.is_(None), first_on > due_on),
            )
            .subquery()
        )
        of = self.entries(passed)
        removed_on = of.c.removed_on
        is_done = and_(
            of.c.first_on <= self.as_at, or_(removed_on.is_(None), of.c.first_on <= removed_on)
        )
        added = self.added(Period(date.min, self.as_at))
        is_within = exists().where(*(added.c[name] == of.c[name] for name in ENTRY)).correlate(of)
        return (
            select(of.c.due_on)
            .where(
                is_within if self._is_narrowed else true(),
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
        until: Day = _working_number(self.as_at)
        return until - _working_number(day)

    def days_from(self, start: Day, end: Day) -> Day:
        """The calendar days from one day to another; 0 where the other is earlier."""
        return days_taken(start, end)

    def is_past_limit(self, name: str, since: Day) -> ColumnElement[bool]:
        """Whether something that has waited since a day has, at the as-at date, waited longer than
        the standard of this name allows; null without a standard."""
        return limit(name, since) < self.as_at

    def _shown(self, duty: Duty, of: FromClause) -> list[ColumnElement[Any]]:
        """The columns that are shown with a duty, without its state."""
        row = _Row(of, duty)
        return [
            *(column for column in of.c if column.name not in NOT_SHOWN),
            self._started(duty, of).label("started_on"),
            row.due_on.label("due_on"),
            row.done_on.label("done_on"),
        ]

    def _limit(self, duty: Duty, of: FromClause, *states: str) -> Day:
        """The limit of a duty that is in one of the states; `FAR` where a duty that is due has
        none, and null where it is in another state."""
        row = _Row(of, duty)
        limits = {OVERDUE: row.due_on, DUE: func.coalesce(row.due_on, literal(FAR, Date))}
        none = literal(None, Date)
        said = {state: limits[state] if state in states else none for state in STATES}
        return self._state(duty, row, said)

    def _started(self, duty: Duty, of: FromClause) -> Day:
        """The day on which the clock of a duty started for an entry."""
        return self._search_day(of) if duty.due == OF_THE_DAY else started(duty, of)

    def _state(
        self, duty: Duty, row: _Row, said: Mapping[str, ColumnElement[Any]] = SAID_IN_FULL
    ) -> ColumnElement[Any]:
        """The state of a duty on the as-at date: in full, or as `said`."""
        done = said[IN_TIME]
        if said[LATE] is not done:  # whether it was late takes the longest to work out
            done = case((row["is_late"], said[LATE]), else_=done)
        return case(
            *([(~row["is_held"], said[NOT_APPLICABLE])] if duty.repeats else []),
            (row["is_done"], done),
            *([(row["undated"], said[UNDATED])] if duty.evidence.undated is not None else []),
            (row.of.c.excepted.bitwise_and(place_of(duty)) != 0, said[NOT_APPLICABLE]),
            (row["is_overdue"], said[OVERDUE]),
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


def _working_number(day: Any) -> Day:
    return select(NUMBERED.c.working_number).where(NUMBERED.c.day == day).scalar_subquery()

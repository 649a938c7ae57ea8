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
    Integer,
    Label,
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
    union_all,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from data.day_numbers import day_number, least, numbered
from data.duties import DUE, DUTIES, IN_TIME, LATE, NOT_APPLICABLE, OVERDUE, STATES, UNDATED, Duty
from data.tables import calendar_day, coverage, imports_in_force, not_applicable
from queries.counting import materialized_cte
from queries.filters import Period
from queries.scope.children import ENTRY_KEY
from queries.scope.duties.days import DUTY_COLUMNS, SPELL_KEY, DutyDays, bit_of, place_and_label
from queries.scope.narrowing import NO_END, computed_once_cte, is_same
from queries.scope.safeguarding.of_children import A_DAY

Day = ColumnElement[Any]
STATE_NAMES = {state: literal(state) for state in STATES}
CALENDAR = calendar_day.alias("numbered")
HIDDEN_COLUMNS = {f"{duty.name}_{name}" for duty in DUTIES for name in DUTY_COLUMNS} | {
    "entry_import",
    "excepted",
    "removed_day",
}
NO_DUE_DAY = NO_END.toordinal()
"""Stands for the limit of an open duty of which none is known, and later than it is `NOT_OPEN`."""
NOT_OPEN = NO_DUE_DAY + 1


class Duties(DutyDays):
    """Relations of duties."""

    def with_duties(
        self,
        children: FromClause,
        duties: Collection[Duty] = DUTIES,
        keep: Collection[str] | None = None,
        *,
        until_removal: bool = False,
    ) -> CTE:
        """The rows of a relation of children, none added or dropped, each with the days on which
        duties to the child are due and were done: worked out once, for `state_of_duty` to read.

        `keep` names the columns that the rows keep besides those of their entry (None: all). With
        `until_removal` only what was done until the child was removed counts: `outcome_of_duty`.
        """
        keep = [column.name for column in children.c] if keep is None else keep
        stored = self.with_duty_days(children)
        rows = self.with_duty_columns(stored, duties, keep, until_removal=until_removal)
        return materialized_cte(rows, "with_duties")

    def children_by_states(self) -> CTE:
        """Children on the tracker at the as-at date, a row for each combination of states of all
        duties: states (a number with a digit for each of `DUTIES`, the last one for the first: the
        place of its state in `STATES`) and children."""
        rows = self.with_duty_columns(self.duty_days_on_tracker(), DUTIES, ()).subquery("of_all")
        digits = (
            self._state(duty, _DutyRow(rows, duty), _digit_of_state(place))
            for place, duty in enumerate(DUTIES)
        )
        # Once for each child: SQLite would sort all that the states follow from to group by them.
        each = computed_once_cte(select(reduce(add, digits).label("states")))
        counted = select(each.c.states, func.count().label("children")).group_by(each.c.states)
        return materialized_cte(counted, "by_states")

    def overdue_duties(self) -> Subquery:
        """The duties that are overdue for any child on the tracker at the as-at date and whose
        sheet covers that date: place (in `DUTIES`), duty (its label), overdue (for how many
        children), due_on (the earliest limit) and children (how many have any overdue duty)."""
        stored = self.duty_days_on_tracker()
        rows = self.with_duty_columns(stored, DUTIES, (), is_covered=True).subquery("of_all")
        limits = (self._due_day(duty, rows, {OVERDUE}).label(duty.name) for duty in DUTIES)
        due_days = computed_once_cte(select(*limits))
        counts = select(
            func.count().label("children"),
            *(func.count(due_days.c[duty.name]).label(f"{duty.name}_overdue") for duty in DUTIES),
            *(func.min(due_days.c[duty.name]).label(f"{duty.name}_due") for duty in DUTIES),
        ).where(func.coalesce(*(due_days.c[duty.name] for duty in DUTIES)).is_not(None))
        counted = materialized_cte(counts, "counted")
        declared = self._declared_duties()
        overdue, due = (_column_of_duty(declared, counted, name) for name in ("overdue", "due"))
        return (
            select(*declared.c, overdue, numbered(due).label("due_on"), counted.c.children)
            .join_from(declared, counted, overdue > 0)
            .subquery("overdue_duties")
        )

    def most_urgent(self, number: int) -> Subquery:
        """At most so many children on the tracker at the as-at date with an open duty whose sheet
        covers that date, as `duty_days` has them: those whose earliest limit comes first."""
        stored = self.duty_days_on_tracker()
        rows = self.with_duty_columns(stored, DUTIES, SPELL_KEY, is_covered=True).subquery("of_all")
        limits = (self._due_day(duty, rows, {OVERDUE, DUE}, NOT_OPEN) for duty in DUTIES)
        each = computed_once_cte(select(*rows.c[SPELL_KEY], least(*limits).label("first")))
        first = (
            select(*each.c[SPELL_KEY])
            .where(each.c.first < NOT_OPEN)
            .order_by(each.c.first, each.c.child_ref)
            .limit(number)
            .cte("most_urgent")
        )
        same = is_same(stored, first, SPELL_KEY)
        return select(stored).join_from(first, stored, same).subquery("most_urgent_stored")

    def open_duties(self, stored: FromClause, keep: Collection[str]) -> Subquery:
        """A row for each duty that is open on the as-at date, due or overdue, for a row of
        `duty_days`: place (in `DUTIES`), duty (its label), the columns that are named in `keep` and
        those that `state_of_duty` gives. A duty whose sheet does not cover that date is left out.
        Of a duty that does not repeat, done_on is null."""
        rows = self.with_duty_columns(stored, DUTIES, keep, is_covered=True).subquery("of_all")
        columns: list[ColumnElement[Any]] = [rows.c[name] for name in (*ENTRY_KEY, *keep)]
        for duty in DUTIES:
            row = _DutyRow(rows, duty)
            done = row["done"] if duty.repeats else literal(None, Integer)
            columns += [
                self._due_day(duty, rows, {OVERDUE, DUE}).label(f"{duty.name}_until"),
                row["started"],
                done.label(f"{duty.name}_done"),
            ]
        due_days = materialized_cte(select(*columns), "with_open_duties")
        declared, own = self._declared_duties(), ("until", "started", "done")
        # SQLite takes its time over each place where a statement names `due_days`.
        each = (
            select(
                declared.c.place,
                declared.c.duty,
                *(due_days.c[name] for name in (*ENTRY_KEY, *keep)),
                *(_column_of_duty(declared, due_days, name) for name in own),
            )
            .join_from(declared, due_days, true())
            .subquery("each")
        )
        until = each.c.until
        return (
            select(
                *(column for column in each.c if column.name not in own),
                numbered(each.c.started).label("started_on"),
                case((until != NO_DUE_DAY, numbered(until))).label("due_on"),
                numbered(each.c.done).label("done_on"),
                case((until < self.today, OVERDUE), else_=DUE).label("state"),
            )
            .where(until.is_not(None))
            .subquery("open_duties")
        )

    def _declared_duties(self) -> Subquery:
        return union_all(*(select(*place_and_label(duty)) for duty in DUTIES)).subquery("declared")

    def state_of_duty(self, duty: Duty, rows: FromClause | None = None) -> Subquery:
        """The rows of `with_duties` (by default of children on the tracker at the as-at date), none
        added or dropped, each with one duty to the child: started_on, due_on (null: no limit is
        known), done_on (null: not done by the as-at date), and its state on that date."""
        rows = self.with_duties(self.on_tracker(), (duty,)) if rows is None else rows
        state = self._state(duty, _DutyRow(rows, duty)).label("state")
        return select(*_shown_columns(duty, rows), state).subquery(f"duty_{duty.name}")

    def outcome_of_duty(self, duty: Duty, rows: FromClause, left_before_due: str) -> Subquery:
        """The rows of `state_of_duty` whose limit has passed, each with the outcome: its state, or
        `left_before_due` where it was not done and the child was removed by the limit."""
        outcome = self._outcome(duty, rows, left_before_due, STATE_NAMES)
        return (
            select(*_shown_columns(duty, rows), outcome.label("followed"))
            .where(outcome.is_not(None))
            .subquery(f"followed_{duty.name}")
        )

    def encoded_outcomes(self, period: Period, duties: Collection[Duty]) -> CTE:
        """Entries begun in the period, with one number for each duty, named after it, by which they
        can be grouped quickly (null: its limit has not passed). Its last digit is the outcome: the
        place of its state in `STATES`, or the number of states where the child left before the
        limit. The rest is 0 where it was not done, and otherwise one more than the calendar days it
        took from the start of its clock (0 where it was done before)."""
        stored, first_days = self.duty_days_of_added(period), [f"{d.name}_day" for d in duties]
        with_columns = self.with_duty_columns(stored, duties, first_days, until_removal=True)
        rows, columns = with_columns.subquery("of_all"), []
        for duty, first_day in zip(duties, first_days, strict=True):
            # Where it was done in time or late, it was done on its first day.
            done, started = rows.c[first_day], _DutyRow(rows, duty)["started"]
            days = case((done < started, 0), else_=done - started)
            digits = _digit_of_state(0)
            digits |= {state: digits[state] + (days + 1) * 10 for state in (IN_TIME, LATE)}
            left_before_due = literal(len(STATES), BigInteger)
            columns.append(self._outcome(duty, rows, left_before_due, digits).label(duty.name))
        return materialized_cte(select(*columns), "encoded_outcomes")

    def _outcome(
        self, duty: Duty, rows: FromClause, left: Any, values: Mapping[str, ColumnElement[Any]]
    ) -> ColumnElement[Any]:
        row = _DutyRow(rows, duty)
        has_left = rows.c.removed_day <= row["due"]
        values = {**values} | {
            state: case((has_left, left), else_=values[state]) for state in (DUE, OVERDUE)
        }
        return case((row["due"] < self.today, self._state(duty, row, values)))

    def recorded_late(self, duties: Collection[Duty]) -> CTE:
        """For how many children on the tracker at the as-at date each of some duties, named by its
        column, was done in time but recorded late: an earlier extract, of a day after the limit,
        had the entry but not yet what was done, so the duty was shown as overdue until then."""
        rows = self.with_duty_columns(self.duty_days_on_tracker(), duties, ()).subquery("of_all")
        late = {duty.name: self._is_recorded_late(duty, rows) for duty in duties}
        numbers = (func.count(case((condition, 1))).label(name) for name, condition in late.items())
        return materialized_cte(select(*numbers), "recorded_late")

    def _is_recorded_late(self, duty: Duty, rows: FromClause) -> ColumnElement[bool]:
        row = _DutyRow(rows, duty)
        known = imports_in_force(self.filters.known)
        known_imports = materialized_cte(known, f"known_imports_{duty.name}")
        days = select(
            coverage.c.import_id, day_number(coverage.c.last_day).label("last_day")
        ).where(
            coverage.c.sheet == duty.sheet,
            coverage.c.import_id.in_(select(known_imports.c.import_id)),
        )
        spans = materialized_cte(days, f"spans_{duty.name}")
        was_overdue = exists().where(
            spans.c.import_id >= rows.c.entry_import,
            spans.c.import_id < row["import"],
            spans.c.last_day > row["due"],
        )
        return and_(
            row["import"] > rows.c.entry_import,
            self._state(duty, row) == IN_TIME,
            was_overdue.correlate(rows),
        )

    def not_in_time(self, duty: Duty, period: Period) -> Subquery:
        """Entries for which the limit of a duty that is done once passed on a day of the period,
        before the as-at date, without it having been done: due_on. It was done later, or not at
        all. A child who was removed by the limit, or to whom the duty does not apply, is left out.
        Filters apply to the child as when added."""
        stored = self.duty_days_of_added(Period(date.min, self.as_at))
        first, due = stored.c[f"{duty.name}_day"], stored.c[f"{duty.name}_due_day"]
        removed, last = stored.c.removed_day, min(period.end, self.as_at - A_DAY)
        is_done = and_(first <= self.today, or_(removed.is_(None), first <= removed))
        return (
            select(numbered(due).label("due_on"))
            .where(
                due.between(period.start.toordinal(), last.toordinal()),
                or_(first.is_(None), first > due),
                or_(removed.is_(None), removed > due),
                or_(func.coalesce(is_done, false()), not_(self._is_not_applicable(duty, stored))),
            )
            .subquery()
        )

    def working_days_since(self, day: Day) -> Day:
        """The working days from a day to the as-at date; below 0 where it is yet to come."""
        until: Day = _working_number(self.as_at)
        return until - _working_number(day)

    def is_overdue_again(self, duty: Duty, done_on: Day, status: Day) -> ColumnElement[bool]:
        """Whether a duty that repeats, last done on a day for a child of this status, is overdue
        again at the as-at date; null without a standard."""
        standard = self._standards_by_duty[duty]
        since = select(numbered(standard.c.since)).correlate_except(standard)
        for_all = since.where(standard.c.status == "").scalar_subquery()
        own = since.where(standard.c.status == status).scalar_subquery()
        # Looked up for each row only where a status has a standard of its own.
        has_own = select(standard.c.status).where(standard.c.status != "").exists()
        return done_on < case((has_own, func.coalesce(own, for_all)), else_=for_all)

    def _due_day(
        self, duty: Duty, rows: FromClause, states: Collection[str], otherwise: int | None = None
    ) -> Day:
        """The number of the day by which a duty in one of the states is due; `NO_DUE_DAY` where one
        that is due has no limit, and `otherwise` where it is in another state."""
        due_day = func.coalesce(_DutyRow(rows, duty)["due"], NO_DUE_DAY)
        other = literal(otherwise, Integer)
        values = {state: due_day if state in states else other for state in STATES}
        return self._state(duty, _DutyRow(rows, duty), values)

    def _state(
        self, duty: Duty, row: _DutyRow, values: Mapping[str, ColumnElement[Any]] = STATE_NAMES
    ) -> ColumnElement[Any]:
        """The value that stands for the state of a duty on the as-at date."""
        done = values[IN_TIME]
        if values[LATE] is not done:  # whether it was late takes the longest to work out
            done = case((row["is_late"], values[LATE]), else_=done)
        return case(
            *([(~row["applies"], values[NOT_APPLICABLE])] if duty.repeats else []),
            (row["is_done"], done),
            *([(row["undated"], values[UNDATED])] if duty.evidence.undated is not None else []),
            (row.rows.c.excepted.bitwise_and(bit_of(duty)) != 0, values[NOT_APPLICABLE]),
            *([(row["is_overdue"], values[OVERDUE])] if values[OVERDUE] is not values[DUE] else []),
            else_=values[DUE],
        )

    def _is_not_applicable(self, duty: Duty, stored: FromClause) -> ColumnElement[bool]:
        decided = not_applicable
        return and_(
            stored.c.has_exceptions,
            exists()
            .where(
                is_same(decided, stored, ("child_ref", "added_on")),
                decided.c.duty == duty.key,
                decided.c.decided_on <= self.as_at,
                self._known(decided),
            )
            .correlate(stored),
        )


class _DutyRow:
    """The columns of one duty in `with_duty_columns`, by name without the duty's prefix."""

    def __init__(self, rows: FromClause, duty: Duty) -> None:
        self.rows = rows
        self._name = duty.name

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return self.rows.c[f"{self._name}_{name}"]


def _shown_columns(duty: Duty, rows: FromClause) -> list[ColumnElement[Any]]:
    row = _DutyRow(rows, duty)
    return [
        *(column for column in rows.c if column.name not in HIDDEN_COLUMNS),
        *(numbered(row[name]).label(f"{name}_on") for name in ("started", "due", "done")),
    ]


def _column_of_duty(declared: FromClause, rows: FromClause, name: str) -> Label[Any]:
    """Of the columns NAME_name of a relation, the one of the duty that is declared in a row."""
    columns = (
        (declared.c.place == n, rows.c[f"{duty.name}_{name}"]) for n, duty in enumerate(DUTIES)
    )
    return case(*columns).label(name)


def _digit_of_state(place: int) -> dict[str, ColumnElement[Any]]:
    """What stands for each state in a place of a number, the ones being 0."""
    return {state: literal(n * 10**place, BigInteger) for n, state in enumerate(STATES)}


def _working_number(day: Any) -> Day:
    return select(CALENDAR.c.working_number).where(CALENDAR.c.day == day).scalar_subquery()

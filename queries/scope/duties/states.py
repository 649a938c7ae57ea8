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
from queries.counting import materialized
from queries.filters import Period
from queries.scope.children import ENTRY
from queries.scope.duties.days import SPELL, WORKED_OUT, DutyDays, place_and_label, place_of
from queries.scope.narrowing import FAR, is_same, worked_out_once
from queries.scope.safeguarding.of_children import A_DAY

Day = ColumnElement[Any]
SAID_IN_FULL = {state: literal(state) for state in STATES}
NUMBERED = calendar_day.alias("numbered")
NOT_SHOWN = {f"{duty.name}_{name}" for duty in DUTIES for name in WORKED_OUT} | {
    "entry_import",
    "excepted",
    "removed_day",
}
NO_LIMIT = FAR.toordinal()
"""Stands for the limit of an open duty of which none is known, and later than it is `NOT_OPEN`."""
NOT_OPEN = NO_LIMIT + 1


class Duties(DutyDays):
    """Relations of duties."""

    def with_duties(
        self,
        of: FromClause,
        duties: Collection[Duty] = DUTIES,
        kept: Collection[str] | None = None,
        *,
        until_removal: bool = False,
    ) -> CTE:
        """The rows of a relation of children, none added or dropped, each with the days on which
        duties to the child are due and were done: worked out once, for `duty` to read.

        `kept` names the columns that the rows keep besides those of their entry (None: all). With
        `until_removal` only what was done until the child was removed counts, for `followed`.
        """
        kept = [column.name for column in of.c] if kept is None else kept
        rows = self.with_days(self.with_held(of), duties, kept, until_removal=until_removal)
        return materialized(rows, "with_duties")

    def by_states(self) -> CTE:
        """Children on the tracker at the as-at date, a row for each combination of states of all
        duties: states (a number with a digit for each of `DUTIES`, the last one for the first: the
        place of its state in `STATES`) and children."""
        of = self.with_days(self.held_on_tracker(), DUTIES, ()).subquery("of_all")
        digits = (
            self._state(duty, _Row(of, duty), _digits(place)) for place, duty in enumerate(DUTIES)
        )
        # Once for each child: SQLite would sort all that the states follow from to group by them.
        each = worked_out_once(select(reduce(add, digits).label("states")))
        counted = select(each.c.states, func.count().label("children")).group_by(each.c.states)
        return materialized(counted, "by_states")

    def overdue_duties(self) -> Subquery:
        """The duties that are overdue for any child on the tracker at the as-at date and whose
        sheet covers that date: place (in `DUTIES`), duty (its label), overdue (for how many
        children), due_on (the earliest limit) and children (how many have any overdue duty)."""
        held = self.held_on_tracker()
        of = self.with_days(held, DUTIES, (), is_covered=True).subquery("of_all")
        limits = (self._limit(duty, of, {OVERDUE}).label(duty.name) for duty in DUTIES)
        since = worked_out_once(select(*limits))
        of_any = select(
            func.count().label("children"),
            *(func.count(since.c[duty.name]).label(f"{duty.name}_overdue") for duty in DUTIES),
            *(func.min(since.c[duty.name]).label(f"{duty.name}_due") for duty in DUTIES),
        ).where(func.coalesce(*(since.c[duty.name] for duty in DUTIES)).is_not(None))
        counted = materialized(of_any, "counted")
        declared = self._declared()
        overdue, due = (_of_duty(declared, counted, name) for name in ("overdue", "due"))
        return (
            select(*declared.c, overdue, numbered(due).label("due_on"), counted.c.children)
            .join_from(declared, counted, overdue > 0)
            .subquery("overdue_duties")
        )

    def most_urgent(self, number: int) -> Subquery:
        """At most so many children on the tracker at the as-at date with an open duty whose sheet
        covers that date, as `held_on_tracker` has them: those whose earliest limit comes first."""
        held = self.held_on_tracker()
        rows = self.with_days(held, DUTIES, SPELL, is_covered=True).subquery("of_all")
        limits = (self._limit(duty, rows, {OVERDUE, DUE}, NOT_OPEN) for duty in DUTIES)
        each = worked_out_once(select(*rows.c[SPELL], least(*limits).label("first")))
        first = (
            select(*each.c[SPELL])
            .where(each.c.first < NOT_OPEN)
            .order_by(each.c.first, each.c.child_ref)
            .limit(number)
            .cte("most_urgent")
        )
        same = is_same(held, first, SPELL)
        return select(held).join_from(first, held, same).subquery("most_urgent_held")

    def open_duties(self, held: FromClause, kept: Collection[str]) -> Subquery:
        """A row for each duty that is open on the as-at date, due or overdue, for a row of
        `most_urgent` or `with_held`: place (in `DUTIES`), duty (its label), the columns that are
        named in `kept` and those that `duty` gives. A duty whose sheet does not cover that date is
        left out. Of a duty that does not repeat, done_on is null."""
        rows = self.with_days(held, DUTIES, kept, is_covered=True).subquery("of_all")
        columns: list[ColumnElement[Any]] = [rows.c[name] for name in (*ENTRY, *kept)]
        for duty in DUTIES:
            row = _Row(rows, duty)
            done = row["done"] if duty.repeats else literal(None, Integer)
            columns += [
                self._limit(duty, rows, {OVERDUE, DUE}).label(f"{duty.name}_until"),
                row["started"],
                done.label(f"{duty.name}_done"),
            ]
        of = materialized(select(*columns), "with_open_duties")
        declared = self._declared()
        # SQLite takes its time over each place where a statement names `of`.
        each = (
            select(
                declared.c.place,
                declared.c.duty,
                *(of.c[name] for name in (*ENTRY, *kept)),
                *(_of_duty(declared, of, name) for name in ("until", "started", "done")),
            )
            .join_from(declared, of, true())
            .subquery("each")
        )
        until = each.c.until
        return (
            select(
                *(column for column in each.c if column.name not in ("until", "started", "done")),
                numbered(each.c.started).label("started_on"),
                case((until != NO_LIMIT, numbered(until))).label("due_on"),
                numbered(each.c.done).label("done_on"),
                case((until < self.today, OVERDUE), else_=DUE).label("state"),
            )
            .where(until.is_not(None))
            .subquery("open_duties")
        )

    def _declared(self) -> Subquery:
        """The duties that are declared: place (in `DUTIES`) and duty (its label)."""
        return union_all(*(select(*place_and_label(duty)) for duty in DUTIES)).subquery("declared")

    def duty(self, duty: Duty, of: FromClause | None = None) -> Subquery:
        """The rows of `with_duties` (by default of children on the tracker at the as-at date), none
        added or dropped, each with one duty to the child: started_on, due_on (null: no limit is
        known), done_on (null: not done by the as-at date), and its state on that date."""
        of = self.with_duties(self.on_tracker(), (duty,)) if of is None else of
        state = self._state(duty, _Row(of, duty))
        return select(*_shown(duty, of), state.label("state")).subquery(f"duty_{duty.name}")

    def followed(self, duty: Duty, of: FromClause, left: str) -> Subquery:
        """The rows of `duty` whose limit has passed, each with what became of the duty: its state,
        or `left` where it was not done and the child was removed by the limit."""
        became = self._became(duty, of, left, SAID_IN_FULL)
        return (
            select(*_shown(duty, of), became.label("followed"))
            .where(became.is_not(None))
            .subquery(f"followed_{duty.name}")
        )

    def became(self, period: Period, duties: Collection[Duty]) -> CTE:
        """Entries begun in the period, with one number for each duty, named after it, by which they
        can be grouped quickly (null: its limit has not passed). Its last digit says what became of
        the duty: the place of its state in `STATES`, or the number of states where `followed` says
        that the child had left. The rest is 0 where it was not done, and otherwise one more than
        the calendar days it took from the start of its clock (0 where it was done before)."""
        held, first_days = self.held_since(period), [f"{duty.name}_day" for duty in duties]
        rows = self.with_days(held, duties, first_days, until_removal=True).subquery("of_all")
        columns = []
        for duty, first_day in zip(duties, first_days, strict=True):
            # Where it was done in time or late, it was done on its first day.
            done, started = rows.c[first_day], _Row(rows, duty)["started"]
            days = case((done < started, 0), else_=done - started)
            said = _digits(0)
            said |= {state: said[state] + (days + 1) * 10 for state in (IN_TIME, LATE)}
            left = literal(len(STATES), BigInteger)
            columns.append(self._became(duty, rows, left, said).label(duty.name))
        return materialized(select(*columns), "became")

    def _became(
        self, duty: Duty, of: FromClause, left: Any, said: Mapping[str, ColumnElement[Any]]
    ) -> ColumnElement[Any]:
        row = _Row(of, duty)
        has_left = of.c.removed_day <= row["due"]
        said = {**said} | {
            state: case((has_left, left), else_=said[state]) for state in (DUE, OVERDUE)
        }
        return case((row["due"] < self.today, self._state(duty, row, said)))

    def recorded_late(self, duties: Collection[Duty]) -> CTE:
        """For how many children on the tracker at the as-at date each of some duties, named by its
        column, was done in time but recorded late: an earlier extract, of a day after the limit,
        had the entry but not yet what was done, so the duty was shown as overdue until then."""
        of = self.with_days(self.held_on_tracker(), duties, ()).subquery("of_all")
        late = {duty.name: self._is_recorded_late(duty, of) for duty in duties}
        numbers = (func.count(case((is_so, 1))).label(name) for name, is_so in late.items())
        return materialized(select(*numbers), "recorded_late")

    def _is_recorded_late(self, duty: Duty, of: FromClause) -> ColumnElement[bool]:
        row = _Row(of, duty)
        known = imports_in_force(self.filters.known)
        known_imports = materialized(known, f"known_imports_{duty.name}")
        days = select(
            coverage.c.import_id, day_number(coverage.c.last_day).label("last_day")
        ).where(
            coverage.c.sheet == duty.sheet,
            coverage.c.import_id.in_(select(known_imports.c.import_id)),
        )
        spans = materialized(days, f"spans_{duty.name}")
        was_overdue = exists().where(
            spans.c.import_id >= of.c.entry_import,
            spans.c.import_id < row["import"],
            spans.c.last_day > row["due"],
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
        of = self.held_since(Period(date.min, self.as_at))
        first, due = of.c[f"{duty.name}_day"], of.c[f"{duty.name}_due_day"]
        removed, last = of.c.removed_day, min(period.end, self.as_at - A_DAY)
        is_done = and_(first <= self.today, or_(removed.is_(None), first <= removed))
        return (
            select(numbered(due).label("due_on"))
            .where(
                due.between(period.start.toordinal(), last.toordinal()),
                or_(first.is_(None), first > due),
                or_(removed.is_(None), removed > due),
                or_(func.coalesce(is_done, false()), not_(self._is_not_applicable(duty, of))),
            )
            .subquery()
        )

    def working_days_since(self, day: Day) -> Day:
        """The working days from a day to the as-at date; below 0 where it is yet to come."""
        until: Day = _working_number(self.as_at)
        return until - _working_number(day)

    def has_lapsed(self, duty: Duty, done_on: Day, status: Day) -> ColumnElement[bool]:
        """Whether a duty that repeats, last done on a day for a child of this status, is overdue
        again at the as-at date; null without a standard."""
        interval = self._intervals[duty]
        since = select(numbered(interval.c.since)).correlate_except(interval)
        of_all = since.where(interval.c.status == "").scalar_subquery()
        own = since.where(interval.c.status == status).scalar_subquery()
        # Looked up for each row only where a status has a standard of its own.
        has_own = select(interval.c.status).where(interval.c.status != "").exists()
        return done_on < case((has_own, func.coalesce(own, of_all)), else_=of_all)

    def _limit(
        self, duty: Duty, of: FromClause, states: Collection[str], otherwise: int | None = None
    ) -> Day:
        """The number of the day that is the limit of a duty in one of the states; `NO_LIMIT` where
        a duty that is due has none, and `otherwise` where it is in another state."""
        limit = func.coalesce(_Row(of, duty)["due"], NO_LIMIT)
        other = literal(otherwise, Integer)
        said = {state: limit if state in states else other for state in STATES}
        return self._state(duty, _Row(of, duty), said)

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
            *([(row["is_overdue"], said[OVERDUE])] if said[OVERDUE] is not said[DUE] else []),
            else_=said[DUE],
        )

    def _is_not_applicable(self, duty: Duty, of: FromClause) -> ColumnElement[bool]:
        """Whether it was decided by the as-at date that a duty does not apply to an entry."""
        decided = not_applicable
        return and_(
            of.c.has_exceptions,
            exists()
            .where(
                is_same(decided, of, ("child_ref", "added_on")),
                decided.c.duty == duty.key,
                decided.c.decided_on <= self.as_at,
                self._known(decided),
            )
            .correlate(of),
        )


class _Row:
    """The columns of one duty in a row of `with_days`, by name without the duty's prefix."""

    def __init__(self, of: FromClause, duty: Duty) -> None:
        self.of = of
        self._name = duty.name

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return self.of.c[f"{self._name}_{name}"]


def _shown(duty: Duty, of: FromClause) -> list[ColumnElement[Any]]:
    """The columns that are shown with a duty, without its state."""
    row = _Row(of, duty)
    return [
        *(column for column in of.c if column.name not in NOT_SHOWN),
        *(numbered(row[name]).label(f"{name}_on") for name in ("started", "due", "done")),
    ]


def _of_duty(declared: FromClause, of: FromClause, name: str) -> Label[Any]:
    """Of the columns NAME_name of a relation, the one of the duty that is declared in a row."""
    columns = (
        (declared.c.place == n, of.c[f"{duty.name}_{name}"]) for n, duty in enumerate(DUTIES)
    )
    return case(*columns).label(name)


def _digits(place: int) -> dict[str, ColumnElement[Any]]:
    """What stands for each state in a place of a number, the ones being 0."""
    return {state: literal(n * 10**place, BigInteger) for n, state in enumerate(STATES)}


def _working_number(day: Any) -> Day:
    return select(NUMBERED.c.working_number).where(NUMBERED.c.day == day).scalar_subquery()

"""The times that repeated duties fell due, with outcomes, under the filters and both clocks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    ScalarSelect,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    select,
)

from data.day_numbers import day_number, numbered
from data.duties import IN_TIME, LATE, NOT_APPLICABLE, OVERDUE, STATES, UNDATED, Duty
from data.tables import coverage, duty_times
from queries.filters import Period
from queries.scope.duties.searched import SearchedDays
from queries.scope.safeguarding.of_children import A_DAY

A_WEEK = 7 * A_DAY
STATE_DIGIT = {state: literal(place, BigInteger) for place, state in enumerate(STATES)}


class TimesDue(SearchedDays):
    """Relations of the times that a duty fell due: number, child_ref (null: of no single child),
    started_on, due_on and done_on (null: not by the as-at date). The number is an outcome as
    `encoded_outcomes` gives it."""

    def times_due(self, duty: Duty, period: Period) -> Subquery:
        """The times that a repeated duty was to be done for a child by a day of the period, before
        the as-at date and from `_first_known_due_day` on. Filters apply to the child as on the day
        on which the clock started."""
        time = duty_times.c
        last = min(period.end, self.as_at - A_DAY)
        is_done, in_time = time.done_day <= self.today, time.done_day <= time.due_day
        # Without the days between, only an extract of a day after the limit shows that it was late.
        is_late: ColumnElement[Any] = (
            literal(True) if duty.keeps_all else (func.coalesce(time.not_by_day, 0) > time.due_day)
        )
        encoded_days = (time.done_day - time.started_day + 1) * 10
        number = case(
            (and_(is_done, in_time), encoded_days + STATE_DIGIT[IN_TIME]),
            (and_(is_done, is_late), encoded_days + STATE_DIGIT[LATE]),
            (is_done, STATE_DIGIT[UNDATED]),
            (time.excepted_day <= self.today, STATE_DIGIT[NOT_APPLICABLE]),
            (time.removed_day <= time.due_day, literal(len(STATES), BigInteger)),
            else_=STATE_DIGIT[OVERDUE],
        )
        return (
            select(
                number.label("number"),
                time.child_ref,
                numbered(time.started_day).label("started_on"),
                numbered(time.due_day).label("due_on"),
                case((is_done, numbered(time.done_day))).label("done_on"),
            )
            .where(
                time.duty == duty.key,
                time.due_day.between(period.start.toordinal(), last.toordinal()),
                time.due_day >= self._first_known_due_day(duty),
                self._matches_choices(dict(time)),
                self._known(duty_times),
            )
            .subquery()
        )

    def search_days_due(self, period: Period) -> Subquery:
        """The days whose reports were to be searched by a day of the period, before the as-at date.
        No filter narrows them."""
        day = self.searches(Period(period.start - 2 * A_WEEK, self.as_at)).c
        done = day_number(day.done_on)
        encoded_days = (done - day_number(day.day) + 1) * 10
        number = case(
            (day.done_on <= day.next_working, encoded_days + STATE_DIGIT[IN_TIME]),
            (day.done_on.is_not(None), encoded_days + STATE_DIGIT[LATE]),
            else_=STATE_DIGIT[OVERDUE],
        )
        last = min(period.end, self.as_at - A_DAY)
        return (
            select(
                number.label("number"),
                literal(None, String).label("child_ref"),
                day.day.label("started_on"),
                day.next_working.label("due_on"),
                day.done_on,
            )
            .where(day.next_working.between(period.start, last))
            .subquery()
        )

    def _first_known_due_day(self, duty: Duty) -> ColumnElement[Any]:
        """The first day on which a limit counts. Before the first record of its sheet, or the first
        day that the sheet covers, it was not recorded whether the duty was done. Where the sheet
        keeps only the newest day, it is not known from before the day of its first extract."""
        spans = self._is_coverage_of(duty.sheet)
        if not duty.keeps_all:
            return _day_number_of(func.min(coverage.c.last_day), spans) + 1
        covers_all = func.count() > func.count(coverage.c.first_day)
        first = case((~covers_all, func.min(coverage.c.first_day)))
        covered = func.coalesce(_day_number_of(first, spans), 0)
        record = duty.evidence.table
        recorded = _day_number_of(func.min(duty.evidence.day), self._known(record))
        return case((covered > recorded, covered), else_=recorded)


def _day_number_of(day: ColumnElement[Any], condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The number of a day that rows of a table have, found once."""
    found = select(day.label("day")).where(condition).subquery()
    return select(func.coalesce(day_number(found.c.day), literal(None, Integer))).scalar_subquery()

"""The education, training or work of children on the tracker."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Subquery, case, func

from queries.access import Grant
from queries.ask import question
from queries.counting import counted_once_by
from queries.scope import DUTIES, Query, Scope

EDUCATION_CHECKED = next(duty for duty in DUTIES if duty.key == "Education checked")
NOT_RECORDED, CHECK_LAPSED = "Not recorded", "Check lapsed"
NOT_KNOWN = "Not known"
PROVISION = ("Full time", "Part time", "None", NOT_RECORDED)
# Hours a week that count as full time (Youth Justice Board): at school age, and after it.
FULL_AT_SCHOOL, FULL_AFTER_SCHOOL = 25, 16
FRIDAY = 4


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_education(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by their education or work and by whether it is
    full time: 25 hours a week up to the school leaving date (the last Friday of June of the school
    year in which they turn 16), 16 hours after it. A child whose date of birth is unknown counts as
    of school age. A check lapses once the duty Education checked is overdue again: it holds for
    the days that the standard allows, the last of them included. What it found then is not relied
    on, and counts as Check lapsed. Without hours a week, it is Not recorded whether it is full
    time."""
    children = scope.with_education()
    kind, full_time = status(scope, children), provision(scope, children)
    return counted_once_by(children, "children", education=kind, provision=full_time)


def status(scope: Scope, children: Subquery) -> ColumnElement[str]:
    """The education of each child of `scope.with_education()`, in words."""
    c = children.c
    return case(
        (c.education.is_(None), NOT_RECORDED),
        (scope.is_overdue_again(EDUCATION_CHECKED, c.checked_on, c.status), CHECK_LAPSED),
        else_=c.education,
    )


def provision(scope: Scope, children: Subquery) -> ColumnElement[str]:
    """Whether it is full time, in words."""
    c = children.c
    has_left = func.coalesce(c.born, 99_991_231) <= _last_birthday_to_have_left(scope.as_at)
    full = case((has_left, FULL_AFTER_SCHOOL), else_=FULL_AT_SCHOOL)
    whole, part, none, not_recorded = PROVISION
    return case(
        (c.hours_a_week.is_(None), not_recorded),
        (scope.is_overdue_again(EDUCATION_CHECKED, c.checked_on, c.status), not_recorded),
        (c.hours_a_week >= full, whole),
        (c.hours_a_week > 0, part),
        else_=none,
    )


def _last_birthday_to_have_left(on: date) -> int:
    """The last date of birth (yyyymmdd) of those who have passed the school leaving date. A school
    year takes those who turn 16 from 1 September to 31 August."""
    last = date(on.year, 6, 30)
    leaving = last - timedelta(days=(last.weekday() - FRIDAY) % 7)
    return (on.year - (on < leaving) - 16) * 10_000 + 831

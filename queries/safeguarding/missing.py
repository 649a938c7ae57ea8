"""The times at which children were missing, and the interviews on their return."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Subquery, and_, case, or_

from queries.access import Grant
from queries.ask import question
from queries.counting import counted_by
from queries.scope import Query, Scope, days_from

INTERVIEW_DAYS = 3
OFTEN, OFTEN_WITHIN = 3, 90
IN_TIME, LATER, NOT_DUE, NOT_DONE, STILL_MISSING = (
    "Within 3 days",
    "Later",
    "Not yet due",
    "Not done",
    "Still missing",
)


@question(needs=Grant.COUNTS, counts="times missing")
def return_interviews(scope: Scope) -> Query:
    """Times at which children went missing in the period, by the return interview as at the as-at
    date: held within 72 hours of being found (statutory guidance), which is by the third day, or
    later; not done; not yet due; or the child is still missing."""
    times = scope.missing_episodes(to_count=True)
    return counted_by(times, "times", interview=interview(scope, times))


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_missing_often(scope: Scope) -> Query:
    """Children on the tracker at the as-at date who went missing three times or more in the 90 days
    up to it, by how often: the trigger for a discussion of the child (a local one of 2017)."""
    children = scope.with_times_missing(OFTEN_WITHIN)
    times = children.c.times_missing
    return counted_by(children, "children", times=times).where(times >= OFTEN)


def interview(scope: Scope, times: Subquery) -> ColumnElement[str]:
    """The state of the return interview of each row of `scope.missing_episodes()`."""
    found, done = times.c.found_on, times.c.interview_done_on
    is_done = and_(done.is_not(None), done <= scope.as_at)
    return case(
        (or_(found.is_(None), found > scope.as_at), STILL_MISSING),
        (and_(is_done, days_from(found, done) <= INTERVIEW_DAYS), IN_TIME),
        (is_done, LATER),
        (found >= scope.as_at - timedelta(days=INTERVIEW_DAYS), NOT_DUE),
        else_=NOT_DONE,
    )

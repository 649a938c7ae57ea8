"""Counts over time for the page of trends, and the notes on trends."""

from __future__ import annotations

from sqlalchemy import Integer, case, cast, func, select

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD
from queries.dimensions import STATUS
from queries.filters import Period, last_24_months, months_of_trend, years_of_rare_events
from queries.oversight.movement import REACHED_18
from queries.oversight.tracker import children_by_month_and_status
from queries.scope import Query, Scope, days_from, end_day, medians_by_month, newest_decision


@question(
    needs=Grant.COUNTS,
    counts="annotations",
    ignores=EVERY_CHOICE_AND_PERIOD,
    changes_with=newest_decision(),
)
def notes_on_trends(scope: Scope) -> Query:
    """Notes on trends by the as-at date, from the workbook or decided by a meeting and not
    withdrawn since: the day from which a note holds, the trend that it is about, and what happened.
    From the day of a note that rebases, limits are worked out anew, because the points before it no
    longer show what to expect. Only such a note changes limits."""
    noted = scope.notes_on_trends()
    return select(noted).order_by(noted.c.on_day, noted.c.about, noted.c.text)


@question(needs=Grant.COUNTS, counts="entries", ignores=("period",))
def additions_by_day(scope: Scope) -> Query:
    """Entries added on each day of the last 24 calendar months, which end at the as-at date; with
    one area chosen, of five years. Days without any are left out. Trends count them by calendar
    month. Where there is less than one a month, or one area is chosen, they show the days from one
    to the next instead."""
    return _added(scope, months_of_trend(scope.filters))


@question(needs=Grant.COUNTS, counts="entries", ignores=("period",))
def additions_over_five_years(scope: Scope) -> Query:
    """Entries added on each day of the five years that end with the as-at date, where there is less
    than one a month. Days without any are left out."""
    return _added(scope, years_of_rare_events(scope.as_at))


@question(needs=Grant.COUNTS, counts="entries", ignores=("period",))
def removals_by_day(scope: Scope) -> Query:
    """Entries ended on each day of the last 24 calendar months, which end at the as-at date; with
    one area chosen, of five years. Days without any are left out. Removals because of an 18th
    birthday are given apart: they follow from ages. Trends count both by calendar month. Where
    there is less than one a month, or one area is chosen, they show the days from one to the next
    instead."""
    return _removed(scope, months_of_trend(scope.filters))


@question(needs=Grant.COUNTS, counts="entries", ignores=("period",))
def removals_over_five_years(scope: Scope) -> Query:
    """Entries ended on each day of the five years that end with the as-at date, where there is less
    than one a month. Days without any are left out. Removals because of an 18th birthday are given
    apart: they follow from ages."""
    return _removed(scope, years_of_rare_events(scope.as_at))


def _added(scope: Scope, period: Period) -> Query:
    day = scope.added(period).c.starts_on
    return select(day.label("day"), func.count().label("number")).group_by(day).order_by(day)


def _removed(scope: Scope, period: Period) -> Query:
    removed = scope.removed(period)
    day, is_at_18 = end_day(removed), removed.c.removal_reason == REACHED_18
    reached_18 = func.count(case((is_at_18, 1)))
    return (
        select(
            day.label("day"),
            reached_18.label("reached_18"),
            (func.count() - reached_18).label("otherwise"),
        )
        .group_by(day)
        .order_by(day)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def open_children_by_month(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, and how many of them are
    open to the team on that day. The last month ends at the as-at date. Most children stay from
    one month to the next, so neither the number nor the share is judged against chance."""
    by_status, statuses = children_by_month_and_status.build(scope).subquery(), scope.statuses()
    is_open = case((statuses.c.is_open, by_status.c.children), else_=0)
    return (
        select(
            by_status.c.month,
            # PostgreSQL's sums of sums are decimal.
            cast(func.sum(is_open), Integer).label("open"),
            cast(func.sum(by_status.c.children), Integer).label("children"),
        )
        .join_from(by_status, statuses, statuses.c.name == by_status.c[STATUS.name], isouter=True)
        .group_by(by_status.c.month)
        .order_by(by_status.c.month)
    )


@question(
    needs=Grant.COUNTS,
    counts="entries",
    ignores=("period",),
    title="Time on the tracker at removal",
)
def time_on_tracker_at_removal(scope: Scope) -> Query:
    """The days from the start of an entry to its removal, of the entries ended in each of the last
    24 calendar months: the median, given as the one middle number or the two. The last month ends
    at the as-at date. A month without a removal is left out. A child added at 17 is removed sooner,
    at 18, whatever is done."""
    period = last_24_months(scope.as_at)
    months, removed = scope.months(period), scope.removed(period)
    durations = select(
        removed.c.ends_on.label("on"),
        days_from(removed.c.added_on, removed.c.ends_on).label("days"),
    )
    return medians_by_month(months, durations, "removed")

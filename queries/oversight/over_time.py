"""What the page of trends judges, besides what other subjects count by month already."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Integer,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD
from queries.dimensions import STATUS
from queries.filters import Period, month_start, years_of_rare_events
from queries.oversight.movement import REACHED_18
from queries.oversight.tracker import TREND_MONTHS, children_by_month_and_status
from queries.scope import Query, Scope, days_from, medians_by_month


@question(needs=Grant.COUNTS, counts="entries", ignores=("period",))
def entries_by_day(scope: Scope) -> Query:
    """Entries added and removed on each day of the five years that end with the as-at date; days
    with neither are left out. Trends count them by calendar month over the last 24 months. Where
    there is less than one a month, or one area is chosen, they show the days from one to the next
    instead. Removals because of an 18th birthday are given apart: they follow from ages."""
    period = years_of_rare_events(scope.as_at)
    added, removed = scope.added(period), scope.removed(period)
    is_adult = case((removed.c.removal_reason == REACHED_18, 1), else_=0)
    each = union_all(
        select(
            added.c.starts_on.label("day"),
            literal(1).label("added"),
            literal(0).label("removed"),
            literal(0).label("reached_18"),
        ),
        select(removed.c.ends_on, literal(0), literal(1), is_adult),
    ).subquery()
    return (
        select(
            each.c.day,
            func.sum(each.c.added).label("added"),
            func.sum(each.c.removed).label("removed"),
            func.sum(each.c.reached_18).label("reached_18"),
        )
        .group_by(each.c.day)
        .order_by(each.c.day)
    )


@question(needs=Grant.COUNTS, counts="entries", ignores=("period",))
def time_on_tracker_at_removal(scope: Scope) -> Query:
    """The days from the start of an entry to its removal, of the entries ended in each of the last
    24 calendar months: the middle one, or the two middle ones, of which half lie below and half
    above. The last month ends at the as-at date. A month without a removal is left out. A removal
    at 18 comes sooner for a child who was added at 17, whatever was done."""
    period = Period(month_start(scope.as_at, TREND_MONTHS - 1), scope.as_at)
    months, removed = scope.months(period), scope.removed(period)
    stay = select(removed.c.ends_on.label("on"), _days_on_tracker(removed).label("days"))
    return medians_by_month(months, stay, "removed")


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


@question(needs=Grant.COUNTS, counts="annotations", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def notes_on_trends(scope: Scope) -> Query:
    """What was noted about trends by the as-at date, or decided by a meeting up to that day and not
    withdrawn since: from which day on it holds, the trend that it is about, and what happened. From
    the day of one that rebases on, limits are worked out anew: the points before it no longer say
    what to expect. Nothing but such a note or decision moves limits."""
    noted = scope.noted_about_trends()
    return select(noted).order_by(noted.c.on_day, noted.c.about, noted.c.text)


def _days_on_tracker(of: Subquery) -> ColumnElement[int]:
    return days_from(of.c.added_on, of.c.ends_on)

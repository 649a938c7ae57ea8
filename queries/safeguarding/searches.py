"""The daily search of intelligence for children."""

from __future__ import annotations

from sqlalchemy import Integer, String, Subquery, and_, case, cast, func, literal, select, union_all

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE, EVERY_CHOICE_AND_PERIOD
from queries.counting import counted_by
from queries.filters import last_24_months
from queries.scope import Query, Scope


@question(needs=Grant.COUNTS, counts="days", ignores=EVERY_CHOICE_AND_PERIOD)
def searches_by_month(scope: Scope) -> Query:
    """Days in each of the last 24 calendar months, by whether their reports have been searched for
    children: in time (by the next working day), late, or not, for a reason given. Days before the
    first recorded search day, and after the as-at date, are left out."""
    days = scope.searches(last_24_months(scope.as_at))
    return counted_by(
        days,
        "days",
        func.count(case((days.c.done_on <= days.c.next_working, 1))).label("in_time"),
        func.count(case((days.c.done_on > days.c.next_working, 1))).label("late"),
        func.count(days.c.not_done_because).label("not_done"),
        month=days.c.month_start,
    )


@question(needs=Grant.COUNTS, counts="days", ignores=EVERY_CHOICE, title="Days without a search")
def days_without_search(scope: Scope) -> Query:
    """Days of the period, those whose reports have been searched for children by the as-at date,
    the longest run of days without a search, and the reports flagged 'County Lines' that were
    submitted on a day without one, as far as the imports cover them. Days
    before the first recorded search day are left out."""
    days = scope.searches()
    # In a run of days without a search, the place among all days less the place among such days is
    # the same.
    place = func.row_number().over(order_by=days.c.day)
    own_place = func.row_number().over(partition_by=days.c.done_on.is_(None), order_by=days.c.day)
    placed = select(days.c.done_on, (place - own_place).label("run")).subquery()
    runs = (
        select(func.count().label("days"))
        .where(placed.c.done_on.is_(None))
        .group_by(placed.c.run)
        .subquery()
    )
    longest = select(func.coalesce(func.max(runs.c.days), 0)).scalar_subquery()
    reports = scope.reports_by_day()
    unseen = (
        select(func.sum(reports.c.reports))
        .join_from(reports, days, and_(days.c.day == reports.c.day, days.c.done_on.is_(None)))
        .scalar_subquery()
    )
    return select(
        func.count().label("days"),
        func.count(days.c.done_on).label("searched"),
        longest.label("longest_gap"),
        cast(unseen, Integer).label("reports_unseen"),
    ).select_from(days)


@question(needs=Grant.COUNTS, counts="days", ignores=EVERY_CHOICE)
def searches_by_day(scope: Scope) -> Query:
    """Each day of the period up to the as-at date: when its reports were searched for children (in
    time is by the next working day), the children that they name, and how many of these are new
    (not on the tracker); and the reports flagged 'County Lines' that were submitted on it, if the
    imports cover them. Days before the first recorded search day are left out."""
    days, submitted = scope.searches(), scope.reports_by_day()
    return (
        select(
            *days.c["day", "done_on", "next_working", "children_linked", "new_children"],
            cast(submitted.c.reports, Integer).label("reports"),
        )
        .join_from(days, submitted, submitted.c.day == days.c.day, isouter=True)
        .where(days.c.day <= scope.as_at)
        .order_by(days.c.day)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=EVERY_CHOICE)
def new_children_proposed(scope: Scope) -> Query:
    """For each month of the period, up to the as-at date: the children not on the tracker that
    searches of its days' reports found, and the children proposed for the tracker in it. A search
    gives no reference of such a child, so only the numbers can be compared: a child may be proposed
    in a later month, and for another reason. Months before the first recorded search day are left
    out."""
    days, proposals = scope.searches(), scope.proposed_by_day()
    new, proposed = days.c.new_children, proposals.c.proposed
    return (
        select(
            days.c.month_start.label("month"),
            cast(func.coalesce(func.sum(new), 0), Integer).label("new_children"),
            cast(func.coalesce(func.sum(proposed), 0), Integer).label("proposed"),
        )
        .join_from(days, proposals, proposals.c.proposed_on == days.c.day, isouter=True)
        .where(days.c.day <= scope.as_at)
        .group_by(days.c.month_start)
        .order_by(days.c.month_start)
    )


def search_rows(scope: Scope) -> Subquery:
    """For each day of `searches_by_day` a row of its search, and one for each report flagged
    'County Lines' that was submitted on it: day, what, report_ref, done_on, not_done_because,
    children_linked, new_children."""
    days, reports = scope.searches(), scope.flagged_reports()
    search_columns = ("done_on", "not_done_because", "children_linked", "new_children")
    searched = select(
        days.c.day,
        literal("Search").label("what"),
        literal(None, String).label("report_ref"),
        *days.c[search_columns],
    ).where(days.c.day <= scope.as_at)
    submitted = select(
        days.c.day,
        literal("Report"),
        reports.c.report_ref,
        *(literal(None, days.c[name].type) for name in search_columns),
    ).join_from(days, reports, reports.c.submitted_on == days.c.day)
    return union_all(searched, submitted.where(days.c.day <= scope.as_at)).subquery()

"""Visits to children on the tracker, and attempts at them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Subquery, case, func, literal, select, union_all
from sqlalchemy.sql.selectable import FromClause

from queries.access import Grant
from queries.ask import question
from queries.counting import counted_by, materialized_cte
from queries.scope import Query, Scope

NOT_RECORDED = "Not recorded"
DAYS_AGO = {"28 days or less": 28, "29 to 84 days": 84}
"""How long ago a child was last seen, at most, by label."""
LONGER, NEVER = "85 days or more", "Never seen"
YES_OR_NO = {
    "For safeguarding": "safeguarding",
    "For education": "education",
    "For understanding and intelligence": "understanding",
    "Seen alone": "seen_alone",
    "Own view recorded": "view_recorded",
}
"""The columns of a visit that say Yes or No, by label."""


@question(needs=Grant.COUNTS, counts="visits")
def visits_by_outcome(scope: Scope) -> Query:
    """Visits to children in the period, attempts included, by outcome. Filters apply to the child
    as on the tracker on that day, or last before it; for a visit before the child was added, as
    first on the tracker."""
    visits = scope.visits(to_count=True)
    return counted_by(visits, "visits", outcome=visits.c.outcome)


@question(needs=Grant.COUNTS, counts="visits")
def parents_at_visits(scope: Scope) -> Query:
    """Visits of the period at which the child was seen, by whether a parent or carer was present.
    The share present leaves out the visits at which none would have been appropriate; it includes
    those for which nothing is recorded."""
    seen = scope.visits_seen(to_count=True)
    return counted_by(seen, "visits", parent=parent(seen))


@question(needs=Grant.COUNTS, counts="visits")
def visits_by_purpose(scope: Scope) -> Query:
    """Visits of the period at which the child was seen: those for each purpose, those at which the
    child was seen alone, and those at which the child's own view was recorded, each with the visits
    for which it is not recorded. A visit may have several purposes, so they do not add up."""
    seen = scope.visits_seen(to_count=True)
    answers = [seen.c[column] for column in YES_OR_NO.values()]
    counted = select(
        func.count().label("seen"),
        *(func.count(answer).label(answer.name) for answer in answers),
        *(func.count(case((answer == "Yes", 1))).label(f"{answer.name}_yes") for answer in answers),
    ).select_from(seen)
    counts = materialized_cte(counted, "counted")
    return union_all(
        *(
            select(
                literal(label).label("what"),
                counts.c[f"{column}_yes"].label("visits"),
                (counts.c.seen - counts.c[column]).label("not_recorded"),
                counts.c.seen,
            )
            for label, column in YES_OR_NO.items()
        )
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_last_seen(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by how many days ago they were last seen at a
    visit. Attempts do not count. A child without a recorded visit was never seen."""
    children = materialized_cte(select(scope.with_failed_attempts().c.last_seen_on), "visited")
    return counted_by(children, "children", last_seen=last_seen(scope, children))


@question(
    needs=Grant.COUNTS,
    counts="children",
    ignores=("period",),
    title="Children not seen at the latest attempts",
)
def children_tried_in_vain(scope: Scope) -> Query:
    """Children on the tracker at the as-at date with an attempted visit since they were last seen,
    by the number of such attempts. A cancelled visit is no attempt."""
    children = materialized_cte(select(scope.with_failed_attempts().c.in_vain), "visited")
    by_attempts = counted_by(children, "children", attempts=children.c.in_vain)
    return by_attempts.where(children.c.in_vain > 0)


def parent(seen: Subquery) -> ColumnElement[str]:
    """What is recorded of a parent or carer at each visit."""
    return func.coalesce(seen.c.parent_or_carer, NOT_RECORDED)


def last_seen(scope: Scope, children: FromClause) -> ColumnElement[str]:
    """How long ago each child of `scope.with_failed_attempts()` was last seen, in words."""
    on = children.c.last_seen_on
    return case(
        (on.is_(None), NEVER),
        *((on >= scope.as_at - timedelta(days=most), label) for label, most in DAYS_AGO.items()),
        else_=LONGER,
    )

"""What the meeting decided."""

from __future__ import annotations

from sqlalchemy import case, or_, select

from queries.access import Grant
from queries.ask import question
from queries.scope import Query, Scope, newest_decision

TO_DO = "To do"


@question(needs=Grant.DECISIONS, counts="decisions", changes_with=newest_decision())
def open_decisions(scope: Scope) -> Query:
    """Decisions of the meeting that are to be done, the earliest due date first; then those of the
    period's meetings that were done or withdrawn. Each is shown with its newest entry. Decisions
    about a child or an area are narrowed by the filters."""
    decisions = scope.decisions()
    is_of_period = decisions.c.decided_on.between(scope.period.start, scope.period.end)
    return (
        select(decisions)
        .where(or_(decisions.c.state == TO_DO, is_of_period))
        .order_by(
            case((decisions.c.state == TO_DO, 0), else_=1),
            case((decisions.c.due_on.is_(None), 1), else_=0),
            decisions.c.due_on,
            decisions.c.first_id,
        )
    )

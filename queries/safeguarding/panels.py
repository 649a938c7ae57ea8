"""The panels that hear children: their meetings, the children, toolkits and actions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, Subquery, and_, case, func, or_, select
from sqlalchemy import cast as as_type

from queries.access import Grant
from queries.ask import question
from queries.choices import CHILD_CHOICES, CHILD_CHOICES_AND_PERIOD
from queries.counting import counted_by
from queries.scope import Query, Scope

ATTENDANCE = ("Yes", "Deputy", "Update only", "Apologies", "No")
ATTENDED = ATTENDANCE[:2]
"""What counts as having attended."""
DID_NOT_ATTEND = "Did not attend"


@question(needs=Grant.COUNTS, counts="meetings", ignores=CHILD_CHOICES, sheet="panel_meetings")
def panel_meetings(scope: Scope) -> Query:
    """The meetings that the panels planned for a day of the period, up to the as-at date: the day
    on which each was held, or why it was not, when the children's names were circulated, and
    whether a sergeant of the County Lines team was there. Names circulated on the day of the
    meeting or after it were not circulated before it. An empty cell is not recorded. With a
    district or area, the panels of that district."""
    meetings = scope.panel_meetings()
    return select(*meetings.c).order_by(meetings.c.panel, meetings.c.planned_for)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",), sheet="panel_list")
def children_by_panel_standing(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by how they stand with the panels: deferred twice
    or more since they were last heard or withdrawn; otherwise heard at least once; otherwise
    deferred once, withdrawn, or never listed. A meeting counts from 90 days before the child was
    added. Each child is counted once."""
    by_standing = scope.children_by_standing().c
    children = as_type(func.sum(by_standing.children), Integer).label("children")
    standing = by_standing.panel_standing
    return select(standing.label("standing"), children).group_by(standing).order_by(standing)


@question(needs=Grant.COUNTS, counts="listings", sheet="panel_list")
def listings_by_panel(scope: Scope) -> Query:
    """How often children were listed for the panels' meetings that were planned for a day of the
    period, up to the as-at date, by whether the child was heard, deferred or withdrawn. A child who
    is listed again is counted again. The filters are those of the child on that day."""
    listed = scope.panel_listings(to_count=True)
    return counted_by(listed, "listings", panel=listed.c.panel, heard=listed.c.heard)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",), sheet="toolkits")
def children_by_toolkit_level(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by the level of risk that their first and their
    latest toolkit found, of those completed by then, and by whether the review of the latest is
    overdue: its Review by has passed or, where that is empty, the limit in force when it was
    completed (assumed: none is published), and no newer toolkit has been completed. A toolkit
    counts from 90 days before the child was added."""
    by_level = scope.children_by_toolkits().c
    levels = by_level.first_toolkit, by_level.latest_toolkit, by_level.toolkit_review
    first, latest, review = levels
    return select(
        first.label("first"), latest.label("latest"), review.label("review"), by_level.children
    ).order_by(*levels)


@question(
    needs=Grant.COUNTS, counts="actions", ignores=CHILD_CHOICES_AND_PERIOD, sheet="panel_actions"
)
def open_actions_by_agency(scope: Scope) -> Query:
    """Actions that the panels agreed and that are open at the as-at date, by the agency that owns
    them: overdue where the due date has passed, not yet due, or without a due date, which is
    neither. The oldest due date is that of the overdue ones. With a district or area, the actions
    of the panels of that district."""
    actions = scope.panel_actions()
    states = states_of_open_actions(scope, actions)
    return (
        select(
            actions.c.owner,
            *(func.count(case((condition, 1))).label(name) for name, condition in states.items()),
            func.min(case((states["overdue"], actions.c.due_on))).label("oldest_due_on"),
        )
        .where(actions.c.closed_on.is_(None))
        .group_by(actions.c.owner)
        .order_by(actions.c.owner)
    )


@question(needs=Grant.COUNTS, counts="actions", ignores=CHILD_CHOICES, sheet="panel_actions")
def actions_in_time_by_agency(scope: Scope) -> Query:
    """Actions of the panels that fell due in the period and before the as-at date, by the agency
    that owns them: closed in time (by the due date), closed late, or still open. An action without
    a due date is never in time: those agreed in the period are counted as such. With a district or
    area, the actions of the panels of that district."""
    actions = scope.panel_actions()
    states = states_of_due_actions(scope, actions)
    return (
        select(
            actions.c.owner,
            *(func.count(case((condition, 1))).label(name) for name, condition in states.items()),
        )
        .where(or_(*states.values()))
        .group_by(actions.c.owner)
        .order_by(actions.c.owner)
    )


@question(needs=Grant.COUNTS, counts="meetings", ignores=CHILD_CHOICES, sheet="panel_attendance")
def panel_attendance_by_agency(scope: Scope) -> Query:
    """How often each agency attended the panels' meetings that were planned for a day of the period
    and held by the as-at date, of those at which it was expected. An agency attended if it came or
    sent a deputy; an update alone does not count. With a district or area, the panels of that
    district."""
    expected = scope.panel_attendance()
    agency, attended = expected.c.agency, expected.c.attended
    return counted_by(expected, "meetings", agency=agency, attended=attended)


def states_of_open_actions(scope: Scope, actions: Subquery) -> dict[str, ColumnElement[bool]]:
    """Of open actions of `scope.panel_actions()`: whether each is in one of these states."""
    due_on = actions.c.due_on
    return {
        "overdue": due_on < scope.as_at,
        "not_yet_due": due_on >= scope.as_at,
        "no_due_date": due_on.is_(None),
    }


def states_of_due_actions(scope: Scope, actions: Subquery) -> dict[str, ColumnElement[bool]]:
    """Of actions of `scope.panel_actions()` that fell due in the period, or were agreed in it
    without a due date: whether each is in one of these states."""
    period, due_on, closed_on = scope.period, actions.c.due_on, actions.c.closed_on
    fell_due = and_(due_on.between(period.start, period.end), due_on < scope.as_at)
    return {
        "in_time": and_(fell_due, closed_on <= due_on),
        "closed_late": and_(fell_due, closed_on > due_on),
        "still_open": and_(fell_due, closed_on.is_(None)),
        "no_due_date": and_(
            due_on.is_(None), actions.c.agreed_on.between(period.start, period.end)
        ),
    }

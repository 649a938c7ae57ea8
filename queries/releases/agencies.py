"""What the agencies of a district did, for readers of releases: meetings, attendance and actions.

It counts no child, so it is exact for everybody who may see the release of an area in the district.
"""

from __future__ import annotations

from sqlalchemy import String, case, func, literal, select, union_all

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE, EVERY_CHOICE_AND_PERIOD
from queries.counting import counted_by
from queries.safeguarding.panels import ATTENDED
from queries.scope import STAGES, Query, Scope


@question(needs=Grant.RELEASES, counts="meetings", ignores=EVERY_CHOICE, sheet="panel_meetings")
def released_meetings(scope: Scope) -> Query:
    """The meetings that the panels of the reader's districts planned for a day of the period, up to
    the as-at date, and how many of them were held by then. A release is of the 12 months up to its
    month end. It counts no child, so it is exact."""
    meetings = scope.panel_meetings()
    panel, held = meetings.c.panel, func.count(meetings.c.held_on).label("held")
    return counted_by(meetings, "planned", held, panel=panel).where(
        panel.in_(scope.panels_in_reach())
    )


@question(needs=Grant.RELEASES, counts="meetings", ignores=EVERY_CHOICE, sheet="panel_attendance")
def released_attendance(scope: Scope) -> Query:
    """At how many of those meetings that were held each agency was expected, and how many it
    attended: it came or sent a deputy. It counts no child, so it is exact."""
    expected = scope.panel_attendance()
    return (
        select(
            expected.c.agency,
            func.count(case((expected.c.attended.in_(ATTENDED), 1))).label("attended"),
            func.count().label("expected"),
        )
        .where(expected.c.panel.in_(scope.panels_in_reach()))
        .group_by(expected.c.agency)
        .order_by(expected.c.agency)
    )


@question(
    needs=Grant.RELEASES, counts="actions", ignores=EVERY_CHOICE_AND_PERIOD, sheet="panel_actions"
)
def released_actions(scope: Scope) -> Query:
    """Actions that those panels agreed and that are open at the as-at date, by the agency that owns
    them, and how many of these are overdue (their due date has passed). It counts no child, so it
    is exact."""
    actions = scope.panel_actions()
    overdue = func.count(case((actions.c.due_on < scope.as_at, 1))).label("overdue")
    return counted_by(actions, "open", overdue, owner=actions.c.owner).where(
        actions.c.closed_on.is_(None), actions.c.meeting.in_(scope.panels_in_reach())
    )


@question(needs=Grant.RELEASES, counts="sheets", ignores=EVERY_CHOICE_AND_PERIOD)
def released_sheets(scope: Scope) -> Query:
    """Which of the sheets about panels and NSD have been loaded up to the as-at date. Figures of
    one that has not are not known, which is not 0."""
    reached = select(scope.areas_in_reach()).exists()
    return union_all(
        *(
            select(literal(sheet, String).label("sheet")).where(reached, scope.is_loaded(sheet))
            for sheet in ("panel_meetings", "panel_attendance", "panel_actions", STAGES)
        )
    )

"""What there is to choose from: areas, statuses, genders, meetings and imports."""

from __future__ import annotations

from sqlalchemy import case, func, select

from queries.access import Grant
from queries.ask import question
from queries.filters import EVERYTHING, NARROWING
from queries.scope import MEETINGS, TRACKER, Query, Scope


@question(needs=Grant.COUNTS, counts="areas", ignores=EVERYTHING)
def areas(scope: Scope) -> Query:
    """The neighbourhood policing areas of the force, by district."""
    known = scope.areas()
    return select(known.c.code, known.c.name, known.c.district).order_by(
        known.c.district, known.c.name
    )


@question(needs=Grant.COUNTS, counts="statuses", ignores=EVERYTHING)
def statuses(scope: Scope) -> Query:
    """The statuses that occur on the tracker."""
    spells = scope.spells()
    return select(spells.c.status).distinct().order_by(spells.c.status)


@question(needs=Grant.COUNTS, counts="genders", ignores=EVERYTHING)
def genders(scope: Scope) -> Query:
    """The genders that occur on the tracker, as recorded."""
    spells = scope.spells()
    return select(spells.c.gender).distinct().order_by(spells.c.gender)


@question(needs=Grant.COUNTS, counts="meetings", ignores=NARROWING)
def last_meeting(scope: Scope) -> Query:
    """The last monthly tracker meeting held before the as-at date, if any, and the last day up to
    it that the meetings loaded cover: null where none have ever been loaded."""
    meetings = scope.meetings()
    return select(
        func.max(meetings.c.held_on).label("held_on"),
        scope.covered_to(MEETINGS).label("covered_to"),
    ).where(meetings.c.held_on < scope.as_at)


@question(needs=Grant.COUNTS, counts="imports", ignores=EVERYTHING)
def imports(scope: Scope) -> Query:
    """The imports so far, newest first: the date that each extract speaks of, and the last day of
    the tracker that was covered once it was in (null: no tracker had been loaded)."""
    known, covered = scope.imports(), scope.coverage()
    tracker = (
        select(func.max(covered.c.last_day))
        .where(covered.c.sheet == TRACKER, covered.c.import_id <= known.c.import_id)
        .scalar_subquery()
    )
    return select(known.c.import_id, known.c.extracted_on, tracker.label("covered_to")).order_by(
        known.c.import_id.desc()
    )


@question(needs=Grant.COUNTS, counts="sheets", ignores=EVERYTHING)
def coverage(scope: Scope) -> Query:
    """From when to when each sheet speaks that has been loaded: its first day (null: as far back as
    its records go) and its last. Days in between may be missing."""
    covered = scope.coverage()
    is_whole = func.count(covered.c.first_day) == func.count()
    return (
        select(
            covered.c.sheet,
            case((is_whole, func.min(covered.c.first_day))).label("first_day"),
            func.max(covered.c.last_day).label("last_day"),
        )
        .group_by(covered.c.sheet)
        .order_by(covered.c.sheet)
    )

"""What there is to choose from: areas, statuses, genders, meetings and imports."""

from __future__ import annotations

from sqlalchemy import func, select

from queries.access import Grant
from queries.ask import question
from queries.filters import EVERYTHING, NARROWING
from queries.scope import Query, Scope


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
    """The last monthly tracker meeting held before the as-at date, if any."""
    meetings = scope.meetings()
    return select(func.max(meetings.c.held_on).label("held_on")).where(
        meetings.c.held_on < scope.as_at
    )


@question(needs=Grant.COUNTS, counts="imports", ignores=EVERYTHING)
def imports(scope: Scope) -> Query:
    """The imports so far, newest first, with the date that each extract speaks of."""
    known = scope.imports()
    return select(known.c.import_id, known.c.extracted_on).order_by(known.c.import_id.desc())

"""What was issued to partners who have an agreement, for them to read; and what was issued at all.

Questions that need ISSUED are narrowed to the areas of the reader's own agreement. They read what
was frozen when it was issued: nothing that was imported since changes an answer.
"""

from __future__ import annotations

from sqlalchemy import select

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD, EVERYTHING
from queries.dimensions import listed_categories
from queries.scope import Query, Scope


@question(needs=Grant.ISSUED, counts="issues", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issues(scope: Scope) -> Query:
    """The days up to the as-at date as at which summaries of the reader's areas were issued, the
    newest first: since which day they count what came and went (the day after the meeting before),
    the import that they were made from, the month end of the release beside them, when they were
    issued (UTC), and the number of the issue. If they were issued twice as at one day, the later
    ones."""
    made = scope.issues()
    return select(
        made.c.as_at,
        made.c.since,
        made.c.import_id,
        made.c.beside_on,
        made.c.issued_at,
        made.c.issue_id,
    ).order_by(made.c.as_at.desc())


@question(needs=Grant.ISSUED, counts="figures", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issued_figures(scope: Scope) -> Query:
    """The figures that were issued as at the as-at date: the exact ones of the areas of the
    reader's agreement and, beside them, those of their districts and the force as the release of a
    month end publishes them. A figure beside them is missing where the release hides it, or where
    the exact figures, subtracted from it, would say too much of other areas. Of the actions of the
    district's panels, those of the reader's own agency."""
    issued = scope.issued()
    return select(
        issued.c.place, issued.c.measure, issued.c.category, issued.c.detail, issued.c.value
    ).order_by(issued.c.place, issued.c.measure, issued.c.category, issued.c.detail)


@question(needs=Grant.ISSUED, counts="areas", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issued_areas(scope: Scope) -> Query:
    """The areas of the reader's agreement, with their districts."""
    reached = scope.reached()
    return select(reached.c.code, reached.c.name, reached.c.district).order_by(
        reached.c.district, reached.c.name
    )


@question(needs=Grant.ISSUED, counts="categories", ignores=EVERYTHING, is_kept=False)
def issued_categories(scope: Scope) -> Query:
    """The statuses and genders of the force's own lists, in their order."""
    return listed_categories(scope).where(select(scope.reached()).exists())


@question(needs=Grant.ISSUED, counts="stages", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issued_stages(scope: Scope) -> Query:
    """Each stage of the NSD rollout that the areas of the reader's agreement have reached by the
    as-at date, since when, and when the area is meant to be live."""
    return scope.stages_reached()


@question(needs=Grant.COUNTS, counts="issues", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issues_made(scope: Scope) -> Query:
    """What was issued to partners with an agreement, as at a day up to the as-at date, the last
    first: by whom and when (UTC), since which day it counts, and the import it was made from."""
    made = scope.issues_made()
    return select(
        made.c.as_at, made.c.since, made.c.import_id, made.c.issued_by, made.c.issued_at
    ).order_by(made.c.issue_id.desc())

"""What was issued to partners who have an agreement.

Questions that need ISSUED are narrowed to the areas of the reader's own agreement. They read what
was kept when it was issued: no later import changes an answer.
"""

from __future__ import annotations

from sqlalchemy import select

from queries.access import Grant
from queries.administration.reference import by_district
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD, EVERY_FILTER
from queries.dimensions import listed_categories
from queries.scope import Query, Scope


@question(needs=Grant.ISSUED, counts="issues", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issues(scope: Scope) -> Query:
    """The summaries issued of the reader's areas, as at a day up to the as-at date, newest first:
    the day from which they count changes (the day after the meeting before), the import that they
    were made from, the month end of the release beside them, when they were issued (UTC), and the
    number of the issue. Of two as at one day, the later."""
    issue = scope.issues().c
    shown = issue["as_at", "since", "import_id", "beside_on", "issued_at", "issue_id"]
    return select(*shown).order_by(issue.as_at.desc())


@question(needs=Grant.ISSUED, counts="figures", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issued_figures(scope: Scope) -> Query:
    """The figures that were issued as at the as-at date: the exact ones of the areas of the
    reader's agreement and, beside them, those of their districts and the force as the release of a
    month end publishes them. A figure beside them is missing where the release hides it, or where
    subtracting the exact figures would say too much about other areas. Of the actions of the
    district's panels, those of the reader's own agency."""
    issued = scope.issued_figures()
    return select(issued).order_by(*issued.c["place", "measure", "category", "detail"])


@question(needs=Grant.ISSUED, counts="areas", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issued_areas(scope: Scope) -> Query:
    """The areas of the reader's agreement, with their districts."""
    return by_district(scope.areas_in_reach())


@question(needs=Grant.ISSUED, counts="categories", ignores=EVERY_FILTER, is_kept=False)
def issued_categories(scope: Scope) -> Query:
    """The statuses and genders of the force's own lists, in their order."""
    return listed_categories(scope).where(select(scope.areas_in_reach()).exists())


@question(needs=Grant.ISSUED, counts="stages", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issued_stages(scope: Scope) -> Query:
    """Each stage of the NSD rollout that the areas of the reader's agreement have reached by the
    as-at date, since when, and when the area is meant to be live."""
    return scope.stages_in_reach()


@question(needs=Grant.COUNTS, counts="issues", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def issues_made(scope: Scope) -> Query:
    """What was issued to partners with an agreement, as at a day up to the as-at date, newest
    first: the day from which it counts changes, the import that it was made from, who issued it,
    and when (UTC)."""
    issue = scope.issues_made().c
    shown = issue["as_at", "since", "import_id", "issued_by", "issued_at"]
    return select(*shown).order_by(issue.issue_id.desc())

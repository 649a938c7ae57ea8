"""Criminal situations in which children were found: each treated as a victim, or as a suspect."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, distinct, func, select

from queries.access import Grant
from queries.ask import question
from queries.counting import counted_by, materialized_cte
from queries.scope import Query, Scope

NOT_GIVEN, NOT_RECORDED = "No reason given", "Not recorded"


@question(needs=Grant.COUNTS, counts="situations")
def encounters_by_situation(scope: Scope) -> Query:
    """Criminal situations of the period in which children of the tracker were found (a child found
    twice counts twice), by the situation and by how the child is treated at the as-at date: as a
    victim, a suspect or both, and Not decided until the day of the decision. Beside them
    stands the number of different children in all of them."""
    each = scope.encounters(to_count=True).c
    found = materialized_cte(select(*each["child_ref", "situation", "treated_by_then"]), "found")
    children = select(func.count(distinct(found.c.child_ref))).scalar_subquery()
    return counted_by(
        found,
        "situations",
        children.label("children"),
        situation=found.c.situation,
        treated_as=found.c.treated_by_then,
    )


@question(needs=Grant.COUNTS, counts="situations")
def encounters_by_finder(scope: Scope) -> Query:
    """Criminal situations of the period in which children of the tracker were found, by who found
    them (the force itself, or one of the others in its list) and by how the child is treated at the
    as-at date: as a victim, a suspect or both, and Not decided until the day of the decision."""
    found, finders = scope.encounters(to_count=True), scope.finders()
    force = select(func.min(finders.c.name)).where(finders.c.is_own).scalar_subquery()
    return counted_by(
        found,
        "situations",
        force.label("force"),
        found_by=found.c.found_by,
        treated_as=found.c.treated_by_then,
    )


@question(needs=Grant.COUNTS, counts="situations")
def suspects_by_reason(scope: Scope) -> Query:
    """Criminal situations of the period in which a child of the tracker is treated as a suspect, or
    as both suspect and victim, at the as-at date, by the reason given. Each is expected to have a
    reason, because a child drawn into county lines is a victim first."""
    found = scope.suspects(to_count=True)
    return counted_by(found, "situations", reason=reason(found))


@question(needs=Grant.COUNTS, counts="situations")
def suspects_by_section_45(scope: Scope) -> Query:
    """Criminal situations of the period in which a child of the tracker is treated as a suspect, or
    as both, at the as-at date, by whether the defence of section 45 of the Modern Slavery Act 2015
    was considered. A child need not have been compelled; some offences, such as robbery, are
    excluded."""
    found = scope.suspects(to_count=True)
    return counted_by(found, "situations", considered=section_45(found))


def reason(suspects: Subquery) -> ColumnElement[str]:
    """The reason given for each row of `scope.suspects()`, in words."""
    return func.coalesce(suspects.c.suspected_for, NOT_GIVEN)


def section_45(suspects: Subquery) -> ColumnElement[str]:
    """Whether the defence was considered in each row of `scope.suspects()`, in words."""
    return func.coalesce(suspects.c.section_45, NOT_RECORDED)

"""Which rows of a list of records belong to one mark of a chart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, String, Subquery, cast, false, func, or_, select

from queries.administration.imports import unknown
from queries.dimensions import DIMENSIONS, Dimension
from queries.filters import UNKNOWN, months_before
from queries.oversight.movement import NOT_STATED
from queries.oversight.tracker import DURATIONS, turning_18
from queries.safeguarding import education, encounters, missing, referrals, visits
from queries.scope import Scope, unknown_as_word

Narrowing = Callable[[Scope, Subquery, str], ColumnElement[bool]]


def _by_category(dimension: Dimension) -> Narrowing:
    """The rows of one category of a breakdown."""
    if not dimension.of_areas:
        return lambda _, listed, value: dimension.value(listed) == value

    def in_areas(scope: Scope, listed: Subquery, value: str) -> ColumnElement[bool]:
        if value == UNKNOWN:
            return listed.c.area_code.is_(None)
        areas = scope.areas_of_any_day()
        codes = select(areas.c.code).where(areas.c[dimension.of_areas] == value)
        return listed.c.area_code.in_(codes)

    return in_areas


def _time_on_tracker(scope: Scope, listed: Subquery, value: str) -> ColumnElement[bool]:
    begun = listed.c.added_on
    return or_(
        false(),
        *(
            begun.between(
                months_before(scope.as_at, most) + timedelta(days=1),
                months_before(scope.as_at, least),
            )
            for label, least, most in DURATIONS
            if label == value
        ),
    )


def _recorded(column: str, value: Callable[[Scope, Subquery], ColumnElement[str]]) -> Narrowing:
    """The rows with one value of what is recorded; none where the list lacks the column."""
    return lambda scope, listed, wanted: (
        value(scope, listed) == wanted if column in listed.c else false()
    )


def _purpose(_: Scope, listed: Subquery, value: str) -> ColumnElement[bool]:
    column = visits.ANSWERS.get(value, "")
    return listed.c[column] == "Yes" if column in listed.c else false()


def _column(name: str) -> Narrowing:
    """The rows with a value in a column; none where the list lacks it."""
    return lambda _, listed, value: listed.c[name] == value if name in listed.c else false()


def _reason(listed: Subquery) -> ColumnElement[str]:
    return func.coalesce(listed.c.removal_reason, NOT_STATED)


# What a list can be narrowed to, by name: whether a row has the value of the mark.
NARROWINGS: dict[str, Narrowing] = {
    **{dimension.name: _by_category(dimension) for dimension in DIMENSIONS},
    "status_before": lambda _, listed, value: listed.c.previous_status == value,
    "age": lambda _, listed, value: unknown_as_word(cast(listed.c.age, String)) == value,
    "time_on_tracker": _time_on_tracker,
    "turns_18": lambda s, listed, value: turning_18(listed, s.as_at).get(value, false()),
    "reason": lambda _, listed, value: _reason(listed) == value,
    "any_reason_but": lambda _, listed, value: _reason(listed) != value,
    "followed": _column("followed"),
    "state": _column("state"),
    "not_recorded": lambda _, listed, value: unknown(listed).get(value, false()),
    "outcome": _recorded("visited_on", lambda _, listed: listed.c.outcome),
    "parent": _recorded("parent_or_carer", lambda _, listed: visits.parent(listed)),
    "purpose": _purpose,
    "last_seen": lambda scope, listed, value: visits.last_seen(scope, listed) == value,
    "tried": lambda _, listed, value: cast(listed.c.in_vain, String) == value,
    "agency": _recorded("sent_to", lambda _, listed: listed.c.sent_to),
    "answered": _recorded("answer", lambda _, listed: referrals.answered(listed)),
    "became": _recorded("answer", lambda _, listed: referrals.outcome(listed)),
    "referred": _recorded("is_again", lambda _, listed: referrals.referred(listed)),
    "responder": _column("kind"),
    "reasonable": _column("rg_by_then"),
    "conclusive": _column("cg_by_then"),
    "situation": _column("situation"),
    "finder": _column("found_by"),
    "treated_as": _column("treated_by_then"),
    "suspected_for": _recorded("treated_by_then", lambda _, listed: encounters.reason(listed)),
    "section_45": _recorded("treated_by_then", lambda _, listed: encounters.section_45(listed)),
    "times_missing": lambda _, listed, value: cast(listed.c.times_missing, String) == value,
    "interview": _recorded("interview_done_on", missing.interview),
    "education": lambda scope, listed, value: education.status(scope, listed) == value,
    "provision": lambda scope, listed, value: education.provision(scope, listed) == value,
    "panel": _column("panel"),
    "heard": _column("heard"),
    "panel_standing": _column("panel_standing"),
    "first_toolkit": _column("first_toolkit"),
    "latest_toolkit": _column("latest_toolkit"),
    "toolkit_review": _column("toolkit_review"),
}
# These narrowings need columns that the list itself does not have: they are joined first.
WITH_MORE: dict[str, Callable[[Scope, Subquery], Subquery]] = {
    "not_recorded": lambda scope, relation: scope.entries(relation),
    "last_seen": lambda scope, relation: scope.visited(relation),
    "tried": lambda scope, relation: scope.visited(relation),
    "referred": lambda scope, relation: (
        scope.with_earlier(relation) if "sent_on" in relation.c else relation
    ),
    "times_missing": lambda scope, relation: scope.with_times_missing(
        missing.OFTEN_WITHIN, relation
    ),
    "education": lambda scope, relation: scope.educated(relation),
    "provision": lambda scope, relation: scope.educated(relation),
    "panel_standing": lambda scope, relation: scope.with_standing(relation),
    "first_toolkit": lambda scope, relation: scope.with_toolkits(relation),
    "latest_toolkit": lambda scope, relation: scope.with_toolkits(relation),
    "toolkit_review": lambda scope, relation: scope.with_toolkits(relation),
}

"""Which rows of a list of records belong to one mark of a chart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, String, Subquery, cast, false, func, or_, select

from queries.administration.imports import unrecorded_fields
from queries.dimensions import DIMENSIONS, Dimension
from queries.filters import UNKNOWN, months_before
from queries.oversight.movement import NOT_STATED
from queries.oversight.tracker import DURATIONS, turning_18
from queries.safeguarding import education, encounters, missing, visits
from queries.safeguarding.referring import referrals
from queries.scope import Scope, unknown_as_word

Condition = Callable[[Scope, Subquery, str], ColumnElement[bool]]
LabelledCondition = tuple[str, Condition]
"""The words for it in the heading of a list, and whether a row has the value."""


def _by_category(dimension: Dimension) -> Condition:
    if not dimension.area_column:
        return lambda _, listed, value: dimension.value(listed) == value

    def in_areas(scope: Scope, listed: Subquery, value: str) -> ColumnElement[bool]:
        if value == UNKNOWN:
            return listed.c.area_code.is_(None)
        areas = scope.areas_of_any_day()
        codes = select(areas.c.code).where(areas.c[dimension.area_column] == value)
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


def _recorded(column: str, value: Callable[[Subquery], ColumnElement[str]]) -> Condition:
    """The rows with one value of what is recorded; none where the list lacks the column."""
    return lambda _, listed, wanted: value(listed) == wanted if column in listed.c else false()


def _interview(scope: Scope, listed: Subquery, value: str) -> ColumnElement[bool]:
    return missing.interview(scope, listed) == value if "interview_done_on" in listed.c else false()


def _purpose(_: Scope, listed: Subquery, value: str) -> ColumnElement[bool]:
    column = visits.YES_OR_NO.get(value, "")
    return listed.c[column] == "Yes" if column in listed.c else false()


def column_is(name: str) -> Condition:
    """The rows with a value in a column; none where the list lacks it."""
    return lambda _, listed, value: listed.c[name] == value if name in listed.c else false()


def _reason(listed: Subquery) -> ColumnElement[str]:
    return func.coalesce(listed.c.removal_reason, NOT_STATED)


# What a list can be narrowed to by a mark, by name.
NARROWINGS: dict[str, LabelledCondition] = {
    **{dimension.name: (dimension.phrase, _by_category(dimension)) for dimension in DIMENSIONS},
    "status_before": ("before: {}", lambda _, listed, value: listed.c.previous_status == value),
    "age": (
        "aged {}",
        lambda _, listed, value: unknown_as_word(cast(listed.c.age, String)) == value,
    ),
    "time_on_tracker": ("on it for: {}", _time_on_tracker),
    "turns_18": (
        "turning 18: {}",
        lambda scope, listed, value: turning_18(listed, scope.as_at).get(value, false()),
    ),
    "reason": ("reason: {}", lambda _, listed, value: _reason(listed) == value),
    "any_reason_but": ("any reason but: {}", lambda _, listed, value: _reason(listed) != value),
    "followed": ("{}", column_is("followed")),
    "state": ("{}", column_is("state")),
    "not_recorded": (
        "not recorded: {}",
        lambda _, listed, value: unrecorded_fields(listed).get(value, false()),
    ),
    "outcome": ("outcome: {}", _recorded("visited_on", lambda listed: listed.c.outcome)),
    "parent": ("parent or carer: {}", _recorded("parent_or_carer", visits.parent)),
    "purpose": ("{}", _purpose),
    "last_seen": (
        "last seen: {}",
        lambda scope, listed, value: visits.last_seen(scope, listed) == value,
    ),
    "tried": (
        "failed attempts: {}",
        lambda _, listed, value: cast(listed.c.in_vain, String) == value,
    ),
    "agency": ("to: {}", column_is("sent_to")),
    "answered": ("answer: {}", _recorded("answer", referrals.whether_answered)),
    "became": ("outcome: {}", _recorded("answer", referrals.outcome)),
    "referred": ("{}", _recorded("is_again", referrals.first_or_again)),
    "responder": ("referred by: {}", column_is("kind")),
    "reasonable": ("reasonable grounds: {}", column_is("rg_by_then")),
    "conclusive": ("conclusive grounds: {}", column_is("cg_by_then")),
    "situation": ("situation: {}", column_is("situation")),
    "finder": ("found by: {}", column_is("found_by")),
    "treated_as": ("treated as: {}", column_is("treated_by_then")),
    "suspected_for": ("reason: {}", _recorded("treated_by_then", encounters.reason)),
    "section_45": (
        "section 45 considered: {}",
        _recorded("treated_by_then", encounters.section_45),
    ),
    "times_missing": (
        "times missing: {}",
        lambda _, listed, value: cast(listed.c.times_missing, String) == value,
    ),
    "interview": ("return interview: {}", _interview),
    "education": (
        "education or work: {}",
        lambda scope, listed, value: education.status(scope, listed) == value,
    ),
    "provision": (
        "full time or not: {}",
        lambda scope, listed, value: education.provision(scope, listed) == value,
    ),
    "panel": ("by {}", column_is("panel")),
    "heard": ("heard: {}", column_is("heard")),
    "panel_standing": ("with the panels: {}", column_is("panel_standing")),
    "first_toolkit": ("first toolkit: {}", column_is("first_toolkit")),
    "latest_toolkit": ("latest toolkit: {}", column_is("latest_toolkit")),
    "toolkit_review": ("its review: {}", column_is("toolkit_review")),
}
# What joins the columns that a narrowing needs and the list itself does not have.
EXTENSIONS: dict[str, Callable[[Scope, Subquery], Subquery]] = {
    "not_recorded": Scope.entries,
    "last_seen": Scope.with_failed_attempts,
    "tried": Scope.with_failed_attempts,
    "referred": lambda scope, relation: (
        scope.with_is_again(relation) if "sent_on" in relation.c else relation
    ),
    "times_missing": lambda scope, relation: scope.with_times_missing(
        missing.OFTEN_WITHIN, relation
    ),
    "education": Scope.with_education,
    "provision": Scope.with_education,
    "panel_standing": Scope.with_standing,
    "first_toolkit": Scope.with_toolkits,
    "latest_toolkit": Scope.with_toolkits,
    "toolkit_review": Scope.with_toolkits,
}

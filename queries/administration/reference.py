"""What there is to choose from: areas, options of the filters, categories, meetings, imports."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    Subquery,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from queries.access import Grant
from queries.ask import question
from queries.choices import CHOICES, EVERY_CHOICE, EVERY_CHOICE_AND_PERIOD, EVERY_FILTER, Choice
from queries.dimensions import listed_categories
from queries.scope import MEETINGS, TRACKER, Query, Scope


@question(needs=Grant.COUNTS, counts="areas", ignores=EVERY_CHOICE)
def areas(scope: Scope) -> Query:
    """The neighbourhood policing areas that the force has on any day of the period, by district."""
    return by_district(scope.areas())


@question(needs=Grant.COUNTS, counts="areas", ignores=EVERY_CHOICE)
def areas_of_any_day(scope: Scope) -> Query:
    """The areas of the force that records may name, including those that have ended or begin later:
    each with its name and district at the as-at date, or on the nearest day that it has."""
    return by_district(scope.areas_of_any_day())


def by_district(areas: Subquery) -> Query:
    return select(*areas.c["code", "name", "district"]).order_by(*areas.c["district", "name"])


@question(needs=Grant.COUNTS, counts="areas", ignores=EVERY_FILTER)
def changes_of_areas(scope: Scope) -> Query:
    """Every area that is renamed, ends, or begins later than the others: its names and districts
    with their first and last days (1 January of the year 1 and 31 December 9999 where there are
    none), and the codes of the areas that followed it."""
    known = scope.changes_of_areas()
    return (
        select(*known.c)
        .where(or_(known.c.from_on > date.min, known.c.until_on < date.max))
        .order_by(known.c.from_on, known.c.name)
    )


@question(needs=Grant.COUNTS, counts="options", ignores=EVERY_FILTER)
def options(scope: Scope) -> Query:
    """The options of each filter, with their labels: the districts and areas of the force, with
    their first and last days, and the statuses and genders that occur on the tracker. An option
    inside one of a wider filter, as an area is in a district, names that one."""
    each = union_all(
        *(_options(scope, choice, place) for place, choice in enumerate(CHOICES))
    ).subquery()
    shown = each.c["choice", "value", "label", "within", "from_on", "until_on"]
    return select(*shown).order_by(*each.c["place", "within", "label", "value", "from_on"])


def _options(scope: Scope, choice: Choice, place: int) -> Query:
    within: ColumnElement[Any] = literal(None, String)
    from_on: ColumnElement[Any] = literal(None, Date)
    until_on: ColumnElement[Any] = literal(None, Date)
    if choice.area_column:
        rows = scope.changes_of_areas()
        from_on, until_on = rows.c.from_on, rows.c.until_on
        value = rows.c[choice.area_column]
        label = rows.c[choice.label_column or choice.area_column]
        if choice.within:
            within = rows.c[choice.within.area_column]
    else:
        value = label = scope.occurring_values(choice.column).c.name
    return select(
        literal(place, Integer).label("place"),
        literal(choice.name, String).label("choice"),
        value.label("value"),
        label.label("label"),
        within.label("within"),
        from_on.label("from_on"),
        until_on.label("until_on"),
    ).distinct()


@question(needs=Grant.COUNTS, counts="categories", ignores=EVERY_FILTER)
def categories(scope: Scope) -> Query:
    """The statuses and genders of the force's own lists, in their order: the short
    name of each, how a sentence speaks of the children who have it, whether it counts as open, and
    whether it is still in the list."""
    return listed_categories(scope)


@question(needs=Grant.COUNTS, counts="standards", ignores=EVERY_CHOICE_AND_PERIOD)
def standards(scope: Scope) -> Query:
    """The standards in force on the as-at date: how many working or calendar days each allows, and
    for children of which status, or for which kind of record, if not for all."""
    c = scope.standards().c
    return select(*c["duty", "status", "kind", "days", "unit"]).order_by(
        c.duty, c.status.is_not(None), c.status, c.kind.is_not(None), c.days, c.kind
    )


@question(needs=Grant.COUNTS, counts="meetings", ignores=EVERY_CHOICE_AND_PERIOD)
def last_meeting(scope: Scope) -> Query:
    """The last monthly tracker meeting held before the as-at date, if any, and the last day up to
    it that the meetings loaded cover: null where none have ever been loaded."""
    meetings = scope.meetings()
    return select(
        func.max(meetings.c.held_on).label("held_on"),
        scope.covered_to(MEETINGS).label("covered_to"),
    ).where(meetings.c.held_on < scope.as_at)


@question(needs=Grant.COUNTS, counts="imports", ignores=EVERY_FILTER)
def imports(scope: Scope) -> Query:
    """The imports so far, newest first: the date of each extract, and the last day that the tracker
    covered after it (null: no tracker had been loaded)."""
    known, covered = scope.imports(), scope.coverage()
    tracker = (
        select(func.max(covered.c.last_day))
        .where(covered.c.sheet == TRACKER, covered.c.import_id <= known.c.import_id)
        .scalar_subquery()
    )
    return select(known.c.import_id, known.c.extracted_on, tracker.label("covered_to")).order_by(
        known.c.import_id.desc()
    )


@question(needs=Grant.COUNTS, counts="sheets", ignores=EVERY_FILTER)
def coverage(scope: Scope) -> Query:
    """The first and last day that each loaded sheet covers (first day null: as far back as its
    records go). Days in between may be missing."""
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

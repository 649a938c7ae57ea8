"""Who is on the tracker at the as-at date."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from queries.access import Grant
from queries.ask import question
from queries.counting import counted_by
from queries.dimensions import AGE_BAND, AREA, DISTRICT, GENDER, STATUS, Dimension
from queries.filters import UNKNOWN, last_24_months, month_start, months_before
from queries.scope import ADULT, Query, Scope, constant_rows, unknown_as_word, ymd

DURATIONS = (
    ("Under 3 months", 0, 3),
    ("3 to 6 months", 3, 6),
    ("6 to 12 months", 6, 12),
    ("1 to 2 years", 12, 24),
    ("2 years or more", 24, 1200),
)

# How soon a child turns 18: each window, with the number of days after which it ends.
TURNING_18_SOON = {"Within 30 days": 30, "31 to 60 days": 60, "61 to 90 days": 90}
SOON_DAYS = max(TURNING_18_SOON.values())
ALREADY_18, TURNING_18_LATER = "Already 18", f"More than {SOON_DAYS} days"


@question(needs=Grant.COUNTS, counts="children", ignores=("period",), title="On the tracker")
def on_tracker(scope: Scope) -> Query:
    """Children on the tracker at the end of the as-at date: added on or before it and not removed
    by it. The youngest age is in whole years at that date, worked out from the date of birth."""
    children = scope.on_tracker()
    youngest = func.min(children.c.age).label("youngest")
    return select(func.count().label("children"), youngest).select_from(children)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_status(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by status on that day."""
    children = scope.on_tracker()
    return _children_by(STATUS, children).order_by(STATUS.value(children))


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_gender(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by gender as recorded."""
    children = scope.on_tracker()
    return _children_by(GENDER, children).order_by(func.count().desc(), GENDER.value(children))


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_age_and_gender(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by age in whole years at that date and gender.
    A child born on 29 February is a year older on 1 March in common years. An age that cannot be
    worked out, because no date of birth is recorded, is Unknown."""
    children = scope.on_tracker()
    return counted_by(children, "children", age=children.c.age, gender=children.c.gender)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_area(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by home area on that day and status. Areas with
    none are shown as 0; children whose area is not recorded are Unknown. An area that has ended, or
    begins later, is shown if it is the home area of a child on the tracker."""
    children, areas = scope.on_tracker(), scope.areas_of_any_day()
    counted = (
        select(children.c.area_code, children.c.status, func.count().label("children"))
        .group_by(children.c.area_code, children.c.status)
        .cte("counted")
    )
    known = (
        select(
            areas.c.code.label("area_code"),
            areas.c.name.label("area"),
            *areas.c["district", "tile_row", "tile_column"],
            counted.c.status,
            func.coalesce(counted.c.children, 0).label("children"),
        )
        .join_from(areas, counted, counted.c.area_code == areas.c.code, isouter=True)
        .where(or_(areas.c.is_valid == 1, counted.c.children > 0))
    )
    unknown = select(
        *(literal(UNKNOWN, String) for _ in ("area_code", "area", "district")),
        *(literal(None, Integer) for _ in ("tile_row", "tile_column")),
        counted.c.status,
        counted.c.children,
    ).where(counted.c.area_code.is_(None))
    both = union_all(known, unknown).subquery()
    return select(both).order_by(both.c.district, both.c.area, both.c.status)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_district(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by district, and for each 10,000 residents aged
    10 to 17 (ONS, mid-2020). The rate is not given where the filters leave only part of a
    district, and never by area, because no population is published for one. Children whose area is
    not recorded are Unknown."""
    children, areas, districts = scope.on_tracker(), scope.areas_of_any_day(), scope.districts()
    by_area = (
        select(children.c.area_code, func.count().label("children"))
        .group_by(children.c.area_code)
        .cte("by_area")
    )
    counted = (
        select(
            areas.c.district,
            cast(func.coalesce(func.sum(by_area.c.children), 0), Integer).label("children"),
        )
        .join_from(areas, by_area, by_area.c.area_code == areas.c.code, isouter=True)
        .where(or_(areas.c.is_valid == 1, by_area.c.children > 0))
        .group_by(areas.c.district)
        .subquery()
    )
    population = literal(None, Integer) if scope.filters.area else districts.c.population
    known = select(
        counted.c.district, population.label("population"), counted.c.children
    ).join_from(counted, districts, counted.c.district == districts.c.district, isouter=True)
    unknown = select(literal(UNKNOWN, String), literal(None, Integer), by_area.c.children).where(
        by_area.c.area_code.is_(None)
    )
    both = union_all(known, unknown).subquery()
    return select(both).order_by(both.c.district)


@question(
    needs=Grant.COUNTS,
    counts="children",
    ignores=("period",),
    title="Children by time on the tracker",
)
def children_by_time_on_tracker(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by the time since their current entry began, and
    status. An earlier entry of the same child is not counted in it."""
    children = scope.on_tracker()
    added_on = children.c.added_on
    since = [months_before(scope.as_at, least) for _, least, _ in DURATIONS]
    place = case(
        *((added_on > day, place) for place, day in enumerate(since[1:])), else_=len(since) - 1
    ).label("place")
    counted = (
        select(place, children.c.status, func.count().label("children"))
        .group_by(place, children.c.status)
        .subquery()
    )
    band = constant_rows(
        enumerate(label for label, _, _ in DURATIONS),
        column("place", Integer),
        column("duration", String),
    )
    return (
        select(
            band.c.duration,
            counted.c.status,
            func.coalesce(counted.c.children, 0).label("children"),
        )
        .join_from(band, counted, counted.c.place == band.c.place, isouter=True)
        .order_by(band.c.place, counted.c.status)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_turning_18(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by how soon they turn 18: within 30 days, 31 to
    60, 61 to 90, later. A child born on 29 February turns 18 on 1 March. A child who is already 18
    and still on the tracker is shown as such; without a date of birth it is Unknown."""
    children = scope.on_tracker()
    windows = turning_18(children, scope.as_at)
    place = case(*((test, place) for place, test in enumerate(windows.values())))
    label = case(*((test, label) for label, test in windows.items()))
    return (
        select(label.label("turns_18"), func.count().label("children"))
        .select_from(children)
        .group_by(place, label)
        .order_by(place)
    )


def turning_18(children: Subquery, as_at: date) -> dict[str, ColumnElement[bool]]:
    """How soon a child turns 18, soonest first; each child is in one of them."""
    birthday = children.c.born + ADULT * 10000

    def turned_18_by(days: int) -> ColumnElement[bool]:
        return birthday <= ymd(as_at + timedelta(days=days))

    windows = pairwise((0, *TURNING_18_SOON.values()))
    return {
        ALREADY_18: turned_18_by(0),
        **{
            label: and_(not_(turned_18_by(after)), turned_18_by(until))
            for label, (after, until) in zip(TURNING_18_SOON, windows, strict=True)
        },
        TURNING_18_LATER: not_(turned_18_by(SOON_DAYS)),
        UNKNOWN: children.c.born.is_(None),
    }


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def turning_18_within_90_days(scope: Scope) -> Query:
    """Children on the tracker at the as-at date whose 18th birthday falls after it, within 90
    days. The tracker is for children under 18, so each needs a plan for what follows."""
    return select(func.count().label("children")).select_from(scope.turning_adult(SOON_DAYS))


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_status(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by status on that day. The
    last month ends at the as-at date. A status that occurs at any of these month ends has a figure
    in every month, 0 where no child has it."""
    return _by_month_and(scope, STATUS)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_gender(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by gender. The last month
    ends at the as-at date. A gender that occurs at any of these month ends has a figure in every
    month, 0 where no child has it."""
    return _by_month_and(scope, GENDER)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_area(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by home area on that day;
    children whose area is not recorded are Unknown. The last month ends at the as-at date. An area
    that occurs at any of these month ends has a figure in every month, 0 where no child lives
    there."""
    return _by_month_and(scope, AREA)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_district(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by the district of their
    home area on that day; children whose area is not recorded are Unknown. The last month ends at
    the as-at date. A district that occurs at any of these month ends has a figure in every month, 0
    where no child lives there."""
    areas = scope.areas_of_any_day()
    by_area = children_by_month_and_area.build(scope).subquery()
    district = unknown_as_word(areas.c[DISTRICT.area_column]).label(DISTRICT.name)
    children = cast(func.sum(by_area.c.children), Integer)  # PostgreSQL's sums of sums are decimal
    return (
        select(by_area.c.month, district, children.label("children"))
        .join_from(by_area, areas, areas.c.code == by_area.c.area, isouter=True)
        .group_by(by_area.c.month, district)
        .order_by(by_area.c.month, district)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_age(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by age in whole years on
    that day; without a date of birth it is Unknown. The last month ends at the as-at date. An age
    band that occurs at any of these month ends has a figure in every month, 0 where no child is in
    it."""
    return _by_month_and(scope, AGE_BAND)


def _children_by(dimension: Dimension, children: Subquery) -> Select[Any]:
    value = dimension.value(children).label(dimension.name)
    return select(value, func.count().label("children")).group_by(value)


def _by_month_and(scope: Scope, dimension: Dimension) -> Query:
    """Month-end counts by a breakdown: a row for each month and each category that occurs at any of
    the month ends, 0 included.

    The last month is counted. The months before are summed from changes by month, whose number does
    not grow with the number of children.
    """
    changes, on_tracker = scope.changes_by_month(), scope.on_tracker()
    months = scope.months(last_24_months(scope.as_at))
    first = months.c.month
    month_number = func.extract("year", first) * 100 + func.extract("month", first)
    past, present = dimension.value(changes), dimension.value(on_tracker)
    net = (
        select(changes.c.month, past.label("category"), func.sum(changes.c.change).label("change"))
        .group_by(changes.c.month, past)
        .subquery()
    )
    month_ends = (
        select(first, net.c.category, cast(func.sum(net.c.change), Integer).label("children"))
        .join_from(months, net, net.c.month <= month_number)
        .where(first < month_start(scope.as_at))
        .group_by(first, net.c.category)
    )
    last = literal(month_start(scope.as_at), Date)
    current = select(last, present, func.count()).group_by(present)
    counted = union_all(month_ends, current).cte("counted")
    categories = select(counted.c.category).where(counted.c.children > 0).distinct().subquery()
    return (
        select(
            first,
            categories.c.category.label(dimension.name),
            func.coalesce(counted.c.children, 0).label("children"),
        )
        .select_from(months)
        .join(categories, literal(True))
        .join(
            counted,
            and_(counted.c.month == first, counted.c.category == categories.c.category),
            isouter=True,
        )
        .order_by(first, categories.c.category)
    )

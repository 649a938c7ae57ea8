"""Who is on the tracker at the as-at date."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import (
    Date,
    Integer,
    String,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    union_all,
)

from queries.access import Grant
from queries.ask import question
from queries.filters import UNKNOWN, Period, month_start, months_before
from queries.scope import ADULT, Query, Scope, table_of, unknown_as_word, ymd

TREND_MONTHS = 24
DURATIONS = (
    ("Under 3 months", 0, 3),
    ("3 to 6 months", 3, 6),
    ("6 to 12 months", 6, 12),
    ("1 to 2 years", 12, 24),
    ("2 years or more", 24, 1200),
)
AGE_BANDS = (("Under 10", 0, 10), ("10 to 13", 10, 14), ("14 to 15", 14, 16), ("16 to 17", 16, 18))


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def on_tracker(scope: Scope) -> Query:
    """Children on the tracker at the end of the as-at date: added on or before it and not removed
    by it. The youngest age is in whole years at that date, worked out from the date of birth."""
    on = scope.on_tracker()
    return select(func.count().label("children"), func.min(on.c.age).label("youngest")).select_from(
        on
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_status(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by status on that day: Open to the County Lines
    team, or Vulnerable to County Lines."""
    on = scope.on_tracker()
    return (
        select(on.c.status, func.count().label("children"))
        .group_by(on.c.status)
        .order_by(on.c.status)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_gender(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by gender as recorded."""
    on = scope.on_tracker()
    return (
        select(on.c.gender, func.count().label("children"))
        .group_by(on.c.gender)
        .order_by(func.count().desc(), on.c.gender)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_age_and_gender(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by age in whole years at that date and gender.
    A child born on 29 February is a year older on 1 March in common years. An age that cannot be
    worked out, for want of a date of birth, is Unknown."""
    on = scope.on_tracker()
    return (
        select(on.c.age, on.c.gender, func.count().label("children"))
        .group_by(on.c.age, on.c.gender)
        .order_by(on.c.age, on.c.gender)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_area(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by home area on that day and status. Areas with
    none are shown as 0; children whose area is not recorded are Unknown."""
    on, areas = scope.on_tracker(), scope.areas()
    is_open = case((on.c.status.like("Open%"), 1), else_=0)
    known = (
        select(
            areas.c.code.label("area_code"),
            areas.c.name.label("area"),
            areas.c.district,
            areas.c.tile_row,
            areas.c.tile_column,
            func.coalesce(func.sum(is_open), 0).label("open"),
            func.count(on.c.child_ref).label("children"),
        )
        .join_from(areas, on, on.c.area_code == areas.c.code, isouter=True)
        .group_by(*areas.c)
    )
    unknown = (
        select(
            literal(UNKNOWN, String),
            literal(UNKNOWN, String),
            literal(UNKNOWN, String),
            literal(None, Integer),
            literal(None, Integer),
            func.sum(is_open),
            func.count().label("children"),
        )
        .where(on.c.area_code.is_(None))
        .having(func.count() > 0)
    )
    both = union_all(known, unknown).subquery()
    return select(both).order_by(both.c.district, both.c.area)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_district(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by district, and for each 10,000 residents aged
    10 to 17 (ONS, mid-2020). The rate is not given where the filters leave only part of a
    district, and never by City area, for want of a published population. Children whose area is
    not recorded are Unknown."""
    on, areas, districts = scope.on_tracker(), scope.areas(), scope.districts()
    counted = (
        select(areas.c.district, func.count(on.c.child_ref).label("children"))
        .join_from(areas, on, on.c.area_code == areas.c.code, isouter=True)
        .group_by(areas.c.district)
        .subquery()
    )
    population = literal(None, Integer) if scope.filters.area else districts.c.population
    known = select(
        districts.c.district, population.label("population"), counted.c.children
    ).join_from(districts, counted, counted.c.district == districts.c.district)
    unknown = (
        select(literal(UNKNOWN, String), literal(None, Integer), func.count())
        .where(on.c.area_code.is_(None))
        .having(func.count() > 0)
    )
    both = union_all(known, unknown).subquery()
    return select(both).order_by(both.c.district)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_time_on_tracker(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by the time since their current entry began, and
    status. An earlier entry of the same child is not counted in it."""
    on = scope.on_tracker()
    bands = [
        (place, label, months_before(scope.as_at, least), months_before(scope.as_at, most))
        for place, (label, least, most) in enumerate(DURATIONS)
    ]
    band = table_of(
        "band",
        bands,
        column("place", Integer),
        column("duration", String),
        column("upto", Date),
        column("after", Date),
    )
    within = and_(on.c.added_on <= band.c.upto, on.c.added_on > band.c.after)
    return (
        select(band.c.duration, on.c.status, func.count(on.c.child_ref).label("children"))
        .join_from(band, on, within, isouter=True)
        .group_by(band.c.place, band.c.duration, on.c.status)
        .order_by(band.c.place, on.c.status)
    )


@question(needs=Grant.COUNTS, counts="days", ignores=("period",))
def median_time_on_tracker(scope: Scope) -> Query:
    """The middle child's days since the current entry began, of the children on the tracker at the
    as-at date; half have been on it for longer. The one or two middle dates are given."""
    on = scope.on_tracker()
    ranked = select(
        on.c.added_on,
        func.row_number().over(order_by=on.c.added_on).label("place"),
        func.count().over().label("children"),
    ).subquery()
    middle = ranked.c.place.in_([(ranked.c.children + 1) // 2, (ranked.c.children + 2) // 2])
    return select(ranked.c.added_on).where(middle).order_by(ranked.c.added_on)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_turning_18(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by how soon they turn 18: within 30 days, 31 to
    60, 61 to 90, later. A child born on 29 February turns 18 on 1 March. Whoever is 18 already and
    still on the tracker is shown as such; without a date of birth it is Unknown."""
    on = scope.on_tracker()
    birthday = on.c.born + ADULT * 10000

    def by(days: int) -> int:
        return ymd(scope.as_at + timedelta(days=days))

    windows = (
        (0, "Already 18", birthday <= by(0)),
        (1, "Within 30 days", birthday <= by(30)),
        (2, "31 to 60 days", birthday <= by(60)),
        (3, "61 to 90 days", birthday <= by(90)),
        (4, "More than 90 days", birthday > by(90)),
    )
    place = case(*((test, place) for place, _, test in windows), else_=5)
    label = case(*((test, label) for _, label, test in windows), else_=UNKNOWN)
    return (
        select(label.label("turns_18"), func.count().label("children"))
        .select_from(on)
        .group_by(place, label)
        .order_by(place)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def turning_18_within_90_days(scope: Scope) -> Query:
    """Children on the tracker at the as-at date whose 18th birthday falls after it, within 90
    days. The tracker is for children under 18, so each needs a plan for what follows."""
    return select(func.count().label("children")).select_from(scope.turning_adult(90))


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_status(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by status on that day. The
    last month ends at the as-at date."""
    return _by_month_and(scope, "status")


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_gender(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by gender. The last month
    ends at the as-at date."""
    return _by_month_and(scope, "gender")


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_district(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by the district of their
    home area on that day. The last month ends at the as-at date."""
    by_area = _by_month_and(scope, "area_code").subquery()
    areas = scope.areas()
    district = unknown_as_word(areas.c.district).label("district")
    return (
        select(by_area.c.month, district, func.sum(by_area.c.children).label("children"))
        .join_from(by_area, areas, areas.c.code == by_area.c.area_code, isouter=True)
        .group_by(by_area.c.month, district)
        .order_by(by_area.c.month, district)
    )


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_month_and_age(scope: Scope) -> Query:
    """Children on the tracker at the end of each of the last 24 months, by age in whole years on
    that day. The last month ends at the as-at date."""
    trend = trend_period(scope)
    spells = scope.present(trend)
    months = scope.months(trend)
    last = months.c.ends_on
    last_ymd = (
        func.extract("year", last) * 10000
        + func.extract("month", last) * 100
        + func.extract("day", last)
    )
    age = (last_ymd - spells.c.born) / 10000
    label = case(
        *((and_(age >= least, age < below), name) for name, least, below in AGE_BANDS),
        (spells.c.born.is_(None), UNKNOWN),
        else_="18 and over",
    ).label("age_band")
    on_the_day = and_(
        spells.c.starts_on <= last, or_(spells.c.ends_on.is_(None), spells.c.ends_on > last)
    )
    return (
        select(months.c.month, label, func.count().label("children"))
        .join_from(months, spells, on_the_day)
        .group_by(months.c.month, label)
        .order_by(months.c.month, label)
    )


def trend_period(scope: Scope) -> Period:
    """The 24 calendar months that end with the as-at date."""
    return Period(month_start(scope.as_at, TREND_MONTHS - 1), scope.as_at)


def _by_month_and(scope: Scope, name: str) -> Query:
    """Month-end counts by one column, as the opening plus the running spells begun and ended.

    One pass over the spells, whatever the number of months.
    """
    trend = trend_period(scope)
    begun, ended = scope.boundaries(trend)
    opening = scope.on_tracker(trend.eve)
    months = scope.months(trend)
    changes = union_all(
        select(
            literal(month_start(trend.start), Date).label("month"),
            opening.c[name],
            literal(1).label("change"),
        ),
        select(months.c.month, begun.c[name], literal(1)).join_from(
            months, begun, begun.c.starts_on.between(months.c.starts_on, months.c.ends_on)
        ),
        select(months.c.month, ended.c[name], literal(-1)).join_from(
            months, ended, ended.c.ends_on.between(months.c.starts_on, months.c.ends_on)
        ),
    ).subquery()
    each = select(changes.c[name]).distinct().subquery()
    net = (
        select(changes.c.month, changes.c[name], func.sum(changes.c.change).label("change"))
        .group_by(changes.c.month, changes.c[name])
        .subquery()
    )
    same = net.c[name].is_not_distinct_from(each.c[name])
    running = func.sum(func.coalesce(net.c.change, 0)).over(
        partition_by=each.c[name], order_by=months.c.month
    )
    return (
        select(months.c.month, each.c[name], running.label("children"))
        .select_from(months)
        .join(each, literal(True))
        .join(net, and_(net.c.month == months.c.month, same), isouter=True)
        .order_by(months.c.month, each.c[name])
    )

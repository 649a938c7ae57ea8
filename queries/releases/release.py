"""Month-end area releases: the counts they are made from, and what was published of them.

Two kinds of question stand here. Exact ones (COUNTS) give what a release is made from; the others
(RELEASES) read what was published, narrowed to the areas of the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, String, Subquery, case, cast, func, literal, select, union_all

from queries.access import Grant
from queries.administration.reference import by_district
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD, EVERY_FILTER
from queries.dimensions import (
    AGE_BAND,
    AGE_BANDS,
    AREA,
    GENDER,
    STATUS,
    Categories,
    listed_categories,
)
from queries.disclosure.layout import FLOWS, Cell, Geography, Layout
from queries.filters import UNKNOWN, Filters, Period, last_12_months, month_end, month_start
from queries.scope import FORCE, Query, Scope, unknown_as_word

# The first import brings two years of releases; every month end covered after it, one more.
FIRST_MONTHS = 24
# What a release breaks children down by: the measure's name in it, and the breakdown.
MEASURES = {"status": STATUS, "age": AGE_BAND, "gender": GENDER}
# Ages at which hardly any child is on the tracker are one category.
RELEASED_AGES = AGE_BANDS[1:-1]
OTHER_AGE = "Other or unknown"
# The categories of each measure that every release has, even where no child is in them.
Usual = Mapping[str, tuple[str, ...]]


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_at_month_end(scope: Scope) -> Query:
    """Children on the tracker at the as-at date, by home area and status on that day, age band
    (rare ages are one band) and gender: what a month-end release is made from, before any count is
    made confidential."""
    on = scope.on_tracker()
    band = AGE_BAND.value(on)
    age = case((band.in_(RELEASED_AGES), band), else_=OTHER_AGE).label(AGE_BAND.name)
    area = AREA.value(on).label("area_code")
    status, gender = STATUS.value(on), GENDER.value(on)
    return select(area, status, age, gender, func.count().label("children")).group_by(
        area, status, age, gender
    )


@question(needs=Grant.COUNTS, counts="entries")
def entries_by_area(scope: Scope) -> Query:
    """Entries begun in the period by the area of their first spell, and entries ended in it by the
    area of their last: the additions and removals that a month-end release is made from. A release
    counts those of the 12 months up to its month end."""
    both = union_all(
        *(
            select(literal(flow, String).label("flow"), entries.c.area_code)
            for flow, entries in zip(FLOWS, (scope.added(), scope.removed()), strict=True)
        )
    ).subquery()
    area = unknown_as_word(both.c.area_code).label("area_code")
    return select(area, both.c.flow, func.count().label("entries")).group_by(area, both.c.flow)


@question(needs=Grant.COUNTS, counts="releases", ignores=EVERY_CHOICE_AND_PERIOD)
def releases_made(scope: Scope) -> Query:
    """The month-end releases made up to the as-at date, newest first, each with the import it was
    made from and, where nothing of it may be shown, the reason."""
    return _newest_first(scope.releases_made())


@question(needs=Grant.RELEASES, counts="releases", ignores=EVERY_CHOICE_AND_PERIOD)
def releases(scope: Scope) -> Query:
    """The month-end releases up to the as-at date, newest first, each with the import it was made
    from and, where nothing of it may be shown, the reason."""
    return _newest_first(scope.releases())


def _newest_first(releases: Subquery) -> Query:
    shown = releases.c["month_end", "import_id", "threshold", "withheld"]
    return select(*shown).order_by(releases.c.month_end.desc())


@question(needs=Grant.RELEASES, counts="categories", ignores=EVERY_FILTER)
def released_categories(scope: Scope) -> Query:
    """The statuses and genders of the force's own lists, in the order that a release has."""
    return listed_categories(scope).where(select(scope.areas_in_reach()).exists())


@question(needs=Grant.RELEASES, counts="children", ignores=EVERY_CHOICE_AND_PERIOD)
def released_counts(scope: Scope) -> Query:
    """The counts published at the month end, of the reader's areas, their districts and the force:
    children on the tracker in all, by status, age band and gender; and added and removed in the 12
    months before. A count of 1 to 4, and any by which one could be worked out, is confidential."""
    cell = scope.released_cells()
    return (
        select(*cell.c["geography", "measure", "category", "value", "symbol"])
        .where(cell.c.month_end == scope.as_at)
        .order_by(*cell.c["geography", "measure", "category"])
    )


@question(needs=Grant.RELEASES, counts="children", ignores=EVERY_CHOICE_AND_PERIOD)
def released_trend(scope: Scope) -> Query:
    """Children on the tracker as published at each month end up to the as-at date, of the reader's
    areas, their districts and the force. A confidential count is missing, which is not 0."""
    cell = scope.released_cells()
    return (
        select(cell.c.month_end, cell.c.geography, cell.c.value)
        .where(cell.c.measure == "on_tracker")
        .order_by(cell.c.month_end, cell.c.geography)
    )


@question(needs=Grant.RELEASES, counts="areas", ignores=EVERY_CHOICE_AND_PERIOD)
def released_areas(scope: Scope) -> Query:
    """The areas that the reader speaks for, with their districts."""
    return by_district(scope.areas_in_reach())


@question(needs=Grant.RELEASES, counts="residents", ignores=EVERY_CHOICE_AND_PERIOD)
def released_populations(scope: Scope) -> Query:
    """Residents aged 10 to 17 (ONS, mid-2020) in the districts of the reader's areas, and in the
    force where every district's are known. Rates are worked out from them."""
    reached, districts = scope.areas_in_reach(), scope.districts()
    known = func.count(districts.c.population) == func.count()
    own = select(districts.c.district.label("geography"), districts.c.population).where(
        districts.c.district.in_(select(reached.c.district))
    )
    whole = select(
        literal(FORCE, String), case((known, cast(func.sum(districts.c.population), Integer)))
    ).having(select(reached).exists())
    return union_all(own, whole)


@question(needs=Grant.RELEASES, counts="stages", ignores=EVERY_CHOICE_AND_PERIOD)
def released_stages(scope: Scope) -> Query:
    """Each stage of the NSD rollout that the reader's areas have reached by the as-at date, since
    when, and when the area is meant to be live. It says nothing about any child, so it is exact."""
    return scope.stages_in_reach()


@dataclass(frozen=True)
class DueRelease:
    """A release to make: its month end, and the import as known at which it is made."""

    month_end: date
    known: int

    @property
    def filters(self) -> Filters:
        """The filters of its counts: as at the month end, over the 12 months that end with it."""
        return Filters(self.month_end, last_12_months(self.month_end), self.known)

    @property
    def of_the_month(self) -> Filters:
        """As at the month end, over the month that ends with it."""
        month = Period(month_start(self.month_end, 0), self.month_end)
        return Filters(self.month_end, month, self.known)


def due_releases(imports: Iterable[tuple[int, date]]) -> list[DueRelease]:
    """The releases to make, oldest first, given each import with the last day that the tracker
    covers after it.

    The first is 23 months before the last month end that the first import covers, the last is the
    last that any covers. Each is as known at the first import that covers it. Later corrections do
    not change it, or the difference would show which child was corrected.
    """
    known = sorted(imports)
    if not known:
        return []
    release = month_end(month_start(_last_covered(known[0][1]), FIRST_MONTHS - 1))
    last = _last_covered(max(extracted_on for _, extracted_on in known))
    found = []
    while release <= last:
        found.append(DueRelease(release, next(i for i, day in known if day >= release)))
        release = month_end(month_start(release, -1))
    return found


def count_cells(
    areas: Mapping[str, str], children: Iterable[Any], entries: Iterable[Any]
) -> dict[Cell, int]:
    """The count of every cell that is not 0, of areas, Unknown, districts and force.

    `areas`: the district of each; `children`, `entries`: rows of `children_at_month_end` and
    `entries_by_area`.
    """
    counted: Counter[Cell] = Counter()
    for area, status, age, gender, number in children:
        for place in _geographies_of(area, areas):
            counted[Cell(place, "on_tracker")] += number
            for measure, category in (("status", status), ("age", age), ("gender", gender)):
                counted[Cell(place, measure, category)] += number
    for area, flow, number in entries:
        for place in _geographies_of(area, areas):
            counted[Cell(place, flow)] += number
    return dict(counted)


def usual_categories(rows: Sequence[tuple[Any, ...]]) -> Usual:
    """The categories that every release has, from the rows of `released_categories`."""
    listed = {
        measure: tuple(Categories.read(dimension, rows).listed())
        for measure, dimension in MEASURES.items()
    }
    return {**listed, "age": (*RELEASED_AGES, OTHER_AGE)}


def layout(
    areas: Mapping[str, str], counted: Iterable[Mapping[Cell, int]], usual: Usual, threshold: int
) -> Layout:
    """The shape of releases of these areas: a category beyond the usual ones, where it occurs."""
    categories = {measure: dict.fromkeys(each) for measure, each in usual.items()}
    for cell in sorted(c for month in counted for c in month if c.category is not None):
        categories[cell.measure].setdefault(cell.category or "")
    districts = dict.fromkeys(areas.values())
    geographies = (
        *(Geography("area", code, district) for code, district in areas.items()),
        Geography("unknown", UNKNOWN),
        *(Geography("district", district) for district in districts),
        Geography("force", FORCE),
    )
    return Layout(
        geographies, {measure: tuple(each) for measure, each in categories.items()}, threshold
    )


def _geographies_of(area: str, areas: Mapping[str, str]) -> tuple[str, ...]:
    """The geographies in which a child of an area counts. An area that had ended or not begun at
    the month end is not in the release: its children count as Unknown."""
    return (area, areas[area], FORCE) if area in areas else (UNKNOWN, FORCE)


def _last_covered(day: date) -> date:
    """The last month end on or before the day."""
    return day if day == month_end(day) else month_end(month_start(day, 1))


def in_reading_order(rows: Iterable[tuple[Any, ...]], usual: Usual) -> dict[Cell, int | None]:
    """The value of each cell, from rows such as those of `released_counts`: by place, then as
    categories are read."""
    measures = ("on_tracker", *MEASURES, *FLOWS)

    def place(row: tuple[Any, ...]) -> tuple[str, int, int, str]:
        geography, measure, category = row[:3]
        known = usual.get(measure, ())
        at = known.index(category) if category in known else len(known)
        return geography, measures.index(measure), at, category

    return {
        Cell(geography, measure, category or None): value
        for geography, measure, category, value, _ in sorted(rows, key=place)
    }

"""What children are broken down by: each breakdown declared once, with its categories in order.

Questions, views, charts, lists of records and month-end releases name breakdowns from here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    case,
    func,
    literal,
    select,
    union_all,
)

from queries.filters import UNKNOWN
from queries.scope import AGE_BANDS_FROM, Scope, unknown_as_word


def _age_bands() -> tuple[str, ...]:
    """The names of the bands that begin at `AGE_BANDS_FROM`, from the youngest to the oldest."""
    first, *others = [
        f"{least} to {following - 1}" if least else f"Under {following}"
        for least, following in pairwise(AGE_BANDS_FROM)
    ]
    return (first, *others, f"{AGE_BANDS_FROM[-1]} and over")


AGE_BANDS = _age_bands()


def _age_band(relation: Subquery) -> ColumnElement[str]:
    """The band of an age in years, or of the least age of a band."""
    age = relation.c.age_from if "age_from" in relation.c else relation.c.age
    below = zip(AGE_BANDS_FROM[1:], AGE_BANDS, strict=False)
    return case(
        (age.is_(None), UNKNOWN),
        *((age < years, band) for years, band in below),
        else_=AGE_BANDS[-1],
    )


@dataclass(frozen=True)
class Dimension:
    """A breakdown.

    `name` is its column in answers and in the marks of charts, and its name where a list of records
    is narrowed by it; `label` is its heading, and `phrase` the words for one of its categories.
    `value` gives a row's category in a relation of children. Of a breakdown by place, `area_column`
    is the column of the areas' relation. `fixed` are categories that no reference file lists.
    """

    name: str
    label: str
    value: Callable[[Subquery], ColumnElement[Any]]
    phrase: str = "{}"
    area_column: str = ""
    fixed: tuple[str, ...] = ()


def _home_area(relation: Subquery) -> ColumnElement[str]:
    return unknown_as_word(relation.c.area_code)


STATUS = Dimension("status", "Status", lambda relation: relation.c.status)
GENDER = Dimension("gender", "Gender", lambda relation: relation.c.gender)
AGE_BAND = Dimension("age_band", "Age", _age_band, phrase="aged {}", fixed=(*AGE_BANDS, UNKNOWN))
AREA = Dimension("area", "Area", _home_area, area_column="name")
DISTRICT = Dimension("district", "District", _home_area, area_column="district")
DIMENSIONS = (AREA, DISTRICT, STATUS, GENDER, AGE_BAND)


def listed_categories(scope: Scope) -> Select[Any]:
    """The categories of the breakdowns that have a list: those no longer in it come last."""
    status, gender = scope.statuses(), scope.genders()
    each = union_all(
        select(
            literal(STATUS.name, String).label("dimension"),
            status.c.name.label("value"),
            func.coalesce(status.c.short, status.c.name).label("short"),
            literal(None, String).label("in_words"),
            case((status.c.is_open, 1), else_=0).label("is_open"),
            status.c.position,
        ),
        select(
            literal(GENDER.name, String),
            gender.c.name,
            gender.c.name,
            gender.c.in_words,
            literal(0, Integer),
            gender.c.position,
        ),
    ).subquery()
    is_listed = case((each.c.position.is_(None), 0), else_=1)
    return select(
        *each.c["dimension", "value", "short", "in_words", "is_open"], is_listed.label("is_listed")
    ).order_by(each.c.dimension, is_listed.desc(), each.c.position, each.c.value)


@dataclass(frozen=True)
class Category:
    """One category of a breakdown: its value in the records, its short name, and the words for the
    children who have it.

    `is_listed` is false of a category that its reference file no longer has.
    """

    value: str
    short: str
    in_words: str | None = None
    is_open: bool = False
    is_listed: bool = True


@dataclass(frozen=True)
class Categories:
    """The categories of a breakdown, in their order. Places have no order but their names."""

    dimension: Dimension
    known: tuple[Category, ...]

    @classmethod
    def read(cls, dimension: Dimension, rows: Iterable[tuple[Any, ...]]) -> Categories:
        """From the rows of `reference.categories`."""
        known = [
            Category(value, short, in_words, bool(is_open), bool(is_listed))
            for name, value, short, in_words, is_open, is_listed in rows
            if name == dimension.name
        ]
        return cls(dimension, (*known, *(Category(value, value) for value in dimension.fixed)))

    def listed(self) -> list[str]:
        """Every category that there is now."""
        return [each.value for each in self.known if each.is_listed]

    def ordered(self, values: Iterable[str]) -> list[str]:
        """The values in the order of the list; then what is not in it by name, unknown ones last"""
        place = {each.value: number for number, each in enumerate(self.known)}
        return sorted(
            set(values), key=lambda value: (place.get(value, len(place)), value == UNKNOWN, value)
        )

    def shown(self, occurring: Iterable[str]) -> list[str]:
        """The categories of a chart: those in the list now, and those that occur in its data."""
        return self.ordered({*self.listed(), *occurring})

    def short(self, value: str) -> str:
        """The short name of a category; its whole name where another has the same short name."""
        times = Counter(each.short for each in self.known)
        return next(
            (e.short for e in self.known if e.value == value and times[e.short] == 1), value
        )

    def in_words(self, value: str) -> str | None:
        """What children of a category are, as it follows a number: are male. None: no such words"""
        return next((each.in_words for each in self.known if each.value == value), None)

    def open(self) -> list[str]:
        """The statuses that count as open."""
        return [each.value for each in self.known if each.is_open]


def categories_of(
    dimensions: Sequence[Dimension], rows: Sequence[tuple[Any, ...]]
) -> tuple[Categories, ...]:
    """The categories of each breakdown, from the rows of `reference.categories`."""
    return tuple(Categories.read(dimension, rows) for dimension in dimensions)

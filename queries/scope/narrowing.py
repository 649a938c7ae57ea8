"""How relations are narrowed: by the filters, by both clocks, and by the reader's reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import FromClause

from data.tables import AGE_BANDS_FROM, area
from queries.choices import CHOICES, Choice
from queries.filters import UNKNOWN, Filters

__all__ = [
    "ADULT",
    "AGE_BANDS_FROM",
    "COUNTY_LINES",
    "EVERYWHERE",
    "FAR",
    "FORCE",
    "Narrowing",
    "Query",
    "Reach",
    "unknown_as_word",
    "ymd",
    "yyyymm",
]

# What a question returns, to be run at the one door.
Query: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]

FAR = date(9999, 12, 31)
COUNTY_LINES = "County Lines"
ADULT = 18
# The whole force, where it stands among areas and districts.
FORCE = "Force"


def ymd(day: date) -> int:
    """A day as the number yyyymmdd, as dates of birth are stored for working out ages.

    (ymd(day) - born) // 10000 is the age in whole years; a child born on 29 February is a year
    older on 1 March in common years.
    """
    return day.year * 10000 + day.month * 100 + day.day


def yyyymm(day: date) -> int:
    """The month of a day as the number yyyymm."""
    return day.year * 100 + day.month


@dataclass(frozen=True)
class Reach:
    """What answers are narrowed to for one reader: the areas that they speak for, in order and, of
    what was issued under an agreement, the agreement and its agency. It is part of cache keys."""

    areas: tuple[str, ...] = ()
    agreement_id: int | None = None
    agency: str = ""


EVERYWHERE = Reach()
"""The reach of a question that is not narrowed by who asks."""


class Narrowing:
    """What every part of the scope narrows with.

    Without a reach, releases and what was issued have no rows.
    """

    def __init__(self, filters: Filters, reach: Reach = EVERYWHERE) -> None:
        self.filters = filters
        self.reach = reach
        self.as_at = filters.as_at
        self.period = filters.period

    def _narrowed(self, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
        """Whether a row is within the choices that are made; never null, so that it can be negated.

        `columns` are the row's columns by name. A choice of a column that is not among them does
        not narrow the row.
        """
        return and_(
            true(),
            *(
                _is_chosen(columns[choice.column], choice, value)
                for choice in CHOICES
                if (value := choice.of(self.filters)) and choice.column in columns
            ),
        )

    def _known(self, table: FromClause) -> ColumnElement[bool]:
        """Versions believed as of the import that the filters name."""
        known = self.filters.known
        return and_(
            table.c.known_from <= known,
            or_(table.c.known_until.is_(None), table.c.known_until > known),
        )


def _is_chosen(column: ColumnElement[Any], choice: Choice, value: str) -> ColumnElement[bool]:
    """Whether a column holds the value chosen, or a place that lies in it."""
    if choice.unknown and value == UNKNOWN:
        return column.is_(None)
    if not choice.of_areas:
        return column == value
    of_area = area.c[choice.of_areas]
    if of_area is area.c.code:
        return func.coalesce(column, "") == value
    return func.coalesce(column, "").in_(select(area.c.code).where(of_area == value))


def unknown_as_word(of: ColumnElement[Any]) -> ColumnElement[str]:
    """The value, or 'Unknown': what is not recorded is counted, never dropped."""
    return func.coalesce(of, literal(UNKNOWN, String))

"""How relations are narrowed: by the filters, by both clocks, and by the reader's reach."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
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

from data.tables import (
    area,
)
from queries.filters import UNKNOWN, Filters

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


# The areas that a reader speaks for: what releases are narrowed to. In order, so that it is a key.
Reach: TypeAlias = tuple[str, ...]


class Narrowing:
    """What every part of the scope narrows with.

    Without a reach, no release is reached.
    """

    def __init__(self, filters: Filters, reach: Reach = ()) -> None:
        self.filters = filters
        self.reach = reach
        self.as_at = filters.as_at
        self.period = filters.period

    def _narrowed(
        self, status: Column[Any], area_code: Column[Any], gender: Column[Any]
    ) -> ColumnElement[bool]:
        conditions = [self._in_area(area_code)]
        if self.filters.status:
            conditions.append(status == self.filters.status)
        if self.filters.gender:
            conditions.append(gender == self.filters.gender)
        return and_(true(), *conditions)

    def _in_area(self, area_code: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a row's area is within the filters; never null, so that it can be negated."""
        conditions: list[ColumnElement[bool]] = []
        if self.filters.area == UNKNOWN:
            conditions.append(area_code.is_(None))
        elif self.filters.area:
            conditions.append(func.coalesce(area_code, "") == self.filters.area)
        if self.filters.district:
            codes = select(area.c.code).where(area.c.district == self.filters.district)
            conditions.append(func.coalesce(area_code, "").in_(codes))
        return and_(true(), *conditions)

    def _known(self, table: FromClause) -> ColumnElement[bool]:
        """Versions believed as of the import that the filters name."""
        known = self.filters.known
        return and_(
            table.c.known_from <= known,
            or_(table.c.known_until.is_(None), table.c.known_until > known),
        )


def unknown_as_word(of: ColumnElement[Any]) -> ColumnElement[str]:
    """The value, or 'Unknown': what is not recorded is counted, never dropped."""
    return func.coalesce(of, literal(UNKNOWN, String))

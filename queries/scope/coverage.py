"""The days that the imports cover: figures are given for these days only."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, literal, or_, select
from sqlalchemy.sql.selectable import CTE

from data.tables import calendar_day, coverage, imports_in_force
from queries.counting import materialized_cte
from queries.filters import Period
from queries.scope.narrowing import Narrowing

CHANGES, INTELLIGENCE, MEETINGS = "changes", "intelligence", "meetings"
STAGES, TRACKER = "nsd_stages", "tracker"


def _covers_day(day: ColumnElement[Any], known: int | None) -> tuple[ColumnElement[bool], ...]:
    """Whether a row of `coverage`, of a known import, covers a day."""
    return (
        coverage.c.import_id.in_(imports_in_force(known)),
        or_(coverage.c.first_day.is_(None), coverage.c.first_day <= day),
        coverage.c.last_day >= day,
    )


class Coverage(Narrowing):
    """Relations of days covered, as of the import that the filters name."""

    def coverage(self) -> Subquery:
        """Days covered by a known import: import_id, sheet, first_day, last_day."""
        return (
            select(*coverage.c["import_id", "sheet", "first_day", "last_day"])
            .where(coverage.c.import_id.in_(imports_in_force(self.filters.known)))
            .subquery()
        )

    def days_covered(self, sheet: str, period: Period | None = None) -> Subquery:
        """The days of the period that a sheet covers, in any known import: day, month_start."""
        period = period or self.period
        day = calendar_day.c.day
        return (
            select(day, calendar_day.c.month_start)
            .where(day.between(period.start, period.end), self._covers(sheet, day))
            .subquery()
        )

    def is_loaded(self, sheet: str, day: date | None = None) -> ColumnElement[bool]:
        """Whether a sheet that has been loaded covers a day (the as-at date)."""
        if day is None:
            return exists().where(self._loaded_sheets.c.sheet == sheet)
        return self._covers(sheet, literal(day, calendar_day.c.day.type))

    @cached_property
    def _loaded_sheets(self) -> CTE:
        as_at = literal(self.as_at, calendar_day.c.day.type)
        is_covered = _covers_day(as_at, self.filters.known)
        loaded = select(coverage.c.sheet).distinct().where(*is_covered)
        return materialized_cte(loaded, "loaded_sheets")

    def _covers(self, sheet: str, day: ColumnElement[Any]) -> ColumnElement[bool]:
        return exists().where(coverage.c.sheet == sheet, *_covers_day(day, self.filters.known))

    def _is_coverage_of(self, sheet: str) -> ColumnElement[bool]:
        """Whether a row of `coverage` is of a sheet and of a known import."""
        known = imports_in_force(self.filters.known)
        return and_(coverage.c.sheet == sheet, coverage.c.import_id.in_(known))

    def covered_to(self, sheet: str) -> ColumnElement[Any]:
        """The as-at date or, if the sheet ends before it, the sheet's last day; null where it has
        never been loaded."""
        of_sheet = self._is_coverage_of(sheet)
        last = select(func.max(coverage.c.last_day)).where(of_sheet).scalar_subquery()
        as_at = literal(self.as_at, calendar_day.c.day.type)
        return case((last < as_at, last), (last.is_not(None), as_at))

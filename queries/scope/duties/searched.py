"""Which day's search of intelligence the duty to a child is judged by."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, ScalarSelect, and_, case, func, literal, select
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import day_number, days_after
from data.tables import calendar_day, daily_search
from queries.counting import materialized
from queries.scope.safeguarding.records import Safeguarding

Day = ColumnElement[Any]


class SearchedDays(Safeguarding):
    """Relations of the days whose intelligence is to be searched."""

    @property
    def today(self) -> Day:
        """The number of the as-at date: see `day_number`."""
        return literal(self.as_at.toordinal(), Integer)

    def _searched(self, held: FromClause) -> dict[str, ColumnElement[Any]]:
        """The columns of the search of a day's intelligence, of one day for each child.

        Where the newest day whose limit has passed was not searched: the first of the days in a row
        up to it that were not, or the day on which the child was added, if that was later.
        Otherwise, or where the child was added after it: the newest day whose limit has come, or
        the child's first, if that was later.
        """
        days, first = self._searched_days, held.c.added_day
        row_of_all = select(days).order_by(days.c.day).limit(1).subquery()
        of_all = select(row_of_all.c.day).scalar_subquery()
        is_of_all = first <= of_all
        newest, passed = (day_number(day) for day in (self._come, self._passed))
        own = case((and_(first > passed, first <= newest), newest), else_=first)

        def of_search(name: str) -> Day:
            """Looked up once for all children but those who were added after the day of all."""
            of_most = select(row_of_all.c[name]).scalar_subquery()
            of_own = select(days.c[name]).where(days.c.day == own).correlate(held)
            return case((is_of_all, of_most), else_=of_own.scalar_subquery())

        due, done = of_search("due"), of_search("done")
        return {
            "started": case((is_of_all, of_all), else_=own),
            "due": due,
            "done": done,
            "is_done": done.is_not(None),
            "is_late": done > due,
            "is_overdue": due < self.today,
        }

    @cached_property
    def _searched_days(self) -> CTE:
        """The days from the one that most children are judged by to the as-at date: day, due, done,
        as numbers."""
        day, search = calendar_day, daily_search
        days = (
            select(
                day.c.day_number.label("day"),
                day_number(day.c.next_working).label("due"),
                case((search.c.done_on <= self.as_at, day_number(search.c.done_on))).label("done"),
            )
            .join_from(
                day, search, and_(search.c.for_day == day.c.day, self._known(search)), isouter=True
            )
            .where(day.c.day.between(self._judged, self.as_at))
        )
        return materialized(days, "searched")

    @property
    def _judged(self) -> Day:
        """The day that children are judged by who were added by then. No day before the first that
        the sheet has is one that was not searched."""
        search = daily_search.c
        up_to = select(search.for_day).where(
            search.for_day <= self._passed, self._known(daily_search)
        )
        is_done = search.done_on <= self.as_at
        last = up_to.where(is_done).order_by(search.for_day.desc()).limit(1).scalar_subquery()
        first = up_to.order_by(search.for_day).limit(1).scalar_subquery()
        since = func.coalesce(days_after(last, literal(1, Integer)), first, self._passed)
        return case((last == self._passed, self._come), else_=since)

    @cached_property
    def _come(self) -> ScalarSelect[Any]:
        """The newest day whose limit has come by the as-at date."""
        return self._newest(calendar_day.c.next_working <= self.as_at)

    @cached_property
    def _passed(self) -> ScalarSelect[Any]:
        """The newest day whose limit has passed on the as-at date."""
        return self._newest(calendar_day.c.next_working < self.as_at)

    def _newest(self, holds: ColumnElement[bool]) -> ScalarSelect[Any]:
        return (
            select(calendar_day.c.day)
            .where(calendar_day.c.day < self.as_at, holds)
            .order_by(calendar_day.c.day.desc())
            .limit(1)
            .correlate(None)
            .scalar_subquery()
        )

"""Which day's search of intelligence the duty to a child is judged by."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, ScalarSelect, and_, case, func, literal, select
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import day_number, days_after
from data.tables import calendar_day, daily_search
from queries.counting import materialized_cte
from queries.scope.safeguarding.records import Safeguarding

Day = ColumnElement[Any]


class SearchedDays(Safeguarding):
    """Relations of the days whose intelligence is to be searched."""

    @property
    def today(self) -> Day:
        """The number of the as-at date: see `day_number`."""
        return literal(self.as_at.toordinal(), Integer)

    def _columns_of_search_duty(self, stored: FromClause) -> dict[str, ColumnElement[Any]]:
        """The columns of the duty to search a day's intelligence, for one day of each child.

        If the newest day that is past its limit was not searched, it is the first day of the run
        of unsearched days that ends with it, or the day on which the child was added, if later.
        Otherwise, or if the child was added after it, it is the newest day whose limit has come, or
        the day on which the child was added, if later.
        """
        days, first = self._searched_days, stored.c.added_day
        common_row = select(days).order_by(days.c.day).limit(1).subquery()
        common_day = select(common_row.c.day).scalar_subquery()
        has_common_day = first <= common_day
        due, overdue = map(day_number, (self._newest_day_due, self._newest_day_overdue))
        own_day = case((and_(first > overdue, first <= due), due), else_=first)

        def of_search(name: str) -> Day:
            """Looked up once for all children who are judged by the common day."""
            common = select(common_row.c[name]).scalar_subquery()
            own = select(days.c[name]).where(days.c.day == own_day).correlate(stored)
            return case((has_common_day, common), else_=own.scalar_subquery())

        due_day, done = of_search("due"), of_search("done")
        return {
            "started": case((has_common_day, common_day), else_=own_day),
            "due": due_day,
            "done": done,
            "is_done": done.is_not(None),
            "is_late": done > due_day,
            "is_overdue": due_day < self.today,
        }

    @cached_property
    def _searched_days(self) -> CTE:
        """The days from the common one to the as-at date: day, due, done, as numbers."""
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
            .where(day.c.day.between(self._common_search_day, self.as_at))
        )
        return materialized_cte(days, "searched")

    @property
    def _common_search_day(self) -> Day:
        """The day by which all children are judged who were added by then. Days before the first
        one of the sheet do not count as unsearched."""
        search = daily_search.c
        recorded = select(search.for_day).where(
            search.for_day <= self._newest_day_overdue, self._known(daily_search)
        )
        is_done = search.done_on <= self.as_at
        last = recorded.where(is_done).order_by(search.for_day.desc()).limit(1).scalar_subquery()
        first = recorded.order_by(search.for_day).limit(1).scalar_subquery()
        since = func.coalesce(
            days_after(last, literal(1, Integer)), first, self._newest_day_overdue
        )
        return case((last == self._newest_day_overdue, self._newest_day_due), else_=since)

    @cached_property
    def _newest_day_due(self) -> ScalarSelect[Any]:
        """The newest day whose limit has come by the as-at date."""
        return self._newest_day_where(calendar_day.c.next_working <= self.as_at)

    @cached_property
    def _newest_day_overdue(self) -> ScalarSelect[Any]:
        """The newest day whose limit has passed on the as-at date."""
        return self._newest_day_where(calendar_day.c.next_working < self.as_at)

    def _newest_day_where(self, condition: ColumnElement[bool]) -> ScalarSelect[Any]:
        return (
            select(calendar_day.c.day)
            .where(calendar_day.c.day < self.as_at, condition)
            .order_by(calendar_day.c.day.desc())
            .limit(1)
            .correlate(None)
            .scalar_subquery()
        )

"""Small relations of rows that are given, and stand in no table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import BindParameter, ColumnElement, Date, Values, column, literal
from sqlalchemy.sql.selectable import CTE
from sqlalchemy.sql.visitors import InternalTraversal

from queries.filters import Period, month_start


class _Given(Values):
    """A relation of given rows, whose statement SQLAlchemy keeps as it keeps any other.

    Its own `Values` has each statement with one compiled anew, at 3 ms a time, for its rows are no
    part of what a statement is known again by. Here they are: each cell is a bound parameter.
    """

    inherit_cache = True
    _cells: list[BindParameter[Any]]
    _traverse_internals = [  # noqa: RUF012  (as SQLAlchemy declares it)
        *(each for each in Values._traverse_internals if each[0] != "_data"),
        ("_cells", InternalTraversal.dp_clauseelement_list),
    ]

    def given(self, rows: Iterable[tuple[Any, ...]]) -> Self:
        """The relation with these rows."""
        types = [each.type for each in self._column_args]
        bound = [
            tuple(literal(cell, of) for cell, of in zip(row, types, strict=True)) for row in rows
        ]
        filled = self.data(bound)
        filled._cells = [cell for row in bound for cell in row]
        return filled


def table_of(name: str, rows: Iterable[tuple[Any, ...]], *columns: ColumnElement[Any]) -> CTE:
    """A small relation of the rows given."""
    return _Given(*columns, name=name).given(rows).cte(name)


@lru_cache(maxsize=128)
def months_of(period: Period) -> CTE:
    """The calendar months that a period touches: month (its first day), starts_on, ends_on.

    The first and last are cut to the period. Kept: a trend's months are the same whatever else it
    is narrowed by.
    """
    rows = []
    start = month_start(period.start)
    while start <= period.end:
        following = month_start(start, -1)
        last = min(following - timedelta(days=1), period.end)
        rows.append((start, max(start, period.start), last))
        start = following
    days = (column(name, Date) for name in ("month", "starts_on", "ends_on"))
    months = table_of("months", rows, *days)
    months.c.month  # worked out here, before threads share it  # noqa: B018
    return months

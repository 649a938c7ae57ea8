"""How most questions count: the rows of a relation, by one value or several."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, SelectBase, func, select


def counted_by(
    rows: FromClause, number: str, *more: ColumnElement[Any], **by: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """How many rows there are of each combination of these values, in the order of the values.

    `number` is the name of that column, and `more` are further figures of the same rows.
    """
    values = by.values()
    named = (value.label(name) for name, value in by.items())
    return (
        select(*named, func.count().label(number), *more)
        .select_from(rows)
        .group_by(*values)
        .order_by(*values)
    )


def counted_once_by(
    rows: FromClause, number: str, **by: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """As `counted_by`, for values that take long to work out: SQLite would do so once for the
    group and again for the result."""
    values = (value.label(name) for name, value in by.items())
    computed = materialized_cte(select(*values).select_from(rows), "once")
    return counted_by(computed, number, **{name: computed.c[name] for name in by})


def materialized_cte(rows: SelectBase, name: str) -> CTE:
    """A CTE that is worked out once for the whole statement."""
    return rows.cte(name).prefix_with("MATERIALIZED")

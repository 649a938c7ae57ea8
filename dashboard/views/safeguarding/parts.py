"""Tables of counts by two breakdowns, and the marks of the bars that they are drawn as."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

ALL = "All"


def crossed(
    frame: pd.DataFrame, row: str | list[str], part: str, number: str, parts: Iterable[str]
) -> pd.DataFrame:
    """A row for each value of `row`, with the sum of `number` for each of the parts, in order."""
    table = frame.pivot_table(index=row, columns=part, values=number, aggfunc="sum", fill_value=0)
    table = table.reindex(columns=list(parts), fill_value=0).astype(int)
    table.columns.name = None
    return table


def by_total(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a column for the sum of each row, the largest first."""
    table = table.assign(**{ALL: table.sum(axis="columns")})
    return table.sort_values(ALL, ascending=False, kind="stable")


def marks_of(table: pd.DataFrame, row: str, part: str, number: str) -> pd.DataFrame:
    """A mark for each part of each row that is not 0: its row and part, with their places, the
    number, and the row's total."""
    parts = [name for name in table.columns if name != ALL]
    marks = [
        {
            row: name,
            part: each,
            number: int(values[each]),
            "total": int(values[ALL]),
            "place": place,
            "part": of_row,
        }
        for place, (name, values) in enumerate(table.iterrows())
        for of_row, each in enumerate(parts)
        if values[each]
    ]
    return pd.DataFrame(marks)

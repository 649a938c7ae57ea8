"""Tables of counts by two breakdowns, and the marks of the bars that they are drawn as."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dashboard.views.view import bar_marks, drill_down

ALL = "All"


def bars_largest_first(
    frame: pd.DataFrame, headings: tuple[str, str], relation: str, column: str, first: str = ""
) -> tuple[dict[str, int], pd.DataFrame, pd.DataFrame]:
    """Of an answer with a value and its number in each row: the numbers by value; the bars, which
    open the relation's rows with the value in `column`; and the table. The largest stands first,
    but `first` before all others."""
    value, number = frame.columns
    frame = frame.sort_values(number, ascending=False, kind="stable")
    frame = pd.concat([frame[frame[value] == first], frame[frame[value] != first]])
    counts = dict(zip(frame[value], frame[number].astype(int), strict=True))
    marks = bar_marks(counts, counts.values(), drill_down(relation, **{column: counts}))
    return counts, marks, frame.set_axis(headings, axis="columns")


def cross_table(
    frame: pd.DataFrame, row: str | list[str], part: str, number: str, parts: Iterable[str]
) -> pd.DataFrame:
    """A row for each value of `row`, with the sum of `number` for each of the parts, in order."""
    table = frame.pivot_table(index=row, columns=part, values=number, aggfunc="sum", fill_value=0)
    table = table.reindex(columns=list(parts), fill_value=0).astype(int)
    table.columns.name = None
    return table


def with_totals(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a column for the sum of each row, the largest first."""
    table = table.assign(**{ALL: table.sum(axis="columns")})
    return table.sort_values(ALL, ascending=False, kind="stable")


def stacked_marks(table: pd.DataFrame, row: str, part: str, number: str) -> pd.DataFrame:
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
            "part_place": part_place,
        }
        for place, (name, values) in enumerate(table.iterrows())
        for part_place, each in enumerate(parts)
        if values[each]
    ]
    return pd.DataFrame(marks)

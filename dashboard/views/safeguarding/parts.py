"""Tables of counts, by one breakdown or two, and the marks of the bars that they are drawn as."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dashboard.views.view import bars_and_table

ALL = "All"


def bars_largest_first(
    frame: pd.DataFrame, headings: tuple[str, str], relation: str, column: str, first: str = ""
) -> tuple[dict[str, int], pd.DataFrame, pd.DataFrame]:
    """Of an answer with a value and its number in each row: the numbers by value, the marks of
    `bars_and_table`, and the table. The value `first` comes before all others, then the largest."""
    value, number = frame.columns
    frame = frame.sort_values(number, ascending=False, kind="stable")
    frame = pd.concat([frame[frame[value] == first], frame[frame[value] != first]])
    counts = dict(zip(frame[value], frame[number].astype(int), strict=True))
    marks, _ = bars_and_table(counts, headings, relation, column)
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
    """A mark for each part of each row that is not 0: its row and part, with their places, its
    number, and the row's total. `row`, `part` and `number` name the columns of the marks."""
    parts = [name for name in table.columns if name != ALL]
    marks = [
        {
            row: row_name,
            part: part_name,
            number: int(values[part_name]),
            "total": int(values[ALL]),
            "place": place,
            "part_place": part_place,
        }
        for place, (row_name, values) in enumerate(table.iterrows())
        for part_place, part_name in enumerate(parts)
        if values[part_name]
    ]
    return pd.DataFrame(marks)

"""Sheets that are no list: dates in a table with headings on two sides, or several in a cell.

Such a sheet is unfolded into a list with a row for each date, from whose number
`Grid.row_in_file` gives the row of the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from data.importing.cells.references import normal_form
from data.importing.cells.values import Lists, as_text, values_by_word
from data.importing.layout.finding import FoundTable, Likeness, cell_texts, names_kind
from data.importing.layout.grids import COLUMNS_UNFOLDED, Grid, Row
from data.importing.mapping.dates import dates_in, is_date
from data.importing.mapping.likeness import WORDS_FOR_NOTHING
from data.sheets import SHEETS

ACROSS, DOWN, CELL = "(heading above)", "(heading at the left)", "(date in the cell)"
"""The headings of a sheet that was unfolded."""
ROWS_LOOKED_AT = 400
_SEVERAL = re.compile(r"[;,|&\n]|\band\b", re.I)
MIN_COUNT = 2  # headings above, and dates
MIN_SHARE_OF_DATES = 0.8  # of the cells with anything in them
MIN_SHARE_OF_NAMES = 0.5  # of the headings on one side


def is_unfolded(columns: Collection[str]) -> bool:
    """Whether these headings are of a sheet that was unfolded."""
    return CELL in columns


def unfolded(grid: Grid) -> Grid | None:
    """The sheet as a list; None where it holds no dates in this way."""
    first_rows = islice(grid.rows(), ROWS_LOOKED_AT)
    rows = [(number, cells[:COLUMNS_UNFOLDED]) for number, cells in first_rows]
    listed = list(_cells_of_cross_table(rows)) or list(_cells_with_dates(rows))
    if not listed:
        return None
    file = grid.unpacked.with_suffix(".unfolded")
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(each)}\n" for each in listed)
    return replace(grid, unpacked=file, is_unfolded=True)


def _cells_of_cross_table(rows: Sequence[Row]) -> Iterator[tuple[int, list[Any]]]:
    """The cells below the row with most headings and beside those at the left, if most of them are
    dates: each with both of its headings."""
    counts = [sum(not is_date(text) for text in cell_texts(cells)) for _, cells in rows]
    if not rows or max(counts) < MIN_COUNT:
        return
    heading_row = counts.index(max(counts))
    (number, above), below = rows[heading_row], rows[heading_row + 1 :]
    filled = (n for _, cells in below for n, cell in enumerate(cells) if as_text(cell))
    heading_column = min(filled, default=0)
    found = [
        (row, place, as_text(above[place]), as_text(cells[heading_column]), cells[place])
        for row, cells in below
        if as_text(cells[heading_column]) and not is_date(cells[heading_column])
        for place in range(heading_column + 1, min(len(cells), len(above)))
        if as_text(above[place])
        and normal_form(as_text(cells[place])) not in {"", *WORDS_FOR_NOTHING}
    ]
    dates = sum(is_date(cell) for *_, cell in found)
    if dates < MIN_COUNT or dates < MIN_SHARE_OF_DATES * len(found):
        return
    yield number * COLUMNS_UNFOLDED, [ACROSS, DOWN, CELL]
    for row, place, across, down, cell in found:
        yield row * COLUMNS_UNFOLDED + place, [across, down, _to_json(cell)]


def _cells_with_dates(rows: Sequence[Row]) -> Iterator[tuple[int, list[Any]]]:
    """The cells that are a date and nothing else, and each date of those with several."""
    found = [(row, [each for cell in cells for each in _dates_of(cell)]) for row, cells in rows]
    if sum(len(dates) for _, dates in found) < MIN_COUNT:
        return
    yield rows[0][0] * COLUMNS_UNFOLDED - 1, [CELL]
    for row, dates in found:
        for place, each in enumerate(dates[:COLUMNS_UNFOLDED]):
            yield row * COLUMNS_UNFOLDED + place, [_to_json(each)]


def _dates_of(cell: Any) -> list[Any]:
    if is_date(cell):
        return [cell]
    parts = _SEVERAL.split(cell) if isinstance(cell, str) else []
    several = [day for part in parts for day in dates_in(part)]
    return several if len(several) >= MIN_COUNT else []


def _to_json(cell: Any) -> Any:
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str | int | float) else as_text(cell)


def table_of_dates(listed: Grid, kind: str, lists: Lists) -> FoundTable | None:
    """What an unfolded sheet is, if it can be the known sheet `kind`: the stages of areas, by the
    areas on one of its sides, or the days of meetings, by its name. None where it is neither."""
    (row, headings), *rows = (
        (number, list(map(as_text, cells))) for number, cells in listed.rows()
    )
    sides = {name: {cells[place] for _, cells in rows} for place, name in enumerate(headings)}
    fields = {field.heading: field for field in SHEETS[kind].fields}
    dates = [field.heading for field in SHEETS[kind].fields if field.required and field.is_date]
    if len(dates) != 1:
        return None
    columns = {CELL: dates[0]}
    others = [field for field in SHEETS[kind].fields if field.required and not field.is_date]
    if len(others) != len(headings) - 1 or not (others or names_kind(listed.name, kind)):
        return None
    for field in others:
        names = values_by_word(field, lists)
        free = [side for side in (ACROSS, DOWN) if side not in columns]
        if names is None or not free:
            return None
        known = {side: _share(sides[side], names) for side in free}
        best = max(free, key=lambda side: known[side])
        if len(free) > 1 and known[best] < MIN_SHARE_OF_NAMES:
            return None
        columns[best] = field.heading
    given = {n: Likeness(fields[columns[name]], 100) for n, name in enumerate(headings)}
    return FoundTable(listed, row, tuple(headings), kind, given)


def _share(texts: Collection[str], names: Mapping[str, str]) -> float:
    """How many of the texts are among the names."""
    return sum(normal_form(text) in names for text in texts) / len(texts)

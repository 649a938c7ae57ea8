"""Which figures of the tables of the last issued pack read differently today, table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.pack.contents.inspector import INSPECTOR
from dashboard.pack.document import Cell, Table
from dashboard.screens.meeting.changed import Pack, differences
from dashboard.style import words
from dashboard.style.tables import cell_text
from dashboard.views import movement, tracker
from dashboard.views.meeting import items
from dashboard.views.view import DRILL_DOWN, Finding, View
from queries.ask import Ask
from queries.filters import Filters, Listing
from queries.oversight.sheet_rows import ROWS

Find = Callable[[View, Filters], Finding]
MAIN = (movement.bridge, items.to_decide, tracker.status)
"""The views whose figures are compared, with the list behind each, as the main figures."""
VIEWS = tuple(
    view
    for sources in INSPECTOR.values()
    for view in sources
    if isinstance(view, View) and view not in MAIN
)
COUNTED = ("children", "count")
"""The columns in which charts have the number of records behind a mark."""


@dataclass(frozen=True)
class TableChange:
    """A figure of a table that reads differently: its view, its row and column, what it was and is
    (None: not known), and the children concerned. Children are None where a list is too long to
    compare, and empty where the figure has no list."""

    view: View
    figure: str
    was: Cell
    now: Cell
    children: tuple[str, ...] | None


def changes_of_tables(find: Find, ask: Ask | None, pack: Pack) -> list[TableChange]:
    """The figures of the pack's tables that read differently today. The children behind them are
    looked up with `ask`; without it they are left out.

    Raises `Denied` where `ask` may not see records, and `DataUnavailable`.
    """
    found = []
    for view in VIEWS:
        then, now = find(view, pack.then), find(view, pack.now)
        cells = changed_cells(Table.from_frame(then.table), Table.from_frame(now.table))
        children = _children(ask, pack, then, now) if cells and ask else ()
        found += [TableChange(view, name, was, is_now, children) for name, was, is_now in cells]
    return found


def changed_cells(then: Table, now: Table) -> list[tuple[str, Cell, Cell]]:
    """The cells of a table that differ: the texts of the row and the name of the column, what
    stood there, and what stands there. None: nothing is known.

    Rows are matched by their texts before the first number; rows with the same texts, by their
    order. A missing row counts as 0.
    """
    cells_then, cells_now = _cells(then), _cells(now)
    found = []
    for name in dict.fromkeys((*cells_then, *cells_now)):
        before = cells_then.get(name, _value_without_row(cells_now.get(name)))
        after = cells_now.get(name, _value_without_row(before))
        if before != after:
            found.append((name, before, after))
    return found


def _value_without_row(beside: Cell) -> Cell:
    """The value of a cell where its row is missing: 0 where the other is a number."""
    return 0 if isinstance(beside, int | float) else None


def _cells(table: Table) -> dict[str, Cell]:
    labels = _label_columns(table)
    found: dict[str, Cell] = {}
    times: Counter[str] = Counter()
    for row in table.rows:
        name = ", ".join(cell_text(cell) for cell in row[:labels])
        times[name] += 1
        if times[name] > 1:
            name = f"{name} ({times[name]})"
        for column, cell in zip(table.columns[labels:], row[labels:], strict=True):
            found[f"{name}: {column}"] = cell
    return found


def _label_columns(table: Table) -> int:
    """How many columns name the row: those before the first with numbers, and at least one."""
    is_number = [
        is_numeric and any(row[at] is not None for row in table.rows)
        for at, is_numeric in enumerate(table.numeric)
    ]
    first = is_number.index(True) if True in is_number else 1
    return max(first, 1)


def _children(ask: Ask, pack: Pack, then: Finding, now: Finding) -> tuple[str, ...] | None:
    """The children in the lists behind the marks of a chart that read differently. The rows of a
    sheet are no list of children."""
    before, after = _marks(then.marks), _marks(now.marks)
    children_named: set[str] = set()
    for mark in dict.fromkeys((*before, *after)):
        listing = Listing.read(mark)
        if before.get(mark) == after.get(mark) or listing.relation in ROWS:
            continue
        found = differences(ask, pack, listing)
        if found is None:
            return None
        children_named |= {child for difference in found for child in difference}
    return tuple(sorted(children_named))


def _marks(marks: pd.DataFrame) -> dict[str, int]:
    """The number that each mark shows, by the list behind it."""
    counted = next((name for name in COUNTED if name in marks), None)
    if counted is None or DRILL_DOWN not in marks:
        return {}
    numbers = marks[counted].fillna(0).astype(int)
    return dict(zip(marks[DRILL_DOWN], numbers, strict=True))


def table(found: Sequence[TableChange], names_children: bool) -> pd.DataFrame:
    """A row for each figure that changed. The children of a table are named once, in its first
    row."""
    rows = [
        {
            "Table": each.view.title,
            "Figure": each.figure,
            "It was": _cell_in_words(each.was),
            "It is": _cell_in_words(each.now),
        }
        for each in found
    ]
    if names_children:
        named: set[str] = set()
        for row, each in zip(rows, found, strict=True):
            is_first = each.view.name not in named
            row["In this table because of"] = _children_in_words(each.children) if is_first else ""
            named.add(each.view.name)
    return pd.DataFrame(rows)


def _cell_in_words(cell: Cell) -> str:
    return "Not known" if cell is None else cell_text(cell)


def _children_in_words(children: tuple[str, ...] | None) -> str:
    if children is None:
        return "Too many records to compare: narrow the filters"
    return words.listed(list(children)) if children else "No list of children"

"""The children on the tracker at one month end: what to hide of them, and the audit of it.

Months are audited one by one. They do not help a reader one with another, because moves between
areas, of status and of age band are not published, and the force's total is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from queries.disclosure_breakdown import Breakdown
from queries.disclosure_hunt import Hunt, Model, Permitted, Wish
from queries.disclosure_layout import Cell, Layout
from queries.disclosure_month import Exposed, Mask, Month, in_words
from queries.disclosure_pattern import (
    NOTHING_CLOSED,
    Closed,
    Tree,
    few,
    hidden_in_column,
    next_to_hide,
    show_what_is_certain,
)
from queries.disclosure_worlds import Bounds, Key, Numbers, Place, Row, Worlds


def stock_rule(stock: Numbers, layout: Layout, closed: Closed = NOTHING_CLOSED) -> Mask | None:
    """What the rule hides of one month's children on the tracker; None for everything."""
    tree, threshold = layout.tree, layout.threshold
    counts = stock.tolist()
    totals = [row[0] for row in counts]
    totals_hidden = hidden_in_column(tree, totals, threshold, closed)
    if totals_hidden is None:
        return None
    hidden = [[total] for total in totals_hidden]
    for number, block in enumerate(layout.blocks):
        rows = [row[block.start : block.stop] for row in counts]
        breakdown = Breakdown(tree, totals, totals_hidden, rows, threshold)
        for row, more in zip(hidden, breakdown.hidden(closed, number), strict=True):
            row.extend(more)
    show_what_is_certain(tree, layout.blocks, counts, hidden, threshold)
    return np.array(hidden)


def _hunted(month: Month, layout: Layout) -> Hunt:
    """The hunt through one month's tables, finished: what is left in it is exposed."""

    def permitted(world: Numbers) -> bool:
        shown = ~month.stock_hidden
        if (world[shown] != month.stock[shown]).any():
            return False
        needed = stock_rule(world, layout)
        return needed is not None and not (needed & ~month.stock_hidden).any()

    hunt, models = _hunt(
        layout.tree, layout.blocks, month.stock, month.stock_hidden, layout.threshold, permitted
    )
    hunt.run(models)
    return hunt


def hide_stock(month: Month, layout: Layout) -> None:
    """Hide what the rule hides, and more for as long as the audit asks for it; else withhold."""
    closed = NOTHING_CLOSED
    hidden = stock_rule(month.stock, layout)
    if hidden is None:
        month.withhold(
            f"Withheld: there are fewer than {layout.threshold} children in the whole force, or too"
            " few to show any number without telling of a child."
        )
        return
    while True:
        month.stock_hidden = hidden
        unmet = _hunted(month, layout).unmet
        if not unmet:
            return
        for further in _closing_more(unmet[0], month, layout, closed):
            more = stock_rule(month.stock, layout, further)
            if more is not None and (more & ~hidden).any():
                closed, hidden = further, more | hidden
                break
        else:
            month.withhold(
                "Withheld: the audit found that a count of fewer than"
                f" {layout.threshold} children could be worked out."
            )
            return


def _closing_more(key: Key, month: Month, layout: Layout, closed: Closed) -> Iterator[Closed]:
    """What else to hide so that one exposed count is safe, the least loss first."""
    tree = layout.tree
    node, column = key
    district = next(
        (d for d, areas in zip(tree.districts, tree.areas_of, strict=True) if node in areas), None
    )
    if column == 0:
        totals, hidden = month.stock[:, 0].tolist(), month.stock_hidden[:, 0].tolist()
        more = next_to_hide(tree, totals, hidden, node)
        if more is not None:
            yield replace(closed, totals=closed.totals | {more})
    else:
        number = -1 - column
        if column > 0:
            number = next(i for i, block in enumerate(layout.blocks) if column in block)
        if district is not None:
            yield replace(closed, areas=closed.areas | {(number, district)})
        yield replace(closed, districts=closed.districts | {number})
        yield replace(closed, force=closed.force | {number})
    if district is not None:
        yield replace(closed, below=closed.below | {district})
    yield replace(closed, below=closed.below | {tree.force})


def exposed_in_stock(month: Month, layout: Layout) -> list[Exposed]:
    hunt = _hunted(month, layout)
    found = []
    for node, column in hunt.unmet:
        code = layout.geographies[node].code
        if column < 0:
            cell, what = Cell(code, list(layout.categories)[-1 - column]), "all share one category"
        else:
            cell = Cell(code, *layout.stock[column])
            what = in_words(hunt.wanted.get((node, column)))
        found.append(Exposed(month.month_end, cell, what))
    return found


def _hunt(
    tree: Tree,
    blocks: Sequence[range],
    counts: Numbers,
    hidden: Mask,
    threshold: int,
    permitted: Permitted,
) -> tuple[Hunt, list[Model]]:
    """The hunt over one month's tables. `counts`, `hidden`: geographies by cells, the total first.

    Its keys are (geography, cell); where all of a group are alike, (geography, -1 - block).
    """
    width = counts.shape[1]
    inner = [n for n in range(len(counts)) if n not in tree.leaves]
    roof = int(counts[tree.force, 0])
    free = [(n, c) for n in tree.leaves for c in range(width) if hidden[n, c]]
    index = {cell: i for i, cell in enumerate(free)}
    sums = {
        (node, column): [
            index[leaf, column] for leaf in tree.leaves_of(node) if (leaf, column) in index
        ]
        for node in inner
        for column in range(width)
    }
    places: dict[Key, Place] = {cell: Place(i) for cell, i in index.items()}
    places |= {cell: Place(i, is_row=True) for i, cell in enumerate(sums)}

    def possible(node: int, column: int, near: bool) -> Bounds:
        """The least and greatest a hidden count may be: near the truth, in the same class."""
        count = int(counts[node, column])
        in_detail = column > 0 and node in tree.leaves and node != tree.unknown
        anything = in_detail and (
            hidden[node, 0] or (count < threshold and counts[node, 0] < 2 * threshold)
        )
        if not near or anything:
            return 0, roof
        if count >= threshold:
            return 0 if in_detail else threshold, roof
        return (1 if count and not column else 0), threshold - 1

    def model(near: bool) -> Worlds:
        def change(node: int, column: int) -> Bounds:
            if not hidden[node, column]:
                return 0, 0
            low, high = possible(node, column, near)
            count = int(counts[node, column])
            return min(low - count, 0), max(high - count, 0)

        rows: list[Row] = [
            (parts, [1] * len(parts), *change(*cell)) for cell, parts in sums.items()
        ]
        for leaf in tree.leaves:
            for block in blocks:
                parts = [index[leaf, c] for c in block if (leaf, c) in index]
                signs = [1] * len(parts)
                if (leaf, 0) in index:
                    parts, signs = [*parts, index[leaf, 0]], [*signs, -1]
                if parts:
                    rows.append((parts, signs, 0, 0))
        return Worlds([change(*cell) for cell in free], rows)

    rows_of, columns_of = [n for n, _ in free], [c for _, c in free]

    def world_of(changes: Numbers) -> Numbers:
        world = counts.copy()
        world[rows_of, columns_of] += changes
        for node in inner:
            world[node] = world[list(tree.leaves_of(node))].sum(axis=0)
        return world

    order = sorted(zip(*np.nonzero(hidden), strict=True), key=lambda cell: (cell[1] > 0, -cell[0]))
    wanted: dict[Key, set[int]] = {
        (int(n), int(c)): set(range(1, threshold)) - {int(counts[n, c])}
        for n, c in order
        if few(int(counts[n, c]), threshold)
    }
    wishes = []
    for node in range(len(counts)):
        for number, block in enumerate(blocks):
            kinds = [c for c in block if counts[node, c]]
            if node != tree.force and len(kinds) == 1:
                wishes.append(
                    _someone_else(node, number, block, kinds[0], counts, hidden, places, roof)
                )
    every: set[Key] = {(int(n), int(c)) for n, c in order}
    hunt = Hunt(counts, places, wanted, every - set(wanted), wishes, world_of, permitted)
    return hunt, [lambda: model(True), lambda: model(False)]


def _someone_else(
    node: int,
    number: int,
    block: range,
    own: int,
    counts: Numbers,
    hidden: Mask,
    places: dict[Key, Place],
    roof: int,
) -> Wish:
    """A group in which all are alike: it must be possible that they are not."""
    stays = (1 - int(counts[node, own]), roof)
    ways = tuple(
        {places[node, other]: (1, roof), places[node, own]: stays}
        for other in block
        if other != own and hidden[node, other] and hidden[node, own]
    )
    columns = list(block)
    return Wish((node, -1 - number), ways, lambda world: int((world[node, columns] > 0).sum()) > 1)

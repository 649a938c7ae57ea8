"""The tables that agree with everything published of one month, for the audit of `stock`."""

from __future__ import annotations

import numpy as np

from queries.disclosure.audit import Audit, Model, Requirement
from queries.disclosure.feasible_tables import Bounds, FeasibleTables, Key, Numbers, Place, Row
from queries.disclosure.layout import Layout
from queries.disclosure.month import Mask, Month
from queries.disclosure.pattern import is_primary

SAME_KINDS, NEAR, ALL = range(3)
"""How far the tables of a model may be from the truth. In the first no count becomes small that is
not, or the other way round; in the second, only where much depends on it."""


def audit_of_month(
    month: Month, layout: Layout, rng: np.random.Generator
) -> tuple[Audit, list[Model]]:
    """The audit of one month, with its models, the quicker first.

    Keys are (geography, cell), the total first, and (geography, -1 - block) for a group that is all
    alike in a breakdown.
    """
    tree, blocks, threshold = layout.tree, layout.blocks, layout.threshold
    counts, hidden = month.stock, month.stock_hidden
    width = counts.shape[1]
    inner = [n for n in range(len(counts)) if n not in tree.leaves]
    upper_limit = int(counts[tree.force, 0])
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

    def possible(node: int, column: int, reach: int) -> Bounds:
        """The least and greatest value of a hidden count.

        A category that nobody in the force is in is shown as 0, so readers know that a hidden one
        has at least one child.
        """
        count = int(counts[node, column])
        least = 1 if node == tree.force and count else 0
        if reach == SAME_KINDS:
            if not count:
                return 0, 0
            return (threshold, upper_limit) if count >= threshold else (1, threshold - 1)
        in_detail = column > 0 and node in tree.leaves and node != tree.unknown
        anything = in_detail and (
            hidden[node, 0] or (count < threshold and counts[node, 0] < 2 * threshold)
        )
        if reach == ALL or anything:
            return least, upper_limit
        if count >= threshold:
            return 0 if in_detail else threshold, upper_limit
        return least, threshold - 1

    def model(reach: int) -> FeasibleTables:
        def change(node: int, column: int) -> Bounds:
            if not hidden[node, column]:
                return 0, 0
            low, high = possible(node, column, reach)
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
        return FeasibleTables([change(*cell) for cell in free], rows)

    rows_of, columns_of = [n for n, _ in free], [c for _, c in free]

    def table_of(changes: Numbers) -> Numbers:
        table = counts.copy()
        table[rows_of, columns_of] += changes
        for node in inner:
            table[node] = table[list(tree.leaves_of(node))].sum(axis=0)
        return table

    cells = [(int(n), int(c)) for n, c in np.argwhere(hidden)]
    required = [cell for cell in cells if is_primary(int(counts[cell]), threshold)]
    required.sort(key=lambda cell: (cell[1] > 0, -cell[0]))
    requirements = [
        _must_not_be_all_alike(node, number, block, kinds[0], counts, hidden, places, upper_limit)
        for node in range(len(counts))
        for number, block in enumerate(blocks)
        for kinds in [[c for c in block if counts[node, c]]]
        if node != tree.force and len(kinds) == 1
    ]
    audit = Audit(
        counts,
        hidden,
        threshold,
        places,
        required,
        requirements,
        table_of,
        rng,
    )
    return audit, [lambda: model(SAME_KINDS), lambda: model(NEAR), lambda: model(ALL)]


def _must_not_be_all_alike(
    node: int,
    number: int,
    block: range,
    own: int,
    counts: Numbers,
    hidden: Mask,
    places: dict[Key, Place],
    upper_limit: int,
) -> Requirement:
    """The requirement, for a group that is all alike in a breakdown, that it might not be."""
    stays = (1 - int(counts[node, own]), upper_limit)
    alternatives = tuple(
        {places[node, other]: (1, upper_limit), places[node, own]: stays}
        for other in block
        if other != own and hidden[node, other] and hidden[node, own]
    )
    columns = list(block)
    return Requirement(
        (node, -1 - number),
        alternatives,
        lambda tables: bool(((tables[:, node, columns] > 0).sum(axis=1) > 1).any()),
    )

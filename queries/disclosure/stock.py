"""Steps 1 and 2 for the children on the tracker at one month end: apply the rule, then audit.

Months are audited separately. Comparing them does not help a reader, because changes of area,
status and age band are not published, and the force's total is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count

import numpy as np

from queries.disclosure.audit import Audit, Model, Permitted, Requirement
from queries.disclosure.breakdown import hidden_in_breakdown
from queries.disclosure.feasible_tables import Bounds, FeasibleTables, Key, Numbers, Place, Row
from queries.disclosure.layout import Layout
from queries.disclosure.month import Mask, Month
from queries.disclosure.pattern import (
    NOTHING_MORE,
    AlsoHidden,
    Tree,
    hidden_in_column,
    is_primary,
    next_to_hide,
    show_deducible,
)

PATTERNS_COMPARED = 8
"""This many patterns are audited, the one that hides least first. After that, only
patterns that add to the last one audited are kept."""


def stock_rule(
    stock: Numbers, layout: Layout, also_hidden: AlsoHidden = NOTHING_MORE
) -> Mask | None:
    """Which counts of children on the tracker the rule hides; None if the release is withheld."""
    tree, threshold = layout.tree, layout.threshold
    counts = stock.tolist()
    totals = [row[0] for row in counts]
    totals_hidden = hidden_in_column(tree, totals, threshold, also_hidden)
    if totals_hidden is None:
        return None
    hidden = [[total] for total in totals_hidden]
    for number, block in enumerate(layout.blocks):
        breakdown = hidden_in_breakdown(
            tree,
            tuple(tuple(row[block.start : block.stop]) for row in counts),
            tuple(totals_hidden),
            threshold,
            frozenset(node for of, node in also_hidden.rows if of == number),
            frozenset(column for of, column in also_hidden.columns if of == number),
        )
        for row, more in zip(hidden, breakdown, strict=True):
            row.extend(more)
    show_deducible(tree, layout.blocks, counts, hidden, threshold)
    return np.array(hidden)


def audited(
    month: Month, layout: Layout, refused: list[tuple[Numbers, Mask]] | None = None
) -> Audit:
    """The finished audit of one month; whatever it leaves unmet is exposed.

    `refused`: a list to which are added the feasible tables that are not permitted, each with the
    counts that the rule would hide in it.
    """

    def permitted(table: Numbers) -> bool:
        shown = ~month.stock_hidden
        if (table[shown] != month.stock[shown]).any():
            return False
        needed = stock_rule(table, layout)
        if needed is None:
            return False
        fits = not (needed & shown).any()
        if not fits and refused is not None:
            refused.append((table, needed))
        return fits

    audit, models = _audit_of_month(
        layout.tree, layout.blocks, month.stock, month.stock_hidden, layout.threshold, permitted
    )
    audit.run(models)
    return audit


def hide_stock(month: Month, layout: Layout) -> None:
    """Apply the rule, and hide more until the audit finds nothing exposed; else withhold."""
    hidden = stock_rule(month.stock, layout)
    if hidden is None:
        month.withhold(
            f"Withheld: there are fewer than {layout.threshold} children in the whole force, or too"
            " few to show any number without telling of a child."
        )
        return
    waiting = [(int(hidden.sum()), 0, NOTHING_MORE, hidden)]
    seen = {hidden.tobytes()}
    for tried in count():
        if not waiting:
            break
        _, _, also_hidden, month.stock_hidden = heappop(waiting)
        refused: list[tuple[Numbers, Mask]] = []
        audit = audited(month, layout, refused)
        if not audit.unmet:
            return
        if tried >= PATTERNS_COMPARED:
            waiting, seen = [], {month.stock_hidden.tobytes()}
        for further, needed in _hiding_more(audit, refused, month, layout, also_hidden):
            more = needed | month.stock_hidden
            if more.tobytes() not in seen:
                seen.add(more.tobytes())
                heappush(waiting, (int(more.sum()), len(seen), further, more))
    month.withhold(
        "Withheld: the audit found that a count of fewer than"
        f" {layout.threshold} children could be worked out."
    )


def _hiding_more(
    audit: Audit,
    refused: list[tuple[Numbers, Mask]],
    month: Month,
    layout: Layout,
    also_hidden: AlsoHidden,
) -> Iterator[tuple[AlsoHidden, Mask]]:
    """Patterns that hide more, to protect the first count that the audit found exposed."""
    key = audit.unmet[0]
    for further in _candidates(key, month, layout, also_hidden):
        needed = stock_rule(month.stock, layout, further)
        if needed is not None:
            yield further, needed
    # Hiding what the rule hides in a refused table makes that table permitted.
    still_required = audit.required_values.get(key, ())
    for table, needed in refused:
        if still_required and int(table[key]) in still_required:
            yield also_hidden, needed


def _candidates(
    key: Key, month: Month, layout: Layout, also_hidden: AlsoHidden
) -> Iterator[AlsoHidden]:
    """Further counts to hide so as to protect one exposed count."""
    tree = layout.tree
    node, column = key
    areas = next((areas for areas in tree.areas_of if node in areas), ())
    if column == 0:
        totals, hidden = month.stock[:, 0].tolist(), month.stock_hidden[:, 0].tolist()
        more = next_to_hide(tree, totals, hidden, node)
        if more is not None:
            yield replace(also_hidden, totals=also_hidden.totals | {more})
    else:
        number = -1 - column
        if column > 0:
            number = next(i for i, block in enumerate(layout.blocks) if column in block)
        yield from _candidates_in_breakdown(number, areas, month, layout, also_hidden)
    if areas:
        district = tree.districts[tree.areas_of.index(areas)]
        yield replace(also_hidden, below=also_hidden.below | {district})
    yield replace(also_hidden, below=also_hidden.below | {tree.force})


def _candidates_in_breakdown(
    number: int, areas: Sequence[int], month: Month, layout: Layout, also_hidden: AlsoHidden
) -> Iterator[AlsoHidden]:
    """One more row or column of a breakdown; then all rows of a group."""
    tree, block = layout.tree, layout.blocks[number]
    shown = ~month.stock_hidden[:, block.start : block.stop]
    counts = month.stock[:, block.start : block.stop]
    for group in (areas, (*tree.top, tree.force)):
        rows = {(number, n) for n in group if counts[n].any() and shown[n].all()}
        for row in sorted(rows):
            yield replace(also_hidden, rows=also_hidden.rows | {row})
        yield replace(also_hidden, rows=also_hidden.rows | rows)
    top = list(tree.top)
    live = {(number, c) for c in range(len(block)) if counts[tree.force, c]}
    for column in sorted(live):
        if shown[top, column[1]].all():
            yield replace(also_hidden, columns=also_hidden.columns | {column})
    every = {(number, n) for n in top if month.stock[n, 0]}
    for rows in (every, every | {(number, tree.force)}):
        yield replace(also_hidden, rows=also_hidden.rows | rows, columns=also_hidden.columns | live)


def _audit_of_month(
    tree: Tree,
    blocks: Sequence[range],
    counts: Numbers,
    hidden: Mask,
    threshold: int,
    permitted: Permitted,
) -> tuple[Audit, list[Model]]:
    """The audit of one month, with its models, the quicker first.

    `counts`, `hidden`: geographies by cells, the total first. Keys are (geography, cell), and
    (geography, -1 - block) for a group that is all alike in a breakdown.
    """
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

    def possible(node: int, column: int, near: bool) -> Bounds:
        """The least and greatest value of a hidden count.

        `near`: keep it on the same side of the threshold where that matters. A category that nobody
        in the force is in is shown as 0, so readers know that a hidden one has at least one child.
        """
        count = int(counts[node, column])
        least = 1 if node == tree.force and count else 0
        in_detail = column > 0 and node in tree.leaves and node != tree.unknown
        anything = in_detail and (
            hidden[node, 0] or (count < threshold and counts[node, 0] < 2 * threshold)
        )
        if not near or anything:
            return least, upper_limit
        if count >= threshold:
            return 0 if in_detail else threshold, upper_limit
        return (1 if count and not column else least), threshold - 1

    def model(near: bool) -> FeasibleTables:
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
        return FeasibleTables([change(*cell) for cell in free], rows)

    rows_of, columns_of = [n for n, _ in free], [c for _, c in free]

    def table_of(changes: Numbers) -> Numbers:
        table = counts.copy()
        table[rows_of, columns_of] += changes
        for node in inner:
            table[node] = table[list(tree.leaves_of(node))].sum(axis=0)
        return table

    order = sorted(zip(*np.nonzero(hidden), strict=True), key=lambda cell: (cell[1] > 0, -cell[0]))
    required_values: dict[Key, set[int]] = {
        (int(n), int(c)): set(range(1, threshold)) - {int(counts[n, c])}
        for n, c in order
        if is_primary(int(counts[n, c]), threshold)
    }
    requirements = []
    for node in range(len(counts)):
        for number, block in enumerate(blocks):
            kinds = [c for c in block if counts[node, c]]
            if node != tree.force and len(kinds) == 1:
                requirements.append(
                    _must_not_be_all_alike(
                        node, number, block, kinds[0], counts, hidden, places, upper_limit
                    )
                )
    every: set[Key] = {(int(n), int(c)) for n, c in order}
    audit = Audit(
        counts,
        places,
        required_values,
        every - set(required_values),
        requirements,
        table_of,
        permitted,
    )
    return audit, [lambda: model(True), lambda: model(False)]


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
        (node, -1 - number), alternatives, lambda table: int((table[node, columns] > 0).sum()) > 1
    )

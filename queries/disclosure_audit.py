"""The exact audit: whether each small count could still be any small count, given all that is out.

For every cell whose true value is 1 to 4, and for each of 1, 2, 3 and 4, the audit looks for a world: whole
numbers that agree with every count shown, add up as the tables do, and for which the release would be
*permitted*: the rule is run again on the world, and must want nothing hidden that is shown.

Two models, each conservative (they allow a reader fewer worlds than there are, never more):

- one month's tables of the children on the tracker, the force's total being shown. Months do not
  help one another here, because moves between areas, of status, and of age band are not published;
- the additions and removals of all months together. Under the 12-month counts lie the unknown
  monthly ones, of which each is a sum; and for the force additions less removals are the monthly change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from queries.disclosure_pattern import Tree, few
from queries.disclosure_worlds import (
    Bounds,
    Hunt,
    Key,
    Numbers,
    Place,
    Row,
    SolverFailed,
    Wish,
    Worlds,
)

Mask = NDArray[np.bool_]
Model = Callable[[], Worlds]
Permitted = Callable[[Numbers], bool]


def stock_hunt(
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


YEAR = 12
DEAR = 1000.0  # what it costs to leave a correction out: no more than there are
ADDED, REMOVED, ON_TRACKER = range(3)


def flow_hunt(
    tree: Tree,
    counts: Numbers,
    hidden: Mask,
    threshold: int,
    permitted: Permitted,
) -> tuple[Hunt, list[Model]]:
    """The hunt over additions and removals: months by (added, removed, on the tracker) by geographies.

    Of the children on the tracker only the force's count matters here, and is hidden in a month
    withheld. Keys are (month, measure, geography).
    """
    months = len(counts)
    leaves = tree.leaves
    monthly = _monthly(tree, counts)
    latent = months + YEAR - 1
    per_measure = len(leaves) * (latent + months)
    roof = int(counts.max(initial=0)) + threshold

    def flow(measure: int, leaf: int, month: int) -> int:
        return int(measure * per_measure + leaf * latent + month)

    def window(measure: int, leaf: int, month: int) -> int:
        return int(measure * per_measure + len(leaves) * latent + leaf * months + month)

    stock = 2 * per_measure
    bounds: list[Bounds] = [(0, 0)] * (stock + months)
    rows: list[Row] = []
    places: dict[Key, Place] = {}

    def change(month: int, measure: int, node: int) -> Bounds:
        if not hidden[month, measure, node]:
            return 0, 0
        return -int(counts[month, measure, node]), roof

    for measure in (ADDED, REMOVED):
        for i, leaf in enumerate(leaves):
            for month in range(latent):
                bounds[flow(measure, i, month)] = (-int(monthly[measure, i, month]), roof)
            first = [flow(measure, i, month) for month in range(YEAR)]
            rows.append(([window(measure, i, 0), *first], [-1, *[1] * YEAR], 0, 0))
            for month in range(months):
                at = window(measure, i, month)
                bounds[at] = change(month, measure, leaf)
                places[month, measure, leaf] = Place(at)
                if month:
                    out, into = flow(measure, i, month - 1), flow(measure, i, month + YEAR - 1)
                    before = window(measure, i, month - 1)
                    rows.append(([at, before, into, out], [1, -1, -1, 1], 0, 0))
        for month in range(months):
            for node in (*tree.districts, tree.force):
                parts = [
                    window(measure, leaves.index(leaf), month) for leaf in tree.leaves_of(node)
                ]
                places[month, measure, node] = Place(len(rows), is_row=True)
                rows.append((parts, [1] * len(parts), *change(month, measure, node)))
    for month in range(months):
        bounds[stock + month] = change(month, ON_TRACKER, tree.force)
        places[month, ON_TRACKER, tree.force] = Place(stock + month)

    come = [[flow(ADDED, i, month) for i in range(len(leaves))] for month in range(latent)]
    gone = [[flow(REMOVED, i, month) for i in range(len(leaves))] for month in range(latent)]

    def steady_districts() -> Worlds:
        """The worlds in which the monthly numbers of the districts stay as they are."""
        links: list[Row] = []
        only: list[int] = []
        for measure in (ADDED, REMOVED):
            for areas in tree.areas_of:
                inside = [leaves.index(area) for area in areas]
                for month in range(latent):
                    parts = [flow(measure, i, month) for i in inside]
                    links.append((parts, [1] * len(parts), 0, 0))
                    only += parts
                only += [window(measure, i, month) for i in inside for month in range(months)]
        return Worlds(bounds, [*rows, *links], only)

    def steady_force() -> Worlds:
        """The worlds in which the monthly numbers of the force stay as they are."""
        ones = [1] * len(leaves)
        return Worlds(bounds, [*rows, *((parts, ones, 0, 0) for parts in (*come, *gone))])

    def every() -> Worlds:
        """All worlds: the children on the tracker change by additions less removals."""
        links: list[Row] = []
        net = [1] * len(leaves) + [-1] * len(leaves) + [-1, 1]
        for month in range(1, months):
            now = month + YEAR - 1
            parts = [*come[now], *gone[now], stock + month, stock + month - 1]
            links.append((parts, net, 0, 0))
        return Worlds(bounds, [*rows, *links])

    def world_of(changes: Numbers) -> Numbers:
        world = counts.copy()
        for measure in (ADDED, REMOVED):
            start = window(measure, 0, 0)
            table = changes[start : start + len(leaves) * months].reshape(len(leaves), months)
            world[:, measure, list(leaves)] += table.T
        for node in (*tree.districts, tree.force):
            world[:, :2, node] = world[:, :2, list(tree.leaves_of(node))].sum(axis=2)
        world[:, ON_TRACKER, tree.force] += changes[stock : stock + months]
        return world

    hidden_cells: list[Key] = [
        (int(month), int(measure), int(node))
        for month, measure, node in zip(*np.nonzero(hidden), strict=True)
        if measure == ON_TRACKER or not hidden[month, ON_TRACKER, tree.force]
    ]
    wanted = {
        cell: set(range(1, threshold)) - {int(counts[cell])}
        for cell in hidden_cells
        if few(int(counts[cell]), threshold)
    }
    loose = set(hidden_cells) - set(wanted)
    return Hunt(counts, places, wanted, loose, [], world_of, permitted), [
        steady_districts,
        steady_force,
        every,
    ]


def _monthly(tree: Tree, counts: Numbers) -> Numbers:
    """Monthly additions and removals of each leaf that give the 12-month counts: any that do.

    A late correction makes a release disagree a little with the ones before. What that comes to is
    left out, as if every reader knew it, which allows fewer worlds than there are.
    """
    months = len(counts)
    leaves = tree.leaves
    latent = months + YEAR - 1
    size = 2 * len(leaves) * latent

    def flow(measure: int, leaf: int, month: int) -> int:
        return (measure * len(leaves) + leaf) * latent + month

    rows: list[Row] = []
    for measure in (ADDED, REMOVED):
        for i, leaf in enumerate(leaves):
            for month in range(months):
                parts = [flow(measure, i, m) for m in range(month, month + YEAR)]
                total = int(counts[month, measure, leaf])
                rows.append((parts, [1] * YEAR, total, total))
    for month in range(1, months):
        come = [flow(ADDED, i, month + YEAR - 1) for i in range(len(leaves))]
        gone = [flow(REMOVED, i, month + YEAR - 1) for i in range(len(leaves))]
        net = int(counts[month, ON_TRACKER, tree.force] - counts[month - 1, ON_TRACKER, tree.force])
        rows.append(([*come, *gone], [1] * len(come) + [-1] * len(gone), net, net))
    roof = int(counts.max(initial=0)) + 1
    slack = [([*row[0], size + i], [*row[1], 1], row[2], row[3]) for i, row in enumerate(rows)]
    bounds = [(0.0, float(roof))] * size + [(-float(roof), float(roof))] * len(rows)
    costs = np.random.default_rng(1).integers(1, 9, 2 * len(bounds)).astype(float)
    for start in (size, len(bounds) + size):
        costs[start : start + len(rows)] = DEAR
    found = Worlds(bounds, slack).find(costs, {})
    if found is None:
        raise SolverFailed("no monthly numbers come near the 12-month counts")
    return found[:size].reshape(2, len(leaves), latent)

"""Step 1, primary and complementary suppression: the public rule for the counts of one month.

The rule prefers to hide areas rather than districts, districts rather than the force, and
categories rather than totals, so that a meeting keeps the figures of its district and the force.

1. A count of 1 to 4 is hidden. Where the total of a group is hidden, so is everything below it,
   zeros included, because a zero would show how the few children are divided.
2. Totals (and additions, removals) form a tree: areas, districts and the unknown area, force. While
   a hidden 1 to 4 could be narrowed down by the sums around it, one more of the group is hidden.
3. A possible pattern of a breakdown hides two kinds of cells. Among the districts, the unknown area
   and the force it hides the same categories in each row that it touches, so that a change in one
   row can be balanced by another. Among the areas it hides whole rows. Of the patterns that protect
   each hidden 1 to 4, the rule takes the one that hides fewest counts; among equals, the one that
   hides fewest above the areas.
4. A breakdown that would show that all of a group share a category is hidden like one that contains
   a count of 1 to 4, so that the two look the same. A category without anybody in the force is
   shown as 0.
5. A hidden count that could be worked out anyway, and is not itself small, is shown.

The bounds used here are quick estimates. Only the audit decides whether the result is safe, and it
does not rely on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

Column = Sequence[int]  # one count a geography, in the tree's order
Rows = Sequence[Sequence[int]]  # one row a geography: its categories


@dataclass(frozen=True)
class Tree:
    """The geographies by position: areas, then (perhaps) the unknown area, districts, the force."""

    areas_of: tuple[tuple[int, ...], ...]
    unknown: int | None
    districts: tuple[int, ...]
    force: int

    @property
    def top(self) -> tuple[int, ...]:
        """The rows whose sum is the force: the districts and the unknown area."""
        return self.districts if self.unknown is None else (*self.districts, self.unknown)

    @property
    def leaves(self) -> tuple[int, ...]:
        """The rows from which all others are summed: the areas and the unknown area."""
        areas = tuple(area for areas in self.areas_of for area in areas)
        return areas if self.unknown is None else (*areas, self.unknown)

    def leaves_of(self, node: int) -> tuple[int, ...]:
        """The leaves whose sum is one geography; a leaf is its own sum."""
        if node == self.force:
            return self.leaves
        if node in self.districts:
            return self.areas_of[self.districts.index(node)]
        return (node,)


Interval = tuple[float, float]


@dataclass(frozen=True)
class AlsoHidden:
    """What one month must hide in addition, because the audit found the rule's choice unsafe.

    `totals`: geographies whose total is hidden. `below`: districts (or the force) below which every
    total is hidden, zeros included. `rows`: breakdowns, by number, and geographies that are hidden
    in them. `columns`: breakdowns, and categories hidden among the districts and the force.
    """

    totals: frozenset[int] = frozenset()
    below: frozenset[int] = frozenset()
    rows: frozenset[tuple[int, int]] = frozenset()
    columns: frozenset[tuple[int, int]] = frozenset()


NOTHING_MORE = AlsoHidden()


def is_primary(count: int, threshold: int) -> bool:
    """Whether a count needs primary suppression: above 0 and below the threshold."""
    return 0 < count < threshold


def possible(count: int, hidden: bool) -> Interval:
    """What a reader infers from one cell: hidden, and not 0, it is at least 1."""
    if not hidden:
        return count, count
    return min(count, 1), inf


def _given_sum(total: Interval, parts: Sequence[Interval]) -> list[Interval]:
    """Narrow each part of a sum to the values that the sum and the other parts allow."""
    low, high = sum(p[0] for p in parts), sum(p[1] for p in parts)
    certain = sum(p[1] for p in parts if p[1] < inf)
    unbounded = sum(p[1] == inf for p in parts)
    narrowed = []
    for part in parts:
        others_unbounded = unbounded - (part[1] == inf)
        others_high = inf if others_unbounded else (certain if part[1] == inf else high - part[1])
        narrowed.append(
            (max(part[0], total[0] - others_high), min(part[1], total[1] - (low - part[0])))
        )
    return narrowed


def _column_intervals(tree: Tree, counts: Column, hidden: Sequence[bool]) -> list[Interval]:
    """The interval that a reader can work out for each count of a column from its sums."""
    found = [possible(c, h) for c, h in zip(counts, hidden, strict=True)]
    for areas in tree.areas_of:
        if all(hidden[area] for area in areas):
            for area in areas:
                found[area] = (0, inf)
    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        low, high = found[district]
        parts = [found[area] for area in areas]
        found[district] = (max(low, sum(p[0] for p in parts)), min(high, sum(p[1] for p in parts)))
    top = _given_sum(found[tree.force], [found[node] for node in tree.top])
    for node, interval in zip(tree.top, top, strict=True):
        found[node] = interval
    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        parts = _given_sum(found[district], [found[area] for area in areas])
        for area, interval in zip(areas, parts, strict=True):
            found[area] = interval
    return found


def hidden_in_column(
    tree: Tree, counts: Column, threshold: int, also_hidden: AlsoHidden = NOTHING_MORE
) -> list[bool] | None:
    """Which counts of one column (totals, additions or removals) to hide.

    None where nothing can be shown: the force's own count is 1 to 4, or nothing is left to hide.
    """
    if is_primary(counts[tree.force], threshold):
        return None
    if tree.force in also_hidden.below:
        return [node != tree.force for node in range(len(counts))]
    hidden = [
        is_primary(count, threshold) or node in also_hidden.totals
        for node, count in enumerate(counts)
    ]
    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        if district in also_hidden.below:
            for area in areas:
                hidden[area] = True
    while True:
        for district, areas in zip(tree.districts, tree.areas_of, strict=True):
            if hidden[district] and counts[district] < threshold:
                for area in areas:
                    hidden[area] = True
        intervals = _column_intervals(tree, counts, hidden)
        at_risk = next(
            (
                node
                for node, (low, high) in enumerate(intervals)
                if is_primary(counts[node], threshold) and (low > 1 or high < threshold - 1)
            ),
            None,
        )
        if at_risk is None:
            return hidden
        more = next_to_hide(tree, counts, hidden, at_risk)
        if more is None:
            return None
        hidden[more] = True


def next_to_hide(tree: Tree, counts: Column, hidden: Sequence[bool], at_risk: int) -> int | None:
    """The count whose suppression protects a count at risk at the least loss; None for none.

    Counts of the same group come first, and zeros last.
    """

    def first_of(nodes: Iterable[int], zeros: bool) -> int | None:
        shown = [n for n in nodes if not hidden[n] and (counts[n] == 0) == zeros]
        return min(shown, key=lambda n: (counts[n], n), default=None)

    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        if at_risk in areas and not hidden[district]:
            for candidate in (first_of(areas, False), first_of(areas, True), district):
                if candidate is not None:
                    return candidate
    below = [
        area
        for district, areas in zip(tree.districts, tree.areas_of, strict=True)
        if hidden[district]
        for area in areas
    ]
    unknown = [] if tree.unknown is None else [tree.unknown]
    broadest = sorted(tree.districts, key=lambda d: (-len(tree.leaves_of(d)), d))
    groups = (below, unknown, *([district] for district in broadest))
    for zeros in (False, True):
        for group in groups:
            candidate = first_of(group, zeros)
            if candidate is not None:
                return candidate
    return None


def show_deducible(
    tree: Tree, blocks: Sequence[range], counts: Rows, hidden: list[list[bool]], threshold: int
) -> None:
    """Show each count that a reader could work out by one subtraction and that is not small."""
    families = [(tree.force, *tree.top)]
    families += [(d, *areas) for d, areas in zip(tree.districts, tree.areas_of, strict=True)]
    sums = [[(node, c) for node in family] for family in families for c in range(len(counts[0]))]
    sums += [[(node, c) for c in (0, *block)] for node in range(len(counts)) for block in blocks]
    changed = True
    while changed:
        changed = False
        for cells in sums:
            missing = [(node, c) for node, c in cells if hidden[node][c]]
            if len(missing) == 1:
                node, c = missing[0]
                if not is_primary(counts[node][c], threshold):
                    hidden[node][c] = False
                    changed = True

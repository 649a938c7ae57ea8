"""What to hide in one month's tables: the public rule, as a quick function of that month's counts.

The rule works from the top down, so that a meeting keeps its district and force context, and hides
in this order of preference: areas before districts before the force, categories before totals.

1. A count of 1 to 4 is hidden. Where the total of a group is hidden, so is everything below it,
   zeros included: a zero there would tell how the few children divide.
2. Totals (and additions, removals) form a tree: areas, districts and the unknown area, force. While
   a hidden 1 to 4 could be narrowed down by the sums around it, one more of the group is hidden.
3. Of a breakdown the possible patterns are these: some categories of some rows among the districts,
   the unknown area and the force (of all these rows the same categories, so that they can make up
   for one another); and some areas, whole. Of those that keep each hidden 1 to 4 open the one that
   hides fewest counts is taken; of as few, the one that hides fewest above the areas.
4. A breakdown that would say that all of a group share a category is hidden like one with a 1 to 4
   in it, so that the two look the same. A category that nobody in the force is in is shown as 0.
5. What is certain all the same is shown.

The bounds used here are quick and local. Whether the result is safe is for the audit to say, which
does not trust them.
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
        """What adds up to the force: the districts and the unknown area."""
        return self.districts if self.unknown is None else (*self.districts, self.unknown)

    @property
    def leaves(self) -> tuple[int, ...]:
        """What is counted, and adds up to everything else: the areas and the unknown area."""
        areas = tuple(area for areas in self.areas_of for area in areas)
        return areas if self.unknown is None else (*areas, self.unknown)

    def leaves_of(self, node: int) -> tuple[int, ...]:
        """The leaves that add up to one geography (itself, for a leaf)."""
        if node == self.force:
            return self.leaves
        if node in self.districts:
            return self.areas_of[self.districts.index(node)]
        return (node,)


Interval = tuple[float, float]


@dataclass(frozen=True)
class AlsoHidden:
    """What is hidden in one month besides, because the audit found the rule's own choice wanting.

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
    """Whether a count must be hidden: 1 to 4, unless the threshold is higher than 5."""
    return 0 < count < threshold


def possible(count: int, hidden: bool) -> Interval:
    """What a reader may think of a count from its own cell: a zero that could be shown would be."""
    if not hidden:
        return count, count
    return min(count, 1), inf


def _given_sum(total: Interval, parts: Sequence[Interval]) -> list[Interval]:
    """Narrow the parts of a sum to what the sum and the other parts allow."""
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
    """What a reader can work out of each count of a column from the sums it takes part in."""
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
    """The least loss that helps a count at risk: a count of its own group, zeros last."""

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
    """Show what is hidden to no purpose: the one count missing from a sum, if not small itself."""
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

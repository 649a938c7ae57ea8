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
   a count of 1 to 4, so that the two look the same. Any other category without anybody in the
   force is shown as 0.
5. A hidden count that could be worked out anyway, and is not itself small, is shown.

The bounds used here are quick estimates. Only the audit decides whether the result is safe, and it
does not rely on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

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

    `rows`: breakdowns, by number, and geographies that are hidden in them. `columns`: breakdowns,
    and categories hidden among the districts and the force.
    """

    rows: frozenset[tuple[int, int]] = frozenset()
    columns: frozenset[tuple[int, int]] = frozenset()


NOTHING_MORE = AlsoHidden()


def is_primary(count: int, threshold: int) -> bool:
    """Whether a count needs primary suppression: above 0 and below the threshold."""
    return 0 < count < threshold


def known_interval(count: int, hidden: bool) -> Interval:
    """What a reader infers from one cell: hidden, and not 0, it is at least 1."""
    if not hidden:
        return count, count
    return min(count, 1), inf


def show_deducible(
    tree: Tree, blocks: Sequence[range], counts: Rows, hidden: list[list[bool]], threshold: int
) -> None:
    """Show each count that a reader could work out by one subtraction and that is not small."""
    groups = [(tree.force, *tree.top)]
    groups += [(d, *areas) for d, areas in zip(tree.districts, tree.areas_of, strict=True)]
    sums = [[(node, c) for node in group] for group in groups for c in range(len(counts[0]))]
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

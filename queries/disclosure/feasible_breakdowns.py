"""The tables that agree with everything published of one month, for the audit of `stock`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, partial

import numpy as np

from queries.disclosure.audit import Audit, Model, Requirement
from queries.disclosure.feasible_tables import Bounds, FeasibleTables, Key, Numbers, Place, Sum
from queries.disclosure.layout import Layout
from queries.disclosure.month import Mask, Month
from queries.disclosure.pattern import is_primary


class Distance(IntEnum):
    """How far the tables of a model may be from the truth."""

    SAME_KINDS = 0
    """No count becomes small that is not, or the other way round."""
    NEAR = 1
    """Counts stay on their side of the threshold. But in the breakdown of an area, a large count
    may become small, and where the area is small or its total hidden, a count may be anything."""
    ALL = 2
    """Every table that agrees with everything published."""


def audit_of_month(
    month: Month, layout: Layout, rng: np.random.Generator
) -> tuple[Audit, list[Model]]:
    """The audit of one month, with its models, the quicker first.

    Keys are (geography, cell), the total first, and (geography, -1 - block) for a group that is all
    alike in a breakdown.
    """
    hidden = _HiddenCounts(month.stock, month.stock_hidden, layout)
    audit = Audit(
        hidden.counts,
        hidden.is_hidden,
        layout.threshold,
        hidden.places,
        hidden.small_counts(),
        list(hidden.requirements()),
        hidden.table_of,
        rng,
    )
    return audit, [partial(hidden.feasible_tables, distance) for distance in Distance]


@dataclass(frozen=True)
class _HiddenCounts:
    """The counts of a month by geography and cell, and which are hidden.

    The counts of areas are what a model varies; those of districts and of the force are sums.
    """

    counts: Numbers
    is_hidden: Mask
    layout: Layout

    @cached_property
    def upper_limit(self) -> int:
        """No count is greater than the force's total."""
        return int(self.counts[self.layout.tree.force, 0])

    @cached_property
    def summed(self) -> list[int]:
        """The geographies that are sums of areas."""
        return [n for n in range(len(self.counts)) if n not in self.layout.tree.leaves]

    @cached_property
    def varied(self) -> dict[Key, int]:
        """The hidden counts of areas, numbered."""
        leaves, width = self.layout.tree.leaves, self.counts.shape[1]
        cells = [(n, c) for n in leaves for c in range(width) if self.is_hidden[n, c]]
        return {cell: number for number, cell in enumerate(cells)}

    @cached_property
    def sums(self) -> dict[Key, list[int]]:
        """The numbers of the varied counts in the sum of each district's and the force's cell."""
        return {
            (node, column): [
                self.varied[leaf, column]
                for leaf in self.layout.tree.leaves_of(node)
                if (leaf, column) in self.varied
            ]
            for node in self.summed
            for column in range(self.counts.shape[1])
        }

    @cached_property
    def places(self) -> dict[Key, Place]:
        """Where a model has each count: as a variable, or as a row that sums variables."""
        variables = {cell: Place(number) for cell, number in self.varied.items()}
        rows = {cell: Place(number, is_row=True) for number, cell in enumerate(self.sums)}
        return variables | rows

    def small_counts(self) -> list[Key]:
        """The hidden counts that are small themselves, totals first."""
        cells = [(int(n), int(c)) for n, c in np.argwhere(self.is_hidden)]
        small = [
            cell for cell in cells if is_primary(int(self.counts[cell]), self.layout.threshold)
        ]
        return sorted(small, key=lambda cell: (cell[1] > 0, -cell[0]))

    def requirements(self) -> Iterator[Requirement]:
        """The requirement of each group, but for the whole force, that is all alike in a breakdown:
        a reader must not know that it is."""
        for node in range(len(self.counts)):
            for number, block in enumerate(self.layout.blocks):
                kinds = [column for column in block if self.counts[node, column]]
                if node != self.layout.tree.force and len(kinds) == 1:
                    yield self._not_all_alike(node, number, block, kinds[0])

    def feasible_tables(self, distance: Distance) -> FeasibleTables:
        """The model: by how much each hidden count may differ from the truth, and what must add up
        as published."""
        rows: list[Sum] = [
            (parts, [1] * len(parts), *self._possible_change(cell, distance))
            for cell, parts in self.sums.items()
        ]
        for leaf in self.layout.tree.leaves:
            for block in self.layout.blocks:
                parts = [self.varied[leaf, c] for c in block if (leaf, c) in self.varied]
                signs = [1] * len(parts)
                if (leaf, 0) in self.varied:
                    parts, signs = [*parts, self.varied[leaf, 0]], [*signs, -1]
                if parts:
                    rows.append((parts, signs, 0, 0))
        return FeasibleTables([self._possible_change(cell, distance) for cell in self.varied], rows)

    def table_of(self, changes: Numbers) -> Numbers:
        """The whole table after changes to the varied counts, in their order."""
        table = self.counts.copy()
        table[[n for n, _ in self.varied], [c for _, c in self.varied]] += changes
        for node in self.summed:
            table[node] = table[list(self.layout.tree.leaves_of(node))].sum(axis=0)
        return table

    def _possible_change(self, cell: Key, distance: Distance) -> Bounds:
        if not self.is_hidden[cell]:
            return 0, 0
        low, high = self._possible_values(cell, distance)
        count = int(self.counts[cell])
        return min(low - count, 0), max(high - count, 0)

    def _possible_values(self, cell: Key, distance: Distance) -> Bounds:
        """The least and greatest value of a hidden count.

        A category that nobody in the force is in is shown as 0, so readers know that a hidden one
        has at least one child.
        """
        tree, threshold = self.layout.tree, self.layout.threshold
        node, column = cell
        count = int(self.counts[cell])
        least = 1 if node == tree.force and count else 0
        if distance == Distance.SAME_KINDS:
            if not count:
                return 0, 0
            return (threshold, self.upper_limit) if count >= threshold else (1, threshold - 1)
        in_detail = column > 0 and node in tree.leaves and node != tree.unknown
        is_free = in_detail and (
            self.is_hidden[node, 0] or (count < threshold and self.counts[node, 0] < 2 * threshold)
        )
        if distance == Distance.ALL or is_free:
            return least, self.upper_limit
        if count >= threshold:
            return 0 if in_detail else threshold, self.upper_limit
        return least, threshold - 1

    def _not_all_alike(self, node: int, number: int, block: range, own: int) -> Requirement:
        fewer = (1 - int(self.counts[node, own]), self.upper_limit)
        alternatives = tuple(
            {self.places[node, other]: (1, self.upper_limit), self.places[node, own]: fewer}
            for other in block
            if other != own and self.is_hidden[node, other] and self.is_hidden[node, own]
        )
        columns = list(block)
        return Requirement(
            (node, -1 - number),
            alternatives,
            lambda tables: bool(((tables[:, node, columns] > 0).sum(axis=1) > 1).any()),
        )

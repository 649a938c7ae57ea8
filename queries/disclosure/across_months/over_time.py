"""A quick search for other histories of two areas, here called A and B, over all months.

For some months one child or more of B was a child of A all along. Their total stays the same, so no
sum changes. While it lasts, both counts must be hidden. It can begin and end in a month in which as
many children were added or removed in A or B, because readers do not know which of the two gained
or lost them; in a month whose additions and removals are not known for the force either; before the
first release; and after the newest. As the children move with all their categories, and both rows
are hidden whole, no breakdown that is shown changes.

What is not found here, `histories` looks for with the solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from queries.disclosure.feasible_tables import Numbers
from queries.disclosure.month import Mask, Month
from queries.disclosure.pattern import Tree

UNBOUNDED = 10**6
YEAR = 12


@dataclass(frozen=True)
class HistoriesOfPairs:
    """The other histories of each pair of areas, in months by areas by areas.

    `fewest`, `most`: by how many children the first of two areas can differ from the truth.
    `shares`: how many children of the second the first can have while it also has some of other
    areas. Only additions and removals of the second are used for it, so that each is used once.
    """

    fewest: Numbers
    most: Numbers
    shares: Numbers


class OverTime:
    """The children on the tracker in all of some consecutive releases, and what is hidden of them.

    `hidden`: months by geographies. A release that is withheld hides them all. `least`: what a
    reader knows to be in each count that is hidden and not 0.
    """

    def __init__(self, tree: Tree, months: Sequence[Month], least: int = 0) -> None:
        self.tree = tree
        self.leaves = list(tree.leaves)
        self.totals = np.array([month.stock[:, 0] for month in months])
        self.least = np.minimum(self.totals, least)
        self.hidden = np.array([month.stock_hidden[:, 0] for month in months])
        self.withheld = np.array([month.withheld is not None for month in months])
        self.shown = np.array([not month.flows_hidden[0, tree.force] for month in months])
        self.constrained = np.array([self.shown[at : at + YEAR].any() for at in range(len(months))])
        self.thresholds = np.array([month.threshold for month in months])[:, None]
        self.added, self.removed = (
            np.array([month.in_month[flow, self.leaves] for month in months]) for flow in (0, 1)
        )

    @cached_property
    def _small(self) -> Mask:
        return (self.totals > 0) & (self.totals < self.thresholds)

    @cached_property
    def _district_of(self) -> Numbers:
        """The row of each leaf's district; the unknown area stands for its own."""
        return np.array(
            [
                next(
                    (
                        district
                        for district, areas in zip(
                            self.tree.districts, self.tree.areas_of, strict=True
                        )
                        if leaf in areas
                    ),
                    leaf,
                )
                for leaf in self.leaves
            ]
        )

    @cached_property
    def _same_district(self) -> Mask:
        return np.equal.outer(self._district_of, self._district_of)

    def exposed(self) -> Mask:
        """The small counts that could not be each of 1, 2, 3 and 4: months by geographies."""
        return self.histories_and_exposed[1]

    @cached_property
    def histories_and_exposed(self) -> tuple[HistoriesOfPairs, Mask]:
        """The histories that may be relied on, and what is exposed.

        A history in which a further hidden count is small has to leave that count each of 1 to 4,
        too, or the same release would not be made of it. Otherwise the count has to stay as large
        as it is, or 0. That is tried until no more counts need it.
        """
        fixed = np.zeros(self.totals.shape, bool)
        suppressed = self.hidden & ~self.withheld[:, None]
        enough = self.thresholds - 1
        while True:
            histories = self._histories(fixed)
            low, high = self._range(histories)
            has_some = (low <= enough) & (high >= 1)
            has_every = (low <= 1) & (high >= enough)
            has_only_some = suppressed & has_some & ~has_every
            newly_fixed = has_only_some & ~self._small & ~fixed
            if not newly_fixed.any():
                return histories, has_only_some & self._small
            fixed |= newly_fixed

    def _histories(self, fixed: Mask) -> HistoriesOfPairs:
        """`fixed`: counts that are not small and may not become so."""
        least = np.where(fixed & (self.totals > 0), self.thresholds, self.least)
        greatest = np.where(fixed & (self.totals == 0), 0, UNBOUNDED)
        fall, rise = least - self.totals, greatest - self.totals
        low, high = self._bounds(fall, rise, self.leaves)
        district_low, district_high = self._bounds(fall, rise, list(self._district_of))
        other_district = ~self._same_district
        low = np.where(other_district, np.maximum(low, district_low), low)
        high = np.where(other_district, np.minimum(high, district_high), high)
        hidden, districts_hidden = self.hidden[:, self.leaves], self.hidden[:, self._district_of]
        both_hidden = hidden[:, :, None] & hidden[:, None, :]
        both_districts_hidden = districts_hidden[:, :, None] & districts_hidden[:, None, :]
        can_differ = both_hidden & (self._same_district | both_districts_hidden)
        can_differ[:, range(len(self.leaves)), range(len(self.leaves))] = False
        low, high = np.where(can_differ, low, 0), np.where(can_differ, high, 0)
        up = self.removed[:, :, None] + self.added[:, None, :]
        down = self.added[:, :, None] + self.removed[:, None, :]
        shares = high.copy()
        up[~self.constrained] = down[~self.constrained] = UNBOUNDED
        added, removed = self.added.copy(), self.removed.copy()
        added[~self.constrained] = removed[~self.constrained] = UNBOUNDED
        for month in range(1, len(low)):
            shares[month] = np.minimum(shares[month], shares[month - 1] + added[month][None, :])
            low[month] = np.maximum(low[month], low[month - 1] - down[month])
            high[month] = np.minimum(high[month], high[month - 1] + up[month])
        for month in range(len(low) - 2, -1, -1):
            shares[month] = np.minimum(
                shares[month], shares[month + 1] + removed[month + 1][None, :]
            )
            low[month] = np.maximum(low[month], low[month + 1] - up[month + 1])
            high[month] = np.minimum(high[month], high[month + 1] + down[month + 1])
        return HistoriesOfPairs(low, high, shares)

    def _bounds(self, fall: Numbers, rise: Numbers, at: list[int]) -> tuple[Numbers, Numbers]:
        """The least and greatest difference of the first of two rows that both of them allow."""
        low = np.maximum(fall[:, at][:, :, None], -rise[:, at][:, None, :])
        high = np.minimum(rise[:, at][:, :, None], -fall[:, at][:, None, :])
        return low, high

    def _range(self, histories: HistoriesOfPairs) -> tuple[Numbers, Numbers]:
        """The least and greatest value of each count over the histories."""
        low, high = self.totals.copy(), self.totals.copy()
        low[:, self.leaves] += histories.fewest.min(axis=2)
        high[:, self.leaves] += np.maximum(histories.most.max(axis=2), histories.shares.sum(axis=2))
        for district in self.tree.districts:
            inside = self._district_of == district
            if inside.any() and not inside.all():
                low[:, district] += histories.fewest[:, inside][:, :, ~inside].min(axis=(1, 2))
                high[:, district] += histories.most[:, inside][:, :, ~inside].max(axis=(1, 2))
        return low, high

"""The audit over all months, for a reader who knows how many children moved between areas.

For such a reader the months hang together: an area's children on the tracker change by additions,
removals and known moves. Where nothing is published of additions and removals, that says nothing,
because there may have been any number of them. The force's, for 12 months, limit it. So they are
shown only if each total of 1 to 4 that is hidden in any month could still be each of 1, 2, 3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from queries.disclosure.across_months.over_time import YEAR, OverTime
from queries.disclosure.audit import Audit
from queries.disclosure.choice import SecretChoice
from queries.disclosure.feasible_tables import Bounds, FeasibleTables, Key, Numbers, Place, Sum
from queries.disclosure.month import Mask

MOST_NUMBERS = 3_000
"""Among more counts than this only histories of two areas are searched, which is quick."""


def are_totals_safe(over_time: OverTime, choice: SecretChoice) -> bool:
    """Whether each small total that is hidden in some month could have each small value."""
    exposed = over_time.exposed()
    if not exposed.any():
        return True
    if over_time.totals.size > MOST_NUMBERS:
        return False
    rng = np.random.default_rng(int(choice.draw("histories") * 2**53))
    return not any(
        _audit(over_time, exposed, int(threshold), rng).unmet
        for threshold in np.unique(over_time.thresholds[exposed.any(axis=1)])
    )


def _audit(over_time: OverTime, exposed: Mask, threshold: int, rng: np.random.Generator) -> Audit:
    """The finished audit of the totals of months with one threshold: months by geographies."""
    histories = _Histories(over_time, threshold)
    has_threshold = (over_time.thresholds == threshold) & ~over_time.withheld[:, None]
    # One value at a time: only the bounds change from one question to the next, which the solver
    # answers several times as quickly as when other values are included.
    audit = Audit(
        over_time.totals,
        over_time.hidden & has_threshold,
        threshold,
        histories.places(),
        [(int(at), int(node)) for at, node in np.argwhere(exposed & has_threshold)],
        (),
        histories.table_of,
        rng,
        share_of_others=0.0,
    )
    audit.run([partial(histories.feasible_tables, near=near) for near in (True, False)])
    return audit


@dataclass(frozen=True)
class _Histories:
    """The totals of all months that a reader may think possible.

    The variables of a model are the totals of the leaves, month by month, then the additions of
    each, then the removals.
    """

    over_time: OverTime
    threshold: int

    def places(self) -> dict[Key, Place]:
        """Where a model has each total: as a variable, or as a row that sums variables."""
        found: dict[Key, Place] = {}
        for row, (at, node) in enumerate(self._sums()):
            found[at, node] = Place(row, is_row=True)
        for at in range(self._months):
            for leaf, node in enumerate(self.over_time.leaves):
                found[at, node] = Place(self._total(at, leaf))
        return found

    def feasible_tables(self, *, near: bool) -> FeasibleTables:
        """The model. Where it is `near`, a count of the threshold or more stays so."""
        leaves, bounds = self.over_time.leaves, [(0.0, 0.0)] * (3 * self._size)
        for at in range(self._months):
            for leaf, node in enumerate(leaves):
                bounds[self._total(at, leaf)] = self._possible_change(at, node, near)
        rows: list[Sum] = []
        for at, node in self._sums():
            inside = [
                self._total(at, leaves.index(leaf)) for leaf in self.over_time.tree.leaves_of(node)
            ]
            rows.append((inside, [1] * len(inside), *self._possible_change(at, node, near)))
        for at in range(1, self._months):
            if self.over_time.constrained[at]:
                for leaf in range(len(leaves)):
                    rows.append(self._balance(at, leaf))
                    for flow, known in (
                        (self._added, self.over_time.added),
                        (self._removed, self.over_time.removed),
                    ):
                        bounds[flow(at, leaf)] = -float(known[at, leaf]), self._upper_limit
        rows += self._published_flows()
        return FeasibleTables(bounds, rows)

    def table_of(self, changes: Numbers) -> Numbers:
        table = self.over_time.totals.copy()
        table[:, self.over_time.leaves] += changes[: self._size].reshape(self._months, -1)
        for node in (*self.over_time.tree.districts, self.over_time.tree.force):
            table[:, node] = table[:, list(self.over_time.tree.leaves_of(node))].sum(axis=1)
        return table

    @property
    def _months(self) -> int:
        return len(self.over_time.totals)

    @property
    def _size(self) -> int:
        return len(self.over_time.leaves) * self._months

    @property
    def _upper_limit(self) -> float:
        return float(self.over_time.totals[:, self.over_time.tree.force].max())

    def _total(self, at: int, leaf: int) -> int:
        return at * len(self.over_time.leaves) + leaf

    def _added(self, at: int, leaf: int) -> int:
        return self._size + self._total(at, leaf)

    def _removed(self, at: int, leaf: int) -> int:
        return 2 * self._size + self._total(at, leaf)

    def _sums(self) -> list[tuple[int, int]]:
        """The month and the geography of each total that is a sum, in the order of their rows."""
        nodes = (*self.over_time.tree.districts, self.over_time.tree.force)
        return [(at, node) for at in range(self._months) for node in nodes]

    def _possible_change(self, at: int, node: int, near: bool) -> Bounds:
        if not self.over_time.hidden[at, node]:
            return 0.0, 0.0
        count = int(self.over_time.totals[at, node])
        near_least = self.threshold if near and count >= self.threshold else 0
        least = max(near_least, int(self.over_time.least[at, node]))
        return float(min(0, least - count)), self._upper_limit

    def _balance(self, at: int, leaf: int) -> Sum:
        """A total is that of the month before, with the additions and without the removals."""
        now, before = self._total(at, leaf), self._total(at - 1, leaf)
        flows = self._added(at, leaf), self._removed(at, leaf)
        return [now, before, *flows], [1, -1, -1, 1], 0.0, 0.0

    def _published_flows(self) -> list[Sum]:
        """The force's additions and removals of 12 months are as published, where they are."""
        rows: list[Sum] = []
        for at in np.flatnonzero(self.over_time.shown).tolist():
            within = range(max(1, at - YEAR + 1), at + 1)
            for flow in (self._added, self._removed):
                variables = [
                    flow(m, leaf) for m in within for leaf in range(len(self.over_time.leaves))
                ]
                rows.append((variables, [1] * len(variables), 0.0, 0.0))
        return rows

"""The feasible tables of additions and removals over all months together, for the audit of `flows`.

Each published count is the sum of 12 monthly counts that are not published. For the force, a
month's additions less its removals are the change in the children on the tracker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from queries.disclosure.audit import Audit, Model, Permitted
from queries.disclosure.feasible_tables import (
    Bounds,
    FeasibleTables,
    Key,
    Numbers,
    Place,
    Row,
    SolverFailed,
)
from queries.disclosure.month import Mask
from queries.disclosure.pattern import Tree, is_primary

YEAR = 12
CORRECTION_COST = 1000.0  # So high that no more is put down to late corrections than must be.
ADDED, REMOVED, ON_TRACKER = range(3)
FLOWS = (ADDED, REMOVED)


@dataclass(frozen=True)
class _Numbering:
    """The order of the variables: monthly flows, then 12-month ones, then the force's totals.

    Monthly flows begin 11 months before the first release. A leaf is given by its position among
    the leaves.
    """

    tree: Tree
    months: int

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        return self.tree.leaves

    @cached_property
    def monthly(self) -> int:
        """The number of months that have additions and removals."""
        return self.months + YEAR - 1

    @cached_property
    def total(self) -> int:
        """The variable of the force's children on the tracker in the first month; others follow."""
        return 2 * len(self.leaves) * (self.monthly + self.months)

    def flow(self, measure: int, leaf: int, month: int) -> int:
        """One month's additions or removals of one leaf."""
        return (measure * len(self.leaves) + leaf) * self.monthly + month

    def window(self, measure: int, leaf: int, month: int) -> int:
        """The additions or removals of the 12 months up to a release, of one leaf."""
        first = 2 * len(self.leaves) * self.monthly
        return first + (measure * len(self.leaves) + leaf) * self.months + month

    def across(self, measure: int, month: int) -> list[int]:
        """One month's additions or removals of every leaf."""
        return [self.flow(measure, leaf, month) for leaf in range(len(self.leaves))]


class _FlowModel:
    """The variables with their bounds, and the sums that they obey."""

    def __init__(self, tree: Tree, counts: Numbers, hidden: Mask, upper_limit: int) -> None:
        self.at = _Numbering(tree, len(counts))
        self.tree, self.counts, self.hidden, self.upper_limit = tree, counts, hidden, upper_limit
        self.bounds: list[Bounds] = [(0, 0)] * (self.at.total + self.at.months)
        self.rows: list[Row] = []
        self.places: dict[Key, Place] = {}
        monthly = _monthly(tree, counts)
        for measure in FLOWS:
            for leaf in range(len(self.at.leaves)):
                self._add_leaf(measure, leaf, monthly[measure, leaf])
            for node in (*tree.districts, tree.force):
                self._add_sum(measure, node)
        for month in range(self.at.months):
            key = month, ON_TRACKER, tree.force
            self.bounds[self.at.total + month] = self._change(key)
            self.places[key] = Place(self.at.total + month)

    def _change(self, key: Key) -> Bounds:
        return (-int(self.counts[key]), self.upper_limit) if self.hidden[key] else (0, 0)

    def _add_leaf(self, measure: int, leaf: int, monthly: Numbers) -> None:
        """The 12-month counts of a leaf: the first is a sum; each next gains and loses a month."""
        at = self.at
        for month in range(at.monthly):
            self.bounds[at.flow(measure, leaf, month)] = (-int(monthly[month]), self.upper_limit)
        first = [at.flow(measure, leaf, month) for month in range(YEAR)]
        self.rows.append(([at.window(measure, leaf, 0), *first], [-1, *[1] * YEAR], 0, 0))
        for month in range(at.months):
            now = at.window(measure, leaf, month)
            key = month, measure, at.leaves[leaf]
            self.bounds[now] = self._change(key)
            self.places[key] = Place(now)
            if month:
                before = at.window(measure, leaf, month - 1)
                into = at.flow(measure, leaf, month + YEAR - 1)
                out = at.flow(measure, leaf, month - 1)
                self.rows.append(([now, before, into, out], [1, -1, -1, 1], 0, 0))

    def _add_sum(self, measure: int, node: int) -> None:
        """The windows of a district or of the force, which are the sums of their leaves'."""
        inside = [self.at.leaves.index(leaf) for leaf in self.tree.leaves_of(node)]
        for month in range(self.at.months):
            parts = [self.at.window(measure, leaf, month) for leaf in inside]
            key = month, measure, node
            self.places[key] = Place(len(self.rows), is_row=True)
            self.rows.append((parts, [1] * len(parts), *self._change(key)))

    def with_districts_fixed(self) -> FeasibleTables:
        """The feasible tables in which the monthly numbers of the districts do not change."""
        at = self.at
        links: list[Row] = []
        only: list[int] = []
        for measure in FLOWS:
            for areas in self.tree.areas_of:
                inside = [at.leaves.index(area) for area in areas]
                for month in range(at.monthly):
                    parts = [at.flow(measure, leaf, month) for leaf in inside]
                    links.append((parts, [1] * len(parts), 0, 0))
                    only += parts
                only += [
                    at.window(measure, leaf, month) for leaf in inside for month in range(at.months)
                ]
        unchanging = self._places_of(*self.tree.districts, self.tree.force)
        return FeasibleTables(self.bounds, [*self.rows, *links], only, unchanging)

    def with_force_fixed(self) -> FeasibleTables:
        """The feasible tables in which the monthly numbers of the force do not change."""
        ones = [1] * len(self.at.leaves)
        links = [
            (self.at.across(measure, month), ones, 0, 0)
            for measure in FLOWS
            for month in range(self.at.monthly)
        ]
        unchanging = self._places_of(self.tree.force)
        return FeasibleTables(self.bounds, [*self.rows, *links], unchanging=unchanging)

    def _places_of(self, *nodes: int) -> set[Place]:
        """The places of the 12-month counts of some geographies."""
        return {
            place
            for (_, measure, node), place in self.places.items()
            if measure != ON_TRACKER and node in nodes
        }

    def every(self) -> FeasibleTables:
        """All feasible tables: the children on the tracker change by additions less removals."""
        at = self.at
        number = len(at.leaves)
        signs = [1] * number + [-1] * number + [-1, 1]
        links: list[Row] = []
        for month in range(1, at.months):
            come, gone = (at.across(measure, month + YEAR - 1) for measure in FLOWS)
            now = at.total + month
            links.append(([*come, *gone, now, now - 1], signs, 0, 0))
        return FeasibleTables(self.bounds, [*self.rows, *links])

    def table_of(self, changes: Numbers) -> Numbers:
        """All counts of a feasible table, from the changes of its variables."""
        table = self.counts.copy()
        shape = len(self.at.leaves), self.at.months
        for measure in FLOWS:
            start = self.at.window(measure, 0, 0)
            windows = changes[start : start + shape[0] * shape[1]].reshape(shape)
            table[:, measure, list(self.at.leaves)] += windows.T
        for node in (*self.tree.districts, self.tree.force):
            leaves = list(self.tree.leaves_of(node))
            table[:, :ON_TRACKER, node] = table[:, :ON_TRACKER, leaves].sum(axis=2)
        table[:, ON_TRACKER, self.tree.force] += changes[self.at.total :]
        return table


def audit_of_flows(
    tree: Tree, counts: Numbers, hidden: Mask, thresholds: Sequence[int], permitted: Permitted
) -> tuple[Audit, list[Model]]:
    """The audit over months by (added, removed, on the tracker) by geographies, with its models.

    Of the children on the tracker only the force's count matters here; it is hidden in a month that
    is withheld. Each month has its own threshold. Keys are (month, measure, geography).
    """
    model = _FlowModel(tree, counts, hidden, int(counts.max(initial=0)) + max(thresholds))
    looked_at: list[Key] = [
        (int(month), int(measure), int(node))
        for month, measure, node in zip(*np.nonzero(hidden), strict=True)
        if measure == ON_TRACKER or not hidden[month, ON_TRACKER, tree.force]
    ]
    required_values = {
        cell: set(range(1, thresholds[cell[0]])) - {int(counts[cell])}
        for cell in looked_at
        if is_primary(int(counts[cell]), thresholds[cell[0]])
    }
    must_vary = {
        cell for cell in looked_at if cell not in required_values and cell[1] != ON_TRACKER
    }
    audit = Audit(counts, model.places, required_values, must_vary, [], model.table_of, permitted)
    return audit, [model.with_districts_fixed, model.with_force_fixed, model.every]


def _monthly(tree: Tree, counts: Numbers) -> Numbers:
    """Some monthly additions and removals of each leaf whose sums are the 12-month counts.

    A late correction makes a release disagree a little with earlier ones. The difference is treated
    as known to every reader, which makes the audit stricter: fewer tables are feasible.
    """
    at = _Numbering(tree, len(counts))
    leaves = len(at.leaves)
    size = 2 * leaves * at.monthly
    rows: list[Row] = []
    for measure in FLOWS:
        for leaf, node in enumerate(at.leaves):
            for month in range(at.months):
                parts = [at.flow(measure, leaf, m) for m in range(month, month + YEAR)]
                total = int(counts[month, measure, node])
                rows.append((parts, [1] * YEAR, total, total))
    on_tracker = counts[:, ON_TRACKER, tree.force]
    for month in range(1, at.months):
        come, gone = (at.across(measure, month + YEAR - 1) for measure in FLOWS)
        net = int(on_tracker[month] - on_tracker[month - 1])
        rows.append(([*come, *gone], [1] * leaves + [-1] * leaves, net, net))
    upper_limit = float(counts.max(initial=0)) + 1
    slack = [([*row[0], size + i], [*row[1], 1], row[2], row[3]) for i, row in enumerate(rows)]
    bounds = [(0.0, upper_limit)] * size + [(-upper_limit, upper_limit)] * len(rows)
    costs = np.random.default_rng(1).integers(1, 9, 2 * len(bounds)).astype(float)
    for start in (size, len(bounds) + size):
        costs[start : start + len(rows)] = CORRECTION_COST
    found = FeasibleTables(bounds, slack).find(costs, {})
    if found is None:
        raise SolverFailed("no monthly numbers come near the 12-month counts")
    return found[:size].reshape(2, leaves, at.monthly)

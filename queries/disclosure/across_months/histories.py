"""The audit over all months, for a reader who knows how many children moved between areas.

For such a reader the months hang together: an area's children on the tracker change by additions,
removals and known moves. Where nothing is published of additions and removals, that says nothing,
because there may have been any number of them. The force's, for 12 months, limit it. So they are
shown only if each total of 1 to 4 that is hidden in any month could still be each of 1, 2, 3 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from queries.disclosure.across_months.over_time import YEAR, OverTime
from queries.disclosure.audit import Audit
from queries.disclosure.choice import Choice
from queries.disclosure.feasible_tables import Bounds, FeasibleTables, Key, Numbers, Place, Row
from queries.disclosure.layout import Layout
from queries.disclosure.month import Mask, Month

MOST_NUMBERS = 3_000
"""Among more counts than this only histories of two areas are searched, which is quick."""


def are_safe(months: Sequence[Month], layout: Layout, choice: Choice) -> bool:
    """Whether each small total that is hidden in some month could have each small value."""
    over_time = OverTime(layout.tree, months)
    exposed = over_time.exposed()
    if not exposed.any():
        return True
    if over_time.totals.size > MOST_NUMBERS:
        return False
    rng = np.random.default_rng(int(choice.draw("histories") * 2**53))
    return not any(
        _audit(over_time, layout, exposed, int(threshold), rng).unmet
        for threshold in np.unique(over_time.thresholds[exposed.any(axis=1)])
    )


def _audit(
    over_time: OverTime, layout: Layout, exposed: Mask, threshold: int, rng: np.random.Generator
) -> Audit:
    """The finished audit of the totals of months with one threshold: months by geographies.

    Variables are the leaves' totals, month by month, then their additions, then their removals.
    """
    tree, totals = layout.tree, over_time.totals
    is_own = (over_time.thresholds == threshold) & ~over_time.withheld[:, None]
    hidden = over_time.hidden & is_own
    required = [(int(at), int(node)) for at, node in np.argwhere(exposed & is_own)]
    leaves, months = len(over_time.leaves), len(totals)
    size = leaves * months
    upper_limit = int(totals[:, tree.force].max())

    def total(at: int, leaf: int) -> int:
        return at * leaves + leaf

    places: dict[Key, Place] = {}

    def kept(at: int, node: int, near: bool) -> Bounds:
        """By how much a hidden count may change. `near`: one of 5 or more stays so."""
        if not over_time.hidden[at, node]:
            return 0.0, 0.0
        count = int(totals[at, node])
        least = threshold if near and count >= threshold else 0
        return float(min(0, least - count)), float(upper_limit)

    def model(near: bool) -> FeasibleTables:
        bounds: list[Bounds] = [(0.0, 0.0)] * (3 * size)
        rows: list[Row] = []

        for at in range(months):
            for leaf, node in enumerate(over_time.leaves):
                bounds[total(at, leaf)] = kept(at, node, near)
                places[at, node] = Place(total(at, leaf))
            for node in (*tree.districts, tree.force):
                inside = [total(at, over_time.leaves.index(leaf)) for leaf in tree.leaves_of(node)]
                places[at, node] = Place(len(rows), is_row=True)
                rows.append((inside, [1] * len(inside), *kept(at, node, near)))
            if not at or not over_time.constrained[at]:
                continue
            for leaf in range(leaves):
                now = total(at, leaf)
                flows = [now + size, now + 2 * size]
                for flow, known in zip(flows, (over_time.added, over_time.removed), strict=True):
                    bounds[flow] = (-float(known[at, leaf]), float(upper_limit))
                rows.append(([now, now - leaves, *flows], [1, -1, -1, 1], 0.0, 0.0))
        for at in np.flatnonzero(over_time.shown).tolist():
            within = range(max(1, at - YEAR + 1), at + 1)
            for measure in (1, 2):
                every = [total(m, leaf) + measure * size for m in within for leaf in range(leaves)]
                rows.append((every, [1] * len(every), 0.0, 0.0))
        return FeasibleTables(bounds, rows)

    def table_of(changes: Numbers) -> Numbers:
        table = totals.copy()
        table[:, over_time.leaves] += changes[:size].reshape(months, leaves)
        for node in (*tree.districts, tree.force):
            table[:, node] = table[:, list(tree.leaves_of(node))].sum(axis=1)
        return table

    # One value at a time: only the bounds change from one question to the next, which the solver
    # answers several times as quickly as when other values are included.
    audit = Audit(
        totals, hidden, threshold, places, required, (), table_of, rng, share_of_others=0.0
    )
    audit.run([lambda: model(near=True), lambda: model(near=False)])
    return audit

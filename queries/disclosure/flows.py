"""Steps 1 and 2 for additions and removals: apply the rule, then audit all months together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from queries.disclosure.feasible_flows import ON_TRACKER, audit_of_flows
from queries.disclosure.feasible_tables import Key, Numbers
from queries.disclosure.layout import Layout
from queries.disclosure.month import Mask, Month
from queries.disclosure.pattern import (
    AlsoHidden,
    Tree,
    hidden_in_column,
    is_primary,
    show_deducible,
)


def _flows_rule(flows: Numbers, tree: Tree, threshold: int) -> Mask:
    """Which additions and removals of one month the rule hides: all, if the force's are small.

    Each figure covers 12 months that overlap those of the next release, so a single hidden area is
    soon worked out. Where one area of a district is small, all its areas that are not 0 are hidden.
    Where a district or the unknown area is small, the district with most areas is hidden with all
    its areas. It is always that district, so that comparing months does not help.
    """
    columns = []
    for flow in flows.tolist():
        together = frozenset(
            area
            for areas in tree.areas_of
            for area in areas
            if flow[area] and any(is_primary(flow[other], threshold) for other in areas)
        )
        below: frozenset[int] = frozenset()
        if any(is_primary(flow[node], threshold) for node in tree.top):
            broadest = frozenset({max(tree.districts, key=lambda d: (len(tree.leaves_of(d)), -d))})
            together, below = together | broadest, broadest
        columns.append(hidden_in_column(tree, flow, threshold, AlsoHidden(together, below)))
    shown = [column for column in columns if column is not None]
    if len(shown) < len(columns):
        return np.ones(flows.shape, bool)
    hidden = [list(cells) for cells in zip(*shown, strict=True)]
    show_deducible(tree, [], flows.T.tolist(), hidden, threshold)
    return np.array(hidden).T


def unmet_in_flows(
    months: Sequence[Month], layout: Layout, only_these: Mapping[Key, set[int]] | None = None
) -> dict[Key, set[int]]:
    """The exposed counts, each with the values that it could not have: none, if it is certain.

    `only_these`: look at these alone, and stop at the first that is exposed.
    """
    force = layout.tree.force
    nodes = len(layout.geographies)
    counts = np.zeros((len(months), 3, nodes), dtype=np.int64)
    hidden = np.zeros(counts.shape, bool)
    for i, month in enumerate(months):
        counts[i, :ON_TRACKER] = month.flows
        counts[i, ON_TRACKER, force] = month.stock[force, 0]
        hidden[i, :ON_TRACKER] = month.flows_hidden
        hidden[i, ON_TRACKER, force] = month.withheld is not None

    def permitted(table: Numbers) -> bool:
        different = table != counts
        changed = different.any(axis=(1, 2))
        return not (different & ~hidden).any() and not any(
            (
                _flows_rule(table[i, :ON_TRACKER], layout.tree, months[i].threshold)
                & ~months[i].flows_hidden
            ).any()
            for i in np.flatnonzero(changed).tolist()
        )

    thresholds = [month.threshold for month in months]
    audit, models = audit_of_flows(layout.tree, counts, hidden, thresholds, permitted)
    if only_these is not None:
        audit.required_values = {
            key: set(values) for key, values in only_these.items() if key in audit.required_values
        }
        audit.must_vary &= set(only_these)
    audit.run(models if only_these is None else models[1:], find_all=only_these is None)
    return audit.required_values | {key: set() for key in audit.must_vary}


def hide_flows(months: Sequence[Month], layout: Layout, settled: int) -> None:
    """Hide additions and removals of the months after the first `settled`, one by one.

    A feasible table for all months is also one for the first few of them, and stays feasible when
    more is hidden. So one audit of all months serves each of them as if it were the newest, and
    only the counts that it could not show to be safe are audited again.
    """
    for month in months[settled:]:
        if month.withheld is None and not month.flows_hidden.all():
            month.flows_hidden = _flows_rule(month.flows, layout.tree, month.threshold)
    exposed = unmet_in_flows(months, layout)
    newest = settled + 1
    while exposed and newest <= len(months):
        month = months[newest - 1]
        only_these = exposed
        if month.flows_hidden.all():
            # A month that shows no additions or removals rules out no table of earlier months.
            only_these = {key: values for key, values in exposed.items() if key[0] == newest - 1}
        found = unmet_in_flows(months[:newest], layout, only_these) if only_these else {}
        before = month.flows_hidden.copy()
        if not found:
            newest += 1
        elif month.withheld is not None:
            # Nothing of this month is shown, so no release exposes these counts.
            exposed = {key: values for key, values in exposed.items() if key not in found}
        else:
            _hide_more(month, layout, next(iter(found)))
            more = np.argwhere(month.flows_hidden & ~before).tolist()
            # The next audit starts with the counts that failed, and includes those just hidden.
            exposed = found | exposed | {(newest - 1, *cell): set() for cell in more}


def _hide_more(month: Month, layout: Layout, key: Key) -> None:
    """Hide more of the newest month, to protect a count of that month or of an earlier one.

    First the areas of the count's district are hidden, then all but the force, then everything.
    If everything is hidden already, the release is withheld.
    """
    _, measure, node = key
    tree = layout.tree
    before = month.flows_hidden.copy()
    hidden = before.copy()
    if measure != ON_TRACKER:
        for areas in tree.areas_of:
            if node in areas:
                hidden[measure, list(areas)] = True
        if (hidden == before).all():
            hidden[measure] = True
            hidden[measure, tree.force] = before[measure, tree.force]
    if (hidden == before).all():
        hidden[:] = True
    if (hidden == before).all():
        month.withhold(
            "Withheld: the audit found that a count of fewer than"
            f" {month.threshold} children could be worked out from this and earlier releases."
        )
    else:
        month.flows_hidden = hidden

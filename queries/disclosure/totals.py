"""Steps 1 and 2 for the children on the tracker in all: hide the small counts, then audit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from queries.disclosure.across_months.over_time import OverTime
from queries.disclosure.choice import SecretChoice
from queries.disclosure.layout import Layout
from queries.disclosure.month import Mask, Month
from queries.disclosure.pattern import Tree, is_primary

PARTNERS_TRIED = 12
"""How many single areas are tried to protect another, the cheapest first, before a district."""


def hidden_totals(month: Month, layout: Layout, choice: SecretChoice) -> Iterator[Mask]:
    """Which totals to hide, the least first; further patterns hide more of them."""
    tree = layout.tree
    totals = month.stock[:, 0].tolist()
    hidden = _initially_hidden(totals, layout, choice)
    while (exposed := _exposed(month, hidden, tree)).any():
        node = int(np.flatnonzero(exposed)[-1])
        candidates = _candidates(node, totals, hidden, tree, choice)
        pattern = next((each for each in candidates if not _exposed(month, each, tree)[node]), None)
        if pattern is None:
            break
        hidden = pattern
    yield hidden
    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        if hidden[[district, *areas]].any():
            hidden = hidden.copy()
            hidden[list(areas)] = True
    yield hidden
    yield np.array([node != tree.force for node in range(len(totals))])


def _exposed(month: Month, hidden: Mask, tree: Tree) -> Mask:
    month.stock_hidden[:, 0] = hidden
    exposed: Mask = OverTime(tree, [month]).exposed()[0]
    return exposed


def _initially_hidden(totals: list[int], layout: Layout, choice: SecretChoice) -> Mask:
    """The small counts, all areas of a small district, and some areas that the secret adds."""
    tree, threshold = layout.tree, layout.threshold
    hidden = np.array([is_primary(total, threshold) for total in totals])
    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        if hidden[district]:
            hidden[list(areas)] = True
        elif hidden[list(areas)].any():
            for area in areas:
                hidden[area] |= choice.is_extra("total", layout.geographies[area].code)
    return hidden


def _candidates(
    node: int, totals: list[int], hidden: Mask, tree: Tree, choice: SecretChoice
) -> Iterator[Mask]:
    """What to hide so as to protect one count: the least first."""
    district_of = {
        area: district
        for district, areas in zip(tree.districts, tree.areas_of, strict=True)
        for area in areas
    }

    def hidden_with(rows: set[int]) -> Mask:
        candidate = hidden.copy()
        candidate[list(rows)] = True
        return candidate

    def loss(candidate: Mask) -> tuple[int, int, int]:
        added = np.flatnonzero(candidate & ~hidden)
        above = sum(row not in tree.leaves for row in added)
        return above, len(added), sum(totals[row] == 0 for row in added)

    inside = [node] if node in tree.leaves else list(tree.leaves_of(node))
    options = []
    for area in inside:
        for other in tree.leaves:
            same = district_of.get(area) == district_of.get(other)
            if other == area or (node in tree.districts and same):
                continue
            above = set() if same else {district_of.get(n, n) for n in (area, other)}
            candidate = hidden_with({area, other} | above)
            options.append((*loss(candidate), choice.draw("partner", area, other), candidate))
    options.sort(key=lambda option: option[:-1])
    for option in options[:PARTNERS_TRIED]:
        yield option[-1]
    for areas in tree.areas_of:
        if node in areas:
            yield hidden_with({*areas})
    for option in options[:PARTNERS_TRIED]:
        rows = set(np.flatnonzero(option[-1]).tolist())
        below = {area for n in rows & {*tree.districts} for area in tree.leaves_of(n)}
        yield hidden_with(rows | below)
    everything = np.ones(len(totals), bool)
    everything[tree.force] = False
    yield everything

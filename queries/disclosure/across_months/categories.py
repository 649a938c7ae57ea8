"""The genders and age bands of the whole force, set against its additions and removals.

A child's gender stays, and an age band is left only for the next one. So the force's additions and
removals limit how its categories change: where one child was added in a month and a gender went
from 0 to [c], that gender is the child's. The categories are audited as areas are, between which it
is known how many children moved. A status may change at any time, so nothing is learnt of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from queries.disclosure.across_months.over_time import OverTime
from queries.disclosure.feasible_tables import Numbers
from queries.disclosure.layout import Layout
from queries.disclosure.month import Month
from queries.disclosure.pattern import Tree

LASTING_BREAKDOWNS = ("age", "gender")


def categories_over_time(months: Sequence[Month], layout: Layout) -> Iterator[OverTime]:
    """The force's categories of each lasting breakdown, as the areas of one district."""
    for measure, block in zip(layout.categories, layout.blocks, strict=True):
        if measure in LASTING_BREAKDOWNS:
            tree = Tree((tuple(range(len(block))),), None, (len(block),), len(block) + 1)
            columns = [*block, 0, 0]  # the total stands for the district, and for the force
            pairs = zip([months[0], *months[:-1]], months, strict=True)
            converted = [_force_as_areas(*pair, layout.tree, columns) for pair in pairs]
            # A category without anybody in the force is shown as 0.
            yield OverTime(tree, converted, least=1)


def _force_as_areas(before: Month, month: Month, tree: Tree, columns: list[int]) -> Month:
    """The force's categories, its district and itself, in place of the geographies of a month."""
    force = tree.force
    stock = month.stock[force, columns]
    change = (stock - before.stock[force, columns])[:-2]
    flows = month.in_month[:, list(tree.leaves)].sum(axis=1)
    divided = _by_category(flows, change, int(stock[:-2].argmax()))
    return replace(
        month,
        stock=stock[:, None],
        stock_hidden=month.stock_hidden[force, columns][:, None],
        flows=np.repeat(month.flows[:, [force]], len(columns), axis=1),
        flows_hidden=np.repeat(month.flows_hidden[:, [force]], len(columns), axis=1),
        in_month=np.column_stack((divided, flows, flows)),
    )


def _by_category(flows: Numbers, change: Numbers, largest: int) -> Numbers:
    """Additions and removals by category, such that children change their category only where they
    must have: the youngest were added, the oldest were removed, and the others joined and left the
    largest category."""
    added = _first_children(int(flows[0]), np.maximum(change, 0))
    removed = _first_children(int(flows[1]), np.maximum(-change, 0)[::-1])[::-1]
    divided = np.array([added, removed])
    divided[:, largest] += flows - divided.sum(axis=1)
    return divided


def _first_children(number: int, wanted: Numbers) -> Numbers:
    """The numbers wanted, from the first one on, until the children are used up."""
    return np.clip(number - (wanted.cumsum() - wanted), 0, wanted)

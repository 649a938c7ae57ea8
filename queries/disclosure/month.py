"""One month while it is prepared for release: its counts, and which are hidden, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from queries.disclosure.feasible_tables import Numbers
from queries.disclosure.layout import FLOWS, Cell, Layout, MonthCounts, Published

Mask = NDArray[np.bool_]


@dataclass
class Month:
    """The true counts of one month, and which of them are hidden.

    `stock`: geographies by the layout's columns. `flows`, `in_month`: added, removed by
    geographies, in the 12 months up to the month end and in the month itself.
    """

    month_end: date
    stock: Numbers
    flows: Numbers
    in_month: Numbers
    stock_hidden: Mask
    flows_hidden: Mask
    threshold: int
    withheld: str | None = None

    def withhold(self, why: str) -> None:
        self.withheld = why
        self.stock_hidden[:] = True
        self.flows_hidden[:] = True


def begin_month(month: MonthCounts, layout: Layout) -> Month:
    """A month with nothing hidden yet. Raises ValueError where its counts do not add up."""
    codes = [g.code for g in layout.geographies]
    counts = month.counts
    stock = np.array([[counts[Cell(code, *column)] for column in layout.stock] for code in codes])
    flows = np.array([[counts[Cell(code, flow)] for code in codes] for flow in FLOWS])
    tree = layout.tree
    for node in (*tree.districts, tree.force):
        leaves = list(tree.leaves_of(node))
        agrees = (stock[leaves].sum(axis=0) == stock[node]).all()
        if not agrees or (flows[:, leaves].sum(axis=1) != flows[:, node]).any():
            raise ValueError(
                f"{month.month_end}: the counts of {codes[node]} are not its areas' sum"
            )
    for block in layout.blocks:
        if (stock[:, list(block)].sum(axis=1) != stock[:, 0]).any():
            raise ValueError(f"{month.month_end}: categories do not add up to the total")
    return Month(
        month.month_end,
        stock,
        flows,
        np.array([[month.in_month.get(Cell(code, flow), 0) for code in codes] for flow in FLOWS]),
        np.zeros(stock.shape, bool),
        np.full(flows.shape, not month.shows_flows),
        layout.threshold,
    )


def hide_as_published(month: Month, published: Published, layout: Layout) -> None:
    """Hide exactly what was hidden when the month was published, and use its threshold of then."""
    if published.month_end != month.month_end:
        raise ValueError(
            f"{published.month_end} was published where {month.month_end} was expected"
        )
    month.threshold = published.threshold
    if published.withheld is not None:
        month.withhold(published.withheld)
        return
    for i, geography in enumerate(layout.geographies):
        for j, column in enumerate(layout.stock):
            month.stock_hidden[i, j] = published.values[Cell(geography.code, *column)] is None
        for k, flow in enumerate(FLOWS):
            month.flows_hidden[k, i] = published.values[Cell(geography.code, flow)] is None


def published_of(month: Month, layout: Layout) -> Published:
    """The release of a month: its counts that are not hidden."""
    values: dict[Cell, int | None] = {}
    for i, geography in enumerate(layout.geographies):
        for j, column in enumerate(layout.stock):
            shown = not month.stock_hidden[i, j]
            values[Cell(geography.code, *column)] = int(month.stock[i, j]) if shown else None
        for k, flow in enumerate(FLOWS):
            shown = not month.flows_hidden[k, i]
            values[Cell(geography.code, flow)] = int(month.flows[k, i]) if shown else None
    return Published(month.month_end, values, month.withheld, month.threshold)

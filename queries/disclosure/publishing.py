"""The way in: `publish` makes the releases of a series of months.

The method, its guarantee and its limits are explained at the head of the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from queries.disclosure.flows import hide_flows
from queries.disclosure.layout import (
    CONFIDENTIAL,
    FLOWS,
    LOWEST_THRESHOLD,
    NOT_AVAILABLE,
    Cell,
    Geography,
    Layout,
    MonthCounts,
    Published,
    rate,
    share,
)
from queries.disclosure.month import hide_as_published, prepared, published_of
from queries.disclosure.stock import hide_stock

__all__ = [
    "CONFIDENTIAL",
    "FLOWS",
    "LOWEST_THRESHOLD",
    "NOT_AVAILABLE",
    "Cell",
    "Geography",
    "Layout",
    "MonthCounts",
    "Published",
    "publish",
    "rate",
    "share",
]


def publish(
    months: Sequence[MonthCounts], layout: Layout, already: Sequence[Published] = ()
) -> list[Published]:
    """The releases of all months, oldest first. The same counts always give the same releases.

    `months`: consecutive month ends from the first ever released or, where the areas have changed
    since, from the first with these areas. `already`: the releases of the first of them that were
    made before. They are returned unchanged, and the audit takes into account what they show.
    Raises ValueError where months are not consecutive, or where counts do not add up.
    """
    _check_consecutive(months)
    out = [prepared(month, layout) for month in months]
    for month, published in zip(out, already, strict=False):
        hide_as_published(month, published, layout)
    for month in out[len(already) :]:
        hide_stock(month, layout)
    hide_flows(out, layout, len(already))
    return [*already, *(published_of(month, layout) for month in out[len(already) :])]


def _check_consecutive(months: Sequence[MonthCounts]) -> None:
    for before, after in pairwise(m.month_end for m in months):
        if (after.year - before.year) * 12 + after.month - before.month != 1:
            raise ValueError(f"releases must be of consecutive months, not {before} and {after}")

"""The way in: `publish` makes the releases of a series of months, `audit` checks existing ones.

The method, its guarantee and its limits are explained at the head of the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from queries.disclosure.flows import exposed_in_flows, hide_flows
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
from queries.disclosure.month import Exposed, hide_as_published, prepared, published_of
from queries.disclosure.pattern import is_primary
from queries.disclosure.stock import exposed_in_stock, hide_stock

__all__ = [
    "CONFIDENTIAL",
    "FLOWS",
    "LOWEST_THRESHOLD",
    "NOT_AVAILABLE",
    "AuditReport",
    "Cell",
    "Exposed",
    "Geography",
    "Layout",
    "MonthCounts",
    "Published",
    "audit",
    "publish",
    "rate",
    "share",
]


@dataclass(frozen=True)
class AuditReport:
    """The result of auditing releases together: every count found exposed."""

    exposed: tuple[Exposed, ...]

    @property
    def safe(self) -> bool:
        """Whether the releases may be shown."""
        return not self.exposed


def publish(
    months: Sequence[MonthCounts], layout: Layout, already: Sequence[Published] = ()
) -> list[Published]:
    """The releases of all months, oldest first. The same counts always give the same releases.

    `months`: consecutive month ends from the first ever released. `already`: the releases of the
    first of them that were made before. They are returned unchanged, and the audit takes into
    account what they show. Raises ValueError where months are not consecutive, or where counts do
    not add up.
    """
    _check_consecutive(months)
    out = [prepared(month, layout) for month in months]
    for month, published in zip(out, already, strict=False):
        hide_as_published(month, published, layout)
    for month in out[len(already) :]:
        hide_stock(month, layout)
    hide_flows(out, layout, len(already))
    return [*already, *(published_of(month, layout) for month in out[len(already) :])]


def audit(
    months: Sequence[MonthCounts], published: Sequence[Published], layout: Layout
) -> AuditReport:
    """Audit existing releases, however it was decided what to hide in them.

    Raises ValueError where months are not consecutive, or where counts do not add up.
    """
    _check_consecutive(months)
    out = [prepared(month, layout) for month in months]
    found: list[Exposed] = []
    for month, shown in zip(out, published, strict=True):
        hide_as_published(month, shown, layout)
        for cell, value in shown.values.items():
            if value is not None and is_primary(value, shown.threshold):
                found.append(Exposed(month.month_end, cell, f"{value} is shown"))
    if found:
        return AuditReport(tuple(found))
    for month in out:
        if month.withheld is None:
            found += exposed_in_stock(month, replace(layout, threshold=month.threshold))
    return AuditReport((*found, *exposed_in_flows(out, layout)))


def _check_consecutive(months: Sequence[MonthCounts]) -> None:
    for before, after in pairwise(m.month_end for m in months):
        if (after.year - before.year) * 12 + after.month - before.month != 1:
            raise ValueError(f"releases must be of consecutive months, not {before} and {after}")

"""Disclosure control: the only suppression, and the month-end area release.

What is released: at each month end, for each area, the children without an area, each district
and the force: children on the tracker in all, by status, age band and gender; and those added and
removed in the 12 months before. A count of 1 to 4 is confidential, [c]; so are further counts by
which it could be worked out, through sums, through differences between months, or by all readers'
comparing notes. A true 0 is shown wherever it can be.

How. A public rule chooses quickly what to hide: primary and complementary suppression, as in the
packages GaussSuppression and sdcTable. It hides totals one by one, the least loss first
(`disclosure_pattern`); given these, of all possible patterns of each breakdown it takes the one
that hides least (`disclosure_breakdown`). An audit then tries that choice exactly, over whole
numbers, with HiGHS (`disclosure_stock`, `disclosure_flow_worlds`). While it finds a count exposed,
more is hidden: of the children on the tracker several ways are tried, from the one that hides
least, and the first that passes is taken; where nothing is left to hide, the release is withheld.

What is guaranteed of every release shown. Take any count of 1 to 4 hidden in it or in one before,
and any of 1, 2, 3 and 4. Then there are whole numbers for all cells of all these releases in which
that count is that number, and which

- agree with every number shown, and with all sums: of areas, districts and force, of categories
  and totals, of children on the tracker with additions and removals, of overlapping 12 months;
- make the releases *permitted*: whatever the rule would hide of such numbers is hidden.

So neither what is shown, nor the rule, tells which of the four it is. Every other hidden count
could be another number than it is; and where all of an area's or a district's children share a
category, it is possible that they do not.

What is not guaranteed. Not that the four are equally likely; nor anything against a reader who
knows some of the children; nor against one who takes it that no more is hidden than the audit made
necessary, and repeats the whole choice for every possible world. Readers are taken not to know how
children move between areas, nor that a child counted in one month is the one counted in the next:
so a gender or age band of the whole force that falls from 5 to [c] in a month in which one child is
known to have left was 4. A late correction, by which a release disagrees with those before it, is
taken to be known to every reader.

The threshold, 5, is the lowest that an installation can set (Department for Education, children's
social care statistics). A release is judged by the threshold it was made under: one that is set
higher is for what is released from then on.

Symbols, Analysis Function: [c] confidential, [x] not available.
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
    """What the audit says of releases taken together; safe when nothing is exposed."""

    exposed: tuple[Exposed, ...]

    @property
    def safe(self) -> bool:
        """Whether the releases may be shown."""
        return not self.exposed


def publish(
    months: Sequence[MonthCounts], layout: Layout, already: Sequence[Published] = ()
) -> list[Published]:
    """What may be shown of each month end, oldest first; of the same counts always the same.

    `months`: consecutive month ends from the first ever released. `already`: what was shown of the
    first of them, which stays as it is, and counts against what may be shown of the others. Raises
    ValueError where months do not follow one another, or counts do not add up.
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
    """Whether releases give away any small count of theirs, whoever chose what to hide."""
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

"""The audit of existing releases, whatever method chose what they hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from queries.disclosure import publishing
from queries.disclosure.across_months.flows import are_counts_safe, are_withheld_flows_safe
from queries.disclosure.choice import SecretChoice
from queries.disclosure.layout import Cell, Layout, MonthCounts, Published
from queries.disclosure.month import Month, begin_month, hide_as_published
from queries.disclosure.pattern import is_primary
from queries.disclosure.stock import finished_audit

SECRET = "tests"


@dataclass(frozen=True)
class Exposed:
    """A finding of the audit: a count or group that a reader can work out or narrow down."""

    month_end: date
    cell: Cell
    what: str


@dataclass(frozen=True)
class AuditReport:
    """The result of auditing releases together: every count found exposed."""

    exposed: tuple[Exposed, ...]

    @property
    def safe(self) -> bool:
        """Whether the releases may be shown."""
        return not self.exposed


def audit(
    months: Sequence[MonthCounts], published: Sequence[Published], layout: Layout
) -> AuditReport:
    """Audit the releases of consecutive months. Raises ValueError where counts do not add up."""
    begun_months = [begin_month(month, layout) for month in months]
    exposed: list[Exposed] = []
    for month, shown in zip(begun_months, published, strict=True):
        hide_as_published(month, shown, layout)
        for cell, value in shown.values.items():
            if value is not None and is_primary(value, shown.threshold):
                exposed.append(Exposed(month.month_end, cell, f"{value} is shown"))
    if exposed:
        return AuditReport(tuple(exposed))
    for month in begun_months:
        if month.withheld is None:
            exposed += _exposed_in_stock(month, replace(layout, threshold=month.threshold))
    if exposed:
        return AuditReport(tuple(exposed))
    if not are_withheld_flows_safe(begun_months, layout):
        what = "additions and removals that are withheld could be worked out"
        exposed.append(Exposed(begun_months[-1].month_end, Cell("force", "added"), what))
    if not are_counts_safe(begun_months, layout, SecretChoice(SECRET, begun_months[-1].month_end)):
        what = "totals or categories could be worked out from additions and removals"
        exposed.append(Exposed(begun_months[-1].month_end, Cell("force", "on_tracker"), what))
    return AuditReport(tuple(exposed))


def _exposed_in_stock(month: Month, layout: Layout) -> Iterator[Exposed]:
    """What is exposed among the children on the tracker of one month."""
    finished = finished_audit(month, layout, SecretChoice(SECRET, month.month_end))
    for node, column in finished.unmet:
        code = layout.geographies[node].code
        if column < 0:
            cell, what = Cell(code, list(layout.categories)[-1 - column]), "all share one category"
        else:
            cell = Cell(code, *layout.stock[column])
            what = "it could not be each of 1, 2, 3 and 4"
        yield Exposed(month.month_end, cell, what)


def publish(
    months: Sequence[MonthCounts],
    layout: Layout,
    already: Sequence[Published] = (),
    secret: str = SECRET,
) -> list[Published]:
    """The releases that an installation with a known secret publishes."""
    return publishing.publish(months, layout, already, secret=secret)

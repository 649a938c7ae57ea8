"""The audit of releases that already exist, however it was decided what to hide in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from queries.disclosure.flows import unmet_in_flows
from queries.disclosure.layout import FLOWS, Cell, Layout, MonthCounts, Published
from queries.disclosure.month import Month, hide_as_published, prepared
from queries.disclosure.pattern import is_primary
from queries.disclosure.stock import audited


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
            found += _exposed_in_stock(month, replace(layout, threshold=month.threshold))
    return AuditReport((*found, *_exposed_in_flows(out, layout)))


def _exposed_in_stock(month: Month, layout: Layout) -> Iterator[Exposed]:
    """What is exposed among the children on the tracker of one month."""
    finished = audited(month, layout)
    for node, column in finished.unmet:
        code = layout.geographies[node].code
        if column < 0:
            cell, what = Cell(code, list(layout.categories)[-1 - column]), "all share one category"
        else:
            cell = Cell(code, *layout.stock[column])
            what = _in_words(finished.required_values.get((node, column)))
        yield Exposed(month.month_end, cell, what)


def _exposed_in_flows(months: Sequence[Month], layout: Layout) -> Iterator[Exposed]:
    """What is exposed among additions and removals, over all months together."""
    for (at, measure, node), values in unmet_in_flows(months, layout).items():
        name = (*FLOWS, "on_tracker")[measure]
        cell = Cell(layout.geographies[node].code, name)
        yield Exposed(months[at].month_end, cell, _in_words(values))


def _in_words(values: set[int] | None) -> str:
    """A finding in words. `values`: those that the count could not have; none if it is certain."""
    return f"it could not be {', '.join(map(str, sorted(values)))}" if values else "it is certain"

"""Disclosure control: the only suppression, and the month-end area release.

What is released: at each month end, for each area, the children without an area, each district and the force:
children on the tracker in all, by status, age band and gender; and added and removed in the last 12 months.
A count of 1 to 4 is confidential, [c]; so are the further counts from which it could be worked out, by
sums, by differences between months, or by all readers' comparing notes. A true 0 is shown wherever it can be.

How. `disclosure_pattern` is the public rule, a quick choice of what to hide (primary and complementary
suppression, as in the packages GaussSuppression and sdcTable). `disclosure_audit` then tries that
choice exactly, over whole numbers, with HiGHS. Where the audit finds a count exposed, more is hidden
and the audit is run again; where nothing more can be hidden, the release is withheld.

What is guaranteed of a release that is shown. For each count of 1 to 4, hidden in this release or in any
before it, and for each of 1, 2, 3 and 4, there are whole numbers for every cell of every release that

- agree with every number shown, and with all sums between areas, districts and force, between categories and
  totals, between children on the tracker, additions and removals, and between overlapping 12 months;
- make the releases *permitted*: everything the rule would hide, had those been the true numbers, is hidden.

And of a group (area, district) whose children all share a category, it is possible that they do not.
So neither the numbers nor the rule rule out any of the four values. Not guaranteed: that a reader who
also assumes that no more was hidden than the audit asked for, and repeats the whole choice for every
possible world, finds all four equally likely, or that one who knows some of the children learns nothing.
Two things are taken as not known to readers: moves between areas, and how single children age or stay.

Threshold: at least 5, a setting of the installation. Symbols: Analysis Function, "Symbols in tables":
[c] confidential, [x] not available. Threshold: Department for Education, children's social care statistics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from queries.disclosure_audit import ON_TRACKER, Mask, flow_hunt, stock_hunt
from queries.disclosure_pattern import (
    NOTHING_CLOSED,
    Breakdown,
    Closed,
    Tree,
    few,
    hidden_in_column,
    next_to_hide,
    show_what_is_certain,
)
from queries.disclosure_worlds import Hunt, Key, Numbers

CONFIDENTIAL = "[c]"
NOT_AVAILABLE = "[x]"
LOWEST_THRESHOLD = 5
FLOWS = ("added", "removed")


@dataclass(frozen=True)
class Geography:
    """A row of the release. `district` is set for an area: the code of its district."""

    kind: Literal["area", "unknown", "district", "force"]
    code: str
    district: str | None = None


class Cell(NamedTuple):
    """One count: "on_tracker", "added" or "removed", or a breakdown ("status" …) and its category."""

    geography: str
    measure: str
    category: str | None = None


@dataclass(frozen=True)
class Layout:
    """The shape of every release: its geographies, its breakdowns, and the threshold."""

    geographies: tuple[Geography, ...]
    categories: Mapping[str, tuple[str, ...]]
    threshold: int = LOWEST_THRESHOLD

    def __post_init__(self) -> None:
        if self.threshold < LOWEST_THRESHOLD:
            raise ValueError(f"the threshold may not be lower than {LOWEST_THRESHOLD}")
        kinds = [g.kind for g in self.geographies]
        if kinds.count("force") != 1 or kinds.count("unknown") > 1:
            raise ValueError("a layout needs one force, and at most one unknown area")
        districts = {g.code for g in self.geographies if g.kind == "district"}
        for geography in self.geographies:
            if geography.kind == "area" and geography.district not in districts:
                raise ValueError(f"area {geography.code} is in no district of the layout")

    def cells(self) -> list[Cell]:
        """Every cell of one release."""
        return [
            Cell(geography.code, measure, category)
            for geography in self.geographies
            for measure, category in (*self.stock, *((flow, None) for flow in FLOWS))
        ]

    @cached_property
    def stock(self) -> list[tuple[str, str | None]]:
        """The columns of the table of children on the tracker: the total, then each category."""
        columns: list[tuple[str, str | None]] = [("on_tracker", None)]
        for measure, categories in self.categories.items():
            columns += [(measure, category) for category in categories]
        return columns

    @cached_property
    def blocks(self) -> list[range]:
        """Where the categories of each breakdown stand among the columns."""
        blocks, start = [], 1
        for categories in self.categories.values():
            blocks.append(range(start, start + len(categories)))
            start += len(categories)
        return blocks

    @cached_property
    def tree(self) -> Tree:
        """The geographies by position."""
        where = {g.code: i for i, g in enumerate(self.geographies)}
        districts = [g.code for g in self.geographies if g.kind == "district"]
        areas = tuple(
            tuple(where[g.code] for g in self.geographies if g.kind == "area" and g.district == d)
            for d in districts
        )
        unknown = next((where[g.code] for g in self.geographies if g.kind == "unknown"), None)
        force = next(where[g.code] for g in self.geographies if g.kind == "force")
        return Tree(areas, unknown, tuple(where[d] for d in districts), force)


@dataclass(frozen=True)
class MonthCounts:
    """The true counts of one month end: every cell of the layout."""

    month_end: date
    counts: Mapping[Cell, int]


@dataclass(frozen=True)
class Published:
    """What every reader may see of one month end. A count that is not shown is None, never a number."""

    month_end: date
    values: Mapping[Cell, int | None]
    withheld: str | None = None

    def symbol(self, cell: Cell) -> str | None:
        """[c] where a count is suppressed, [x] where the release is withheld, None where it is shown."""
        if self.withheld is not None:
            return NOT_AVAILABLE
        return CONFIDENTIAL if self.values[cell] is None else None

    def rows(self) -> list[tuple[str, str, str | None, int | None, str | None]]:
        """Geography, measure, category, value and symbol of each cell, as they may be stored."""
        return [(*cell, value, self.symbol(cell)) for cell, value in self.values.items()]


def share(published: Published, part: Cell, whole: Cell) -> float | None:
    """A part of a whole, 0 to 1; None where either is not shown or the whole is 0."""
    top, bottom = published.values[part], published.values[whole]
    if top is None or not bottom:
        return None
    return top / bottom


def rate(
    published: Published, cell: Cell, population: int | None, per: int = 10_000
) -> float | None:
    """A count per so many of a population; None where the count is not shown or nobody is known to live there."""
    count = published.values[cell]
    if count is None or not population:
        return None
    return count * per / population


@dataclass(frozen=True)
class Exposed:
    """A finding of the audit: a count (or group) that could be worked out, or narrowed down."""

    month_end: date
    cell: Cell
    what: str


@dataclass(frozen=True)
class AuditReport:
    """What the audit says of releases taken together; safe when nothing is exposed."""

    exposed: tuple[Exposed, ...]

    @property
    def safe(self) -> bool:
        """Whether the releases may be shown."""
        return not self.exposed


@dataclass
class _Month:
    """One month as it is being prepared: arrays by geography, of what is true and of what is hidden."""

    month_end: date
    stock: Numbers
    flows: Numbers
    stock_hidden: Mask
    flows_hidden: Mask
    withheld: str | None = None

    def withhold(self, why: str) -> None:
        """Show nothing of this month."""
        self.withheld = why
        self.stock_hidden[:] = True
        self.flows_hidden[:] = True


def publish(
    months: Sequence[MonthCounts], layout: Layout, already: Sequence[Published] = ()
) -> list[Published]:
    """What may be shown of each month end, oldest first; the same counts always give the same releases.

    `months`: consecutive month ends from the first ever released. `already`: what was shown of the first of
    them, which stays as it is, and counts against what may be shown of the others. Raises ValueError
    where the months are not consecutive, or the counts do not add up.
    """
    _check_consecutive(months)
    out = [_prepared(month, layout) for month in months]
    for month, published in zip(out, already, strict=False):
        _take_over(month, published, layout)
    for month in out[len(already) :]:
        _hide_stock(month, layout)
    _hide_flows(out, layout, len(already))
    return [*already, *(_published(month, layout) for month in out[len(already) :])]


def audit(
    months: Sequence[MonthCounts], published: Sequence[Published], layout: Layout
) -> AuditReport:
    """Whether releases give away any small count of theirs, whoever chose what to hide."""
    _check_consecutive(months)
    out = [_prepared(month, layout) for month in months]
    found: list[Exposed] = []
    for month, shown in zip(out, published, strict=True):
        _take_over(month, shown, layout)
        for cell, value in shown.values.items():
            if value is not None and few(value, layout.threshold):
                found.append(Exposed(month.month_end, cell, f"{value} is shown"))
    if found:
        return AuditReport(tuple(found))
    for month in out:
        if month.withheld is None:
            found += _exposed_in_stock(month, layout)
    return AuditReport((*found, *_exposed_in_flows(out, layout)))


def _check_consecutive(months: Sequence[MonthCounts]) -> None:
    for before, after in pairwise(m.month_end for m in months):
        if (after.year - before.year) * 12 + after.month - before.month != 1:
            raise ValueError(f"releases must be of consecutive months, not {before} and {after}")


def _prepared(month: MonthCounts, layout: Layout) -> _Month:
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
    return _Month(
        month.month_end, stock, flows, np.zeros(stock.shape, bool), np.zeros(flows.shape, bool)
    )


def _take_over(month: _Month, published: Published, layout: Layout) -> None:
    """Hide in a month what was hidden when it was published."""
    if published.month_end != month.month_end:
        raise ValueError(
            f"{published.month_end} was published where {month.month_end} was expected"
        )
    if published.withheld is not None:
        month.withhold(published.withheld)
        return
    for i, geography in enumerate(layout.geographies):
        for j, column in enumerate(layout.stock):
            month.stock_hidden[i, j] = published.values[Cell(geography.code, *column)] is None
        for k, flow in enumerate(FLOWS):
            month.flows_hidden[k, i] = published.values[Cell(geography.code, flow)] is None


def _published(month: _Month, layout: Layout) -> Published:
    values: dict[Cell, int | None] = {}
    for i, geography in enumerate(layout.geographies):
        for j, column in enumerate(layout.stock):
            shown = not month.stock_hidden[i, j]
            values[Cell(geography.code, *column)] = int(month.stock[i, j]) if shown else None
        for k, flow in enumerate(FLOWS):
            shown = not month.flows_hidden[k, i]
            values[Cell(geography.code, flow)] = int(month.flows[k, i]) if shown else None
    return Published(month.month_end, values, month.withheld)


# Children on the tracker


def _stock_rule(stock: Numbers, layout: Layout, closed: Closed = NOTHING_CLOSED) -> Mask | None:
    """What the rule hides of one month's children on the tracker; None where it can show nothing."""
    tree, threshold = layout.tree, layout.threshold
    counts = stock.tolist()
    totals = [row[0] for row in counts]
    totals_hidden = hidden_in_column(tree, totals, threshold, closed)
    if totals_hidden is None:
        return None
    hidden = [[total] for total in totals_hidden]
    for number, block in enumerate(layout.blocks):
        rows = [row[block.start : block.stop] for row in counts]
        breakdown = Breakdown(tree, totals, totals_hidden, rows, threshold)
        for row, more in zip(hidden, breakdown.hidden(closed, number), strict=True):
            row.extend(more)
    show_what_is_certain(tree, layout.blocks, counts, hidden, threshold)
    return np.array(hidden)


def _unmet_in_stock(month: _Month, layout: Layout) -> Hunt:
    """The hunt through one month's tables, finished: what is left in it is exposed."""

    def permitted(world: Numbers) -> bool:
        needed = _stock_rule(world, layout)
        return needed is not None and not (needed & ~month.stock_hidden).any()

    hunt, models = stock_hunt(
        layout.tree, layout.blocks, month.stock, month.stock_hidden, layout.threshold, permitted
    )
    hunt.run(models)
    return hunt


def _hide_stock(month: _Month, layout: Layout) -> None:
    """Hide what the rule hides, and more for as long as the audit asks for it; else withhold."""
    closed = NOTHING_CLOSED
    hidden = _stock_rule(month.stock, layout)
    if hidden is None:
        month.withhold(
            f"Withheld: there are fewer than {layout.threshold} children in the whole force, or too"
            " few to show any number without telling of a child."
        )
        return
    while True:
        month.stock_hidden = hidden
        unmet = _unmet_in_stock(month, layout).unmet
        if not unmet:
            return
        for closed in _closing_more(unmet[0], month, layout, closed):  # noqa: B020
            more = _stock_rule(month.stock, layout, closed)
            if more is not None and (more & ~hidden).any():
                hidden = more | hidden
                break
        else:
            month.withhold(
                "Withheld: the audit found that a count of fewer than"
                f" {layout.threshold} children could be worked out."
            )
            return


def _closing_more(key: Key, month: _Month, layout: Layout, closed: Closed) -> Iterator[Closed]:
    """What else to hide so that one exposed count is safe, the least loss first."""
    tree = layout.tree
    node, column = key
    district = next(
        (d for d, areas in zip(tree.districts, tree.areas_of, strict=True) if node in areas), None
    )
    if column == 0:
        totals, hidden = month.stock[:, 0].tolist(), month.stock_hidden[:, 0].tolist()
        more = next_to_hide(tree, totals, hidden, node)
        if more is not None:
            yield replace(closed, totals=closed.totals | {more})
    else:
        number = -1 - column
        if column > 0:
            number = next(i for i, block in enumerate(layout.blocks) if column in block)
        if district is not None:
            yield replace(closed, areas=closed.areas | {(number, district)})
        yield replace(closed, districts=closed.districts | {number})
        yield replace(closed, force=closed.force | {number})
    if district is not None:
        yield replace(closed, below=closed.below | {district})
    yield replace(closed, below=closed.below | {tree.force})


def _exposed_in_stock(month: _Month, layout: Layout) -> list[Exposed]:
    hunt = _unmet_in_stock(month, layout)
    found = []
    for node, column in hunt.unmet:
        code = layout.geographies[node].code
        if column < 0:
            cell, what = Cell(code, list(layout.categories)[-1 - column]), "all share one category"
        else:
            cell = Cell(code, *layout.stock[column])
            what = _what(hunt.wanted.get((node, column)))
        found.append(Exposed(month.month_end, cell, what))
    return found


def _what(values: set[int] | None) -> str:
    """The finding in words: the values that a count could not have; none where it can be worked out."""
    return f"it could not be {', '.join(map(str, sorted(values)))}" if values else "it is certain"


# Additions and removals


def _flows_rule(flows: Numbers, layout: Layout) -> Mask:
    """What the rule hides of one month's additions and removals: all, where the force's own are few.

    Over overlapping years a single area's numbers are soon worked out, so where one area of a district
    is hidden, all that are not 0 are.
    """
    tree, threshold = layout.tree, layout.threshold
    columns = []
    for flow in flows.tolist():
        together = frozenset(
            area
            for areas in tree.areas_of
            for area in areas
            if flow[area] and any(few(flow[other], threshold) for other in areas)
        )
        below: frozenset[int] = frozenset()
        if any(few(flow[node], threshold) for node in tree.top):
            broadest = frozenset({max(tree.districts, key=lambda d: (len(tree.leaves_of(d)), -d))})
            together, below = together | broadest, broadest
        columns.append(hidden_in_column(tree, flow, threshold, Closed(together, below)))
    shown = [column for column in columns if column is not None]
    if len(shown) < len(columns):
        return np.ones(flows.shape, bool)
    hidden = [list(cells) for cells in zip(*shown, strict=True)]
    show_what_is_certain(tree, [], flows.T.tolist(), hidden, threshold)
    return np.array(hidden).T


def _unmet_in_flows(
    months: Sequence[_Month], layout: Layout, among: Mapping[Key, set[int]] | None = None
) -> dict[Key, set[int]]:
    """The additions and removals that could not be shown to be any small number, and the values missing.

    No values: a count that is not small, but can be worked out. `among`: the only ones to look at.
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

    def permitted(world: Numbers) -> bool:
        changed = (world != counts).any(axis=(1, 2))
        return not any(
            (_flows_rule(world[i, :ON_TRACKER], layout) & ~months[i].flows_hidden).any()
            for i in np.flatnonzero(changed).tolist()
        )

    hunt, models = flow_hunt(layout.tree, counts, hidden, layout.threshold, permitted)
    if among is not None:
        hunt.wanted = {key: set(values) for key, values in among.items() if key in hunt.wanted}
        hunt.loose &= set(among)
    hunt.run(models, all_of_it=among is None)
    return hunt.wanted | {key: set() for key in hunt.loose}


def _hide_flows(months: Sequence[_Month], layout: Layout, settled: int) -> None:
    """Hide additions and removals of the months not settled yet, each as if it were the newest.

    A world for all months is one for the first of them, and remains one when more is hidden. So one audit of
    all months serves each of them, and only what it could not show is ever asked again.
    """
    for month in months[settled:]:
        if month.withheld is None:
            month.flows_hidden = _flows_rule(month.flows, layout)
    exposed = _unmet_in_flows(months, layout)
    newest = settled + 1
    while exposed and newest <= len(months):
        found = _unmet_in_flows(months[:newest], layout, exposed)
        before = months[newest - 1].flows_hidden.copy()
        if not found:
            newest += 1
        elif _hide_more_flows(months[:newest], layout, next(iter(found))):
            more = np.argwhere(months[newest - 1].flows_hidden & ~before).tolist()
            # What failed is asked first the next time, and what was hidden last is asked too.
            exposed = found | exposed | {(newest - 1, *cell): set() for cell in more}
        else:
            exposed = {key: values for key, values in exposed.items() if key not in found}


def _hide_more_flows(months: Sequence[_Month], layout: Layout, key: Key) -> bool:
    """Hide more of the newest month, so that a count of it or of an earlier month is safe; else withhold.

    False where it is withheld already: then what is exposed was so before, or is of no release.
    """
    month, tree = months[-1], layout.tree
    _, measure, node = key
    if month.withheld is not None:
        return False
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
            f" {layout.threshold} children could be worked out from this and earlier releases."
        )
    else:
        month.flows_hidden = hidden
    return True


def _exposed_in_flows(months: Sequence[_Month], layout: Layout) -> list[Exposed]:
    found = []
    for (at, measure, node), values in _unmet_in_flows(months, layout).items():
        name = (*FLOWS, "on_tracker")[measure]
        cell = Cell(layout.geographies[node].code, name)
        found.append(Exposed(months[at].month_end, cell, _what(values)))
    return found

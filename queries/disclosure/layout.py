"""The layout of a release, the true counts that it is made from, and what is published of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from queries.disclosure.pattern import Tree

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
    """One count: "on_tracker", "added", "removed"; or a breakdown, as "status", and a category."""

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
        """The column numbers of each breakdown's categories."""
        blocks, start = [], 1
        for categories in self.categories.values():
            blocks.append(range(start, start + len(categories)))
            start += len(categories)
        return blocks

    @cached_property
    def tree(self) -> Tree:
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
    """The true counts of one month end: every cell of the layout.

    `in_month`: the additions and removals of the month itself. One that is left out counts as 0,
    and then the audit does not rely on there being any. Where `shows_flows` is false, its additions
    and removals are not shown: its 12 months begin before the areas changed.
    """

    month_end: date
    counts: Mapping[Cell, int]
    in_month: Mapping[Cell, int] = field(default_factory=dict)
    shows_flows: bool = True


@dataclass(frozen=True)
class Published:
    """One release as every reader sees it. A count that is not shown is None.

    `threshold`: the one in force when it was published; a later change does not affect it.
    """

    month_end: date
    values: Mapping[Cell, int | None]
    withheld: str | None = None
    threshold: int = LOWEST_THRESHOLD

    def symbol(self, cell: Cell) -> str | None:
        """[c] for a suppressed count, [x] where the release is withheld, None for one shown."""
        if self.withheld is not None:
            return NOT_AVAILABLE
        return CONFIDENTIAL if self.values[cell] is None else None

    def rows(self) -> list[tuple[str, str, str | None, int | None, str | None]]:
        """Geography, measure, category, value and symbol of each cell, as they may be stored."""
        return [(*cell, value, self.symbol(cell)) for cell, value in self.values.items()]


def share(published: Published, part: Cell, whole: Cell) -> float | None:
    """A part of a whole, 0 to 1; None where either is not shown or the whole is 0."""
    part_count, whole_count = published.values[part], published.values[whole]
    if part_count is None or not whole_count:
        return None
    return part_count / whole_count


def rate(published: Published, cell: Cell, population: int | None) -> float | None:
    """A count per 10,000 of a population; None where either is not shown or not known."""
    count = published.values[cell]
    if count is None or not population:
        return None
    return count * 10_000 / population

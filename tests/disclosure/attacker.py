"""The attacker: combines everything published with the sums that every reader knows to hold.

It shares no code with the suppression. From the published rows alone it sets up every relation
within a month and between months, and then

1. reasons: whole-number intervals are narrowed by each relation in turn until nothing changes
   (this covers subtraction, differencing of districts, areas and categories, and of months);
2. solves: finds the least and greatest value of a suppressed count by linear programming.

The attack succeeds if a suppressed count of 1 to 4 is recovered, or if one of children on the
tracker is shown not to be one of 1, 2, 3 and 4. Nothing is promised of a larger count, which is
hidden only to protect others. The tests compare its findings with the true counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import highspy
import numpy as np

from queries.disclosure.layout import FLOWS, Cell, Layout, Published

UNBOUNDED = 10**6
UNBOUNDED_STATUSES = (
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)
MONTHS_A_YEAR = 12


class ReleasedCell(NamedTuple):
    """A cell of one release."""

    month_end: date
    cell: Cell


@dataclass(frozen=True)
class Bounds:
    """The least and greatest possible value of a suppressed count, as the attacker found it."""

    released_cell: ReleasedCell
    least: int
    greatest: int


Relation = list[tuple[int, int]]
"""Numbers and their signs, whose sum is 0."""


@dataclass
class Attack:
    """An attack on some releases. `over_time`: use the relations between months too.

    `net_moves`: how many more children moved into an area than out of it in a month, by month end
    and area, for an attacker who knows that.
    """

    layout: Layout
    releases: Sequence[Published]
    over_time: bool = True
    net_moves: Mapping[tuple[date, str], int] | None = None
    number: dict[object, int] = field(default_factory=dict)
    least: list[int] = field(default_factory=list)
    greatest: list[int] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def __post_init__(self) -> None:
        for release in self.releases:
            for cell, value in release.values.items():
                self._add_number(ReleasedCell(release.month_end, cell), value)
        for release in self.releases:
            self._relate_one_month(release.month_end)
        if self.over_time:
            month_ends = [release.month_end for release in self.releases]
            self._relate_months(month_ends)
            self._relate_categories(month_ends)
            if self.net_moves is not None:
                self._relate_areas(month_ends, self.net_moves)
        self.suppressed = [
            ReleasedCell(release.month_end, cell)
            for release in self.releases
            if release.withheld is None
            for cell, value in release.values.items()
            if value is None
        ]

    def _add_number(self, what: object, value: int | None = None) -> int:
        self.number[what] = len(self.least)
        self.least.append(0 if value is None else value)
        self.greatest.append(UNBOUNDED if value is None else value)
        return self.number[what]

    def _add_sum(self, whole: object, parts: Iterable[object]) -> None:
        self.relations.append(
            [(self.number[whole], -1), *((self.number[part], 1) for part in parts)]
        )

    def _relate_one_month(self, at: date) -> None:
        places = self.layout.geographies
        areas = [g for g in places if g.kind == "area"]
        districts = [g.code for g in places if g.kind == "district"]
        unknown = [g.code for g in places if g.kind == "unknown"]
        force = next(g.code for g in places if g.kind == "force")
        columns = {(cell.measure, cell.category) for cell in self.layout.cells()}
        for column in sorted(columns, key=str):
            for district in districts:
                parts = [
                    ReleasedCell(at, Cell(a.code, *column)) for a in areas if a.district == district
                ]
                self._add_sum(ReleasedCell(at, Cell(district, *column)), parts)
            parts = [ReleasedCell(at, Cell(code, *column)) for code in (*districts, *unknown)]
            self._add_sum(ReleasedCell(at, Cell(force, *column)), parts)
        for place in places:
            for measure, categories in self.layout.categories.items():
                parts = [ReleasedCell(at, Cell(place.code, measure, c)) for c in categories]
                self._add_sum(ReleasedCell(at, Cell(place.code, "on_tracker")), parts)

    def _relate_months(self, month_ends: Sequence[date]) -> None:
        """The 12-month counts overlap; the force changes by additions less removals."""
        places = self.layout.geographies
        force = next(g.code for g in places if g.kind == "force")
        for place in places:
            for flow in ("added", "removed"):
                for month in range(len(month_ends) + MONTHS_A_YEAR - 1):
                    self._add_number((place.code, flow, month))
                for i, at in enumerate(month_ends):
                    monthly = [(place.code, flow, month) for month in range(i, i + MONTHS_A_YEAR)]
                    self._add_sum(ReleasedCell(at, Cell(place.code, flow)), monthly)
        for flow in ("added", "removed"):
            for month in range(len(month_ends) + MONTHS_A_YEAR - 1):
                leaves = [g.code for g in places if g.kind in ("area", "unknown")]
                self._add_sum((force, flow, month), [(code, flow, month) for code in leaves])
        for i, at in enumerate(month_ends):
            for months, flows in ((1, None), (MONTHS_A_YEAR, at)):
                if i < months:
                    continue
                now, then = (
                    self.number[ReleasedCell(m, Cell(force, "on_tracker"))]
                    for m in (at, month_ends[i - months])
                )
                added, removed = (
                    self.number[
                        ReleasedCell(at, Cell(force, flow))
                        if flows
                        else (force, flow, i + MONTHS_A_YEAR - 1)
                    ]
                    for flow in ("added", "removed")
                )
                self.relations.append([(now, -1), (then, 1), (added, 1), (removed, -1)])

    def _relate_categories(self, month_ends: Sequence[date]) -> None:
        """A child of the force keeps a gender, and leaves an age band only for the next, the last
        of which is of all other ages."""
        force = next(g.code for g in self.layout.geographies if g.kind == "force")
        for measure in {"age", "gender"} & set(self.layout.categories):
            categories = self.layout.categories[measure]
            for month in range(1, len(month_ends)):
                at = month + MONTHS_A_YEAR - 1
                for what in ("added", "removed", "grew up"):
                    own = [(measure, what, category, at) for category in categories]
                    for each in own:
                        self._add_number(
                            each, 0 if (measure, what) == ("gender", "grew up") else None
                        )
                    if what in FLOWS:
                        self._add_sum((force, what, at), own)
                for category, younger in zip(
                    categories, (categories[-1], *categories), strict=False
                ):
                    now, then = (
                        self.number[ReleasedCell(month_ends[which], Cell(force, measure, category))]
                        for which in (month, month - 1)
                    )
                    signs = {
                        ("added", category): 1,
                        ("removed", category): -1,
                        ("grew up", younger): 1,
                        ("grew up", category): -1,
                    }
                    flows = [
                        (self.number[measure, *what, at], sign) for what, sign in signs.items()
                    ]
                    self.relations.append([(now, -1), (then, 1), *flows])

    def _relate_areas(
        self, month_ends: Sequence[date], net_moves: Mapping[tuple[date, str], int]
    ) -> None:
        """Each area changes by its additions and removals of the month, and by known moves."""
        for place in self.layout.geographies:
            if place.kind not in ("area", "unknown"):
                continue
            for i in range(1, len(month_ends)):
                then, now = (
                    self.number[ReleasedCell(month_ends[at], Cell(place.code, "on_tracker"))]
                    for at in (i - 1, i)
                )
                added, removed = (
                    self.number[place.code, flow, i + MONTHS_A_YEAR - 1]
                    for flow in ("added", "removed")
                )
                month_and_place = month_ends[i], place.code
                moved = self._add_number(("moved", *month_and_place), net_moves[month_and_place])
                self.relations.append([(now, -1), (then, 1), (added, 1), (removed, -1), (moved, 1)])

    # Reasoning

    def reason(self) -> None:
        """Narrow each number's interval by every relation, until nothing changes."""
        touching: dict[int, list[int]] = {}
        for at, relation in enumerate(self.relations):
            for number, _ in relation:
                touching.setdefault(number, []).append(at)
        waiting = dict.fromkeys(range(len(self.relations)))
        while waiting:
            at = next(iter(waiting))
            del waiting[at]
            for number in self._narrow(self.relations[at]):
                waiting.update(dict.fromkeys(touching[number]))

    def _narrow(self, relation: Relation) -> Iterator[int]:
        ends = [
            (sign * self.least[n], sign * self.greatest[n])
            if sign > 0
            else (sign * self.greatest[n], sign * self.least[n])
            for n, sign in relation
        ]
        low, high = sum(e[0] for e in ends), sum(e[1] for e in ends)
        for (number, sign), (least, greatest) in zip(relation, ends, strict=True):
            others_low, others_high = low - least, high - greatest
            bounds = sorted((sign * -others_high, sign * -others_low))
            new_least = max(self.least[number], bounds[0])
            new_greatest = min(self.greatest[number], bounds[1])
            if (new_least, new_greatest) != (self.least[number], self.greatest[number]):
                if new_least > new_greatest:
                    raise Contradiction(relation)
                self.least[number], self.greatest[number] = new_least, new_greatest
                yield number

    # Solving

    def programme(self) -> highspy.Highs:
        """All relations as one linear programme, from which least and greatest values are found."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.least), len(self.relations)
        lp.col_cost_ = np.zeros(len(self.least))
        lp.col_lower_ = np.array(self.least, dtype=float)
        lp.col_upper_ = np.array(
            [x if x < UNBOUNDED // 2 else highspy.kHighsInf for x in self.greatest], dtype=float
        )
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(self.relations))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        row_starts = np.cumsum([0, *map(len, self.relations)])
        lp.a_matrix_.start_ = row_starts.astype(np.int32)
        lp.a_matrix_.index_ = np.array([n for r in self.relations for n, _ in r], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([s for r in self.relations for _, s in r], dtype=float)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(lp)
        return solver

    def solve(self, targets: Iterable[ReleasedCell]) -> Iterator[Bounds]:
        """The least and greatest value of each target over fractions, rounded inwards."""
        solver = self.programme()
        for cell in targets:
            number = self.number[cell]
            ends = [self._end(solver, number, direction) for direction in (1.0, -1.0)]
            yield Bounds(cell, *ends)

    def _end(self, solver: highspy.Highs, number: int, direction: float) -> int:
        solver.changeColCost(number, direction)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            solver.clearSolver()  # The solver failed from its last solution: start again.
            solver.run()
            status = solver.getModelStatus()
        value = solver.getSolution().col_value[number]
        solver.changeColCost(number, 0.0)
        if status in UNBOUNDED_STATUSES:
            return UNBOUNDED
        if status != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(solver.modelStatusToString(status))
        # The bound over fractions, rounded inwards, is also a bound for whole numbers.
        return int(np.ceil(value - 1e-6)) if direction > 0 else int(np.floor(value + 1e-6))


class Contradiction(Exception):
    """The published numbers break a relation that the attacker assumes."""


def successes(
    found: Iterable[Bounds], truth: Mapping[ReleasedCell, int], threshold: int
) -> Iterator[tuple[Bounds, int]]:
    """The findings that count as a success, each with the true count."""
    for bounds in found:
        true_count = truth[bounds.released_cell]
        assert bounds.least <= true_count <= bounds.greatest, (bounds, true_count)
        small = 0 < true_count < threshold
        narrowed = bounds.least > 1 or bounds.greatest < threshold - 1
        of_flows = bounds.released_cell.cell.measure in FLOWS
        if small and (bounds.least == bounds.greatest or (narrowed and not of_flows)):
            yield bounds, true_count


def bounds_by_reasoning(attack: Attack) -> Iterator[Bounds]:
    """The interval of every suppressed count by reasoning; call `attack.reason()` first."""
    for cell in attack.suppressed:
        number = attack.number[cell]
        yield Bounds(cell, attack.least[number], attack.greatest[number])

"""What to hide in one month's tables: the public rule, as a quick function of that month's counts.

The rule works from the top down, so that a meeting keeps its district and force context, and hides
in this order of preference: areas before districts before the force, categories before totals.

1. A count of 1 to 4 is hidden. Where the total of a group is hidden, so is everything below it,
   zeros included: a zero there would tell how the few children divide.
2. Totals (and additions, removals) form a tree: areas, districts and the unknown area, force. While
   a hidden 1 to 4 could be narrowed down by the sums around it, one more of the group is hidden.
3. A breakdown of an area is shown whole or not at all. Districts, the unknown area and the force hide
   a rectangle of some of these rows and some of the categories: the cheapest that is safe.
4. A breakdown that would say that all of a group share a category is hidden like one with a 1 to 4 in
   it, so that the two look the same. A category with nobody in it in the whole force is shown as 0.

These are the steps of "primary" and "secondary" suppression, as in GaussSuppression and sdcTable. The
bounds used here are quick and local. Whether the result is safe is for the audit to say, which
does not trust them (see `disclosure_audit`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

Column = Sequence[int]  # one count a geography, in the tree's order
Rows = Sequence[Sequence[int]]  # one row a geography: its categories


@dataclass(frozen=True)
class Tree:
    """The geographies by position: areas, then (perhaps) the unknown area, districts, the force."""

    areas_of: tuple[tuple[int, ...], ...]
    unknown: int | None
    districts: tuple[int, ...]
    force: int

    @property
    def top(self) -> tuple[int, ...]:
        """What adds up to the force: the districts and the unknown area."""
        return self.districts if self.unknown is None else (*self.districts, self.unknown)

    @property
    def leaves(self) -> tuple[int, ...]:
        """What is counted, and adds up to everything else: the areas and the unknown area."""
        areas = tuple(area for areas in self.areas_of for area in areas)
        return areas if self.unknown is None else (*areas, self.unknown)

    def leaves_of(self, node: int) -> tuple[int, ...]:
        """The leaves that add up to one geography (itself, for a leaf)."""
        if node == self.force:
            return self.leaves
        if node in self.districts:
            return self.areas_of[self.districts.index(node)]
        return (node,)


Interval = tuple[float, float]


@dataclass(frozen=True)
class Closed:
    """What is hidden whole in one month, because the audit found the rule's own choice wanting.

    `totals`: geographies whose total is hidden besides. `below`: districts (or the force) below which every
    total is hidden, zeros included. `areas`: breakdowns, by number, of which no area of a district is
    shown; `districts`: of which no district; `force`: nor the force.
    """

    totals: frozenset[int] = frozenset()
    below: frozenset[int] = frozenset()
    areas: frozenset[tuple[int, int]] = frozenset()
    districts: frozenset[int] = frozenset()
    force: frozenset[int] = frozenset()


NOTHING_CLOSED = Closed()


def few(count: int, threshold: int) -> bool:
    """Whether a count is one of those that must be hidden (1 to 4, unless the threshold is higher)."""
    return 0 < count < threshold


def _possible(count: int, hidden: bool) -> Interval:
    """What a reader may think of a count from its own cell: a zero that could be shown would be."""
    if not hidden:
        return count, count
    return min(count, 1), inf


def _given_sum(total: Interval, parts: Sequence[Interval]) -> list[Interval]:
    """Narrow the parts of a sum to what the sum and the other parts allow."""
    low, high = sum(p[0] for p in parts), sum(p[1] for p in parts)
    certain = sum(p[1] for p in parts if p[1] < inf)
    unbounded = sum(p[1] == inf for p in parts)
    narrowed = []
    for part in parts:
        others_unbounded = unbounded - (part[1] == inf)
        others_high = inf if others_unbounded else (certain if part[1] == inf else high - part[1])
        narrowed.append(
            (max(part[0], total[0] - others_high), min(part[1], total[1] - (low - part[0])))
        )
    return narrowed


def _column_intervals(tree: Tree, counts: Column, hidden: Sequence[bool]) -> list[Interval]:
    """What a reader can work out of each count of a column from the sums it takes part in."""
    found = [_possible(c, h) for c, h in zip(counts, hidden, strict=True)]
    for areas in tree.areas_of:
        if all(hidden[area] for area in areas):
            for area in areas:
                found[area] = (0, inf)
    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        low, high = found[district]
        parts = [found[area] for area in areas]
        found[district] = (max(low, sum(p[0] for p in parts)), min(high, sum(p[1] for p in parts)))
    top = _given_sum(found[tree.force], [found[node] for node in tree.top])
    for node, interval in zip(tree.top, top, strict=True):
        found[node] = interval
    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        parts = _given_sum(found[district], [found[area] for area in areas])
        for area, interval in zip(areas, parts, strict=True):
            found[area] = interval
    return found


def hidden_in_column(
    tree: Tree, counts: Column, threshold: int, closed: Closed = NOTHING_CLOSED
) -> list[bool] | None:
    """Which counts of one column (totals, additions or removals) to hide.

    None where nothing can be shown: the force's own count is 1 to 4, or nothing is left to hide.
    """
    if few(counts[tree.force], threshold):
        return None
    if tree.force in closed.below:
        return [node != tree.force for node in range(len(counts))]
    hidden = [few(count, threshold) or node in closed.totals for node, count in enumerate(counts)]
    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        if district in closed.below:
            for area in areas:
                hidden[area] = True
    while True:
        for district, areas in zip(tree.districts, tree.areas_of, strict=True):
            if hidden[district] and counts[district] < threshold:
                for area in areas:
                    hidden[area] = True
        intervals = _column_intervals(tree, counts, hidden)
        at_risk = next(
            (
                node
                for node, (low, high) in enumerate(intervals)
                if few(counts[node], threshold) and (low > 1 or high < threshold - 1)
            ),
            None,
        )
        if at_risk is None:
            return hidden
        more = next_to_hide(tree, counts, hidden, at_risk)
        if more is None:
            return None
        hidden[more] = True


def next_to_hide(tree: Tree, counts: Column, hidden: Sequence[bool], at_risk: int) -> int | None:
    """The least loss that helps a count at risk: a count of its own group, zeros last."""

    def first_of(nodes: Iterable[int], zeros: bool) -> int | None:
        shown = [n for n in nodes if not hidden[n] and (counts[n] == 0) == zeros]
        return min(shown, key=lambda n: (counts[n], n), default=None)

    for district, areas in zip(tree.districts, tree.areas_of, strict=True):
        if at_risk in areas and not hidden[district]:
            for candidate in (first_of(areas, False), first_of(areas, True), district):
                if candidate is not None:
                    return candidate
    below = [
        area
        for district, areas in zip(tree.districts, tree.areas_of, strict=True)
        if hidden[district]
        for area in areas
    ]
    unknown = [] if tree.unknown is None else [tree.unknown]
    broadest = sorted(tree.districts, key=lambda d: (-len(tree.leaves_of(d)), d))
    groups = (below, unknown, *([district] for district in broadest))
    for zeros in (False, True):
        for group in groups:
            candidate = first_of(group, zeros)
            if candidate is not None:
                return candidate
    return None


@dataclass(frozen=True)
class _Margins:
    """A block of hidden cells: what is known of the sums of its rows and of its columns."""

    rows: dict[int, Interval]
    columns: dict[int, Interval]

    def interval(self, row: int, column: int) -> Interval:
        """What a reader can work out of one cell of the block."""
        in_row = _sum(self.columns[c] for c in self.columns if c != column)
        in_column = _sum(self.rows[r] for r in self.rows if r != row)
        low = max(0, self.rows[row][0] - in_row[1], self.columns[column][0] - in_column[1])
        return low, min(self.rows[row][1], self.columns[column][1])


def _sum(intervals: Iterable[Interval]) -> Interval:
    low = high = 0.0
    for interval in intervals:
        low, high = low + interval[0], high + interval[1]
    return low, high


@dataclass(frozen=True)
class Breakdown:
    """One breakdown of the children on the tracker: the counts, and the totals it must add up to."""

    tree: Tree
    totals: Column
    totals_hidden: Sequence[bool]
    rows: Rows
    threshold: int

    def hidden(self, closed: Closed = NOTHING_CLOSED, number: int = 0) -> list[list[bool]]:
        """Which cells to hide; `number` is this breakdown's, by which `closed` knows it."""
        tree = self.tree
        live = self._live()
        entire = {n for n in tree.top if self.totals_hidden[n]}
        if number in closed.districts:
            entire |= {n for n in tree.top if self.totals[n]}
        if number in closed.force:
            entire |= {n for n in (*tree.top, tree.force) if self.totals[n]}
        while True:
            shape = [[False] * len(row) for row in self.rows]
            self._hide_top(shape, live, entire)
            exposed = None
            for district, areas in zip(tree.districts, tree.areas_of, strict=True):
                whole = (number, district) in closed.areas
                if not self._hide_areas(shape, live, district, areas, whole):
                    exposed = district
            if exposed is None or exposed in entire:
                return shape
            entire.add(exposed)

    def _live(self) -> list[int]:
        """The categories with anybody in them, and a second where there is but one."""
        force = self.rows[self.tree.force]
        live = [c for c, count in enumerate(force) if count]
        if len(live) == 1:
            live.append(next(c for c in range(len(force)) if c not in live))
        return sorted(live)

    def _unclean(self, node: int) -> bool:
        """Whether a row may not be shown as it is: small counts, or all of a group alike."""
        if self.totals_hidden[node]:
            return True
        row = self.rows[node]
        return any(few(c, self.threshold) for c in row) or sum(c > 0 for c in row) == 1

    def _row(self, node: int, columns: Iterable[int]) -> Interval:
        if self.totals_hidden[node]:
            return _possible(self.totals[node], True)
        known = sum(self.rows[node][c] for c in columns)
        return known, known

    def _safe(self, margins: _Margins) -> bool:
        """Whether the block's small counts stay open, and none of its groups is seen to be alike."""
        for row in margins.rows:
            counts = self.rows[row]
            for column in margins.columns:
                if few(counts[column], self.threshold):
                    low, high = margins.interval(row, column)
                    if low > 1 or high < self.threshold - 1:
                        return False
            if sum(c > 0 for c in counts) == 1:
                others = [c for c in margins.columns if not counts[c]]
                if not any(margins.interval(row, c)[1] >= 1 for c in others):
                    return False
                alike = next(c for c, count in enumerate(counts) if count)
                low = margins.interval(row, alike)[0] if alike in margins.columns else inf
                if low >= counts[alike]:
                    return False
        return True

    def _hide_top(self, shape: list[list[bool]], live: list[int], entire: set[int]) -> None:
        """Hide a rectangle among the force, the districts and the unknown area."""
        tree = self.tree
        force = tree.force
        active = [n for n in tree.top if self.totals[n] or self.totals_hidden[n]]
        needed = {n for n in (*active, force) if self._unclean(n)} | entire
        if not needed:
            return
        small = {
            c
            for c in live
            for n in (*active, force)
            if n in entire or few(self.rows[n][c], self.threshold)
        }
        by_size = sorted(live, key=lambda c: (-self.rows[force][c], c))
        columns = sorted(small)
        rows = [*active, force]
        for extra in (None, *(c for c in by_size if c not in small)):
            columns += [] if extra is None else [extra]
            if len(columns) < 2:
                continue
            alike = any(
                n in needed
                and sum(x > 0 for x in self.rows[n]) == 1
                and not any(self.rows[n][c] for c in columns)
                for n in active
            )
            if alike:
                continue
            rows = list(active) if len(active) > 1 and force not in needed else [*active, force]
            if self._top_is_safe(active, rows, columns):
                break
            rows = [*active, force]
            if self._top_is_safe(active, rows, columns):
                break
        for node in rows:
            for column in columns:
                shape[node][column] = True

    def _top_is_safe(self, active: list[int], rows: list[int], columns: list[int]) -> bool:
        force = self.tree.force
        inner = [n for n in rows if n != force]
        if not inner:
            return False
        if force in rows:
            shown = [n for n in active if n not in rows]
            for column in columns:
                floor = sum(self.rows[n][column] for n in shown)
                if few(self.rows[force][column], self.threshold) and floor > 1:
                    return False
            sums: dict[int, Interval] = dict.fromkeys(columns, (0, inf))
        else:
            sums = {}
            for column in columns:
                known = sum(self.rows[n][column] for n in inner)
                sums[column] = (known, known)
        return self._safe(_Margins({n: self._row(n, columns) for n in inner}, sums))

    def _hide_areas(
        self,
        shape: list[list[bool]],
        live: list[int],
        district: int,
        areas: tuple[int, ...],
        whole: bool,
    ) -> bool:
        """Hide whole rows among a district's areas; False where the district's own row gives them away."""
        live = [c for c in live if shape[district][c] or self.rows[district][c]]
        active = [a for a in areas if self.totals[a] or self.totals_hidden[a]]
        rows = [a for a in active if whole or self._unclean(a)]
        spare = sorted((a for a in active if a not in rows), key=lambda a: (self.totals[a], a))
        safe = not rows
        while rows and not safe:
            sums: dict[int, Interval] = {}
            for column in live:
                known = sum(self.rows[a][column] for a in rows)
                sums[column] = (0, inf) if shape[district][column] else (known, known)
            safe = self._safe(_Margins({a: self._row(a, live) for a in rows}, sums))
            if not safe and not spare:
                break
            if not safe:
                rows.append(spare.pop(0))
        for area in rows:
            for column in live:
                shape[area][column] = True
        return safe


def show_what_is_certain(
    tree: Tree, blocks: Sequence[range], counts: Rows, hidden: list[list[bool]], threshold: int
) -> None:
    """Show each count that is hidden to no purpose: the only one missing from a sum, and not small itself."""
    families = [(tree.force, *tree.top)]
    families += [(d, *areas) for d, areas in zip(tree.districts, tree.areas_of, strict=True)]
    sums = [[(node, c) for node in family] for family in families for c in range(len(counts[0]))]
    sums += [[(node, c) for c in (0, *block)] for node in range(len(counts)) for block in blocks]
    changed = True
    while changed:
        changed = False
        for cells in sums:
            missing = [(node, c) for node, c in cells if hidden[node][c]]
            if len(missing) == 1:
                node, c = missing[0]
                if not few(counts[node][c], threshold):
                    hidden[node][c] = False
                    changed = True

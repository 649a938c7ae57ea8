"""Step 1 for a breakdown of the children on the tracker: the pattern that hides fewest counts.

These are points 3 and 4 of the rule in `pattern`. The top is the districts, the unknown area and
the force. All patterns of the top are tried, the smallest first, each together with the fewest
areas that make it safe in every district. The search ends when the top alone hides more than the
best pattern found. Among many rows not every choice is tried; the rows with the fewest children
come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from math import inf

from queries.disclosure.pattern import Interval, Tree, is_primary, known_interval

Row = tuple[int, ...]  # the categories of one geography
Positions = tuple[int, ...]
Rectangle = tuple[Positions, Positions]  # hidden rows and columns
Pattern = list[Rectangle]  # of the top, then of each district's areas
EXHAUSTIVE_ROWS = 8  # Among more rows than this not every choice is tried: each row doubles them.


@dataclass(frozen=True)
class _Margins:
    """The sums of the rows and of the columns of a block of hidden cells, as intervals."""

    rows: dict[int, Interval]
    columns: dict[int, Interval]

    def interval(self, row: int, column: int) -> Interval:
        """The interval that a reader can work out for one cell of the block."""
        row_sum, column_sum = self.rows[row], self.columns[column]
        in_row = _upper_sum_of_others(self._upper_sum_of_columns, column_sum[1])
        in_column = _upper_sum_of_others(self._upper_sum_of_rows, row_sum[1])
        low = max(0, row_sum[0] - in_row, column_sum[0] - in_column)
        return low, min(row_sum[1], column_sum[1])

    @cached_property
    def _upper_sum_of_rows(self) -> _UpperSum:
        return _upper_sum(self.rows.values())

    @cached_property
    def _upper_sum_of_columns(self) -> _UpperSum:
        return _upper_sum(self.columns.values())


_UpperSum = tuple[float, int]
"""The greatest sum of the bounded parts, and the number of parts without a bound."""


def _upper_sum(intervals: Iterable[Interval]) -> _UpperSum:
    highs = [high for _, high in intervals]
    return sum(high for high in highs if high < inf), highs.count(inf)


def _upper_sum_of_others(total: _UpperSum, own: float) -> float:
    """The greatest possible sum of all parts but one, whose own greatest value is given."""
    bounded, unbounded = total
    if own == inf:
        return inf if unbounded > 1 else bounded
    return inf if unbounded else bounded - own


@dataclass(frozen=True)
class _Block:
    """Rows of a breakdown with a common sum: those of the top, or the areas of a district.

    `totals_hidden`: for each row, whether its total is hidden. `required`: rows to hide in any
    case.
    """

    rows: tuple[Row, ...]
    totals_hidden: tuple[bool, ...]
    required: frozenset[int]
    threshold: int

    @cached_property
    def active(self) -> Positions:
        """The rows that have children or may have some: those with a hidden total count too."""
        return tuple(n for n, row in enumerate(self.rows) if any(row) or self.totals_hidden[n])

    @cached_property
    def must_hide(self) -> Positions:
        return tuple(
            n
            for n in self.active
            if n in self.required
            or self.totals_hidden[n]
            or _must_hide_row(self.rows[n], self.threshold)
        )

    @cached_property
    def may_hide(self) -> Positions:
        """The rows that may be hidden to protect others, those with the fewest children first."""
        rest = (n for n in self.active if n not in self.must_hide)
        return tuple(sorted(rest, key=lambda n: (sum(self.rows[n]), n)))

    def is_safe(self, rows: Positions, columns: Positions, unknown: Positions) -> bool:
        """Whether hiding a rectangle protects its small counts and its groups that are all alike.

        `unknown`: the columns whose sum is hidden too.
        """
        margins = _Margins({n: self._row_sum(n, columns) for n in rows}, {})
        for column in columns:
            known = sum(self.rows[n][column] for n in rows)
            margins.columns[column] = (0, inf) if column in unknown else (known, known)
        return all(self._is_row_safe(margins, n) for n in rows)

    def _row_sum(self, row: int, columns: Positions) -> Interval:
        if self.totals_hidden[row]:
            return known_interval(sum(self.rows[row]), True)
        known = sum(self.rows[row][c] for c in columns)
        return known, known

    def _is_row_safe(self, margins: _Margins, row: int) -> bool:
        counts = self.rows[row]
        for column in margins.columns:
            if is_primary(counts[column], self.threshold):
                low, high = margins.interval(row, column)
                if low > 1 or high < self.threshold - 1:
                    return False
        # If all children of a group share one category, a reader must not know it.
        kinds = [c for c, count in enumerate(counts) if count]
        if len(kinds) != 1:
            return True
        (only,) = kinds
        if only not in margins.columns or margins.interval(row, only)[0] >= counts[only]:
            return False
        return any(margins.interval(row, c)[1] >= 1 for c in margins.columns if c != only)


def _must_hide_row(row: Row, threshold: int) -> bool:
    """Whether a row holds a small count, or all of its children share one category."""
    return (
        any(is_primary(count, threshold) for count in row) or sum(count > 0 for count in row) == 1
    )


@lru_cache(maxsize=10_000)
def _fewest_areas(block: _Block, columns: Positions, unknown: Positions) -> Positions | None:
    """The fewest areas of a district to hide in these columns; None if no choice is safe."""
    if block.must_hide and not block.is_safe(block.active, columns, unknown):
        return None
    for more in _subsets(block.may_hide):
        rows = (*block.must_hide, *more)
        if not rows or block.is_safe(rows, columns, unknown):
            return rows
    return block.active


def _subsets(positions: Positions) -> Iterator[Positions]:
    """Every subset, the smallest first; of many rows only the first, the first two, and so on."""
    for number in range(len(positions) + 1):
        if len(positions) > EXHAUSTIVE_ROWS:
            yield positions[:number]
        else:
            yield from combinations(positions, number)


@dataclass(frozen=True)
class _Breakdown:
    """One breakdown of the children on the tracker: its rows, and which totals are hidden."""

    tree: Tree
    rows: tuple[Row, ...]
    totals_hidden: tuple[bool, ...]
    threshold: int
    required_rows: frozenset[int] = frozenset()
    required_columns: frozenset[int] = frozenset()

    @cached_property
    def occupied(self) -> Positions:
        """The categories that have children in the force; at least two, so that they can vary."""
        force = self.rows[self.tree.force]
        occupied = [c for c, count in enumerate(force) if count]
        if len(occupied) == 1:
            occupied.append(next(c for c in range(len(force)) if c not in occupied))
        return tuple(sorted(occupied))

    def smallest(self) -> Pattern:
        """The pattern that hides fewest counts; among equals, the one with the smallest top."""
        smallest, cells = None, inf
        for top in self._safe_tops():
            if _size([top]) >= cells:
                break
            pattern = self._with_areas(*top)
            if pattern is not None and _size(pattern) < cells:
                smallest, cells = pattern, _size(pattern)
        return [self._everything()] if smallest is None else smallest

    def _with_areas(self, rows: Positions, columns: Positions) -> Pattern | None:
        """A pattern of the top with the fewest areas that make it safe; None if there are none."""
        pattern = [(rows, columns)]
        for district, areas in zip(self.tree.districts, self.tree.areas_of, strict=True):
            unknown = columns if district in rows else ()
            used = tuple(c for c in self.occupied if c in unknown or self.rows[district][c])
            chosen = _fewest_areas(self._block(areas), used, unknown)
            if chosen is None:
                return None
            pattern.append((tuple(areas[n] for n in chosen), used))
        return pattern

    def _everything(self) -> Rectangle:
        whole = self._block(range(len(self.rows)))
        return whole.active, self.occupied

    def _block(self, nodes: Sequence[int]) -> _Block:
        return _Block(
            tuple(self.rows[n] for n in nodes),
            tuple(self.totals_hidden[n] for n in nodes),
            frozenset(i for i, n in enumerate(nodes) if n in self.required_rows),
            self.threshold,
        )

    def _safe_tops(self) -> Iterator[Rectangle]:
        """The safe rectangles of the top, from the smallest."""
        tree = self.tree
        nodes = (*tree.top, tree.force)
        block = self._block(nodes)
        force = len(nodes) - 1
        if not block.must_hide and not self.required_columns:
            yield (), ()
        may_hide = tuple(sorted(block.may_hide, key=lambda n: n == force))
        by_size = sorted(self.occupied, key=lambda c: -self.rows[tree.force][c])
        must_hide = tuple(c for c in self.occupied if self._must_hide_column(block, c))
        further = tuple(c for c in by_size if c not in must_hide)
        for rows, columns in _rectangles(block.must_hide, may_hide, must_hide, further):
            if self._is_top_safe(block, rows, columns):
                yield tuple(nodes[n] for n in rows), columns

    def _must_hide_column(self, top: _Block, column: int) -> bool:
        return column in self.required_columns or any(
            top.totals_hidden[n] or is_primary(top.rows[n][column], self.threshold)
            for n in top.must_hide
        )

    def _is_top_safe(self, block: _Block, rows: Positions, columns: Positions) -> bool:
        force = len(block.rows) - 1
        inner = tuple(n for n in rows if n != force)
        if not inner:
            return False
        if force not in rows:
            return block.is_safe(inner, columns, ())
        others = [n for n in block.active if n not in rows]
        for column in columns:
            floor = sum(block.rows[n][column] for n in others)
            if is_primary(block.rows[force][column], self.threshold) and floor > 1:
                return False
        return block.is_safe(inner, columns, columns)


def _size(pattern: Pattern) -> int:
    return sum(len(rows) * len(columns) for rows, columns in pattern)


@lru_cache(maxsize=1000)
def _rectangles(
    rows: Positions, more_rows: Positions, columns: Positions, more_columns: Positions
) -> list[Rectangle]:
    """The rectangles that contain these rows and columns, the smallest first; at least 2 by 2."""
    found = [
        ((*rows, *further_rows), tuple(sorted((*columns, *further_columns))))
        for further_columns in _subsets(more_columns)
        for further_rows in _subsets(more_rows)
    ]
    several = [(r, c) for r, c in found if len(r) > 1 and len(c) > 1]
    return sorted(several, key=lambda rectangle: (_size([rectangle]), len(rectangle[0])))


@lru_cache(maxsize=10_000)
def hidden_in_breakdown(
    tree: Tree,
    rows: tuple[Row, ...],
    totals_hidden: tuple[bool, ...],
    threshold: int,
    required_rows: frozenset[int] = frozenset(),
    required_columns: frozenset[int] = frozenset(),
) -> tuple[tuple[bool, ...], ...]:
    """Which cells to hide, by row: the smallest safe pattern, or everything if none is safe.

    `required_rows`, `required_columns`: what to hide in any case; the columns only in the top.
    """
    breakdown = _Breakdown(tree, rows, totals_hidden, threshold, required_rows, required_columns)
    hidden = [[False] * len(row) for row in rows]
    for nodes, columns in breakdown.smallest():
        for node in nodes:
            for column in columns:
                hidden[node][column] = True
    return tuple(map(tuple, hidden))

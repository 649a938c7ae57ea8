"""What to hide in one breakdown of the children on the tracker: steps 3 and 4 of the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from queries.disclosure_pattern import (
    NOTHING_CLOSED,
    Closed,
    Column,
    Interval,
    Rows,
    Tree,
    few,
    possible,
)


@dataclass(frozen=True)
class _Margins:
    """A block of hidden cells: what is known of the sums of its rows and of its columns."""

    rows: dict[int, Interval]
    columns: dict[int, Interval]

    def interval(self, row: int, column: int) -> Interval:
        """What a reader can work out of one cell of the block."""
        own_row, own_column = self.rows[row], self.columns[column]
        in_row = _less(self._most_in_columns, own_column[1])
        in_column = _less(self._most_in_rows, own_row[1])
        low = max(0, own_row[0] - in_row, own_column[0] - in_column)
        return low, min(own_row[1], own_column[1])

    @cached_property
    def _most_in_rows(self) -> _Most:
        return _most(self.rows.values())

    @cached_property
    def _most_in_columns(self) -> _Most:
        return _most(self.columns.values())


_Most = tuple[float, int]
"""The greatest that a sum can be: of its bounded parts, and how many parts know no bound."""


def _most(intervals: Iterable[Interval]) -> _Most:
    highs = [high for _, high in intervals]
    return sum(high for high in highs if high < inf), highs.count(inf)


def _less(most: _Most, own: float) -> float:
    """The greatest that the sum of the others can be."""
    bounded, endless = most
    if own == inf:
        return inf if endless > 1 else bounded
    return inf if endless else bounded - own


@dataclass(frozen=True)
class Breakdown:
    """One breakdown of the children on the tracker: its counts, and the totals they add up to."""

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
            return possible(self.totals[node], True)
        known = sum(self.rows[node][c] for c in columns)
        return known, known

    def _safe(self, margins: _Margins) -> bool:
        """Whether the block's small counts stay open, and no group is seen to be all alike."""
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
        """Hide whole rows among a district's areas; False where its own row gives them away."""
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

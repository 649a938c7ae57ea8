"""A breakdown hides as few counts as possible: compared with every possible pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from queries.disclosure.breakdown import hidden_in_breakdown
from queries.disclosure.pattern import Tree

# Areas 0 to 2 form district 6, areas 3 and 4 form district 7; 5 is the unknown area.
TREE = Tree(((0, 1, 2), (3, 4)), 5, (6, 7), 8)
LEAVES, TOP, FORCE = range(6), (6, 7, 5), 8
Table = list[tuple[int, ...]]
Group = tuple[int, ...]

leaf = st.tuples(*[st.one_of(st.integers(0, 9), st.just(0))] * 3)
tables = st.lists(leaf, min_size=len(LEAVES), max_size=len(LEAVES))


def with_sums(leaves: Sequence[tuple[int, ...]]) -> Table:
    """The rows of all geographies."""

    def total(nodes: Sequence[int]) -> tuple[int, ...]:
        return tuple(sum(leaves[n][c] for n in nodes) for c in range(3))

    return [*leaves, *map(total, TREE.areas_of), total(LEAVES)]


def subsets(of: Sequence[int]) -> Iterator[Group]:
    return chain.from_iterable(combinations(of, n) for n in range(len(of) + 1))


def is_small(count: int) -> bool:
    return count in (1, 2, 3, 4)


def must_hide(row: tuple[int, ...], total_hidden: bool) -> bool:
    return total_hidden or any(map(is_small, row)) or sum(count > 0 for count in row) == 1


def is_uncertain(
    table: Table, hidden: Sequence[bool], rows: Group, columns: Group, unknown: Group
) -> bool:
    """Whether the sums of a hidden rectangle leave every small count in it uncertain."""
    own = {n: sum(table[n][c] for c in columns) for n in rows}
    row_sums = {n: (min(sum(table[n]), 1), inf) if hidden[n] else (own[n],) * 2 for n in rows}
    sums = {c: sum(table[n][c] for n in rows) for c in columns}
    column_sums = {c: (0, inf) if c in unknown else (sums[c],) * 2 for c in columns}

    def least(n: int, c: int) -> float:
        in_row = row_sums[n][0] - sum(column_sums[k][1] for k in columns if k != c)
        in_column = column_sums[c][0] - sum(row_sums[k][1] for k in rows if k != n)
        return max(0, in_row, in_column)

    def most(n: int, c: int) -> float:
        return min(row_sums[n][1], column_sums[c][1])

    for n, c in product(rows, columns):
        if is_small(table[n][c]) and (least(n, c) > 1 or most(n, c) < 4):
            return False
    for n in rows:
        kinds = [c for c in range(3) if table[n][c]]
        if len(kinds) == 1 and (
            kinds[0] not in columns
            or least(n, kinds[0]) == table[n][kinds[0]]
            or not any(most(n, c) >= 1 for c in columns if c != kinds[0])
        ):
            return False
    return True


def safe_rectangles(
    table: Table, hidden: Sequence[bool], live: Group
) -> Iterator[tuple[Group, Group]]:
    """The safe rectangles among the districts, the unknown area and the force."""
    somebody = [n for n in (*TOP, FORCE) if any(table[n]) or hidden[n]]
    needed = {n for n in somebody if must_hide(table[n], hidden[n])}
    for rows, columns in product(subsets(somebody), subsets(live)):
        if not rows and not columns and not needed:
            yield rows, columns
        inner = tuple(n for n in rows if n != FORCE)
        if len(rows) < 2 or len(columns) < 2 or not inner or not needed <= set(rows):
            continue
        left = [(n, c) for n in needed for c in live if c not in columns]
        if any(hidden[n] or is_small(table[n][c]) for n, c in left):
            continue
        shown = [n for n in TOP if n not in rows]
        if FORCE in rows and any(
            is_small(table[FORCE][c]) and sum(table[n][c] for n in shown) > 1 for c in columns
        ):
            continue
        if is_uncertain(table, hidden, inner, columns, columns if FORCE in rows else ()):
            yield rows, columns


def fewest_cells(table: Table, hidden: Sequence[bool]) -> int | None:
    """The number of cells that the smallest safe pattern hides; None if there is none."""
    live = tuple(c for c in range(3) if table[FORCE][c])
    if len(live) == 1:
        live = tuple(sorted((*live, next(c for c in range(3) if c not in live))))
    found = []
    for rows, columns in safe_rectangles(table, hidden, live):
        sizes = [len(rows) * len(columns)]
        for district, areas in zip(TREE.districts, TREE.areas_of, strict=True):
            unknown = columns if district in rows else ()
            below = tuple(c for c in live if c in unknown or table[district][c])
            somebody = [n for n in areas if any(table[n]) or hidden[n]]
            needed = {n for n in somebody if must_hide(table[n], hidden[n])}
            possible = [
                len(some) * len(below)
                for some in subsets(somebody)
                if needed <= set(some) and is_uncertain(table, hidden, some, below, unknown)
            ]
            sizes.append(min(possible, default=10_000))
        found.append(sum(sizes))
    least = min(found, default=10_000)
    return least if least < 10_000 else None


@settings(max_examples=300, deadline=None)
@given(tables)
def test_the_chosen_pattern_hides_the_fewest_cells_of_all_safe_patterns(
    leaves: list[tuple[int, ...]],
) -> None:
    table = with_sums(leaves)
    totals_hidden = [is_small(sum(row)) for row in table]
    chosen = hidden_in_breakdown(TREE, tuple(table), tuple(totals_hidden), 5)
    least = fewest_cells(table, totals_hidden)
    if least is not None:
        assert sum(map(sum, chosen)) == least

"""Slow answers for the charts of signals, in exact fractions and plain loops.

They are written from the words of the rules. Limits with a square root are compared by their
squares, so that nothing is rounded. Counts and spans are whole numbers.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations

Sides = list[int]  # 1 above, −1 below, 0 neither


def slow_stretches(days: list[date], rebased_on: list[date]) -> list[list[int]]:
    """The places of the points between one rebasing and the next, in order of days."""
    edges = [date.min, *sorted(rebased_on), date.max]
    return [
        [place for place, day in enumerate(days) if edges[n] <= day < edges[n + 1]]
        for n in range(len(edges) - 1)
    ]


def slow_outside(kind: str, counts: list[int], spans: list[int]) -> Sides:
    """For each point, on which side it is outside the limits."""
    if kind == "g":
        return [1 if is_too_long(days, counts) else 0 for days in counts]
    return [_beyond(kind, counts, spans, place, Fraction(1)) for place in range(len(counts))]


def slow_near(kind: str, counts: list[int], spans: list[int]) -> Sides:
    """For each point, on which side it is more than two thirds of the way to a limit."""
    if kind == "g":
        return [0] * len(counts)
    return [_beyond(kind, counts, spans, place, Fraction(2, 3)) for place in range(len(counts))]


def slow_sides(kind: str, counts: list[int], spans: list[int]) -> Sides:
    """For each point, on which side of the centre it is."""
    return [
        _sign(value - _centre(kind, counts, spans)) for value in slow_values(kind, counts, spans)
    ]


def slow_shift(sides: Sides) -> set[int]:
    """The points of any seven in a row on one side."""
    return {
        place
        for first in range(len(sides) - 6)
        if set(sides[first : first + 7]) in ({1}, {-1})
        for place in range(first, first + 7)
    }


def slow_trend(values: list[Fraction]) -> set[int]:
    """The points of any seven in a row that rise, or that fall, all the way."""
    found = set()
    for first in range(len(values) - 6):
        seven = values[first : first + 7]
        steps = {_sign(seven[n + 1] - seven[n]) for n in range(6)}
        if steps in ({1}, {-1}):
            found |= set(range(first, first + 7))
    return found


def slow_two_of_three(near: Sides) -> set[int]:
    """The points near one limit, of any three in a row of which two are."""
    return {
        place
        for first in range(len(near) - 2)
        for a, b in combinations(range(first, first + 3), 2)
        if near[a] == near[b] != 0
        for place in (a, b)
    }


def slow_runs(sides: Sides) -> tuple[int, int]:
    """The longest run on one side, and the crossings, without points on the centre."""
    off_centre = [side for side in sides if side]
    longest = max(
        length
        for first in range(len(off_centre))
        for length in range(1, len(off_centre) - first + 1)
        if len(set(off_centre[first : first + length])) == 1
    )
    return longest, sum(off_centre[n] != off_centre[n + 1] for n in range(len(off_centre) - 1))


def is_too_long(days: int, gaps: list[int]) -> bool:
    """Whether chance gives as many days or more in at most 0.135 of a hundred cases.

    For events as frequent as these, a day has none with the probability mean / (mean + 1).
    """
    mean = Fraction(sum(gaps), len(gaps))
    none = mean / (mean + 1)
    return days > 0 and none**days <= Fraction(135, 100_000)


def slow_values(kind: str, counts: list[int], spans: list[int]) -> list[Fraction]:
    """The values that are drawn: counts or rates."""
    if kind == "u":
        return [Fraction(count, span) for count, span in zip(counts, spans, strict=True)]
    return [Fraction(count) for count in counts]


def _centre(kind: str, counts: list[int], spans: list[int]) -> Fraction:
    if kind == "u":
        return Fraction(sum(counts), sum(spans))
    if kind == "g":
        ordered, half = sorted(counts), len(counts) // 2
        if len(counts) % 2:
            return Fraction(ordered[half])
        return Fraction(ordered[half - 1] + ordered[half], 2)
    return Fraction(sum(counts), len(counts))


def _beyond(kind: str, counts: list[int], spans: list[int], place: int, part: Fraction) -> int:
    """On which side a point is further from the centre than this part of the way to a limit."""
    centre = _centre(kind, counts, spans)
    distance = slow_values(kind, counts, spans)[place] - centre
    if kind == "xmr":
        ranges = [abs(counts[n + 1] - counts[n]) for n in range(len(counts) - 1)]
        reach = Fraction(266, 100) * Fraction(sum(ranges), len(ranges))
        is_beyond = abs(distance) > part * reach
    else:
        span = spans[place] if kind == "u" else 1
        is_beyond = distance**2 > part**2 * 9 * centre / span
    return _sign(distance) if is_beyond else 0


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)

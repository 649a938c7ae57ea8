"""The rules by which a series shows more than chance, and the runs test beside them.

The rules are those of NHS England's *Making Data Count*. The runs test is that of Anhøj and Olesen
(*Run charts revisited*, 2014), with the limits published with the R package qicharts2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from math import comb, isclose, log2

from queries.signals.limits import Limits

RUN_LENGTH = 7  # so many points on one side, or rising or falling
MIN_POINTS_FOR_RUNS = 10


class Rule(StrEnum):
    """A rule of Making Data Count. The value says what it looks for."""

    OUTSIDE = "outside the limits"
    SHIFT = "7 or more on one side of the average"
    TREND = "7 or more rising or falling"
    NEAR = "2 of 3 beyond two thirds of the way to a limit, on the same side"


@dataclass(frozen=True)
class Signal:
    """A rule that was met: on which points (their places in the series), and on which side.

    `side` is 1 above the average or rising, −1 below it or falling.
    """

    rule: Rule
    side: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class Runs:
    """The runs test: the longest run on one side of the centre, and how often it is crossed.

    Points on the centre are left out. Chance alone seldom gives a longer run than `longest_allowed`
    or fewer crossings than `crossings_needed`.
    """

    longest: int
    longest_allowed: int
    crossings: int
    crossings_needed: int

    @property
    def is_signal(self) -> bool:
        """Whether the run is too long or the crossings too few for chance."""
        return self.longest > self.longest_allowed or self.crossings < self.crossings_needed


def side_of(value: float, line: float) -> int:
    """1 above a line, −1 below it, 0 on it. Rounding of floating-point numbers moves no point."""
    if isclose(value, line, rel_tol=1e-9, abs_tol=1e-9):
        return 0
    return 1 if value > line else -1


def signals(values: Sequence[float], limits: Sequence[Limits]) -> list[Signal]:
    """Every rule that is met, by rule and then from the first point on."""
    return [
        *outside(values, limits),
        *shifts(
            [side_of(value, limit.centre) for value, limit in zip(values, limits, strict=True)]
        ),
        *trends(values),
        *near(_near_sides(values, limits)),
    ]


def outside(values: Sequence[float], limits: Sequence[Limits]) -> Iterator[Signal]:
    """Each point above the upper limit or below the lower one."""
    for place, (value, limit) in enumerate(zip(values, limits, strict=True)):
        if side_of(value, limit.upper) > 0:
            yield Signal(Rule.OUTSIDE, 1, (place,))
        elif side_of(value, limit.lower) < 0:
            yield Signal(Rule.OUTSIDE, -1, (place,))


def shifts(sides: Sequence[int]) -> Iterator[Signal]:
    """Seven or more points in a row on one side of the centre; a point on it ends a run."""
    for side, places in _runs(sides):
        if side and len(places) >= RUN_LENGTH:
            yield Signal(Rule.SHIFT, side, places)


def trends(values: Sequence[float]) -> Iterator[Signal]:
    """Seven or more points in a row, each above the one before it, or each below it."""
    steps = [side_of(after, before) for before, after in pairwise(values)]
    for side, places in _runs(steps):
        if side and len(places) >= RUN_LENGTH - 1:
            yield Signal(Rule.TREND, side, (*places, places[-1] + 1))


def near(sides: Sequence[int]) -> Iterator[Signal]:
    """Two of three neighbouring points near the same limit: those near it, not the third.

    `sides` says of each point near which limit it is: 1 the upper, −1 the lower, 0 neither. Threes
    that overlap are one signal.
    """
    for side in (1, -1):
        places: list[int] = []
        for first in range(len(sides) - 2):
            of_three = [place for place in range(first, first + 3) if sides[place] == side]
            if len(of_three) >= 2:
                if places and of_three[0] > places[-1]:
                    yield Signal(Rule.NEAR, side, tuple(places))
                    places = []
                places = sorted({*places, *of_three})
        if places:
            yield Signal(Rule.NEAR, side, tuple(places))


def runs_test(values: Sequence[float], centres: Sequence[float]) -> Runs | None:
    """The runs test around the centre; None with fewer than ten points off it."""
    sides = [side_of(value, centre) for value, centre in zip(values, centres, strict=True)]
    sides = [side for side in sides if side]
    if len(sides) < MIN_POINTS_FOR_RUNS:
        return None
    lengths = [len(places) for _, places in _runs(sides)]
    return Runs(
        max(lengths), longest_allowed(len(sides)), len(lengths) - 1, crossings_needed(len(sides))
    )


def longest_allowed(points: int) -> int:
    """The longest run that chance gives in about 95 of 100 series (Schilling 2012)."""
    return round(log2(points)) + 3


def crossings_needed(points: int) -> int:
    """The fewest crossings of the centre that chance gives in about 95 of 100 series.

    The fifth percentile of a binomial distribution of points − 1 tosses of a coin (Chen 2010).
    """
    tosses, ways, fewest = points - 1, 0, -1
    while 20 * ways < 2**tosses:
        fewest += 1
        ways += comb(tosses, fewest)
    return fewest


def _near_sides(values: Sequence[float], limits: Sequence[Limits]) -> list[int]:
    sides = []
    for value, limit in zip(values, limits, strict=True):
        two_thirds = 0.0 if limit.half_width is None else limit.half_width * 2 / 3
        if limit.half_width is None:
            sides.append(0)
        elif side_of(value, limit.centre + two_thirds) > 0:
            sides.append(1)
        else:
            sides.append(min(0, side_of(value, limit.centre - two_thirds)))
    return sides


def _runs(sides: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Neighbouring equal sides, with their places."""
    for side, places in groupby(range(len(sides)), key=sides.__getitem__):
        yield side, tuple(places)

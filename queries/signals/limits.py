"""The limits between which chance alone keeps a series.

Sources: XmR and c-charts as in NHS England's *Making Data Count*; c-, u- and individuals charts in
Montgomery, *Introduction to Statistical Quality Control*; the g-chart's probability limit in
Benneyan, *Number-between g-type statistical quality control charts* (2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, log, sqrt
from statistics import median

# 3 / 1.128: three standard deviations, estimated from the mean distance between neighbours.
MOVING_RANGE_FACTOR = 2.66
# The chance that a value of a normal distribution lies beyond three standard deviations on one side
TAIL_CHANCE = 0.00135


@dataclass(frozen=True)
class Limits:
    """What to expect of one point: its centre, and the limits around it.

    `half_width` is the distance from the centre to a limit before it was cut at 0; None where the
    limits lie at unlike distances, so that two thirds of the way has no meaning.
    """

    centre: float
    lower: float
    upper: float
    half_width: float | None

    @classmethod
    def symmetric(cls, centre: float, half_width: float, floor: float | None = 0.0) -> Limits:
        """Limits at the same distance on both sides, the lower one cut at the floor."""
        lower = centre - half_width
        return cls(
            centre, lower if floor is None else max(floor, lower), centre + half_width, half_width
        )


def xmr(values: Sequence[float], floor: float | None = None) -> Limits:
    """Limits of measurements: the mean ± 2.66 × the mean distance between neighbouring values.

    Raises `ValueError` when there are fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("A distance between neighbours takes two values.")
    ranges = [abs(after - before) for before, after in pairwise(values)]
    return Limits.symmetric(
        fsum(values) / len(values), MOVING_RANGE_FACTOR * fsum(ranges) / len(ranges), floor
    )


def c_chart(counts: Sequence[float]) -> Limits:
    """Limits of counts over equal spans: the mean ± 3 × its square root, not below 0."""
    mean = fsum(counts) / len(counts)
    return Limits.symmetric(mean, 3 * sqrt(mean))


def u_chart(counts: Sequence[float], spans: Sequence[float]) -> list[Limits]:
    """Limits of each rate, where counts belong to spans of unlike length (days, children).

    The mean rate ± 3 × the square root of it divided by the span, not below 0.
    """
    mean = fsum(counts) / fsum(spans)
    return [Limits.symmetric(mean, 3 * sqrt(mean / span)) for span in spans]


def g_chart(days: Sequence[float]) -> Limits:
    """Limits of the days between rare events, which are spread like a geometric distribution.

    The upper limit is the least number of days that chance exceeds at most 0.135 times in a
    hundred, as often as it exceeds three standard deviations of a normal distribution. There is no
    lower limit: two events on one day are not rare enough. The centre is the median, so that chance
    puts half of the points on each side of it, as the rules about runs suppose.
    """
    mean = fsum(days) / len(days)
    upper = 0
    if mean > 0:
        upper = max(0, int(log(TAIL_CHANCE) / log(mean / (mean + 1))))
    return Limits(median(days), 0.0, float(upper), None)

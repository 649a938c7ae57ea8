"""Judging a series: its limits, and the signals that chance alone does not explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from queries.signals.limits import Limits, c_chart, g_chart, u_chart, xmr
from queries.signals.rules import Runs, Signal, runs_test, signals

MIN_POINTS = 7  # with fewer points nothing is judged: no rule about seven points could be met
FIRM_POINTS = 12  # with fewer points the limits are trial limits


class Kind(StrEnum):
    """Which chart a series is judged on. The value says what it is for."""

    XMR = "measurements"
    C = "counts over equal spans"
    U = "rates over spans of unlike length"
    G = "days between rare events"


@dataclass(frozen=True)
class Point:
    """One point of a series.

    `value` is what is drawn; for a rate it is the count divided by the `span`. A point that
    `is_part` (of a month that is not over) is drawn, but not judged or used for the limits.
    """

    on: date
    value: float
    span: float = 1.0
    is_part: bool = False


@dataclass(frozen=True)
class Judged:
    """A series with its limits, where it has any, and the signals in it.

    `limits` has one for each point, or None for one that is not judged. The places in `signals` are
    those of `points`. `stretches` are the places of the whole points between one rebasing and the
    next, each stretch with a point or more. `runs` is the runs test of the last stretch.
    """

    kind: Kind
    points: tuple[Point, ...]
    limits: tuple[Limits | None, ...]
    signals: tuple[Signal, ...]
    runs: Runs | None
    stretches: tuple[tuple[int, ...], ...]

    @property
    def is_trial(self) -> bool:
        """Whether some limits rest on fewer than twelve points."""
        return self.shortest_stretch < FIRM_POINTS

    @property
    def shortest_stretch(self) -> int:
        """The number of points of the shortest stretch that has limits; FIRM_POINTS if none has."""
        lengths = [len(each) for each in self.stretches if len(each) >= MIN_POINTS]
        return min(lengths, default=FIRM_POINTS)

    def stretch_of(self, place: int) -> tuple[int, ...]:
        """The places of the stretch that a whole point belongs to."""
        return next(each for each in self.stretches if place in each)

    @property
    def judged_places(self) -> tuple[int, ...]:
        """The places of the points that have limits."""
        return tuple(place for place, each in enumerate(self.limits) if each is not None)


def judge(kind: Kind, points: Sequence[Point], rebased_on: Sequence[date] = ()) -> Judged:
    """Judge a series of points in the order of their days.

    The limits are worked out anew from each day in `rebased_on`: a decision, never found in the
    data. A stretch of fewer than seven whole points has no limits.
    """
    limits_by_place: list[Limits | None] = [None] * len(points)
    signals_met: list[Signal] = []
    runs = None
    stretches = _stretches(points, rebased_on)
    for stretch in stretches:
        runs = None
        if len(stretch) < MIN_POINTS:
            continue
        judged = [points[place] for place in stretch]
        values = [point.value for point in judged]
        limits = _limits(kind, judged)
        for place, each in zip(stretch, limits, strict=True):
            limits_by_place[place] = each
        signals_met += [
            Signal(each.rule, each.side, tuple(stretch[place] for place in each.places))
            for each in signals(values, limits)
        ]
        runs = runs_test(values, [each.centre for each in limits])
    return Judged(kind, tuple(points), tuple(limits_by_place), tuple(signals_met), runs, stretches)


def _stretches(points: Sequence[Point], rebased_on: Sequence[date]) -> tuple[tuple[int, ...], ...]:
    """The places of the whole points between one rebasing and the next, without empty stretches."""
    stretches: list[list[int]] = [[] for _ in range(len(rebased_on) + 1)]
    for place, point in enumerate(points):
        if not point.is_part:
            stretches[sum(day <= point.on for day in rebased_on)].append(place)
    return tuple(tuple(stretch) for stretch in stretches if stretch)


def _limits(kind: Kind, points: Sequence[Point]) -> list[Limits]:
    values = [point.value for point in points]
    if kind is Kind.U:
        spans = [point.span for point in points]
        counts = [value * span for value, span in zip(values, spans, strict=True)]
        return u_chart(counts, spans)
    if kind is Kind.C:
        return [c_chart(values)] * len(points)
    if kind is Kind.G:
        return [g_chart(values)] * len(points)
    return [xmr(values, floor=0.0 if min(values) >= 0 else None)] * len(points)

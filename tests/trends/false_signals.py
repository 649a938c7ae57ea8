"""How often chance alone gives a signal: series of 24 months in which nothing changes."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp, log
from random import Random

from queries.signals import Kind, Point, judge

POINTS = 24
FIRST = date(2021, 1, 1)


def false_signals(kind: Kind, times: int, seed: int = 15) -> float:
    """The share of a number of series that have a signal although nothing changes in them."""
    rng = Random(seed)
    return sum(_has_signal(kind, rng) for _ in range(times)) / times


def _has_signal(kind: Kind, rng: Random) -> bool:
    spans = [rng.choice((28, 30, 31, 31)) if kind is Kind.U else 1 for _ in range(POINTS)]
    values = [_value(kind, rng, span) for span in spans]
    points = [
        Point(FIRST + timedelta(days=30 * place), value, span)
        for place, (value, span) in enumerate(zip(values, spans, strict=True))
    ]
    judged = judge(kind, points)
    return bool(judged.signals) or bool(judged.runs and judged.runs.is_signal)


def _value(kind: Kind, rng: Random, span: int) -> float:
    """Measurements around 180 days, 3 a month, 2.5 a day, or an event every 20 days."""
    if kind is Kind.XMR:
        return max(0.0, rng.gauss(180, 40))
    if kind is Kind.C:
        return _poisson(rng, 3)
    if kind is Kind.U:
        return _poisson(rng, 2.5 * span) / span
    return int(log(1 - rng.random()) / log(20 / 21))


def _poisson(rng: Random, mean: float) -> int:
    """A random count with this expected value."""
    least, count, product = exp(-mean), 0, rng.random()
    while product > least:
        count += 1
        product *= rng.random()
    return count

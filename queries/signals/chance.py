"""How often chance alone gives a signal."""

from __future__ import annotations

from collections.abc import Iterable

from queries.signals.judging import Kind

# The share of series with a signal among 10,000 of 24 points in which nothing changes, all rules
# and the runs test together: tests/trends/false_signals.py measures it, and `make soak` checks it.
FALSE_SIGNALS = {Kind.XMR: 0.17, Kind.C: 0.25, Kind.U: 0.17, Kind.G: 0.07}


def expected_false_signals(kinds: Iterable[Kind]) -> float:
    """How many of these series chance alone would give a signal, if nothing had changed."""
    return sum(FALSE_SIGNALS[kind] for kind in kinds)

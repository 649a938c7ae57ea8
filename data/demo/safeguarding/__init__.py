"""The demo's sheets about what is done for children, one file each.

Each sheet has a random seed of its own, so that a new sheet leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random


def draw_weighted(rng: Random, weights: Mapping[str, float]) -> str:
    """A random key; a key of twice the weight comes twice as often."""
    return rng.choices(list(weights), list(weights.values()))[0]

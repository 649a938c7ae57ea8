"""How much of a long random search `make test` runs: a fixed sample. `make soak` runs all of it."""

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")

IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"

FEW_FILTERS = 2 if IS_SOAK else 1
"""How many choices of filters are drawn for each data set."""

MANY_FILTERS = 10 if IS_SOAK else 1
"""The same for the states of duties and for the lists: 500 data sets on each engine make 10,000
cases of the soak. There are many for each data set, because to draw and to load one takes as long
as to ask with ten choices."""

few_examples = settings() if IS_SOAK else settings(max_examples=3)
"""For random tests whose every example imports extracts or asks many questions."""


def sample(of: Sequence[T], nth: int, every: int) -> Sequence[T]:
    """Every nth of a list from a given place, so that several samples together are the whole; in
    the soak, the whole list."""
    return of if IS_SOAK else of[nth % every :: every]

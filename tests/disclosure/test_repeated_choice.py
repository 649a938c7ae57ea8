"""A reader who repeats the whole choice, for every table that agrees with a release, learns
nothing.

The reader knows the method and not the secret. So the reader makes the release of every division of
the children over three areas, with many secrets, and keeps the divisions that can give the release.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

import pytest

from queries.disclosure.layout import Cell, MonthCounts
from tests.disclosure.auditing import publish
from tests.disclosure.test_example import AREAS, LAYOUT
from tests.sampling import IS_SOAK

SECRETS = [str(number) for number in range(200 if IS_SOAK else 20)]
Division = tuple[int, int, int]
Shown = tuple[int | None, ...]


class RepeatedChoice(NamedTuple):
    """The release of each division with each secret, and the divisions that each release can come
    from."""

    releases: dict[tuple[Division, str], Shown]
    origins: dict[Shown, set[Division]]


def release_of(division: Division, secret: str) -> Shown:
    """The release of a division: each area's number, or None; the town's is always shown."""
    counts = dict.fromkeys(LAYOUT.cells(), 0)
    for area, count in zip(AREAS, division, strict=True):
        for place in (area, "Town", "force"):
            counts[Cell(place, "on_tracker")] += count
    (release,) = publish([MonthCounts(date(2024, 1, 31), counts)], LAYOUT, secret=secret)
    return tuple(release.values[Cell(area, "on_tracker")] for area in AREAS)


def repeat_choice(children: int) -> RepeatedChoice:
    """The choice, repeated for every division of a number of children and with every secret."""
    releases = {}
    origins: dict[Shown, set[Division]] = defaultdict(set)
    for first in range(children + 1):
        for second in range(children + 1 - first):
            division = (first, second, children - first - second)
            for secret in SECRETS:
                release = release_of(division, secret)
                releases[division, secret] = release
                origins[release].add(division)
    return RepeatedChoice(releases, origins)


@pytest.mark.parametrize("children", [12, 20] if IS_SOAK else [12])
def test_a_small_count_can_still_be_any_of_1_to_4_after_the_choice_is_repeated(
    children: int,
) -> None:
    found = repeat_choice(children)
    for (division, _), release in found.releases.items():
        for area, count in enumerate(division):
            if release[area] is None and 0 < count < 5:
                possible = {other[area] for other in found.origins[release]}
                assert {1, 2, 3, 4} <= possible, (division, release, possible)

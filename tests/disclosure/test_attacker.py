"""The attacker recovers counts from careless releases, and nothing from those of `publish`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from queries.disclosure.layout import Layout, MonthCounts, Published
from tests.disclosure.attacker import Attack, Bounds, ReleasedCell, bounds_by_reasoning, successes
from tests.disclosure.auditing import publish
from tests.disclosure.soak import SHAPES, Shape, attack_one, months_of
from tests.disclosure.test_disclosure import LARGE, SERIES, SMALL, month


def primary_suppression_alone(months: Sequence[MonthCounts]) -> list[Published]:
    """Primary suppression only."""
    return [
        Published(m.month_end, {c: None if 0 < n < 5 else n for c, n in m.counts.items()})
        for m in months
    ]


def broken(
    of: Layout,
    months: Sequence[MonthCounts],
    published: Sequence[Published],
    over_time: bool = True,
) -> list[tuple[Bounds, int]]:
    """The counts that the attacker recovers or narrows down by reasoning alone."""
    truth = {ReleasedCell(m.month_end, cell): n for m in months for cell, n in m.counts.items()}
    attack = Attack(of, published, over_time)
    attack.reason()
    return list(successes(bounds_by_reasoning(attack), truth, of.threshold))


def test_the_attacker_recovers_counts_from_primary_suppression_alone() -> None:
    of, months = months_of(SHAPES[0], 0)
    assert len(broken(of, months, primary_suppression_alone(months))) > 100


def test_the_attacker_recovers_a_count_by_subtraction() -> None:
    true = month({**LARGE, "north": (3, 1)})
    found = {
        (k.released_cell.cell.geography, n)
        for k, n in broken(SMALL, [true], primary_suppression_alone([true]))
    }
    assert ("north", 4) in found


def test_the_attacker_recovers_a_count_from_the_months_around_it() -> None:
    """The 4 children removed from north in the middle month are recovered."""
    months = [month(LARGE, at, (6, 9, 8, 7, 0), (5 - (at == 1), 9, 8, 7, 0)) for at in range(3)]
    assert any(
        known.released_cell.cell.measure == "removed"
        for known, _ in broken(SMALL, months, primary_suppression_alone(months))
    )


def test_the_solver_narrows_at_least_as_far_as_reasoning() -> None:
    of, months = months_of(replace(SERIES, months=4), 4)
    attack = Attack(of, publish(months, of))
    attack.reason()
    by_reason = {known.released_cell: known for known in bounds_by_reasoning(attack)}
    for known in attack.solve(attack.suppressed):
        assert by_reason[known.released_cell].least <= known.least
        assert known.greatest <= by_reason[known.released_cell].greatest


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_attacker_recovers_nothing_in_a_sample(shape: Shape) -> None:
    """A fixed sample of `make soak`: a third of a year of each shape of force."""
    assert attack_one(replace(shape, months=4), 1, solved=20).broken == ()


def test_the_attacker_recovers_nothing_in_two_years() -> None:
    """Two years of a small map, with more of the suppressed counts solved for."""
    outcome = attack_one(Shape("two years", 30, city=2, county=2), 1, solved=100)
    assert outcome.suppressed > 300
    assert outcome.broken == ()

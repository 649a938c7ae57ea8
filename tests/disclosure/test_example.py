"""The worked example in the docstring of `queries.disclosure` is what the code does."""

from __future__ import annotations

import re
from datetime import date

import pytest

from queries import disclosure
from queries.disclosure.layout import Cell, Geography, Layout, MonthCounts, Published
from tests.disclosure.auditing import audit, publish

AREAS = ("Mill", "Park", "Quay")
LAYOUT = Layout(
    (
        *(Geography("area", area, "Town") for area in AREAS),
        Geography("district", "Town"),
        Geography("force", "force"),
    ),
    categories={},
)


def month(mill: int, park: int, quay: int) -> MonthCounts:
    """A month end with these children on the tracker; nobody was added or removed."""
    counts = dict.fromkeys(LAYOUT.cells(), 0)
    total = mill + park + quay
    for code, count in zip(LAYOUT.geographies, (mill, park, quay, total, total), strict=True):
        counts[Cell(code.code, "on_tracker")] = count
    return MonthCounts(date(2022, 1, 31), counts)


EXAMPLE = month(3, 9, 14)
HIDES_PARK = "0"
"""An installation's secret, by which the second area that is hidden is Park."""


def on_tracker(published: Published) -> dict[str, str]:
    """What a reader sees of each geography: a number or a symbol."""
    return {
        cell.geography: published.symbol(cell) or str(value)
        for cell, value in published.values.items()
        if cell.measure == "on_tracker"
    }


def test_the_example_in_the_text_is_what_is_published() -> None:
    (published,) = publish([EXAMPLE], LAYOUT, secret=HIDES_PARK)
    seen = on_tracker(published)
    rows = re.findall(r"^    (\w+) +(\d+) +(\S+)$", disclosure.__doc__ or "", re.MULTILINE)
    assert [place for place, _, _ in rows] == [*AREAS, "Town"]
    for place, true, shown in rows:
        assert EXAMPLE.counts[Cell(place, "on_tracker")] == int(true)
        assert seen[place] == shown
    assert audit([EXAMPLE], [published], LAYOUT).safe


def test_primary_suppression_alone_exposes_mill_in_the_example() -> None:
    (published,) = publish([EXAMPLE], LAYOUT, secret=HIDES_PARK)
    park = Cell("Park", "on_tracker")
    naive = Published(published.month_end, {**published.values, park: EXAMPLE.counts[park]})
    exposed = audit([EXAMPLE], [naive], LAYOUT).exposed
    assert [finding.cell for finding in exposed] == [Cell("Mill", "on_tracker")]


@pytest.mark.parametrize("mill", [1, 2, 3, 4])
def test_every_feasible_table_of_the_example_gives_the_same_release(mill: int) -> None:
    """Mill could have 1, 2, 3 or 4: the rule would publish the same, so nobody can tell which."""
    (published,) = publish([month(mill, 12 - mill, 14)], LAYOUT, secret=HIDES_PARK)
    assert on_tracker(published) == on_tracker(publish([EXAMPLE], LAYOUT, secret=HIDES_PARK)[0])

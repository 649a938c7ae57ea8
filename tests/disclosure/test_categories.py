"""The published rule says that a category without anybody in the force is shown as 0.

So every reader knows that each hidden category of the force has at least one child. The audit has
to take this into account, like the numbers that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from queries.disclosure.publishing import Cell, Geography, Layout, MonthCounts, Published
from tests.disclosure.auditing import publish

RARE = ("Agender", "Bigender", "Fluid", "Other", "Unknown")
AREAS = {"north": "City", "south": "City", "east": "County", "west": "County"}


def released(people: Mapping[str, Sequence[int]], genders: Sequence[str]) -> Published:
    """The release of one month, from the children of each gender in each area."""
    places = (
        *(Geography("area", area, district) for area, district in AREAS.items()),
        Geography("unknown", "unknown"),
        Geography("district", "City"),
        Geography("district", "County"),
        Geography("force", "force"),
    )
    layout = Layout(places, {"gender": tuple(genders)})
    counts = dict.fromkeys(layout.cells(), 0)
    for area, numbers in people.items():
        for place in (area, AREAS[area], "force"):
            counts[Cell(place, "on_tracker")] += sum(numbers)
            for gender, number in zip(genders, numbers, strict=True):
                counts[Cell(place, "gender", gender)] += number
    return publish([MonthCounts(date(2024, 1, 31), counts)], layout)[0]


NONE = (0, 0, 0, 0)
CASES: dict[str, tuple[Mapping[str, Sequence[int]], tuple[str, ...]]] = {
    "three hidden categories with five children": (
        {"north": (10, 1, 1, 0), "south": (10, 1, 1, 1), "east": NONE, "west": NONE},
        ("Male", "Female", "Other", "Unknown"),
    ),
    "five rare genders with one child each": (
        {
            "north": (12, 1, 0, 1, 0, 0),
            "south": (11, 0, 1, 0, 1, 1),
            "east": (0, *NONE, 0),
            "west": (0, *NONE, 0),
        },
        ("Male", *RARE),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_hidden_categories_of_the_force_could_each_have_four_children(case: str) -> None:
    people, genders = CASES[case]
    published = released(people, genders)
    assert published.withheld is None
    total = published.values[Cell("force", "on_tracker")]
    assert total is not None
    of_each = [published.values[Cell("force", "gender", gender)] for gender in genders]
    hidden = of_each.count(None)
    assert hidden > 1
    others_have_at_least = hidden - 1
    left = total - sum(number for number in of_each if number is not None)
    assert left - others_have_at_least >= 4

"""What every reader knows of the categories of the force, beside the numbers that are shown.

The published rule says that a category without anybody in the force is shown as 0, so each that is
hidden has at least one child. And a child keeps a gender, so additions and removals limit how the
genders change. The audit has to take both into account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from queries.disclosure.layout import Cell, Geography, Layout, MonthCounts, Published
from tests.disclosure.auditing import publish

RARE = ("Agender", "Bigender", "Fluid", "Other", "Unknown")
AREAS = {"north": "City", "south": "City", "east": "County", "west": "County"}


def layout_of(genders: Sequence[str]) -> Layout:
    """Four areas in two districts, and these genders."""
    places = (
        *(Geography("area", area, district) for area, district in AREAS.items()),
        Geography("unknown", "unknown"),
        Geography("district", "City"),
        Geography("district", "County"),
        Geography("force", "force"),
    )
    return Layout(places, {"gender": tuple(genders)})


def month(
    layout: Layout,
    people: Mapping[str, Sequence[int]],
    at: date = date(2024, 1, 31),
    added: Mapping[str, int] | None = None,
    in_month: Mapping[str, int] | None = None,
) -> MonthCounts:
    """The counts of a month, from the children of each gender in each area; and the additions of 12
    months and of one, by area."""
    counts = dict.fromkeys(layout.cells(), 0)
    for area, numbers in people.items():
        for place in (area, AREAS[area], "force"):
            counts[Cell(place, "on_tracker")] += sum(numbers)
            counts[Cell(place, "added")] += (added or {}).get(area, 0)
            for gender, number in zip(layout.categories["gender"], numbers, strict=True):
                counts[Cell(place, "gender", gender)] += number
    return MonthCounts(at, counts, {Cell(a, "added"): n for a, n in (in_month or {}).items()})


def released(people: Mapping[str, Sequence[int]], genders: Sequence[str]) -> Published:
    """The release of one month, from the children of each gender in each area."""
    layout = layout_of(genders)
    return publish([month(layout, people)], layout)[0]


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


@pytest.mark.parametrize(("newcomer", "is_revealed"), [((0, 1, 0), False), ((0, 0, 1), True)])
def test_additions_are_withheld_where_they_reveal_the_gender_of_the_child_added(
    newcomer: tuple[int, int, int], is_revealed: bool
) -> None:
    layout = layout_of(("Male", "Female", "Other"))
    at_first = dict.fromkeys(AREAS, (12, 9, 0))
    then = at_first | {"north": tuple(map(sum, zip((12, 9, 0), newcomer, strict=True)))}
    many, one = dict.fromkeys(AREAS, 21), {"north": 1}
    months = [
        month(layout, dict.fromkeys(AREAS, (0, 0, 0)), date(2024, 1, 31)),
        month(layout, at_first, date(2024, 2, 29), many, many),
        month(layout, then, date(2024, 3, 31), many | {"north": 22}, one),
    ]
    _, before, after = (each.values for each in publish(months, layout))
    other, added = Cell("force", "gender", "Other"), Cell("force", "added")
    assert (before[other], before[added]) == (0, 84)
    assert (after[other], after[added]) == ((None, None) if is_revealed else (0, 85))

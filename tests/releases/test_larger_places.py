"""Figures of larger places beside a partner's exact ones reveal no more than the release."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from queries.disclosure.layout import Cell
from queries.releases.beside import beside

THRESHOLD = 5
TWO = {"gedling": "County", "ashfield": "County", "city-central": "City"}
THREE = {**TWO, "mansfield": "County"}
Cells = dict[Cell, int | None]


def totals(**children: int | None) -> Cells:
    """The numbers on the tracker that a release shows, by place."""
    return {Cell(place.replace("_", "-"), "on_tracker"): value for place, value in children.items()}


def exact(**children: int) -> dict[Cell, int]:
    return {cell: value or 0 for cell, value in totals(**children).items()}


def test_a_district_of_two_areas_is_hidden_from_a_partner_who_knows_one_of_them() -> None:
    released = totals(gedling=None, ashfield=None, County=40, City=9, Force=60)
    found = beside(["gedling"], TWO, released, exact(gedling=3), THRESHOLD)
    assert found == totals(County=None, Force=60)


def test_a_district_of_more_areas_is_shown_if_enough_is_left_for_the_others() -> None:
    released = totals(gedling=None, ashfield=None, mansfield=None, County=40, Force=60)
    for own, shown in ((3, 40), (35, 40), (36, None), (40, None)):
        found = beside(["gedling"], THREE, released, exact(gedling=own), THRESHOLD)
        assert found[Cell("County", "on_tracker")] == shown


def test_a_district_is_shown_if_the_release_already_shows_the_partners_area() -> None:
    released = totals(gedling=38, ashfield=0, County=38, Force=60)
    assert beside(["gedling"], TWO, released, exact(gedling=38), THRESHOLD) == totals(
        County=38, Force=60
    )


def test_all_areas_of_an_agreement_are_subtracted_at_once() -> None:
    released = totals(gedling=None, ashfield=None, mansfield=None, County=40, Force=60)
    own = exact(gedling=20, ashfield=18)
    for areas, shown in ((["gedling"], 40), (["ashfield"], 40), (["gedling", "ashfield"], None)):
        found = beside(areas, {**THREE, "rushcliffe": "County"}, released, own, THRESHOLD)
        assert found[Cell("County", "on_tracker")] == shown


def test_a_whole_breakdown_is_hidden_if_one_of_its_categories_would_expose_a_count() -> None:
    ages = ("10 to 13", "14 to 15", "16 to 17")
    released = totals(gedling=None, Force=60)
    released |= {Cell("Force", "age", age): n for age, n in zip(ages, (6, 24, 30), strict=True)}
    released |= {Cell("gedling", "age", age): None for age in ages}
    own = {**exact(gedling=4), Cell("gedling", "age", "10 to 13"): 2}
    found = beside(["gedling"], THREE, released, own, THRESHOLD)
    assert found[Cell("Force", "on_tracker")] == 60
    assert {found[Cell("Force", "age", age)] for age in ages} == {None}
    found = beside(["gedling"], THREE, released, exact(gedling=4), THRESHOLD)
    assert [found[Cell("Force", "age", age)] for age in ages] == [6, 24, 30]


def test_categories_that_are_hidden_together_must_leave_enough_children() -> None:
    released = totals(gedling=None, Force=20)
    released |= {Cell("Force", "gender", "Male"): 12}
    released |= {Cell("Force", "gender", of): None for of in ("Female", "Unknown")}
    own = {**exact(gedling=4), Cell("gedling", "gender", "Female"): 4}
    found = beside(["gedling"], THREE, released, own, THRESHOLD)
    assert found[Cell("Force", "on_tracker")] == 20
    assert found[Cell("Force", "gender", "Male")] is None


@given(
    own=st.integers(0, 40),
    others=st.lists(st.integers(0, 40), min_size=1, max_size=4),
    unknown=st.integers(0, 6),
    is_shown=st.booleans(),
)
def test_subtraction_never_leaves_too_few_children(
    own: int, others: list[int], unknown: int, is_shown: bool
) -> None:
    """For any figures shown: what is left after subtraction, unless the release says it, is the sum
    of two areas or more, and at least the threshold."""
    codes = [f"other-{number}" for number in range(len(others))]
    districts = {"gedling": "County", **dict.fromkeys(codes, "County")}
    released = totals(
        gedling=own if is_shown else None,
        County=own + sum(others),
        Force=own + sum(others) + unknown,
    )
    found = beside(["gedling"], districts, released, exact(gedling=own), THRESHOLD)
    for place, number_of_others in (("County", len(others)), ("Force", len(others) + 1)):
        shown = found[Cell(place, "on_tracker")]
        if shown and not is_shown:
            assert number_of_others >= 2
            assert shown - own >= THRESHOLD
        elif shown is None:
            assert not is_shown

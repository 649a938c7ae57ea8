"""Disclosure control: the rule, series of releases, and the audit against brute force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.disclosure.layout import (
    CONFIDENTIAL,
    NOT_AVAILABLE,
    Cell,
    Geography,
    Layout,
    MonthCounts,
    Published,
    rate,
    share,
)
from tests.disclosure.attacker import Attack, ReleasedCell, bounds_by_reasoning, successes
from tests.disclosure.auditing import audit, publish
from tests.disclosure.soak import Shape, layout, month_end, months_of

GENDER = ("Male", "Female")
SMALL = Layout(
    (
        Geography("area", "north", "City"),
        Geography("area", "south", "City"),
        Geography("area", "east", "County"),
        Geography("area", "west", "County"),
        Geography("unknown", "unknown"),
        Geography("district", "City"),
        Geography("district", "County"),
        Geography("force", "force"),
    ),
    {"gender": GENDER},
)
AREAS = ("north", "south", "east", "west", "unknown")
People = Mapping[str, tuple[int, int]]
"""Male and female children of each area."""


def month(
    people: People,
    at: int = 0,
    added: Sequence[int] = (),
    removed: Sequence[int] = (),
    of: Layout = SMALL,
) -> MonthCounts:
    """True counts of a month end from the children of each area, and its additions and removals."""
    counts = dict.fromkeys(of.cells(), 0)
    above = {g.code: g.district for g in of.geographies if g.district}

    def add(area: str, measure: str, category: str | None, number: int) -> None:
        for code in {area, above.get(area, "force"), "force"}:
            counts[Cell(code, measure, category)] += number

    for area, genders in people.items():
        add(area, "on_tracker", None, sum(genders))
        for category, number in zip(GENDER, genders, strict=True):
            add(area, "gender", category, number)
    for flow, numbers in (("added", added), ("removed", removed)):
        for area, number in zip(AREAS, numbers, strict=False):
            add(area, flow, None, number)
    return MonthCounts(month_end(at), counts)


def released(people: People) -> Published:
    """The release of one month on its own."""
    return publish([month(people)], SMALL)[0]


def shown(published: Published, area: str, *column: str) -> int | None:
    """One count as a reader sees it."""
    return published.values[Cell(area, *(column or ("on_tracker",)))]


LARGE: People = {
    "north": (14, 6), "south": (30, 15), "east": (9, 8), "west": (21, 12), "unknown": (0, 0),
}  # fmt: skip


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    published = released(LARGE)
    assert published.withheld is None
    assert dict(published.values) == dict(month(LARGE).counts)
    assert {published.symbol(cell) for cell in SMALL.cells()} == {None}


def test_a_small_total_hides_a_second_area_of_its_district_and_its_own_categories() -> None:
    published = released({**LARGE, "north": (3, 0)})
    assert shown(published, "north") is None
    assert shown(published, "south") is None, "City less south would give north"
    assert shown(published, "City") == 48
    assert shown(published, "north", "gender", "Female") is None, "0 would say that all are male"
    assert shown(published, "east") == 17
    assert published.symbol(Cell("north", "on_tracker")) == CONFIDENTIAL


def test_a_true_zero_is_shown() -> None:
    published = released({**LARGE, "north": (0, 0)})
    assert [shown(published, "north"), shown(published, "north", "gender", "Male")] == [0, 0]
    assert shown(published, "unknown") == 0


def test_children_without_an_area_cannot_be_worked_out_by_subtraction() -> None:
    published = released({**LARGE, "unknown": (2, 1)})
    assert shown(published, "unknown") is None
    assert shown(published, "force") is not None
    assert None in (shown(published, "City"), shown(published, "County"))


def test_an_area_with_one_category_is_hidden_like_an_area_with_a_small_count() -> None:
    alike = released({**LARGE, "north": (20, 0)})
    assert shown(alike, "north") == 20
    assert {shown(alike, "north", "gender", gender) for gender in GENDER} == {None}
    mixed = released({**LARGE, "north": (18, 2)})
    assert {shown(mixed, "north", "gender", gender) for gender in GENDER} == {None}


def test_a_category_without_children_in_the_force_is_shown_as_zero() -> None:
    of, months = months_of(Shape("no other", 42, other_gender=0, unknown_area=0, months=1), 3)
    (published,) = publish(months, of)
    others = {v for c, v in published.values.items() if c.category == "Other"}
    assert others == {0}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_force_of_fewer_than_five_children_is_withheld_with_a_reason(number: int) -> None:
    published = released({"north": (number, 0)})
    assert published.withheld is not None
    assert "fewer than 5 children" in published.withheld
    assert set(published.values.values()) == {None}
    assert published.symbol(Cell("east", "on_tracker")) == NOT_AVAILABLE


def test_a_force_without_children_is_shown_as_zeros() -> None:
    assert set(released({}).values.values()) == {0}


def test_a_force_of_twenty_districts_is_released_safely() -> None:
    """With so many districts not every choice among them is tried."""
    districts = [f"district {n}" for n in range(20)]
    of = Layout(
        (
            *(Geography("area", f"area of {code}", code) for code in districts),
            Geography("unknown", "unknown"),
            *(Geography("district", code) for code in districts),
            Geography("force", "force"),
        ),
        {"gender": GENDER},
    )
    people = {f"area of {code}": (9 + n, 6 + n if n else 2) for n, code in enumerate(districts)}
    counts = month(people, of=of)
    (published,) = publish([counts], of)
    assert published.withheld is None
    assert shown(published, "force") == sum(map(sum, people.values()))
    attack = Attack(of, [published])
    attack.reason()
    truth = {ReleasedCell(counts.month_end, cell): n for cell, n in counts.counts.items()}
    assert attack.suppressed
    assert not list(successes(bounds_by_reasoning(attack), truth, of.threshold))
    assert not list(successes(attack.solve(attack.suppressed), truth, of.threshold))


def test_a_small_count_of_additions_in_the_force_hides_all_additions_and_removals() -> None:
    added, removed = (1, 0, 2, 0, 0), (6, 5, 7, 8, 0)
    (published,) = publish([month(LARGE, added=added, removed=removed)], SMALL)
    flows = {v for c, v in published.values.items() if c.measure in ("added", "removed")}
    assert flows == {None}
    assert shown(published, "force") == 115


def test_the_threshold_can_be_raised_but_not_lowered() -> None:
    with pytest.raises(ValueError, match="lower than 5"):
        replace(SMALL, threshold=4)
    (published,) = publish([month(LARGE)], replace(SMALL, threshold=10))
    assert shown(published, "east", "gender", "Male") is None
    assert not {v for v in published.values.values() if v is not None and 0 < v < 10}


def test_a_hidden_count_has_a_symbol_and_no_number() -> None:
    for row in released({**LARGE, "north": (3, 1)}).rows():
        *_, value, symbol = row
        assert (value is None) == (symbol == CONFIDENTIAL)


def test_percentages_and_rates_use_only_counts_that_are_shown() -> None:
    published = released({**LARGE, "north": (3, 0)})
    force, city = Cell("force", "on_tracker"), Cell("City", "on_tracker")
    assert share(published, city, force) == 48 / 98
    assert share(published, Cell("north", "on_tracker"), city) is None
    assert share(published, city, Cell("unknown", "on_tracker")) is None, "nothing to divide by"
    assert rate(published, city, 24_000) == 20.0
    assert rate(published, city, None) is None
    assert rate(published, Cell("north", "on_tracker"), 1_000) is None


def test_counts_that_do_not_add_up_and_months_that_are_not_consecutive_are_refused() -> None:
    counts = dict(month(LARGE).counts)
    counts[Cell("City", "on_tracker")] += 1
    with pytest.raises(ValueError, match="City"):
        publish([MonthCounts(date(2022, 1, 31), counts)], SMALL)
    counts = dict(month(LARGE).counts)
    counts[Cell("north", "on_tracker")] += 1
    for code in ("City", "force"):
        counts[Cell(code, "on_tracker")] += 1
    with pytest.raises(ValueError, match="categories"):
        publish([MonthCounts(date(2022, 1, 31), counts)], SMALL)
    with pytest.raises(ValueError, match="consecutive"):
        publish([month(LARGE, 0), month(LARGE, 2)], SMALL)


# Releases one after another

SERIES = Shape("series", 25, city=2, county=2, months=16)


def test_the_same_counts_give_the_same_releases() -> None:
    of, months = months_of(replace(SERIES, months=8), 1)
    turned = [
        MonthCounts(m.month_end, dict(reversed(list(m.counts.items()))), m.in_month) for m in months
    ]
    assert publish(months, of) == publish(turned, of)


def test_earlier_releases_do_not_change_and_are_audited_with_later_ones() -> None:
    of, months = months_of(SERIES, 2)
    out = publish(months[:11], of)
    for number in range(12, len(months) + 1):
        before = list(out)
        out = publish(months[:number], of, out)
        assert out[:-1] == before
    assert audit(months, out, of).safe
    assert out == publish(months, of), "one at a time, or all at once"


def test_releasing_month_by_month_after_two_years_gives_the_same_as_all_at_once() -> None:
    of, months = months_of(Shape("two years and more", 42, areas_used=2, months=27), 5)
    out = publish(months[:24], of)
    for number in (25, 26, 27):
        out = publish(months[:number], of, out)
    assert out == publish(months, of)


def test_a_raised_threshold_applies_only_to_later_releases() -> None:
    of, months = months_of(replace(SERIES, children=150, months=8), 2)
    before = publish(months[:6], of)
    out = publish(months, replace(of, threshold=10), before)
    assert out[:6] == before
    assert any(5 <= value < 10 for p in before for value in p.values.values() if value)
    assert [published.threshold for published in out] == [5] * 6 + [10] * 2
    for published in out[6:]:
        assert published.withheld is None
        assert not [value for value in published.values.values() if value and value < 10]
    assert audit(months, out, replace(of, threshold=10)).safe


def test_late_records_do_not_stop_a_release() -> None:
    of, months = months_of(replace(SERIES, late=0.3), 3)
    assert any(published.withheld is None for published in publish(months, of))


def test_a_hidden_month_cannot_be_worked_out_from_the_months_around_it() -> None:
    """North had 5 added in the year, then 4, then 5: the two fives must not give away the 4."""
    flows = [(5, 9, 8, 7, 0), (4, 9, 8, 7, 0), (5, 9, 8, 7, 0)]
    months = [month(LARGE, at, added, (5, 9, 8, 7, 0)) for at, added in enumerate(flows)]
    published = publish(months, SMALL)
    assert shown(published[1], "north", "added") is None
    assert audit(months, published, SMALL).safe


# The audit


def with_count_shown(published: Published, cell: Cell, months: MonthCounts) -> Published:
    """A release with one count shown that was hidden."""
    return replace(published, values={**published.values, cell: months.counts[cell]})


def test_the_audit_finds_a_small_count_that_is_shown() -> None:
    true = month({**LARGE, "north": (3, 1)})
    (published,) = publish([true], SMALL)
    report = audit([true], [with_count_shown(published, Cell("north", "on_tracker"), true)], SMALL)
    assert [(e.cell.geography, e.what) for e in report.exposed] == [("north", "4 is shown")]


def test_the_audit_finds_a_count_exposed_by_showing_its_secondary_suppression() -> None:
    true = month({**LARGE, "north": (3, 1)})
    (published,) = publish([true], SMALL)
    assert audit([true], [published], SMALL).safe
    report = audit([true], [with_count_shown(published, Cell("south", "on_tracker"), true)], SMALL)
    assert Cell("north", "on_tracker") in {exposed.cell for exposed in report.exposed}


def test_the_audit_finds_a_group_whose_children_are_seen_to_share_a_category() -> None:
    true = month({**LARGE, "north": (20, 0)})
    (published,) = publish([true], SMALL)
    one_more_shown = with_count_shown(published, Cell("north", "gender", "Female"), true)
    assert not audit([true], [one_more_shown], SMALL).safe


TINY = Layout(
    tuple(g for g in SMALL.geographies if g.code not in ("west", "unknown")), SMALL.categories
)


def all_placements(total: int) -> Iterator[People]:
    """Every table of this many children in two areas of City and one of County."""
    for numbers in product(range(total + 1), repeat=5):
        if sum(numbers) <= total:
            a, b, c, d, e = numbers
            yield {"north": (a, b), "south": (c, d), "east": (e, total - sum(numbers))}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 3), min_size=6, max_size=6).filter(lambda n: 5 <= sum(n) <= 8))
def test_brute_force_finds_a_feasible_table_for_each_small_value(
    numbers: list[int],
) -> None:
    """All feasible tables are listed one by one, without a solver."""
    a, b, c, d, e, f = numbers
    true = month({"north": (a, b), "south": (c, d), "east": (e, f)}, of=TINY)
    (published,) = publish([true], TINY)
    if published.withheld is not None:
        return
    seen = {cell: value for cell, value in published.values.items() if value is not None}
    possible: dict[Cell, set[int]] = {}
    for placement in all_placements(sum(numbers)):
        counts = month(placement, of=TINY).counts
        if all(counts[cell] == value for cell, value in seen.items()):
            for cell, count in counts.items():
                possible.setdefault(cell, set()).add(count)
    for cell, value in published.values.items():
        if value is None and 0 < true.counts[cell] < 5:
            assert {1, 2, 3, 4} <= possible[cell], cell


counts_of_areas = st.fixed_dictionaries(
    {area: st.tuples(st.integers(0, 12), st.integers(0, 12)) for area in AREAS}
)


@settings(max_examples=40, deadline=None)
@given(counts_of_areas)
def test_a_shown_count_is_the_true_one_and_never_small(people: People) -> None:
    true = month(people)
    (published,) = publish([true], SMALL)
    for cell, value in published.values.items():
        assert value is None or (value == true.counts[cell] and not 0 < value < 5)
    assert published.withheld is None or 0 < true.counts[Cell("force", "on_tracker")] < 20
    assert audit([true], [published], SMALL).safe


@settings(max_examples=40, deadline=None)
@given(counts_of_areas)
def test_where_a_total_is_hidden_so_is_everything_below_it(people: People) -> None:
    """A zero would show how the few children are divided; only one of the whole force is shown."""
    published = released(people)
    for geography in SMALL.geographies:
        if shown(published, geography.code) is None:
            for gender in GENDER:
                below = shown(published, geography.code, "gender", gender)
                assert below is None or shown(published, "force", "gender", gender) == 0


def test_a_layout_has_one_force_and_every_area_is_in_a_district() -> None:
    of = layout()
    assert len(of.cells()) == 16 * 13
    with pytest.raises(ValueError, match="one force"):
        Layout(of.geographies[:-1], of.categories)
    with pytest.raises(ValueError, match="no district"):
        Layout((Geography("area", "lost", "Nowhere"), *of.geographies), of.categories)

"""Signals compared with published values, with the slow answer, and with chance alone."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.signals import Judged, Kind, Point, Rule, judge, limits, rules
from queries.signals.chance import FALSE_SIGNALS, expected_false_signals
from tests.slow.signals import (
    slow_near,
    slow_outside,
    slow_runs,
    slow_shift,
    slow_sides,
    slow_stretches,
    slow_trend,
    slow_two_of_three,
    slow_values,
)
from tests.trends.false_signals import false_signals

DAY = date(2021, 1, 1)


def points(values: list[float], spans: list[int] | None = None) -> list[Point]:
    """A series with about a point each month."""
    return [
        Point(DAY + timedelta(days=30 * place), value, (spans or [1] * len(values))[place])
        for place, value in enumerate(values)
    ]


def points_of_rule(judged: Judged, rule: Rule) -> set[int]:
    return {place for each in judged.signals if each.rule is rule for place in each.places}


# Published values


def test_the_limits_of_measurements_are_those_that_nhsr_plot_the_dots_publishes() -> None:
    """NHSRplotthedots, tests/testthat/_snaps/ptd_spc_standard.md.

    The values are R's rnorm(20) after set.seed(123). Published: mean 0.142, limits -3.01 and 3.29.
    """
    values = [
        -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621,
        -1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272,
        -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141,
    ]  # fmt: skip
    of = limits.xmr(values)
    assert (of.centre, of.lower, of.upper) == pytest.approx((0.142, -3.01, 3.29), abs=0.005)


@pytest.mark.parametrize(
    ("sides", "flagged"),
    [
        ([], set()),
        ([1] * 6, set()),
        ([1] * 6 + [-1], set()),
        ([1] * 8 + [-1], set(range(8))),
        ([-1] * 8 + [1], set(range(8))),
        ([-1] + [1] * 8 + [-1], set(range(1, 9))),
    ],
)
def test_seven_on_one_side_is_found_where_nhsr_plot_the_dots_finds_it(
    sides: list[int], flagged: set[int]
) -> None:
    """NHSRplotthedots, test-ptd_calculate_point_type.R, seven points on one side of the mean.

    There the seventh point and those after it are marked first, and then all that belong to it.
    """
    assert {place for each in rules.shifts(sides) for place in each.places} == flagged


@pytest.mark.parametrize(
    ("values", "side", "flagged"),
    [
        ([1, 2, 3, 4, 5, 6], 0, set()),
        ([1, 2, 3, 3, 4, 5, 6], 0, set()),
        ([1, 2, 3, 4, 5, 6, 7], 1, set(range(7))),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], 1, set(range(1, 8))),
        ([7, 6, 5, 4, 3, 2, 1], -1, set(range(7))),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], -1, set(range(1, 8))),
    ],
)
def test_a_trend_of_seven_is_found_where_nhsr_plot_the_dots_finds_it(
    values: list[float], side: int, flagged: set[int]
) -> None:
    """NHSRplotthedots, test-ptd_calculate_point_type.R, seven-point trend."""
    met = list(rules.trends(values))
    assert {place for each in met for place in each.places} == flagged
    assert [each.side for each in met] == ([side] if side else [])


@pytest.mark.parametrize(
    ("near", "flagged"),
    [
        ([], set()),
        ([0, 0, 0], set()),
        ([1, 0, 1], {0, 2}),
        ([0, 1, 1], {1, 2}),
        ([1, 1, 0], {0, 1}),
        ([0, 0, 1, 0, 1, 0, 0], {2, 4}),
        ([0, 0, 1, 1, 0, 0, 0], {2, 3}),
        ([1, 0, 0, 1], set()),
        ([1, 0, 0, 1, 1], {3, 4}),
    ],
)
def test_two_of_three_are_found_where_nhsr_plot_the_dots_finds_them(
    near: list[int], flagged: set[int]
) -> None:
    """NHSRplotthedots, test-ptd_calculate_point_type.R, part of two in three."""
    assert {place for each in rules.near(near) for place in each.places} == flagged


def test_two_of_three_near_opposite_limits_are_common_cause() -> None:
    """NHSRplotthedots, test-ptd_spc_standard.R, the last two of 16 values near opposite limits."""
    judged = judge(Kind.XMR, points([1, -1] * 7 + [5.5, -5.5]))
    assert not points_of_rule(judged, Rule.NEAR)


@pytest.mark.parametrize(
    ("useful", "longest", "crossings"),
    [
        (10, 6, 2), (11, 6, 2), (12, 7, 3), (13, 7, 3), (14, 7, 4), (16, 7, 4), (17, 7, 5),
        (20, 7, 6), (22, 7, 7), (23, 8, 7), (24, 8, 8), (27, 8, 9), (30, 8, 10), (40, 8, 14),
        (45, 8, 17), (46, 9, 17), (56, 9, 21), (62, 9, 24),
    ],
)  # fmt: skip
def test_the_runs_test_has_the_limits_that_qicharts2_publishes(
    useful: int, longest: int, crossings: int
) -> None:
    """qicharts2's vignette, appendix 2: critical values for longest run and number of crossings."""
    assert rules.longest_allowed(useful) == longest
    assert rules.crossings_needed(useful) == crossings


@pytest.mark.parametrize(
    ("crossings", "longest", "is_signal"), [(2, 6, False), (3, 7, True), (4, 7, True)]
)
def test_the_runs_test_decides_as_qicharts2_does(
    crossings: int, longest: int, is_signal: bool
) -> None:
    """qicharts2, R/crsignal.R: 11 points; crossings of at least 2 and a run of at most 6 pass."""
    of = rules.Runs(longest, rules.longest_allowed(11), crossings, rules.crossings_needed(11))
    assert of.is_signal is is_signal


def test_the_limits_of_counts_are_those_of_montgomery() -> None:
    """Montgomery, example 7.3 (qicharts2's test of the c-chart): 516 in 26 samples, then 472 in 24.

    Published: centre 19.85, limits 6.48 and 33.22; revised 19.67, 6.36 and 32.97.
    """
    first = limits.c_chart([516 / 26] * 26)
    revised = limits.c_chart([472 / 24] * 24)
    assert (first.centre, first.lower, first.upper) == pytest.approx((19.85, 6.48, 33.21), abs=0.01)
    assert (revised.centre, revised.lower, revised.upper) == pytest.approx(
        (19.67, 6.36, 32.97), abs=0.01
    )


def test_the_limits_of_rates_are_those_of_montgomery() -> None:
    """Montgomery, dyed cloth (qicharts2's test of the u-chart, example 7.5), per 50 square metres.

    153 defects in 107.5 units: centre 1.42. Published limits of rolls of 10.0, 8.0 and 13.0 units:
    0.29 and 2.55, 0.16 and 2.68, 0.43 and 2.41.
    """
    spans = [10.0, 8.0, 13.0, 10.0, 9.5, 10.0, 12.0, 10.5, 12.0, 12.5]
    counts = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
    of = limits.u_chart(counts, spans)
    assert of[0].centre == pytest.approx(1.42, abs=0.005)
    for each, published in zip(of, [(0.29, 2.55), (0.16, 2.68), (0.43, 2.41)], strict=False):
        assert (each.lower, each.upper) == pytest.approx(published, abs=0.01)


# The slow answer


@st.composite
def series(draw: st.DrawFn) -> tuple[Kind, list[int], list[int], list[date]]:
    """A chart, counts that stay level or move to another level, their spans, and rebasings."""
    kind = draw(st.sampled_from(Kind))
    length = draw(st.integers(7, 40))
    levels = draw(st.lists(st.integers(0, 12), min_size=1, max_size=3))
    wide = draw(st.sampled_from([0, 1, 3, 9]))
    counts = [
        levels[place * len(levels) // length] + draw(st.integers(0, wide))
        for place in range(length)
    ]
    spans = [draw(st.integers(28, 31)) if kind is Kind.U else 1 for _ in range(length)]
    after = draw(st.lists(st.integers(-1, 30 * length), max_size=2, unique=True))
    return kind, counts, spans, [DAY + timedelta(days=days) for days in sorted(after)]


@settings(max_examples=max(300, 20 * settings().max_examples))
@given(of=series())
def test_signals_agree_with_the_slow_answer(
    of: tuple[Kind, list[int], list[int], list[date]],
) -> None:
    kind, counts, spans, rebased_on = of
    name = kind.name.lower()
    drawn = points([count / span for count, span in zip(counts, spans, strict=True)], spans)
    judged = judge(kind, drawn, rebased_on)
    expected: dict[Rule, set[int]] = {rule: set() for rule in Rule}
    runs = None
    for places in slow_stretches([point.on for point in drawn], rebased_on):
        if places:
            runs = None
        if len(places) < 7:
            assert all(judged.limits[place] is None for place in places)
            continue
        counted, days = [counts[n] for n in places], [spans[n] for n in places]
        sides = slow_sides(name, counted, days)
        outside = slow_outside(name, counted, days)
        for rule, met in (
            (Rule.OUTSIDE, {n for n, side in enumerate(outside) if side}),
            (Rule.SHIFT, slow_shift(sides)),
            (Rule.TREND, slow_trend(slow_values(name, counted, days))),
            (Rule.NEAR, slow_two_of_three(slow_near(name, counted, days))),
        ):
            expected[rule] |= {places[n] for n in met}
        runs = slow_runs(sides) if sum(map(bool, sides)) >= 10 else None
    assert {rule: points_of_rule(judged, rule) for rule in Rule} == expected
    assert (judged.runs and (judged.runs.longest, judged.runs.crossings)) == runs


# Series that a force may have


def test_a_series_of_equal_values_has_no_signal_whatever_the_value() -> None:
    for value in (0.0, 0.1, 1 / 3, 7.0):
        for kind in Kind:
            judged = judge(kind, points([value] * 24, [30] * 24))
            assert not judged.signals, (kind, value)


def test_few_points_have_trial_limits_and_fewer_are_not_judged() -> None:
    assert judge(Kind.C, points([2.0] * 6)).judged_places == ()
    assert judge(Kind.C, points([2.0] * 7)).is_trial
    assert judge(Kind.C, points([2.0] * 11)).is_trial
    assert not judge(Kind.C, points([2.0] * 12)).is_trial
    assert judge(Kind.XMR, []).judged_places == ()


def test_a_month_that_is_not_over_changes_nothing() -> None:
    whole = points([3.0, 4.0] * 8)
    part = Point(DAY + timedelta(days=600), 90.0, is_part=True)
    judged = judge(Kind.C, [*whole, part])
    assert judged.limits == (*judge(Kind.C, whole).limits, None)
    assert not judged.signals


def test_only_a_decision_starts_the_limits_again() -> None:
    steps = points([2.0, 4.0] * 8 + [12.0, 14.0] * 8)
    together, apart = judge(Kind.C, steps), judge(Kind.C, steps, [steps[16].on])
    assert points_of_rule(together, Rule.SHIFT)
    assert not apart.signals
    assert [of and of.centre for of in apart.limits] == [3.0] * 16 + [13.0] * 16


def test_the_lower_limit_of_counts_and_of_positive_measurements_is_not_below_zero() -> None:
    for kind in Kind:
        judged = judge(kind, points([1.0, 9.0, 0.0] * 5))
        assert all(of and of.lower >= 0 for of in judged.limits), kind
    below = judge(Kind.XMR, points([-4.0, 3.0] * 8)).limits[0]
    assert below
    assert below.lower < 0


def test_a_long_wait_between_rare_events_is_outside_the_limit() -> None:
    judged = judge(
        Kind.G, points([10.0, 12.0, 9.0, 14.0, 11.0, 8.0, 12.0, 10.0, 11.0, 13.0, 400.0])
    )
    assert points_of_rule(judged, Rule.OUTSIDE) == {10}
    assert judged.limits[0]
    assert judged.limits[0].centre == 11.0
    assert judged.limits[0].half_width is None


# Chance alone


@pytest.mark.parametrize("kind", Kind)
def test_chance_alone_gives_as_many_false_signals_as_is_stated(kind: Kind) -> None:
    """Ten thousand series were measured (`make soak` measures them again); here, a thousand."""
    times = 10_000 if settings().max_examples > 100 else 1_000
    share = false_signals(kind, times)
    error = sqrt(FALSE_SIGNALS[kind] * (1 - FALSE_SIGNALS[kind]) / times)
    assert abs(share - FALSE_SIGNALS[kind]) < 0.005 + 3 * error


def test_false_signals_to_expect_add_up_over_the_series_judged() -> None:
    assert expected_false_signals([]) == 0
    kinds = [Kind.C, Kind.C, Kind.U]
    assert expected_false_signals(kinds) == sum(FALSE_SIGNALS[kind] for kind in kinds)

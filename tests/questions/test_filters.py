"""Periods, financial years, months, and the filters that a figure ignores."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.filters import (
    PERIODS,
    Filters,
    Period,
    PeriodName,
    financial_year,
    financial_year_start,
    last_12_months,
    month_start,
    months_before,
    named_period,
    years_before,
)
from queries.scope import Scope
from tests.slow import counting_rules

NOVEMBER = date(2022, 11, 22)
days = st.dates(date(1999, 1, 1), date(2041, 12, 31))


def test_both_ends_of_a_period_are_in_it() -> None:
    assert Period(date(2021, 4, 1), date(2022, 3, 31)).days == 365
    assert Period(date(2022, 4, 1), NOVEMBER).days == 236
    assert Period(NOVEMBER, NOVEMBER).days == 1


def test_a_period_opens_with_the_day_before_it() -> None:
    assert Period(date(2022, 1, 1), NOVEMBER).day_before == date(2021, 12, 31)
    assert Period(date(2024, 3, 1), date(2024, 3, 2)).day_before == date(2024, 2, 29)


def test_a_period_cannot_start_after_it_ends() -> None:
    with pytest.raises(ValueError, match="start after it ends"):
        Period(NOVEMBER, date(2022, 11, 21))


def test_a_year_before_29_february_is_28_february() -> None:
    leap = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert leap.a_year_earlier() == Period(date(2023, 2, 1), date(2023, 2, 28))
    common = Period(date(2025, 2, 28), date(2025, 3, 1))
    assert common.a_year_earlier() == Period(date(2024, 2, 28), date(2024, 3, 1))


@pytest.mark.parametrize(
    ("day", "start", "name"),
    [
        (date(2022, 3, 31), date(2021, 4, 1), "2021/22"),
        (date(2022, 4, 1), date(2022, 4, 1), "2022/23"),
        (NOVEMBER, date(2022, 4, 1), "2022/23"),
        (date(2024, 2, 29), date(2023, 4, 1), "2023/24"),
        (date(2000, 1, 1), date(1999, 4, 1), "1999/00"),
        (date(2009, 4, 1), date(2009, 4, 1), "2009/10"),
    ],
)
def test_a_financial_year_runs_from_april_to_march(day: date, start: date, name: str) -> None:
    assert financial_year_start(day) == start
    assert financial_year(day) == name


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2022, 5, 31), 3, date(2022, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2022, 1, 15), 1, date(2021, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (NOVEMBER, 0, NOVEMBER),
    ],
)
def test_a_shorter_month_has_its_last_day_in_place_of_the_31st(
    day: date, months: int, before: date
) -> None:
    assert months_before(day, months) == before


@given(day=days, months=st.integers(0, 60))
def test_months_are_counted_as_the_calendar_counts_them(day: date, months: int) -> None:
    assert months_before(day, months) == counting_rules.months_back(day, months)
    assert month_start(day, months) == counting_rules.months_back(day.replace(day=1), months)
    assert financial_year_start(day) == counting_rules.financial_year_start(day)
    assert years_before(day, 1) == counting_rules.year_earlier(day)


@pytest.mark.parametrize(
    ("name", "as_at", "start"),
    [
        ("calendar-year", NOVEMBER, date(2022, 1, 1)),
        ("calendar-year", date(2022, 1, 1), date(2022, 1, 1)),
        ("financial-year", NOVEMBER, date(2022, 4, 1)),
        ("financial-year", date(2022, 3, 31), date(2021, 4, 1)),
        ("last-12-months", NOVEMBER, date(2021, 11, 23)),
        ("last-12-months", date(2024, 2, 29), date(2023, 3, 1)),
        ("last-12-months", date(2025, 2, 28), date(2024, 3, 1)),
        ("last-12-months", date(2024, 2, 28), date(2023, 3, 1)),
        ("since-last-meeting", NOVEMBER, date(2022, 11, 2)),
        ("since-last-meeting", date(2022, 11, 2), date(2022, 11, 2)),
    ],
)
def test_each_period_has_a_name(name: PeriodName, as_at: date, start: date) -> None:
    """The meeting here was held on 1 November 2022: what it has seen is behind it."""
    assert named_period(name, as_at, date(2022, 11, 1)) == Period(start, as_at)


@pytest.mark.parametrize("last_meeting", [None, NOVEMBER, date(2022, 12, 1)])
def test_without_an_earlier_meeting_the_period_is_the_calendar_year(
    last_meeting: date | None,
) -> None:
    period = named_period("since-last-meeting", NOVEMBER, last_meeting)
    assert period == Period(date(2022, 1, 1), NOVEMBER)


@given(name=st.sampled_from(list(PERIODS)), as_at=days, ago=st.integers(-40, 400))
def test_every_named_period_ends_at_the_as_at_date(name: PeriodName, as_at: date, ago: int) -> None:
    period = named_period(name, as_at, as_at - timedelta(days=ago))
    assert period.end == as_at
    assert period.days <= max(366, ago)


def test_filters_that_a_figure_ignores_are_dropped() -> None:
    """Otherwise the cache would keep the same answer twice."""
    period = Period(date(2022, 1, 1), NOVEMBER)
    chosen = Filters(NOVEMBER, period, 7, "City", "city-west", "Open", "Male")
    assert chosen.without() == chosen
    assert chosen.without("status", "gender") == Filters(NOVEMBER, period, 7, "City", "city-west")
    assert chosen.without("district", "area").period == period
    at_the_date = Period(NOVEMBER, NOVEMBER)
    assert chosen.without("period") == chosen.over(at_the_date)
    other = chosen.over(Period(date(2020, 1, 1), date(2020, 1, 2)))
    assert other != chosen
    assert other.without("period") == chosen.without("period")
    assert hash(other.without("period")) == hash(chosen.without("period"))
    day = replace(chosen, as_at=date(2021, 6, 30), period=other.period)
    assert day.without("as_at", "period") == chosen.without("as_at", "period")
    assert day.without("as_at").period == other.period


def test_the_last_12_months_hold_each_day_of_a_year_once_for_every_day_of_eight_years() -> None:
    for number in range(8 * 366):
        as_at = date(2020, 1, 1) + timedelta(days=number)
        period = last_12_months(as_at)
        assert period.end == as_at
        assert period == named_period("last-12-months", as_at)
        of_the_year = {(day.month, day.day) for day in counting_rules.days_of(period)}
        assert period.days in (365, 366)
        assert len(of_the_year) == period.days
        assert of_the_year >= {(month, 1) for month in range(1, 13)}


def test_no_relation_of_the_scope_hides_another_of_the_same_name() -> None:
    names = Counter(name for part in Scope.__mro__ for name in vars(part) if name[:2] != "__")
    assert [name for name, times in names.items() if times > 1] == []

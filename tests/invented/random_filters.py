"""Filters for a random data set: often as at a day on which many figures change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from queries.choices import CHOICES
from queries.filters import Filters, Period
from tests.invented.data_set import DataSet
from tests.invented.random_data import OPTIONS, data_sets
from tests.invented.random_data import days as any_days
from tests.invented.records import Child
from tests.sampling import few_examples
from tests.slow.counting_rules import Stay, birthday, months_back


def adjoining_periods(of: Period) -> list[Period]:
    """The same days as two periods, divided in the middle; or as one, if there is only one day."""
    middle = of.start + (of.end - of.start) // 2
    cuts = [of.start - timedelta(days=1), middle, of.end]
    return [Period(a + timedelta(days=1), b) for a, b in pairwise(cuts) if a < b]


def days_of_change(data: DataSet) -> list[list[date]]:
    """Days on which an answer may change, by kind: something happens, a birthday is near, or a
    child has been on the tracker long enough to be counted elsewhere."""
    happens: set[date | None] = set()
    birthdays: set[date] = set()
    bands: set[date] = set()
    for extract in data.extracts:
        happens |= {report.submitted_on for report in extract.reports}
        for records in extract.plain.values():
            values = (value for each in records for value in asdict(each).values())
            happens |= {value for value in values if isinstance(value, date)}
        for life in extract.lives:
            happens |= {entry.removed_on for entry in life.entries}
            happens |= {spell.starts_on for spells in life.spells for spell in spells}
            for entry, spells in zip(life.entries, life.spells, strict=True):
                stay = Stay(life.child, entry, spells)
                bands |= {
                    day
                    for months in (3, 6, 12, 24)
                    if stay.is_on(day := months_back(entry.added_on, -months))
                }
                birthdays |= {day for day in _birthdays(life.child) if stay.is_on(day)}
    return [sorted(days) for days in (filter(None, happens), birthdays, bands)]


def days_near_changes(data: DataSet) -> st.SearchStrategy[date]:
    """Such a day of a data set, the day before or after one, or any day."""
    kinds = [st.sampled_from(days) for days in days_of_change(data) if days]
    near = st.sampled_from([timedelta(0)] * 4 + [timedelta(days=-1), timedelta(days=1)])
    return st.builds(lambda day, by: day + by, st.one_of(*kinds, any_days), near)


def _birthdays(child: Child) -> set[date]:
    """Birthdays that begin an age band, and days that are a certain number before the 18th."""
    if (born := child.date_of_birth) is None:
        return set()
    adult = birthday(born, born.year + 18)
    return {birthday(born, born.year + years) for years in (10, 14, 16)} | {
        adult - timedelta(days=left) for left in (0, 30, 60, 90)
    }


@st.composite
def filters_of(draw: st.DrawFn, data: DataSet) -> Filters:
    """Filters that a reader may choose; half of them narrow nothing. Import 0 is before all
    imports."""
    newest = len(data.imports)
    near_changes = days_near_changes(data)
    everything = Filters(
        as_at=draw(near_changes),
        period=Period(*sorted([draw(near_changes), draw(near_changes)])),
        known=draw(st.sampled_from([newest, newest, newest, *range(newest + 1)])),
    )
    if draw(st.booleans()):
        return everything
    chosen: dict[str, Any] = {
        choice.name: draw(st.one_of(st.none(), st.sampled_from(OPTIONS[choice.name])))
        for choice in CHOICES
    }
    return replace(everything, **chosen)


@st.composite
def _data_sets_with_filters(
    draw: st.DrawFn, number_of_filters: int
) -> tuple[DataSet, list[Filters]]:
    """A data set, and several choices of filters for it."""
    data = draw(data_sets())
    return data, [draw(filters_of(data)) for _ in range(number_of_filters)]


def over_random_data(
    number_of_filters: int,
) -> Callable[[Callable[[DataSet, list[Filters], Engine], None]], Callable[..., None]]:
    """Runs a test over random data sets, each written to the database: it is given the data set,
    so many choices of filters for it, and an engine to ask."""

    def decorated(test: Callable[[DataSet, list[Filters], Engine], None]) -> Callable[..., None]:
        def over(case: tuple[DataSet, list[Filters]], writing: Engine, reading: Engine) -> None:
            data, filters = case
            data.write(writing)
            test(data, filters, reading)

        over.__name__, over.__module__, over.__doc__ = test.__name__, test.__module__, test.__doc__
        return few_examples(given(case=_data_sets_with_filters(number_of_filters))(over))

    return decorated

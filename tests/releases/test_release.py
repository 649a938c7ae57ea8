"""Releases are counted right, made once and in order, and never changed by later imports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from dashboard.answers.releases import as_published
from data import releases
from queries.access import OPERATOR
from queries.ask import ask, from_database
from queries.disclosure.layout import Cell
from queries.disclosure.publishing import publish
from queries.releases import release
from queries.releases.release import DueRelease, due_releases
from tests.access.test_access_log import change_without_triggers
from tests.invented.data_set import DataSet
from tests.invented.random_data import data_sets
from tests.invented.releasing import (
    FIRST,
    Areas,
    force,
    make_releases,
    withhold_all,
    write_and_release,
)
from tests.sampling import few_examples
from tests.slow.counting_rules import AREAS, DISTRICT, reference
from tests.slow.release import slow_cell

THEN: Areas = {"gedling": 9, "city-west": 20}
NOW: Areas = {"gedling": 6, "city-west": 31}
USUAL = {
    "status": tuple(line["name"] for line in reference("statuses")),
    "age": ("10 to 13", "14 to 15", "16 to 17", "Other or unknown"),
    "gender": tuple(line["name"] for line in reference("genders")),
}
SHAPE = release.layout(DISTRICT, [], USUAL, 5)


@few_examples
@given(data=data_sets())
def test_every_cell_is_the_slow_count(data: DataSet, writing: Engine, reading: Engine) -> None:
    data.write(writing)
    records = data.records()
    for each in due_releases((known.import_id, known.extracted_on) for known in data.imports)[::-7]:
        counted = release.count_cells(
            DISTRICT,
            *(
                ask(asked, OPERATOR, each.filters, from_database(reading)).rows
                for asked in (release.children_at_month_end, release.entries_by_area)
            ),
        )
        shape = release.layout(DISTRICT, [counted], USUAL, 5)
        slow = {cell: slow_cell(records, each.filters, cell) for cell in shape.cells()}
        assert {cell: counted.get(cell, 0) for cell in slow} == slow
        assert set(counted) <= set(slow)


def test_a_release_covers_every_place_and_category() -> None:
    kinds = [geography.kind for geography in SHAPE.geographies]
    assert kinds == ["area"] * len(AREAS) + ["unknown", "district", "district", "force"]
    assert Cell("gedling", "age", "Other or unknown") in SHAPE.cells()
    odd = release.layout(DISTRICT, [{Cell("gedling", "status", "Ended"): 3}], USUAL, 5)
    assert odd.categories["status"][-1] == "Ended"


@pytest.mark.parametrize(
    ("imports", "first", "last", "number"),
    [
        ([(1, date(2022, 11, 22))], date(2020, 11, 30), date(2022, 10, 31), 24),
        ([(1, date(2022, 10, 31))], date(2020, 11, 30), date(2022, 10, 31), 24),
        ([(1, date(2024, 2, 28))], date(2022, 2, 28), date(2024, 1, 31), 24),
        (
            [(1, date(2022, 10, 31)), (2, date(2023, 1, 2))],
            date(2020, 11, 30),
            date(2022, 12, 31),
            26,
        ),
    ],
)
def test_releases_begin_with_two_years_and_grow_by_one_a_month(
    imports: list[tuple[int, date]], first: date, last: date, number: int
) -> None:
    found = due_releases(imports)
    assert (found[0].month_end, found[-1].month_end, len(found)) == (first, last, number)


def test_a_release_is_as_it_was_known_at_the_first_import_that_covers_it() -> None:
    assert due_releases([]) == []
    found = due_releases(
        [(3, date(2022, 12, 31)), (1, date(2022, 10, 31)), (2, date(2022, 10, 31)), (4, FIRST)]
    )
    known = {each.month_end: each.known for each in found}
    assert known[date(2021, 3, 31)] == known[date(2022, 10, 31)] == 1
    assert known[date(2022, 11, 30)] == known[date(2022, 12, 31)] == 3


def test_a_release_counts_the_twelve_months_up_to_it() -> None:
    period = DueRelease(date(2022, 2, 28), 1).filters.period
    assert (period.start, period.end) == (date(2021, 3, 1), date(2022, 2, 28))
    leap = DueRelease(date(2024, 2, 29), 1).filters.period
    assert (leap.start, leap.end) == (date(2023, 3, 1), date(2024, 2, 29))


def test_suppressed_counts_are_not_stored(writing: Engine) -> None:
    assert write_and_release(force({"gedling": 3, "city-west": 20}), writing, threshold=5) == 25
    newest = releases.stored(writing)[-1]
    cells = {cell[:3]: cell[3:] for cell in newest.cells}
    assert cells["gedling", "on_tracker", None] == (None, "[c]")
    assert cells["city-west", "on_tracker", None] == (20, None)
    assert cells["ashfield", "on_tracker", None] == (0, None)
    assert len(cells) == len(SHAPE.cells())


def test_later_corrections_leave_a_release_as_it_was(writing: Engine) -> None:
    data = force(THEN, NOW, NOW)
    data.write(writing)
    assert make_releases(writing, 1) == 24
    first = releases.stored(writing)
    assert make_releases(writing, 1) == 0
    assert make_releases(writing, 2) == 1
    assert make_releases(writing, 3) == 1
    both = releases.stored(writing)
    assert both[:24] == first
    assert _gedling(both[23]) == 9
    assert _gedling(both[24]) == 6
    assert [each.import_id for each in both] == [1] * 24 + [2, 3]


def test_a_release_is_the_same_whenever_it_is_made(writing: Engine) -> None:
    """The first keeps the secret that chose what it hides; with that, the others are made again."""
    data = force(THEN, NOW, NOW)
    data.write(writing)
    for version in (1, 2, 3):
        make_releases(writing, version, publish)
    one_by_one = releases.stored(writing)
    assert len({each.secret for each in one_by_one}) == 1
    later = f"WHERE month_end > '{one_by_one[0].month_end}'"
    tables = ("area_release_cell", "area_release")
    change_without_triggers(writing, *(f"DELETE FROM {table} {later}" for table in tables))
    assert make_releases(writing, 3, publish) == 25
    assert releases.stored(writing) == one_by_one
    assert {release.withheld for release in one_by_one} == {None}


NEVER = [
    "UPDATE area_release SET threshold = 5",
    "UPDATE area_release SET withheld = 'x' WHERE month_end = '2022-02-28'",
    "UPDATE area_release_cell SET value = 3, symbol = NULL",
    "DELETE FROM area_release_cell",
]
NEVER_ON_SQLITE = [
    "INSERT OR REPLACE INTO area_release_cell "
    "SELECT month_end, geography, measure, category, 3, NULL FROM area_release_cell",
    "REPLACE INTO area_release "
    "SELECT month_end, import_id, 6, made_at, NULL, NULL, NULL FROM area_release",
    "UPDATE OR REPLACE area_release_cell SET value = 3, symbol = NULL",
]


def test_the_database_refuses_every_change_of_a_release(writing: Engine) -> None:
    write_and_release(force({"gedling": 9}), writing)
    before = releases.stored(writing)
    own = NEVER_ON_SQLITE if writing.dialect.name == "sqlite" else ["TRUNCATE area_release_cell"]
    for statement in NEVER + own:
        with pytest.raises(DatabaseError, match="as it was written"), writing.begin() as connection:
            connection.exec_driver_sql(statement)
    assert releases.stored(writing) == before


def test_the_first_of_two_processes_stores_and_the_other_stores_nothing(writing: Engine) -> None:
    write_and_release(force({"gedling": 9}), writing)
    all_of_them = releases.stored(writing)
    newest = replace(all_of_them[-1], month_end=date(2022, 3, 31))
    known = [each.month_end for each in all_of_them]
    assert not releases.store(writing, known[:-1], [newest])
    assert releases.stored(writing) == all_of_them
    assert releases.store(writing, known, [newest])
    assert not releases.store(writing, known, [newest])


def test_a_withheld_release_is_stored_without_numbers(writing: Engine) -> None:
    write_and_release(force({"gedling": 9}), writing, withhold_all)
    newest = releases.stored(writing)[-1]
    assert newest.withheld == "Withheld: the audit failed."
    assert {(value, symbol) for *_, value, symbol in newest.cells} == {(None, "[x]")}


def test_releases_before_an_area_existed_show_nobody_in_it(writing: Engine) -> None:
    write_and_release(force({"gedling": 9}), writing, threshold=5)
    before = releases.stored(writing)[-1]
    wider = release.layout({**DISTRICT, "arnold": "County"}, [], USUAL, 5)
    seen = as_published(before, wider)
    assert seen.values[Cell("arnold", "on_tracker")] == 0
    assert seen.values[Cell("gedling", "on_tracker")] == 9
    assert set(seen.values) == set(wider.cells())


def _gedling(of: releases.Release) -> int | None:
    return next(
        v for place, measure, _, v, _ in of.cells if (place, measure) == ("gedling", "on_tracker")
    )

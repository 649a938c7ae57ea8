"""Dates as forces write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importing.dates import EXCEL_DAY_ZERO, as_date

DAY = date(2022, 11, 22)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime.fromisoformat("2022-11-22T23:59"),
        44887,
        44887.75,
        "2022-11-22",
        " 22/11/2022 ",
        "22/11/2022 09:30",
        "2022-11-22T09:30:00",
        "2022-11-22 09:30:00.123",
        "2022-11-22T23:30:00Z",
        "2022-11-22t09:30+01:00",
    ],
)
def test_a_date_is_read_as_excel_as_iso_or_as_british(cell: Any) -> None:
    assert as_date(cell) == DAY


def test_a_day_or_month_may_have_one_figure() -> None:
    assert as_date("1/4/2022") == as_date("2022-4-1") == date(2022, 4, 1)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2022-03-31T23:30:00Z", date(2022, 4, 1)),  # half past midnight, in summer time
        ("2022-03-26T23:30:00Z", date(2022, 3, 26)),
        ("2022-04-01T00:30:00+02:00", date(2022, 3, 31)),
        ("31/03/2022 23:30 -0100", date(2022, 4, 1)),
        ("2022-10-31T23:59:59.9Z", date(2022, 10, 31)),
        ("2022-10-29T23:00:00Z", date(2022, 10, 30)),  # the clocks go back the night after
        ("2022-10-30T23:30:00Z", date(2022, 10, 30)),
        ("2022-06-30 23:00:00+00", date(2022, 7, 1)),
        ("2022-06-30 22:59:59 UTC", date(2022, 6, 30)),
        ("2022-12-31 23:30 GMT", date(2022, 12, 31)),
        ("2022-03-31T23:30:00", date(2022, 3, 31)),
        ("2022-03-31T24:30:00Z", None),
        ("2022-03-31T24:00:00", None),
        ("2022-03-31T09:60", None),
        ("2022-03-31T09:30:61", None),
        ("9999-12-31T23:00:00-05:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2022-03-31T23:30:00+99:00", None),
    ],
)
def test_a_time_with_an_offset_is_the_day_it_was_in_the_united_kingdom(
    cell: str, day: date | None
) -> None:
    assert as_date(cell) == day


@pytest.mark.parametrize(
    "cell",
    [
        "soon",
        "22/11/22",  # the century is not known
        "11/22/2022",
        "31/02/2022",
        "29/02/2022",
        "2022-13-01",
        "22.11.2022",
        "44887",  # in a CSV file a number is only a number
        "٢٢/١١/٢٠٢٢",
        "2022-11-22 and later",
        "0202-11-22",
        "22/11/2202",
        12,
        -1,
        1e300,
        float("nan"),
        True,
        time(9, 30),
        timedelta(days=3),
        None,
        "",
    ],
)
def test_an_unclear_date_is_refused_and_not_guessed(cell: Any) -> None:
    assert as_date(cell) is None


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_every_way_of_writing_a_day_gives_that_day(day: date) -> None:
    serial = (day - EXCEL_DAY_ZERO).days
    written = (day, day.isoformat(), f"{day:%d/%m/%Y}", serial, float(serial) + 0.5)
    assert {as_date(cell) for cell in written} == {day}


@given(st.one_of(st.text(), st.floats(), st.integers(), st.binary()))
def test_any_cell_can_be_read_without_a_crash(cell: Any) -> None:
    found = as_date(cell)
    assert found is None or isinstance(found, date)

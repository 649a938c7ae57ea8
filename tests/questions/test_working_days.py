"""The calendar: England's bank holidays, working days, and the day on which school may be left."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Date, Engine, func, literal, select, true

from data.database import migrate
from data.day_numbers import school_leaving, year_before
from data.duties.clock import WORKING, after, since
from data.reference_files import REFERENCE, WrongReference
from data.tables import calendar_day
from data.working_days import FIRST, LAST
from tests.slow.counting_rules import reference
from tests.slow.safeguarding.education import leaving_date

IN_2022 = [
    "2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02", "2022-06-03",
    "2022-08-29", "2022-09-19", "2022-12-26", "2022-12-27",
]  # fmt: skip


def test_the_bank_holidays_are_those_of_england() -> None:
    years = range(FIRST.year, LAST.year + 1)
    expected = holidays.country_holidays("GB", subdiv="ENG", years=years)
    listed = {date.fromisoformat(line["day"]): line["name"] for line in reference("bank_holidays")}
    assert listed == dict(expected)


def test_the_calendar_has_every_day_once(writing: Engine) -> None:
    with writing.connect() as connection:
        days = connection.execute(select(calendar_day).order_by(calendar_day.c.day)).all()
    assert [row.day for row in days] == [
        FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)
    ]
    assert all(row.month_start == row.day.replace(day=1) for row in days)
    assert all(row.weekday == row.day.isoweekday() for row in days)
    assert all(
        row.next_working == next(each.day for each in days[place + 1 :] if each.is_working)
        for place, row in enumerate(days[:2000])
    )
    closed = [str(r.day) for r in days if not r.is_working and r.weekday < 6 and r.day.year == 2022]
    assert closed == IN_2022


@given(
    start=st.dates(date(2019, 12, 1), date(2023, 1, 31)),
    length=st.integers(0, 40),
)
def test_two_working_numbers_subtracted_count_the_working_days_between(
    writing: Engine, start: date, length: int
) -> None:
    closed = {date.fromisoformat(line["day"]) for line in reference("bank_holidays")}
    after = [start + timedelta(days=number + 1) for number in range(length)]
    expected = sum(day.isoweekday() < 6 and day not in closed for day in after)
    c = calendar_day.c
    ends = select(func.max(c.working_number) - func.min(c.working_number)).where(
        c.day.in_([start, start + timedelta(days=length)])
    )
    with writing.connect() as connection:
        assert connection.execute(ends).scalar_one() == expected


@given(
    as_at=st.dates(date(2019, 12, 1), date(2023, 1, 31)),
    days=st.integers(0, 30),
    unit=st.sampled_from([WORKING, "calendar"]),
)
def test_what_began_before_the_day_that_since_gives_is_overdue_and_nothing_later_is(
    writing: Engine, as_at: date, days: int, unit: str
) -> None:
    standard = select(literal(days).label("days"), literal(unit).label("unit")).subquery()
    day = calendar_day.c.day
    rows = (
        select(day, after(day, standard), since(as_at, standard))
        .join_from(calendar_day, standard, true())
        .where(day.between(as_at - timedelta(days=90), as_at + timedelta(days=10)))
    )
    with writing.connect() as connection:
        found = connection.execute(rows).all()
    assert len(found) == 101
    for began_on, due_on, first in found:
        assert (due_on >= as_at) == (began_on >= first)


@pytest.mark.parametrize("has_file", [True, False])
def test_a_force_may_have_bank_holidays_of_its_own(
    database_url: str, writing: Engine, tmp_path: Path, has_file: bool
) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    (folder / "bank_holidays.csv").unlink()
    if has_file:
        (folder / "bank_holidays.csv").write_text("day,name\n2022-11-22,Our day\n")
    migrate(database_url, folder)
    c = calendar_day.c
    with writing.connect() as connection:
        closed = connection.execute(select(c.day).where(c.weekday < 6, ~c.is_working)).scalars()
        assert (list(closed) == [date(2022, 11, 22)]) is has_file


def test_a_bank_holiday_that_is_no_date_names_its_file(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    (folder / "bank_holidays.csv").write_text("day,name\n22/11/2022,Our day\n")
    with pytest.raises(WrongReference, match=r"bank_holidays\.csv, line 2: day is .22/11/2022."):
        migrate(sqlite_url, folder)


@given(born=st.dates(date(1950, 1, 1), date(2084, 12, 31)))
def test_school_may_be_left_on_the_last_friday_of_june(writing: Engine, born: date) -> None:
    with writing.connect() as connection:
        found = connection.execute(select(school_leaving(literal(born, Date)))).scalar_one()
    assert found == int(leaving_date(born).strftime("%Y%m%d"))


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2021, 2, 28), date(2020, 2, 28)),
        (date(2020, 2, 29), date(2019, 2, 28)),
        (date(2021, 3, 1), date(2020, 3, 1)),
        (date(2020, 12, 31), date(2019, 12, 31)),
        (date(1000, 1, 1), date(999, 1, 1)),
    ],
)
def test_the_date_a_year_before_is_the_same_but_for_29_february(
    writing: Engine, day: date, before: date
) -> None:
    with writing.connect() as connection:
        assert connection.scalar(select(year_before(literal(day, Date)))) == before

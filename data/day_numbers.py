"""Days as numbers that SQL can add and subtract."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Date, Integer, case, extract
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class _OfDays(FunctionElement[Any]):
    """What each database works out of days in its own words. SQLite keeps days as text, and its own
    functions are far quicker than looking days up in the calendar."""

    on_sqlite: ClassVar[str]
    elsewhere: ClassVar[str]


@compiles(_OfDays)
def _in_words(expression: _OfDays, compiler: Any, **kwargs: Any) -> str:
    words = expression.on_sqlite if compiler.dialect.name == "sqlite" else expression.elsewhere
    return words.format(*(f"({compiler.process(each, **kwargs)})" for each in expression.clauses))


def _of_days(kind: TypeEngine[Any], on_sqlite: str, elsewhere: str) -> type[_OfDays]:
    words = {"on_sqlite": on_sqlite, "elsewhere": elsewhere}
    return type("_OfDays", (_OfDays,), {"inherit_cache": True, "type": kind, **words})


_Number = _of_days(
    Integer(),
    "CAST(replace({0}, '-', '') AS INTEGER)",
    # Of floating point numbers, which are exact here; `extract` gives decimals, which are slow.
    "CAST(date_part('year', {0}) * 10000 + date_part('month', {0}) * 100"
    " + date_part('day', {0}) AS INTEGER)",
)
_DaysFrom = _of_days(Integer(), "CAST(julianday({1}) - julianday({0}) AS INTEGER)", "({1} - {0})")
_DaysTaken = _of_days(
    Integer(),
    "max(CAST(julianday({1}) - julianday({0}) AS INTEGER), 0)",  # null if either is
    "CASE WHEN {1} < {0} THEN 0 ELSE {1} - {0} END",
)
_DaysAfter = _of_days(Date(), "date(julianday({0}) + {1})", "({0} + {1})")
_YearBefore = _of_days(
    Date(),
    "printf('%04d', substr({0}, 1, 4) - 1) || replace(substr({0}, 5), '-02-29', '-02-28')",
    "CAST({0} - INTERVAL '1 year' AS DATE)",
)
_DayNumber = _of_days(
    Integer(), "CAST(julianday({0}) - 1721424.5 AS INTEGER)", "({0} - DATE '0001-01-01' + 1)"
)
_Numbered = _of_days(Date(), "date({0} + 1721424.5)", "(DATE '0001-01-01' + ({0} - 1))")


class _Least(FunctionElement[int]):
    inherit_cache = True
    type = Integer()


@compiles(_Least)
def _least_in_words(of: _Least, compiler: Any, **kwargs: Any) -> str:
    name = "min" if compiler.dialect.name == "sqlite" else "least"
    return f"{name}({', '.join(compiler.process(each, **kwargs) for each in of.clauses)})"


def yyyymmdd(day: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, a date as the number yyyymmdd. The difference of two, // 10000, is an age in years:
    people born on 29 February are a year older on 1 March in common years."""
    return _Number(day)


def days_from(first: ColumnElement[Any], last: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, the number of days from one date to another; negative where `last` is earlier."""
    return _DaysFrom(first, last)


def days_taken(first: ColumnElement[Any], last: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, the number of days from one date to another; 0 where `last` is earlier."""
    return _DaysTaken(first, last)


def days_after(day: ColumnElement[Any], days: ColumnElement[int]) -> ColumnElement[date]:
    """In SQL, the date that lies a number of calendar days after another."""
    return _DaysAfter(day, days)


def year_before(day: ColumnElement[Any]) -> ColumnElement[date]:
    """In SQL, the date a year before another; of 29 February, 28 February."""
    return _YearBefore(day)


def day_number(day: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, the number of a date, as `date.toordinal` gives it: 1 for 1 January of the year 1.
    Databases compare and subtract such numbers in half the time that dates take."""
    return _DayNumber(day)


def numbered(number: ColumnElement[int]) -> ColumnElement[date]:
    """In SQL, the date that has a number: see `day_number`."""
    return _Numbered(number)


def least(*numbers: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, the least of several numbers, of which none is null."""
    return _Least(*numbers)


def school_leaving(born: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, the day on which a child may leave school, as the number yyyymmdd: the last Friday of
    June in the school year (September to August) in which the child turns 16."""
    year = yyyymmdd(born) // 10_000 + 16 + case((extract("month", born) >= 9, 1), else_=0)
    # A year moves each date on by a weekday, and a leap year by two. 30 June 2023 was a Friday.
    since_friday = (year + year // 4 - year // 100 + year // 400) % 7
    return year * 10_000 + 630 - since_friday

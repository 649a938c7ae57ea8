"""Dates as people write them: 11.05.20, 11/5/2020, 11-May-20, 11th May 2020."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from data.importing.dates import EARLIEST, LATEST, as_date
from data.importing.layout.grids import Grid
from data.importing.mapping.declaration import MONTH, DateOrder, month_number

FIRST_YEAR_OF_1900S = 50  # of two-digit years: 49 is 2049, and 50 is 1950

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_TIME = r"(?:[T ,]+(?:at )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]m)?)?"
_YEAR = r"(\d{4}|\d{2})"
_NUMBERS = re.compile(rf"{_WEEKDAY}(\d{{1,2}})([./\- ])(\d{{1,2}})\2{_YEAR}{_TIME}", re.I | re.A)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.A)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([./])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.I | re.A)
_WORDS = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[./\-, ]*({MONTH})[./\-, ']*{_YEAR}{_TIME}",
    re.I | re.A,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}({MONTH})[./\- ]*(\d{{1,2}})(?:st|nd|rd|th)?[./\-, ]+{_YEAR}{_TIME}", re.I | re.A
)


def parse_date(text: str, order: DateOrder) -> date | None:
    """The day that a text names; None where it is not a date.

    Where day and month are both numbers, `order` says which comes first. Years of two digits are
    1950 to 2049.
    """
    text = text.strip()
    if found := _NUMBERS.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), found[4]
        if order == DateOrder.MONTH_FIRST:
            day, month = month, day
    elif found := _WORDS.fullmatch(text):
        day, month, year = int(found[1]), month_number(found[2]), found[3]
    elif found := _MONTH_FIRST.fullmatch(text):
        day, month, year = int(found[2]), month_number(found[1]), found[3]
    elif found := _YEAR_FIRST.fullmatch(text):
        day, month, year = int(found[4]), int(found[3]), found[1]
    else:
        return as_date(text)
    try:
        day_named = date(_year(year), month, day)
    except ValueError:  # such as 31/02/2022
        return None
    return day_named if EARLIEST <= day_named <= LATEST else None


def is_date(cell: object) -> bool:
    """Whether a cell is a date, or a text that is one with the day before the month."""
    text = isinstance(cell, str) and parse_date(cell, DateOrder.DAY_FIRST)
    return bool(text or isinstance(cell, date))


def dates_in(text: str) -> Iterator[date]:
    """The days in a title, such as `CLVT as at 30.11.22`, where the day comes before the month."""
    for written in _NUMBERS, _WORDS, _ISO:
        for found in written.finditer(text):
            day = parse_date(found[0], DateOrder.DAY_FIRST)
            if day and not text[: found.start()][-1:].isalnum():
                yield day


def days_above(grid: Grid, headings: int) -> Iterator[date]:
    """The days above the row of a sheet's headings, in a title or a cell of their own."""
    for _, cells in takewhile(lambda row: row[0] < headings, grid.rows()):
        for cell in cells:
            if isinstance(cell, date):
                yield date(cell.year, cell.month, cell.day)
            elif isinstance(cell, str):
                yield from dates_in(cell)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < FIRST_YEAR_OF_1900S else 1900
    return year

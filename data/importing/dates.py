"""Dates as forces write them: Excel dates, ISO, and 22/11/2022."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, extract

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
EXCEL_DAY_ZERO = date(1899, 12, 30)

_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII | re.IGNORECASE)
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + _TIME, re.ASCII | re.IGNORECASE)


def as_date(cell: object) -> date | None:
    """The day a cell speaks of, without its time; None where it is no date.

    A plain number is taken for Excel's count of days, which only a workbook can hold. A year is
    never guessed (22/11/22 is no date), nor is a day before 1950 or after 2100 believed.
    """
    found = _read(cell)
    return found if found and EARLIEST <= found <= LATEST else None


def _read(cell: object) -> date | None:
    match cell:
        case datetime():
            return cell.date()
        case date():
            return cell
        case bool():
            return None
        case int() | float():
            believable = 0 < cell <= (LATEST - EXCEL_DAY_ZERO).days + 1
            return EXCEL_DAY_ZERO + timedelta(days=int(cell)) if believable else None
        case str():
            return _from_text(cell.strip())
    return None


def _from_text(text: str) -> date | None:
    try:
        if found := _ISO.fullmatch(text):
            year, month, day = map(int, found.groups())
            return date(year, month, day)
        if found := _BRITISH.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    except ValueError:  # such as 31/02/2022
        return None
    return None


def yyyymmdd(day: ColumnElement[Any]) -> ColumnElement[int]:
    """In SQL, a date as the number yyyymmdd. An age is the difference of two // 10000: so someone
    born on 29 February is a year older on 1 March in common years."""
    parts = extract("year", day) * 10_000 + extract("month", day) * 100 + extract("day", day)
    return cast(parts, Integer)

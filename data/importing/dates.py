"""Dates as forces write them: Excel dates, ISO, and 22/11/2022."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
EXCEL_DAY_ZERO, EXCEL_DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
UK = ZoneInfo("Europe/London")

_TIME = (
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::([0-5]\d|60)(?:[.,]\d+)?)?"
    r"\s*(?:(Z|UTC|GMT)|([+-])(\d{2})(?::?(\d{2}))?)?)?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII | re.IGNORECASE)
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + _TIME, re.ASCII | re.IGNORECASE)


def as_date(cell: object, day_zero: date = EXCEL_DAY_ZERO) -> date | None:
    """The day in a cell, without its time; None where the cell holds no date.

    A number, which only a workbook can hold, is Excel's count of days since `day_zero`. A time with
    an offset from UTC gives the day that it was in the United Kingdom. The century is never guessed
    (22/11/22 is not a date), and days before 1950 or after 2100 are refused.
    """
    found = _read(cell, day_zero)
    return found if found and EARLIEST <= found <= LATEST else None


def _read(cell: object, day_zero: date) -> date | None:
    match cell:
        case datetime():
            return cell.date()
        case date():
            return cell
        case bool():
            return None
        case int() | float():
            is_in_range = 0 < cell <= (LATEST - day_zero).days + 1
            return day_zero + timedelta(days=int(cell)) if is_in_range else None
        case str():
            return _from_text(cell.strip())
    return None


def _from_text(text: str) -> date | None:
    try:
        if found := _ISO.fullmatch(text):
            year, month, day, *clock = found.groups()
        elif found := _BRITISH.fullmatch(text):
            day, month, year, *clock = found.groups()
        else:
            return None
        return _uk_day(date(int(year), int(month), int(day)), *clock)
    except (ValueError, OverflowError):  # such as 31/02/2022, or 25:00
        return None


def _uk_day(day: date, *clock: str | None) -> date:
    hour, minute, _, utc, sign, hours, minutes = clock
    if hour is None or minute is None:
        return day
    at = time(int(hour), int(minute))
    if not (utc or sign):
        return day
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    zone = timezone(-offset if sign == "-" else offset)
    return datetime.combine(day, at, zone).astimezone(UK).date()

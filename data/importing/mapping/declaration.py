"""What a mapping is: nothing of it is applied until somebody has agreed to it."""

from __future__ import annotations

import re
from collections.abc import Mapping as Of
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from data.importing.cells.references import normal_form

LEFT_OUT = ""
"""The kind of a sheet that is not read."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTH = "|".join(f"{month[:3]}(?:{month[3:]}|t)?" for month in MONTHS)  # such as sep, sept
_MONTH = re.compile(rf"(?<![a-z])(?:{MONTH})(?![a-z])")
_DIGITS = re.compile(r"[\d#][\d#\W_]*")


class Holds(StrEnum):
    """Which records a sheet holds, of a kind whose records end."""

    EVERYTHING = "everything"
    ON_NOW = "who is on now"
    REMOVALS = "removals"


class DateOrder(StrEnum):
    """How dates are written that are no dates to the spreadsheet."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True)
class SheetMapping:
    """How the sheets of one form are read.

    `name` is that of a sheet of the workbook, or of a CSV file; one that differs in its month or
    its numbers alone is of the same form. `kind` is the known sheet that it is, or LEFT_OUT.
    `columns` give the known heading of each of its own, `words` the known value of each of its own
    words by known heading, and `always` the value of a column that it does not have. `separators`
    part the values of a cell of which one may be the value that counts. `newest_only`: of the
    sheets of this form, only the last month's is read.
    """

    name: str
    kind: str
    columns: Of[str, str] = field(default_factory=dict)
    words: Of[str, Of[str, str]] = field(default_factory=dict)
    always: Of[str, str] = field(default_factory=dict)
    holds: Holds = Holds.EVERYTHING
    dates: DateOrder = DateOrder.DAY_FIRST
    separators: str = ""
    newest_only: bool = False


@dataclass(frozen=True)
class Mapping:
    """How the workbooks of one form are read, and whether somebody has agreed to it."""

    sheets: tuple[SheetMapping, ...]
    is_agreed: bool = False


@dataclass(frozen=True)
class Question:
    """A word of a column that is not known: in how many rows it stands, and what it may mean."""

    heading: str
    own_heading: str
    word: str
    rows: int
    likely: str | None
    choices: tuple[str, ...]

    def __str__(self) -> str:
        """The question in a sentence, with the likely answer."""
        where = f"'{self.word}' under '{self.own_heading}' ({self.rows:,})"
        if self.likely is None:
            return f"{where} is not known: what does it mean?"
        return f"{where} means {self.likely or 'an empty cell'}?"


@dataclass(frozen=True)
class Suggestion:
    """How a sheet is probably to be read, what was found in it, and what must be answered. `day`
    is the newest that stands above its headings."""

    mapping: SheetMapping
    found: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    day: date | None = None


def form_of(name: str) -> str:
    """The same for names that differ in a month or in numbers alone: CLVT Nov 22, CLVT Dec 22."""
    return _DIGITS.sub("#", _MONTH.sub("#", normal_form(name).replace("_", " "))).strip()


def month_of(name: str) -> tuple[int, int] | None:
    """The year and month that a sheet's name speaks of, if it names them."""
    plain = normal_form(name).replace("_", " ")
    word, year = _MONTH.search(plain), re.search(r"(?<!\d)(?:20)?(\d\d)(?!\d)", plain)
    if not word or not year:
        return None
    return 2000 + int(year[1]), month_number(word[0])


def month_number(word: str) -> int:
    """Which month a word of at least three letters stands for, from 1."""
    return next(n for n, each in enumerate(MONTHS, start=1) if each.startswith(word[:3].lower()))

"""What a mapping is. It is not applied until somebody has agreed to it."""

from __future__ import annotations

import re
from collections import abc
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from data.importing.cells.references import normal_form
from data.sheets import SHEETS

LEFT_OUT = ""
"""The kind of a sheet that is not read."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTH = "|".join(f"{month[:3]}(?:{month[3:]}|t)?" for month in MONTHS)  # such as sep, sept
SEPARATORS = ";,/|+&"
"""The signs that people write between several values of a cell."""
_MONTH = re.compile(rf"(?<![a-z])(?:{MONTH})(?![a-z])")
_NUMBERS = re.compile(r"[\d#][\d#\W_]*")


class Holds(StrEnum):
    """Which records a sheet holds, if it is of a kind whose records end, as the tracker's do."""

    EVERYTHING = "everything"
    ON_NOW = "who is on now"
    REMOVALS = "removals"


class DateOrder(StrEnum):
    """How dates are written as text."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True)
class SheetMapping:
    """How the sheets of one form are read.

    `name` is the name of a sheet of the workbook, or of a CSV file. Sheets whose names differ only
    in a month or in numbers are of the same form. `kind` is the known sheet that it is, or
    LEFT_OUT. `columns` gives the known heading for each of its own, or "" for one that is not read;
    `words` (by known heading) the known value for each of its own words, and `always` the value of
    a column that it lacks. `separators` divide a cell with several values, of which one may be
    counted: SEPARATORS where none are given. `newest_only`: only the last month's sheet of this
    form is read.
    """

    name: str
    kind: str
    columns: abc.Mapping[str, str] = field(default_factory=dict)
    words: abc.Mapping[str, abc.Mapping[str, str]] = field(default_factory=dict)
    always: abc.Mapping[str, str] = field(default_factory=dict)
    holds: Holds = Holds.EVERYTHING
    dates: DateOrder = DateOrder.DAY_FIRST
    separators: str = ""
    newest_only: bool = False


@dataclass(frozen=True)
class Mapping:
    """How the workbooks of one form are read, and whether somebody has agreed to it."""

    sheets: tuple[SheetMapping, ...]
    is_agreed: bool = False

    @property
    def read(self) -> list[SheetMapping]:
        """The sheets that are read."""
        return [each for each in self.sheets if each.kind != LEFT_OUT]


@dataclass(frozen=True)
class MappingQuestion:
    """An unknown word of a column: the number of its rows, and what it may mean."""

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
class EarlierSheet:
    """A sheet of an earlier month, and the latest day above its headings."""

    name: str
    day: date | None


@dataclass(frozen=True)
class MissingColumn:
    """A needed column that was not found, and the values that it may have in every row; none, where
    they differ from row to row."""

    heading: str
    choices: tuple[str, ...]

    def __str__(self) -> str:
        """What is needed, in a sentence."""
        of_every_row = ", or what every row has" if self.choices else ""
        return (
            f"There is no column for {self.heading}, which is needed: say which it is"
            f"{of_every_row}."
        )


@dataclass(frozen=True)
class Suggestion:
    """How a sheet should probably be read, remarks on what was found in it, and the questions to
    answer. `day` is the latest day above its headings, and `headings` are all of them. `earlier`
    are the sheets with lists of earlier months, which are read only if somebody asks for them.
    `missing_columns` are the needed columns that were not found."""

    mapping: SheetMapping
    remarks: tuple[str, ...]
    questions: tuple[MappingQuestion, ...] = ()
    day: date | None = None
    headings: tuple[str, ...] = ()
    earlier: tuple[EarlierSheet, ...] = ()
    missing_columns: tuple[MissingColumn, ...] = ()


def likely_words(questions: Sequence[MappingQuestion]) -> dict[str, dict[str, str]]:
    """The likely answers to questions, by heading and word."""
    words: dict[str, dict[str, str]] = {}
    for each in questions:
        if each.likely is not None:
            words.setdefault(each.heading, {})[each.word] = each.likely
    return words


def words_key(kind: str, heading: str) -> tuple[str, ...]:
    """A key that is the same for columns whose words mean the same: those of one reference list or,
    without a list, those of one heading of one kind of sheet."""
    known = next(each for each in SHEETS[kind].fields if each.heading == heading)
    return (known.listed,) if known.listed else (kind, heading)


def form_of(name: str) -> str:
    """A form that is the same for names that differ only in a month or in numbers, such as CLVT Nov
    22 and CLVT Dec 22."""
    return _NUMBERS.sub("#", _MONTH.sub("#", normal_form(name).replace("_", " "))).strip()


def month_of(name: str) -> tuple[int, int] | None:
    """The year and month in a sheet's name, if it names them."""
    plain = normal_form(name).replace("_", " ")
    word, year = _MONTH.search(plain), re.search(r"(?<!\d)(?:20)?(\d\d)(?!\d)", plain)
    if not word or not year:
        return None
    return 2000 + int(year[1]), month_number(word[0])


def place_of_newest(names: Sequence[str]) -> int:
    """The place of the sheet of the latest month; of the last one where a name has no month."""
    months = [month_of(name) for name in names]
    if None in months:
        return len(names) - 1
    return max(range(len(names)), key=lambda place: months[place] or (0, 0))


def month_number(word: str) -> int:
    """The number of the month, from 1, of a word of at least three letters."""
    return next(n for n, each in enumerate(MONTHS, start=1) if each.startswith(word[:3].lower()))

"""The content of a document, as frozen values and without anything about its format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cached_property
from textwrap import wrap
from typing import Any, TypeAlias

import pandas as pd

from dashboard.style import words
from dashboard.style.tables import cell_text

Cell: TypeAlias = str | int | float | date | None
CELL_PADDING, MAX_TEXT = 3, 40
"""The room left beside a text, and the most of a text that counts for its column, in letters."""
BOLD_EXTRA = 1
"""By how many letters the words of a heading are wider, as they are bold."""


@dataclass(frozen=True)
class Table:
    """Rows under their columns' names. `numeric` says which columns hold numbers alone."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[bool, ...]

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Table:
        """The table of a frame: its numbers, days and texts, and None where nothing is known."""
        numeric = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns]
        rows = frame.astype(object).itertuples(index=False)
        return cls(
            tuple(map(str, frame.columns)),
            tuple(tuple(map(_cell, row)) for row in rows),
            tuple(numeric),
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """What each column holds, its empty cells aside: "number", "day" or "text"."""
        return tuple(_kind([row[at] for row in self.rows]) for at in range(len(self.columns)))

    def widths(self, room: float) -> tuple[float, ...]:
        """The width of each column in letters, `room` in all. No word is broken while there is room
        for it; what is left goes to the columns with the longest texts."""
        texts = [
            [name, *(cell_text(row[at]) for row in self.rows)]
            for at, name in enumerate(self.columns)
        ]
        minimum = [
            CELL_PADDING
            + max(BOLD_EXTRA + _longest(name.split()), _longest(" ".join(cells).split()))
            for name, *cells in texts
        ]
        preferred = [
            max(least, CELL_PADDING + min(_longest(column), MAX_TEXT))
            for least, column in zip(minimum, texts, strict=True)
        ]
        if sum(preferred) <= room:
            return tuple(map(float, preferred))
        left = room - sum(minimum)
        if left <= 0:
            return tuple(width * room / sum(minimum) for width in minimum)
        wanted = sum(preferred) - sum(minimum)
        return tuple(
            least + left * (most - least) / wanted
            for least, most in zip(minimum, preferred, strict=True)
        )

    def line_count(self, row: Sequence[Cell], widths: Sequence[float]) -> int:
        """How many lines a row takes up, in columns of these widths in letters."""
        pairs = zip(map(cell_text, row), widths, strict=False)
        return max(len(wrap(text, int(width) - CELL_PADDING)) or 1 for text, width in pairs)


def _kind(cells: list[Cell]) -> str:
    filled = [cell for cell in cells if cell not in (None, "")]
    if filled and all(isinstance(cell, int | float) for cell in filled):
        return "number"
    return "day" if filled and all(isinstance(cell, date) for cell in filled) else "text"


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


NO_ROWS = Table((), (), ())


@dataclass(frozen=True)
class Picture:
    """A chart, drawn as SVG: its name, and what it shows in words for those who cannot see it."""

    chart: str
    svg: str
    alt: str


@dataclass(frozen=True)
class Section:
    """One finding: its sentence, its picture and table, and how it is counted.

    `name` is a few words, different for each section.
    """

    name: str
    finding: str
    subtitle: str
    table: Table
    definition: str
    picture: Picture | None = None
    notes: tuple[str, ...] = ()
    # The children whose references stand in it: the access log names them.
    child_refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Sections under one heading."""

    heading: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Document:
    """A pack as it is issued: its parts, and what stands on each of its pages.

    `narrowed` are the filters in words, `known` the newest import whose records count,
    `suppression` says which counts may be hidden, and `moment` is when it was issued, in UTC.
    One of a single finding (`is_one_finding`) has no title page. The names of all fields go into
    `sha256`, and so into the record of each pack issued: none is ever renamed.
    """

    title: str
    force: str
    reference: str
    marking: str
    handling: str
    recipient: str
    narrowed: str
    as_at: date
    period: str
    known: int
    known_on: datetime
    moment: datetime
    suppression: str
    summary: str
    parts: tuple[Part, ...]
    is_demo: bool = field(default=False, kw_only=True)
    is_one_finding: bool = field(default=False, kw_only=True)

    def sections(self) -> Iterator[Section]:
        """Every section, in order."""
        return (section for part in self.parts for section in part.sections)

    def pictures(self) -> Iterator[Picture]:
        """Every picture, in order."""
        return (section.picture for section in self.sections() if section.picture)

    @property
    def child_refs(self) -> tuple[str, ...]:
        """The references of children in it, each once."""
        return tuple(dict.fromkeys(ref for each in self.sections() for ref in each.child_refs))

    @property
    def page_context(self) -> str:
        """On each page: the filters, the day, the period, and what was known."""
        return (
            f"{self.title} · {self.narrowed} · as at {words.day(self.as_at)} · {self.period} · "
            f"as known at import {self.known} ({words.day(self.known_on.date())})"
        )

    @property
    def lead(self) -> tuple[str, ...]:
        """The lines under the title, on the first page."""
        recipient = f" for: {self.recipient}" if self.recipient else ""
        return (
            self.narrowed,
            f"As at {words.day(self.as_at)}, {self.period}",
            f"As known at import {self.known}, which was imported on "
            f"{words.day(self.known_on.date())}",
            f"Issued on {words.day(self.moment.date())}{recipient}",
            *self.warning,
        )

    @property
    def warning(self) -> tuple[str, ...]:
        """A warning about invented data; empty for a force's own."""
        return ("Invented demonstration data. No child here is real.",) if self.is_demo else ()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of everything in it, pictures included."""
        text = json.dumps(asdict(self), ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The beginning of its SHA-256, the same in each format: ABCD EF01 2345 6789."""
        digest = self.sha256[:16].upper()
        return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def _cell(value: Any) -> Cell:
    """A value of a frame as a number, a day or a text; None where nothing is known."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | str):
        return value
    if pd.isna(value):
        return None
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, float) and number.is_integer() and not isinstance(value, float):
        return int(number)
    return number if isinstance(number, int | float) else str(number)

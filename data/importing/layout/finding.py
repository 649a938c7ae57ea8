"""Finding the headings of a sheet's table, and the known sheet that it is most like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, starmap, zip_longest
from typing import Any

from rapidfuzz import fuzz, process

from data.importing.cells.references import normal_form
from data.importing.cells.values import as_text
from data.importing.layout.grids import Grid
from data.sheets import SHEETS, Field

ROWS_LOOKED_AT = 40
CELLS_LOOKED_AT = 100
LONGEST_HEADING = 60  # characters
# Words that do not tell one heading from another.
FILLERS = {"the", "of", "to", "from", "by", "s", "our", "current", "clvt", "cl", "child"}
FILLERS |= {"childs", "nominal", "nominals", "person", "persons", "no", "number"}
MIN_LIKENESS = 84  # of 100: a heading that differs in a letter or a plural
# For each heading found, and for the name of the sheet.
REQUIRED_POINTS, OPTIONAL_POINTS, NAME_POINTS = 2.0, 1.0, 1.5


@dataclass(frozen=True)
class Likeness:
    """A known field that a heading is like, and how much, out of 100."""

    field: Field
    percent: int


@dataclass(frozen=True)
class FoundTable:
    """The table found in a sheet: the row of its headings, and the known sheet (`kind`) that it is
    like. `columns` are the fields that its headings are like, by place."""

    grid: Grid
    row: int
    headings: tuple[str, ...]
    kind: str
    columns: dict[int, Likeness]

    def in_words(self, columns: int) -> str:
        """A sentence about what was found; `columns` says how many of its columns."""
        if self.grid.is_unfolded:
            return (
                f"'{self.grid.name}' is no list: each date in it is read as a row of {self.kind}."
            )
        return (
            f"Row {self.row} of '{self.grid.name}' looks like headings; it looks like the "
            f"{self.kind} ({columns} of {len(SHEETS[self.kind].fields)} columns found)."
        )


def find_table(grid: Grid) -> FoundTable | None:
    """The table whose headings are most like those of a known sheet; None where there is none."""
    best_score, found = 0.0, None
    for row, headings in headings_in(grid, ROWS_LOOKED_AT):
        if sum(map(bool, headings)) < 2:
            continue
        for kind in SHEETS:
            columns = likeliest_fields(headings, kind)
            score = sum(
                (REQUIRED_POINTS if each.field.required else OPTIONAL_POINTS) * each.percent / 100
                for each in columns.values()
            )
            if names_kind(grid.name, kind):
                score += NAME_POINTS
            if len(columns) > 1 and score > best_score:
                best_score, found = score, FoundTable(grid, row, headings, kind, columns)
    return found


def table_of(grid: Grid, kind: str, columns: Mapping[str, str]) -> FoundTable | None:
    """The table of a sheet whose kind is given, and perhaps the meaning of its headings
    (`columns`). Its headings are in the row with most of these or, without them, with most text."""
    meanings = {normal_form(heading): known for heading, known in columns.items()}

    def count(headings: Sequence[str]) -> int:
        return sum(
            bool(each) and (not meanings or normal_form(each) in meanings) for each in headings
        )

    rows = headings_in(grid, ROWS_LOOKED_AT)
    row, headings = max(rows, key=lambda each: count(each[1]), default=(0, ()))
    if not count(headings):
        return None
    if not meanings:
        return FoundTable(grid, row, headings, kind, likeliest_fields(headings, kind))
    fields = {field.heading: field for field in SHEETS[kind].fields}
    meant = {place: meanings.get(normal_form(each)) for place, each in enumerate(headings)}
    given = {place: Likeness(fields[known], 100) for place, known in meant.items() if known}
    return FoundTable(grid, row, headings, kind, given)


def headings_in(grid: Grid, rows: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each of the first rows as headings, alone and joined with the row above it: 'Date' above
    'added' is 'Date added'. A heading above may cover several columns."""
    above: tuple[str, ...] = ()
    for row, cells in islice(grid.rows(), rows):
        headings = headings_of(cells)
        yield row, headings
        if sum(map(bool, above)) > 1:
            yield row, tuple(starmap(_joined, zip_longest(above, headings, fillvalue="")))
            yield row, tuple(map(_joined, _repeated_to_the_right(above, len(headings)), headings))
        above = headings


def _joined(above: str, below: str) -> str:
    """A heading in two rows. A cell merged over both has the same text in each."""
    if not below or above == below:
        return above
    return f"{above} {below}".strip()


def _repeated_to_the_right(headings: Sequence[str], width: int) -> Iterator[str]:
    """The headings, each repeated to its right for as long as there is no other."""
    last = ""
    for heading, _ in zip_longest(headings[:width], range(width), fillvalue=""):
        last = str(heading) or last
        yield last


def headings_of(cells: Sequence[Any]) -> tuple[str, ...]:
    """The cells of a row as headings; empty for a cell that is not text, or too long."""
    return tuple(
        " ".join(cell.split()) if isinstance(cell, str) and len(cell) <= LONGEST_HEADING else ""
        for cell in cells
    )


def likeliest_fields(headings: Sequence[str], kind: str) -> dict[int, Likeness]:
    """The field that each heading is most like, by place. Each field is taken once."""
    found = [
        (likeness, place, field)
        for place, heading in enumerate(headings[:CELLS_LOOKED_AT])
        if heading
        for field, likeness in _likenesses(normal_form(heading), kind).items()
    ]
    columns: dict[int, Likeness] = {}
    taken: set[Field] = set()
    for likeness, place, field in sorted(found, key=lambda each: -each[0]):
        if place not in columns and field not in taken:
            columns[place] = Likeness(field, likeness)
            taken.add(field)
    return dict(sorted(columns.items()))


@cache
def _fields_by_name(kind: str) -> dict[str, Field]:
    """The fields of a sheet by all their names; fields' own headings come first."""
    names: dict[str, Field] = {}
    for field in SHEETS[kind].fields:
        names.setdefault(normal_form(field.heading), field)
    for field in SHEETS[kind].fields:
        for name in field.also:
            names.setdefault(normal_form(name), field)
    return names


@cache
def _own_headings(kind: str) -> frozenset[str]:
    return frozenset(normal_form(field.heading) for field in SHEETS[kind].fields)


def _likenesses(heading: str, kind: str) -> dict[Field, int]:
    names = _fields_by_name(kind)
    like: dict[Field, int] = {}
    for name, score, _ in process.extract(
        heading, list(names), scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS, limit=5
    ):
        # A field's own heading comes before the other names that people give it.
        percent = round(score) if name in _own_headings(kind) else round(score) - 2
        like[names[name]] = max(percent, like.get(names[name], 0))
    bare = _bare(heading)
    for name, field in names.items():
        if _bare(name) == bare:
            like[field] = max(MIN_LIKENESS, like.get(field, 0))
    return like


@cache
def _bare(heading: str) -> tuple[str, ...]:
    """The words of a heading without the fillers, in any order."""
    words = re.findall(r"[^\W_]+", heading.replace("'", ""))
    return tuple(sorted(word for word in words if word not in {*FILLERS, *SHEETS})) or tuple(words)


def names_kind(name: str, kind: str) -> bool:
    """Whether a name has a word for the known sheet."""
    text = f" {normal_form(name).replace('_', ' ')} "
    words = (kind, kind.replace("_", " "), *SHEETS[kind].also)
    return any(f" {normal_form(word)} " in text for word in words)


def cell_texts(cells: Sequence[Any]) -> list[str]:
    """The cells of a row that are not blank, as text."""
    return [text for text in map(as_text, cells) if text]

"""From rows as read to rows to stage: every cell is checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from data.importing.cells.references import normal_form, without_invisible
from data.importing.cells.values import ColumnReader, InvalidValue, Lists, as_text
from data.importing.files.csv_files import Rows
from data.importing.files.reading import Source
from data.importing.problems import ROWS_NAMED, Problems, Unreadable
from data.sheets import SHEETS, Field
from data.sheets.declaration import DateOrYes

CHUNK = 20_000
VALUES_NAMED = 20
MISSING_COLUMN = "This column is missing."
LONGEST_VALUE_SHOWN = 80


@dataclass
class RowsFound:
    """How many rows were found, and the first of them."""

    count: int = 0
    first: list[int] = field(default_factory=list)
    names: Callable[[Sequence[int]], str] = lambda rows: ", ".join(map(str, rows))

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.first) < ROWS_NAMED:
            self.first.append(row)

    def __str__(self) -> str:
        named = self.names(self.first)
        if self.count == 1:
            return f"row {named}"
        return f"{self.count:,} rows: {named}{', …' if self.count > len(self.first) else ''}"


@dataclass(frozen=True)
class Headings:
    """A sheet's row of headings: its width, and the place of each known field.

    `unnamed` are the columns without a heading, with the rows that have a value there. `is_whole`:
    each required field is there once.
    """

    width: int
    places: dict[Field, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    unnamed: dict[int, RowsFound] = field(default_factory=dict)
    is_whole: bool = True


@dataclass(frozen=True)
class Chunk:
    """Some rows of a sheet, ready to be staged.

    Each of `rows` holds its number, whether every cell is valid, and a value for each single field.
    Each of `parts`, by the field that is a list, holds the number of its row, the values of the row
    that an item has too (`Sheet.kept_with`), and one item.
    """

    rows: list[tuple[Any, ...]]
    parts: dict[Field, list[tuple[Any, ...]]]


def read_headings(source: Source, rows: Rows, problems: Problems) -> Headings:
    """The headings of a sheet, in any order and case. What is wrong is added to `problems`."""
    sheet = SHEETS[source.sheet]
    row, cells = next(rows, (1, ()))
    written = [" ".join(as_text(cell).split()) for cell in cells]
    plain = [normal_form(text) for text in written]
    places: dict[Field, int] = {}
    before = len(problems)
    if not written:
        problems.add(
            source.file,
            "This sheet is empty.",
            "Add headings, and a row for each record.",
            sheet=sheet.name,
        )
        return Headings(0, is_whole=False)
    for each in sheet.fields:
        name = normal_form(each.heading)
        if name in plain:
            places[each] = plain.index(name)
        wrong = None
        if plain.count(name) > 1:
            wrong = "Two columns have this heading.", "Keep one of them."
        elif each.required and name not in plain:
            wrong = (
                MISSING_COLUMN,
                "Add it, even if its cells stay empty; or say in a mapping which heading it is.",
            )
        if wrong:
            problems.add(source.file, *wrong, sheet=sheet.name, row=row, column=each.heading)
    known = {normal_form(each.heading) for each in sheet.fields}
    notices = [
        f"The column {text} is not known and was ignored."
        for text, name in zip(written, plain, strict=True)
        if text and name not in known
    ]
    unnamed = {
        place: RowsFound(names=source.row_names) for place, text in enumerate(written) if not text
    }
    return Headings(len(written), places, notices, unnamed, is_whole=len(problems) == before)


def check_rows(
    source: Source, headings: Headings, rows: Rows, lists: Lists, problems: Problems
) -> Iterator[Chunk]:
    """The rows below the headings, in chunks. What is wrong with a cell is added to `problems`.

    An invalid cell is left empty and its row marked as not sound, so that rules do not report it
    again.
    """
    whole = _until_unreadable(source, rows, problems)
    no_rows = partial(RowsFound, names=source.row_names)
    dates = {
        each: (no_rows(), no_rows())
        for each in headings.places
        if each.is_date and source.is_workbook
    }
    yes_rows = {each: no_rows() for each in headings.places if isinstance(each.kind, DateOrYes)}
    spelt = [each for each in SHEETS[source.sheet].single if each.spelt and each in headings.places]
    other_values: dict[Field, Counter[str]] = {each: Counter() for each in spelt}
    while batch := list(islice(whole, CHUNK)):
        chunk, values = _check(source, headings, batch, lists, problems, dates)
        for each, counted in other_values.items():
            counted.update(value for value in values[each] if value not in each.spelt)
        for each, found in yes_rows.items():
            for (row, _), value in zip(batch, values[each], strict=True):
                if value is True:
                    found.add(row)
        yield chunk
    headings.notices.extend(
        _notice_of_others(each, counted)
        for each, counted in other_values.items()
        if counted.total()
    )
    headings.notices.extend(
        f"Column {column_letters(place)} has no heading and was ignored ({rows})."
        for place, rows in headings.unnamed.items()
        if rows.count
    )
    headings.notices.extend(
        f"{each.heading} says Yes in place of a date ({found}): it counts as done, neither in time "
        "nor late."
        for each, found in yes_rows.items()
        if found.count
    )
    headings.notices.extend(
        f"{each.heading} holds Excel's dates ({excel_dates}) and dates written as text "
        f"({text_dates}). A spreadsheet set to American dates swaps the day and the month of some: "
        "check these rows."
        for each, (excel_dates, text_dates) in dates.items()
        if excel_dates.count and text_dates.count
    )


def _until_unreadable(source: Source, rows: Rows, problems: Problems) -> Rows:
    try:
        yield from rows
    except Unreadable as error:
        problems.add_error(source.file, error, source.sheet)


def _check(
    source: Source,
    headings: Headings,
    batch: list[tuple[int, Sequence[Any]]],
    lists: Lists,
    problems: Problems,
    dates: Mapping[Field, tuple[RowsFound, RowsFound]],
) -> tuple[Chunk, dict[Field, list[Any]]]:
    """Some rows, checked, and the values of each field. Adds to `dates` which rows hold Excel's own
    dates, and which hold dates as text."""
    sheet = SHEETS[source.sheet]
    numbers = [row for row, _ in batch]
    columns = list(zip(*_as_wide_as_headings(source, headings, batch, problems), strict=True))
    sound = [headings.is_whole] * len(batch)
    for place, rows in headings.unnamed.items():
        for row, cell in zip(numbers, columns[place], strict=True):
            if cell != "" and as_text(cell):
                rows.add(row)
    values: dict[Field, list[Any]] = {}
    for each in sheet.fields:
        reading = ColumnReader(each, lists, source.day_zero)
        if each not in headings.places:
            values[each] = [reading.empty_value] * len(batch)
            continue
        cells: Sequence[Any] = columns[headings.places[each]]
        if source.is_workbook:  # Python takes Excel's TRUE and 1 for the same
            cells = [as_text(cell) if isinstance(cell, bool) else cell for cell in cells]
        values[each] = column = list(map(reading.__getitem__, cells))
        if each in dates:
            excel_dates, text_dates = dates[each]
            for row, cell, value in zip(numbers, cells, column, strict=True):
                if isinstance(value, str):
                    (text_dates if isinstance(cell, str) else excel_dates).add(row)
        if not reading.has_invalid:
            continue
        for place, value in enumerate(column):
            if isinstance(value, InvalidValue):
                column[place], sound[place] = reading.empty_value, False
                problems.add(
                    source.file,
                    value.problem,
                    value.remedy,
                    sheet=sheet.name,
                    row=numbers[place],
                    column=each.heading,
                    value=as_text(cells[place])[:LONGEST_VALUE_SHOWN] or None,
                )
    singles = [column for each in sheet.single for column in _columns_to_store(each, values[each])]
    parts = {
        each: [
            (*kept, part)
            for *kept, several in zip(
                numbers, *(values[one] for one in sheet.kept_with(each)), values[each], strict=True
            )
            for part in several
        ]
        for each in sheet.several
    }
    return Chunk(list(zip(numbers, sound, *singles, strict=True)), parts), values


def _columns_to_store(field: Field, values: list[Any]) -> Iterator[list[Any]]:
    """The values of each column that a field fills. `True` is a Yes in place of a date."""
    if isinstance(field.kind, DateOrYes):
        yield [None if value is True else value for value in values]
        yield [value is True for value in values]
    else:
        yield values


def _notice_of_others(field: Field, counted: Counter[str]) -> str:
    """The notice of a field's values that are not counted, the most frequent first."""
    listed = ", ".join(
        f"'{without_invisible(' '.join(value.split()))[:LONGEST_VALUE_SHOWN]}' ({rows:,})"
        if value
        else f"empty ({rows:,})"
        for value, rows in counted.most_common(VALUES_NAMED)
    )
    more = f", and {len(counted) - VALUES_NAMED:,} more" if len(counted) > VALUES_NAMED else ""
    total, known = counted.total(), " or ".join(field.spelt)
    rows, have, are = ("row", "has", "is") if total == 1 else ("rows", "have", "are")
    return (
        f"{total:,} {rows} {have} a {field.heading} other than {known} and {are} not counted as "
        f"such: {listed}{more}."
    )


def column_letters(place: int) -> str:
    """A column's place, from 0, as a spreadsheet names it: A to Z, AA, AB …"""
    before, last = divmod(place, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + last)


def _as_wide_as_headings(
    source: Source,
    headings: Headings,
    batch: list[tuple[int, Sequence[Any]]],
    problems: Problems,
) -> Iterator[Sequence[Any]]:
    """The rows, made as wide as the headings. A filled cell beyond them is a problem."""
    for row, cells in batch:
        if len(cells) == headings.width:
            yield cells
            continue
        beyond = next((cell for cell in cells[headings.width :] if as_text(cell)), None)
        if beyond is not None:
            problems.add(
                source.file,
                "This row has more cells than there are headings.",
                "Put text that holds a comma in quotation marks, or give the column a heading.",
                sheet=source.sheet,
                row=row,
                value=as_text(beyond)[:LONGEST_VALUE_SHOWN],
            )
        yield (*cells[: headings.width], *[""] * (headings.width - len(cells)))

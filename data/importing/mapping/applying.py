"""Reading a workbook by its mapping: rows under known headings, as an import reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from data.importing.cells.checking import RowsFound
from data.importing.cells.references import normal_form, without_invisible
from data.importing.cells.values import as_text
from data.importing.dates import as_date
from data.importing.files.csv_files import Rows
from data.importing.files.reading import FoundSheets, Source
from data.importing.layout.finding import headings_in
from data.importing.layout.grids import Grid
from data.importing.layout.records import why_no_record
from data.importing.mapping.dates import days_above, parse_date
from data.importing.mapping.declaration import (
    LEFT_OUT,
    SEPARATORS,
    Holds,
    Mapping,
    SheetMapping,
    form_of,
    place_of_newest,
    words_key,
)
from data.importing.mapping.unfolding import is_unfolded, unfolded
from data.importing.problems import Problem, Problems
from data.recording.staging import LAST_FILE_ROW
from data.sheets import SHEETS, Field

ROWS_LOOKED_AT = 200
ROWS_PER_PART = 10_000_000  # the rows of the second sheet of a kind are numbered from here on
MOST_PARTS = 200


@dataclass(frozen=True)
class Part:
    """One sheet of a workbook, its mapping, and the place of its headings and columns."""

    grid: Grid
    mapping: SheetMapping
    row: int
    headings: tuple[str, ...]
    places: dict[str, int]
    """The place of each known heading."""

    def heading(self, known: str) -> str:
        """The sheet's own heading of a column."""
        return self.headings[self.places[known]] if known in self.places else known

    def unmapped(self) -> str:
        """Its headings that are not read."""
        read = self.places.values()
        return ", ".join(text for n, text in enumerate(self.headings) if text and n not in read)


@dataclass(frozen=True)
class MappedSource(Source):
    """All sheets of one kind, one after another, as one source with known headings and words."""

    parts: tuple[Part, ...] = field(kw_only=True)
    problems: Problems = field(kw_only=True, repr=False)
    notices: list[str] = field(kw_only=True, repr=False)

    def row_names(self, rows: Sequence[int]) -> str:
        """The rows by sheet, such as `7, 8 of 'October'; 3 of 'November'`."""
        numbers: dict[str, list[str]] = {}
        for part, number in map(self._part_and_number, rows):
            numbers.setdefault(part.grid.name, []).append(str(number))
        if len(self.parts) == 1:
            return ", ".join(each for of_one in numbers.values() for each in of_one)
        return "; ".join(f"{', '.join(each)} of '{name}'" for name, each in numbers.items())

    def locate(self, problem: Problem) -> Problem:
        if problem.row is None:
            return problem
        if problem.row > LAST_FILE_ROW:
            return replace(problem, row=None)
        part, number = self._part_and_number(problem.row)
        return replace(
            problem,
            file=part.grid.file,
            sheet=part.grid.name,
            row=number,
            column=problem.column and part.heading(problem.column),
        )

    def _part_and_number(self, row: int) -> tuple[Part, int]:
        place, number = divmod(row, ROWS_PER_PART)
        part = self.parts[min(place, len(self.parts) - 1)]
        return part, part.grid.row_in_file(number)

    def read(self) -> tuple[int, Rows]:
        return 0, self._rows()

    def _rows(self) -> Rows:
        given = {known for part in self.parts for known in (*part.places, *part.mapping.always)}
        fields = [each for each in SHEETS[self.sheet].fields if each.heading in given]
        yield self.parts[0].row, [each.heading for each in fields]
        for place, part in enumerate(self.parts):
            first_number = place * ROWS_PER_PART
            reader = _RowReader(part, fields)
            removed = SHEETS[self.sheet].leaves if part.mapping.holds == Holds.REMOVALS else None
            when = next((n for n, each in enumerate(fields) if each.column.name == removed), None)
            needed = [n for n, each in enumerate(fields) if each.filled and part.grid.is_unfolded]
            left_out = 0
            for number, cells in self._record_rows(part):
                row = reader.row(cells)
                if not all(as_text(row[place]) for place in needed):
                    left_out += 1
                    continue
                if when is not None and not as_text(row[when]):
                    self.problems.add(
                        self.file,
                        "This sheet lists removals, and this row does not say when.",
                        f"Give {part.heading(fields[when].heading)}.",
                        sheet=self.sheet,
                        row=first_number + number,
                        column=fields[when].heading,
                    )
                yield first_number + number, row
            if left_out:
                self.notices.append(
                    f"'{part.grid.name}': {left_out:,} of its cells were left out, as the mapping "
                    "says that they, or their headings, mean nothing."
                )

    def _record_rows(self, part: Part) -> Iterator[tuple[int, list[Any]]]:
        """The rows below the headings that are records. A notice says which were left out."""
        left_out = {why: RowsFound() for why in ("totals", "notes", "headings again")}
        key = [
            part.places[each.heading]
            for each in SHEETS[self.sheet].key_fields
            if each.heading in part.places
        ]
        for number, cells in part.grid.rows():
            if number <= part.row:
                continue
            why = why_no_record(cells, part.headings, part.places.values(), key)
            if why:
                left_out[why].add(part.grid.row_in_file(number))
            else:
                yield number, cells
        self.notices.extend(
            f"'{part.grid.name}': {why} ({rows}) were left out."
            for why, rows in left_out.items()
            if rows.count
        )


class _RowReader:
    """Turns the rows of one part into rows under known headings."""

    def __init__(self, part: Part, fields: Sequence[Field]) -> None:
        self._part, self._fields = part, fields
        self._words = {
            known: {normal_form(word): value for word, value in words.items()}
            for known, words in part.mapping.words.items()
        }

    def row(self, cells: Sequence[Any]) -> list[Any]:
        """The cells under the known headings."""
        read = []
        for each in self._fields:
            place = self._part.places.get(each.heading)
            if place is None:
                read.append(self._part.mapping.always.get(each.heading, ""))
            else:
                read.append(self._cell(each, cells[place] if place < len(cells) else ""))
        return read

    def _cell(self, known: Field, cell: Any) -> Any:
        words = self._words.get(known.heading, {})
        if words and not isinstance(cell, date):
            word = normal_form(as_text(cell))
            if word in words:
                return words[word]
        if known.is_date:
            return self._date(cell)
        if known.spelt and isinstance(cell, str):
            separators = self._part.mapping.separators or SEPARATORS
            return _counted_value(known, cell, separators, words)
        return cell

    def _date(self, cell: Any) -> Any:
        if isinstance(cell, str):
            found = parse_date(without_invisible(cell), self._part.mapping.dates)
            return found.isoformat() if found else cell
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return as_date(cell, self._part.grid.day_zero) or cell
        return cell


def _counted_value(known: Field, cell: str, separators: str, words: dict[str, str]) -> str:
    """The value that is counted, where the cell has it among others; else the cell as it is."""
    spelt = {normal_form(value): value for value in known.spelt}
    for separator in separators:
        cell = cell.replace(separator, separators[0])
    parts = [normal_form(part) for part in cell.split(separators[0])]
    parts = [normal_form(words.get(part, part)) for part in parts]
    return next((spelt[part] for part in parts if part in spelt), cell)


def mapped_source(
    kind: str, parts: Sequence[Part], problems: Problems, notices: list[str]
) -> MappedSource:
    """The sheets of one kind as one source."""
    hashes = list(dict.fromkeys(part.grid.sha256 for part in parts))
    of_all = hashlib.sha256(" ".join(hashes).encode()).hexdigest()
    return MappedSource(
        ", ".join(dict.fromkeys(part.grid.file for part in parts)),
        kind,
        hashes[0] if len(hashes) == 1 else of_all,
        is_workbook=any(part.grid.is_workbook for part in parts),
        is_snapshot=any(part.mapping.holds != Holds.EVERYTHING for part in parts),
        parts=tuple(parts),
        problems=problems,
        notices=notices,
    )


def find_mapped(grids: Sequence[Grid], mapping: Mapping, problems: Problems) -> FoundSheets:
    """What a mapping reads from unpacked sheets: a source for each known sheet."""
    parts: dict[str, list[Part]] = {}
    notices = [f"'{grid.name}': {notice}" for grid in grids for notice in grid.notices]
    mapping = _with_shared_words(mapping)
    ignored: dict[str, list[str]] = {}
    left_out: dict[str, list[str]] = {}
    chosen = [(grid, _mapping_for(grid, mapping)) for grid in grids]
    for grid, sheet in chosen:
        if sheet is None:
            notices.append(
                f"The sheet '{grid.name}' of {grid.file} is not in the mapping and was left out."
            )
        elif sheet.newest_only and grid is not _newest_sheet(sheet, chosen):
            notices.append(f"The sheet '{grid.name}' is of an earlier month and was left out.")
        elif sheet.kind == LEFT_OUT:
            left_out.setdefault(grid.file, []).append(f"'{grid.name}'")
        elif part := _make_part(grid, sheet, problems, notices):
            if unmapped := part.unmapped():
                ignored.setdefault(unmapped, []).append(f"'{grid.name}'")
            parts.setdefault(sheet.kind, []).append(part)
    notices += [
        f"Left out of {file}, as the mapping says: {', '.join(names)}."
        for file, names in left_out.items()
    ]
    notices += [
        f"{', '.join(names)}: these columns are not mapped and were ignored: {unmapped}."
        for unmapped, names in ignored.items()
    ]
    for kind, found in parts.items():
        if len(found) > MOST_PARTS:
            problems.add(found[0].grid.file, f"More than {MOST_PARTS} sheets are the {kind}.", "")
    if not parts and not problems:
        problems.add(
            ", ".join(dict.fromkeys(grid.file for grid in grids)),
            "None of the sheets of the mapping is here.",
            f"The sheets are: {', '.join(grid.name for grid in grids)}. Make a new mapping.",
        )
    sources: list[Source] = [
        mapped_source(kind, parts[kind], problems, notices) for kind in SHEETS if kind in parts
    ]
    read = [part for found in parts.values() for part in found]
    days = (day for part in read for day in days_above(part.grid, part.row))
    return FoundSheets(sources, notices, tuple(days))


def _with_shared_words(mapping: Mapping) -> Mapping:
    """The mapping, with the same words in every column of a reference list, and on every sheet of a
    kind, unless the sheet says otherwise, so that each need be answered only once."""
    shared: dict[tuple[str, ...], dict[str, str]] = {}
    for sheet in mapping.read:
        for heading, words in sheet.words.items():
            known = shared.setdefault(words_key(sheet.kind, heading), {})
            for word, value in words.items():
                known.setdefault(word, value)
    return replace(
        mapping,
        sheets=tuple(
            replace(
                sheet,
                words={
                    each.heading: shared[alike] | dict(sheet.words.get(each.heading, {}))
                    for each in SHEETS[sheet.kind].fields
                    if (alike := words_key(sheet.kind, each.heading)) in shared
                },
            )
            if sheet.kind != LEFT_OUT
            else sheet
            for sheet in mapping.sheets
        ),
    )


def _mapping_for(grid: Grid, mapping: Mapping) -> SheetMapping | None:
    """The mapping of the sheet's own name; else, of those of its form, the one with most of its
    headings; else None."""
    same = [each for each in mapping.sheets if normal_form(each.name) == normal_form(grid.name)]
    alike = [each for each in mapping.sheets if form_of(each.name) == form_of(grid.name)]
    found = same or alike
    if len(found) <= 1:
        return next(iter(found), None)
    return max(found, key=lambda each: len(_find_headings(grid, each)[2]))


def _newest_sheet(sheet: SheetMapping, chosen: Sequence[tuple[Grid, SheetMapping | None]]) -> Grid:
    """The newest of the sheets of one form, whatever their headings."""
    form = sheet.kind, form_of(sheet.name)
    grids = [
        grid
        for grid, each in chosen
        if each and each.newest_only and (each.kind, form_of(each.name)) == form
    ]
    return grids[place_of_newest([grid.name for grid in grids])]


def _find_headings(grid: Grid, sheet: SheetMapping) -> tuple[int, tuple[str, ...], dict[str, int]]:
    """The row with most of the mapped headings, its headings, and the place of each known one."""
    known = {normal_form(heading): known for heading, known in sheet.columns.items() if known}

    def places(headings: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for place, heading in enumerate(headings):
            if heading and normal_form(heading) in known:
                found.setdefault(known[normal_form(heading)], place)
        return found

    rows = headings_in(grid, ROWS_LOOKED_AT)
    row, headings = max(rows, key=lambda each: len(places(each[1])), default=(0, ()))
    return row, headings, places(headings)


def _make_part(
    grid: Grid, sheet: SheetMapping, problems: Problems, notices: list[str]
) -> Part | None:
    """The sheet with its mapping; None, with a problem, where it has none of the headings."""
    if is_unfolded(sheet.columns):
        grid = unfolded(grid) or grid
    row, headings, places = _find_headings(grid, sheet)
    if not places:
        problems.add(
            grid.file,
            "None of the headings of the mapping is on this sheet.",
            f"Give it headings such as {', '.join(list(sheet.columns)[:3])}, or map it again.",
            sheet=grid.name,
        )
        return None
    plain = list(map(normal_form, headings))
    for heading, known in sheet.columns.items():
        wrong = None
        if not known:
            continue
        if known not in places:
            there = ", ".join(filter(None, headings))
            wrong = (
                "This heading of the mapping is not on this sheet.",
                f"Its headings are: {there}. Write the heading as it was, or map the sheet again.",
            )
        elif plain.count(normal_form(heading)) > 1:
            wrong = "Two columns have this heading.", "Keep one of them, or rename one."
        if wrong:
            problems.add(grid.file, *wrong, sheet=grid.name, row=row, column=heading)
    if grid.is_hidden:
        notices.append(f"The hidden sheet '{grid.name}' was read, though Excel does not show it.")
    return Part(grid, sheet, row, headings, places)

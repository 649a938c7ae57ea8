"""What a workbook's sheets, headings and words probably mean, for somebody to confirm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from data.importing.cells.references import normal_form
from data.importing.cells.values import Lists, as_text, names_of, values_by_word
from data.importing.dates import as_date
from data.importing.layout.finding import FoundTable, find_table, table_of
from data.importing.layout.grids import Grid
from data.importing.layout.records import why_no_record
from data.importing.mapping.dates import days_above, is_date, parse_date
from data.importing.mapping.declaration import (
    LEFT_OUT,
    SEPARATORS,
    DateOrder,
    Holds,
    Mapping,
    MappingQuestion,
    MissingColumn,
    SheetMapping,
    Suggestion,
    form_of,
    likely_words,
)
from data.importing.mapping.likeness import WORDS_FOR_NOTHING, likely_name
from data.importing.mapping.merging import merge_suggestions
from data.importing.mapping.unfolding import is_unfolded, table_of_dates, unfolded
from data.importing.problems import short_list
from data.sheets import SHEETS, Field

DIFFERENT_WORDS = 200  # of a column; any more are reported when the import is tried
REMOVAL_WORDS = {"removed", "removals", "closed", "archive", "archived", "left", "ended", "leavers"}
ROWS_READ = 200
MIN_SHARE = 0.8  # of the cells of a column
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ]\d{2,4}\b")
_SEPARATOR = re.compile(f"[{re.escape(SEPARATORS)}]")


@dataclass
class _Column:
    known: Field
    own_heading: str
    filled: int = 0
    words: Counter[str] = field(default_factory=Counter)
    day_first: int = 0
    month_first: int = 0
    yes_or_no: int = 0
    several: Counter[str] = field(default_factory=Counter)


def suggest(
    grids: Sequence[Grid],
    lists: Lists,
    agreed: Sequence[Mapping] = (),
    chosen: Sequence[SheetMapping] = (),
) -> list[Suggestion]:
    """How each sheet should probably be read, in the order of the files. A word probably means what
    it means in the first of the `agreed` mappings that has it. For the sheets in `chosen`, somebody
    has already given the kind and, where there are columns, their meaning."""
    by_form = {form_of(each.name): each for each in chosen}
    by_name = {each.name: each for each in chosen}
    found = [
        _suggest_for_grid(grid, by_name.get(grid.name, by_form.get(form_of(grid.name))), lists)
        for grid in grids
    ]
    return merge_suggestions([each for each, _ in found], [refs for _, refs in found], agreed)


def _suggest_for_grid(
    grid: Grid, choice: SheetMapping | None, lists: Lists
) -> tuple[Suggestion, set[str]]:
    """The suggestion for a sheet, and the references of its records."""
    if choice and choice.kind == LEFT_OUT:
        return Suggestion(choice, (f"'{grid.name}' is not read.",)), set()
    table = _table(grid, choice, lists)
    if table is None:
        nothing = f"'{grid.name}' of {grid.file}: nothing there looks like headings."
        return Suggestion(SheetMapping(grid.name, LEFT_OUT), (nothing,)), set()
    return _suggest_for_table(table, lists, columns_are_chosen=bool(choice and choice.columns))


def _table(grid: Grid, choice: SheetMapping | None, lists: Lists) -> FoundTable | None:
    """The table of a sheet: as somebody has chosen, else as it looks. None: there is none."""
    if choice and choice.columns and not is_unfolded(choice.columns):
        return table_of(grid, choice.kind, choice.columns)
    found = find_table(grid)
    if found and (choice is None or found.kind == choice.kind):
        return found
    listed = unfolded(grid)
    if listed and choice and is_unfolded(choice.columns):
        return table_of(listed, choice.kind, choice.columns)
    kinds = [choice.kind] if choice else list(SHEETS)
    guessed = (table_of_dates(listed, kind, lists) for kind in kinds) if listed else iter(())
    return next(filter(None, guessed), table_of(grid, choice.kind, {}) if choice else None)


def as_mapping(suggestions: Sequence[Suggestion]) -> Mapping:
    """The suggestions as a mapping that nobody has agreed to yet."""
    return Mapping(tuple(each.mapping for each in suggestions))


def with_answers(
    suggestion: Suggestion, answer: Callable[[MappingQuestion], str | None]
) -> SheetMapping:
    """The mapping of a sheet with the answers to its questions; None: there is no answer yet."""
    answered = [replace(each, likely=answer(each)) for each in suggestion.questions]
    return replace(suggestion.mapping, words=likely_words(answered))


def _suggest_for_table(
    table: FoundTable, lists: Lists, *, columns_are_chosen: bool
) -> tuple[Suggestion, set[str]]:
    columns, refs, rows = _read_columns(table, lists)
    if not columns_are_chosen:
        _add_by_values(table, columns, lists)
    read = list(columns.values())
    order, about_order = _date_order(read)
    holds, about_holds = _what_it_holds(table, read)
    questions = [question for column in read for question in _questions(column, lists)]
    mapping = SheetMapping(
        table.grid.name,
        table.kind,
        {column.own_heading: column.known.heading for column in read},
        likely_words(questions),
        holds=holds,
        dates=order,
        separators="".join(sorted({sign for column in read for sign in column.several})),
    )
    missing_columns = [
        MissingColumn(each.heading, tuple(names_of(each, lists)))
        for each in SHEETS[table.kind].fields
        if each.required and each.heading not in mapping.columns.values()
    ]
    day = max(days_above(table.grid, table.row), default=None)
    remarks = [
        table.in_words(len(columns)),
        f"Rows below its headings: {rows:,}.",
        *about_order,
        *about_holds,
        *_about_headings(table, columns),
        *(about for column in read for about in _about_values(column)),
    ]
    if mapping.separators:
        remarks.append("A cell with several values counts if one of them does.")
    if day:
        remarks.append(
            f"The date above its headings is {day:%d/%m/%Y}: it seems to be of that day."
        )
    return Suggestion(
        mapping,
        tuple(remarks),
        tuple(questions),
        day,
        table.headings,
        missing_columns=tuple(missing_columns),
    ), refs


def _read_columns(table: FoundTable, lists: Lists) -> tuple[dict[int, _Column], set[str], int]:
    """The columns of a table by place, with what stands in them, the references of its records, and
    the number of its records."""
    columns = {
        place: _Column(like.field, table.headings[place]) for place, like in table.columns.items()
    }
    key = [n for n, c in columns.items() if c.known in SHEETS[table.kind].key_fields]
    refs: set[str] = set()
    rows = 0
    for number, cells in table.grid.rows():
        if number <= table.row or why_no_record(cells, table.headings, columns, key):
            continue
        rows += 1
        for place, column in columns.items():
            if place < len(cells):
                _add_cell(column, cells[place], lists)
        if key and key[0] < len(cells):
            refs.add(normal_form(as_text(cells[key[0]])))
    return columns, refs, rows


def _about_headings(table: FoundTable, columns: dict[int, _Column]) -> Iterator[str]:
    """Which headings are read as another, and which are not read."""
    for column in columns.values():
        if normal_form(column.own_heading) != normal_form(column.known.heading):
            yield f"'{column.own_heading}' is read as {column.known.heading}."
    others = [text for place, text in enumerate(table.headings) if text and place not in columns]
    if others:
        yield f"Not read: {', '.join(others)}."


def _add_by_values(table: FoundTable, columns: dict[int, _Column], lists: Lists) -> None:
    """Find by their values the column of the required date and that of the children, where no
    heading is like them, and where only one column holds dates or known references."""
    known = {column.known for column in columns.values()}
    missing = [each for each in SHEETS[table.kind].fields if each not in known]
    dates = [each for each in missing if each.required and each.is_date]
    children = [each for each in missing if each.column.name == "child_ref"]

    def is_known_child(cell: object) -> bool:
        return lists.references.all_are_known(as_text(cell))

    for fields, matches in ((dates, is_date), (children, is_known_child)):
        places = _places_of(table, columns, matches) if len(fields) == 1 else []
        if len(places) != 1:
            continue
        columns[places[0]] = column = _Column(fields[0], table.headings[places[0]])
        for number, cells in table.grid.rows():
            if number > table.row and places[0] < len(cells):
                _add_cell(column, cells[places[0]], lists)


def _places_of(
    table: FoundTable, columns: dict[int, _Column], matches: Callable[[object], bool]
) -> list[int]:
    """The places of the columns that are not read yet, and in which most cells match."""
    filled: Counter[int] = Counter()
    matching: Counter[int] = Counter()
    below = ((number, cells) for number, cells in table.grid.rows() if number > table.row)
    for _, cells in islice(below, ROWS_READ):
        for place, cell in enumerate(cells[: len(table.headings)]):
            if place not in columns and table.headings[place] and as_text(cell):
                filled[place] += 1
                matching[place] += matches(cell)
    return [place for place in filled if matching[place] >= MIN_SHARE * filled[place]]


def _about_values(column: _Column) -> Iterator[str]:
    """What is odd about the values of a column: those that are not counted and not like those that
    are, Yes or No in place of a date, and too many unknown words."""
    names = column.known.spelt
    others = [
        f"{word} ({rows:,})"
        for word, rows in column.words.most_common()
        if names and likely_name(word, names) is None
    ]
    if others:
        yield (
            f"Under '{column.own_heading}' a row counts where it says {' or '.join(names)}. "
            f"Other words there, and in how many rows: {short_list(others)}."
        )
    if column.yes_or_no:
        yield (
            f"'{column.own_heading}' says Yes or No {column.yes_or_no:,} times in place of a date: "
            "Yes is read as done, on a day that is not known."
        )
    if len(column.words) >= DIFFERENT_WORDS and not names:
        yield (
            f"'{column.own_heading}' has {DIFFERENT_WORDS} unknown words or more: is it the right "
            "column? Only these are asked about."
        )


def _add_cell(column: _Column, cell: object, lists: Lists) -> None:
    text = as_text(cell)
    if not text:
        return
    column.filled += 1
    known = column.known
    if known.is_date:
        _add_date(column, cell, text, lists)
    elif known.spelt:
        _add_values(column, text)
    elif (words := values_by_word(known, lists)) is not None and normal_form(text) not in words:
        _count_word(column, text)


def _add_date(column: _Column, cell: object, text: str, lists: Lists) -> None:
    if not isinstance(cell, str):
        return
    if normal_form(text) in (values_by_word(column.known, lists) or {}):
        column.yes_or_no += 1
    elif found := _DAY_AND_MONTH.match(text):
        column.day_first += int(found[1]) > 12
        column.month_first += int(found[2]) > 12
    elif not (as_date(text) or parse_date(text, DateOrder.DAY_FIRST)):
        _count_word(column, text)


def _add_values(column: _Column, text: str) -> None:
    """Count the values of a cell that may hold several, of which one is counted in figures."""
    names = column.known.spelt
    parts = {normal_form(part): part.strip() for part in _SEPARATOR.split(text)}
    if len(parts) > 1 and any(likely_name(part, names) for part in parts.values()):
        column.several.update(set(_SEPARATOR.findall(text)))
    else:
        parts = {normal_form(text): text}
    for form, part in parts.items():
        if part and form not in set(map(normal_form, names)):
            _count_word(column, part)


def _count_word(column: _Column, text: str) -> None:
    if text in column.words or len(column.words) < DIFFERENT_WORDS:
        column.words[text] += 1


def _date_order(columns: Sequence[_Column]) -> tuple[DateOrder, list[str]]:
    day_first = sum(each.day_first for each in columns)
    month_first = sum(each.month_first for each in columns)
    if month_first and day_first:
        return DateOrder.DAY_FIRST, [
            f"{day_first:,} dates begin with the day and {month_first:,} with the month: check."
        ]
    if month_first:
        return DateOrder.MONTH_FIRST, ["Its dates begin with the month, as Americans write them."]
    return DateOrder.DAY_FIRST, []


def _what_it_holds(table: FoundTable, columns: Sequence[_Column]) -> tuple[Holds, list[str]]:
    leaves = SHEETS[table.kind].leaves
    if leaves is None:
        return Holds.EVERYTHING, []
    ends = [each for each in columns if each.known.column.name == leaves]
    if REMOVAL_WORDS & set(normal_form(table.grid.name).replace("_", " ").split()):
        return Holds.REMOVALS, ["It seems to list children who were removed."]
    if not any(each.filled for each in ends):
        return Holds.ON_NOW, [
            "No child on it has been removed, so it seems to list only who is on now."
        ]
    return Holds.EVERYTHING, []


def _questions(column: _Column, lists: Lists) -> Iterator[MappingQuestion]:
    known = column.known
    names = list(known.spelt) if known.spelt else names_of(known, lists)
    for word, rows in column.words.most_common():
        if known.is_date and not names:
            likely = "" if normal_form(word) in WORDS_FOR_NOTHING and not known.filled else None
        else:
            likely = likely_name(word, names)
            if known.spelt and likely is None:
                continue  # a value that is not counted, and not meant as the one that is
        choices = tuple(names) or ("",)
        yield MappingQuestion(known.heading, column.own_heading, word, rows, likely, choices)

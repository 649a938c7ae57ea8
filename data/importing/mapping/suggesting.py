"""What a workbook's sheets, headings and words probably mean. Nothing of it is applied unasked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Of
from dataclasses import dataclass, field, replace

from data.importing.cells.dates import as_date
from data.importing.cells.references import normal_form
from data.importing.cells.values import Lists, as_text, names_of, words_of
from data.importing.layout.finding import Table, find_table
from data.importing.layout.grids import Grid
from data.importing.mapping.dates import date_as_written
from data.importing.mapping.declaration import (
    LEFT_OUT,
    DateOrder,
    Holds,
    Mapping,
    Question,
    SheetMapping,
    Suggestion,
    form_of,
)
from data.importing.mapping.likeness import NOTHING, likely_name
from data.sheets import SHEETS, Field

DIFFERENT_WORDS = 200  # of a column; of more, the rest are seen when the import is tried
SHARED = 0.5  # of the records of the smaller sheet, that make two sheets copies of one list
ENDED = {"removed", "removals", "closed", "archive", "archived", "left", "ended", "leavers"}
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ]\d{2,4}\b")
_SEVERAL = re.compile(r"[;,/|+&]")


@dataclass
class _Column:
    known: Field
    own: str
    filled: int = 0
    words: Counter[str] = field(default_factory=Counter)
    day_first: int = 0
    month_first: int = 0
    undated: int = 0
    several: Counter[str] = field(default_factory=Counter)


def suggest(grids: Sequence[Grid], lists: Lists) -> list[Suggestion]:
    """How each sheet is probably to be read, in the order of the files."""
    suggestions: list[Suggestion] = []
    keys: list[set[str]] = []
    for grid in grids:
        table = find_table(grid)
        if table is None:
            nothing = f"'{grid.name}' of {grid.file}: nothing there looks like headings."
            suggestions.append(Suggestion(SheetMapping(grid.name, LEFT_OUT), (nothing,)))
            keys.append(set())
        else:
            suggestion, refs = _of_table(table, lists)
            suggestions.append(suggestion)
            keys.append(refs)
    return _copies_together(suggestions, keys)


def as_mapping(suggestions: Sequence[Suggestion]) -> Mapping:
    """What is suggested, as a mapping that nobody has agreed to yet."""
    return Mapping(tuple(each.mapping for each in suggestions))


def answered(suggestion: Suggestion, answers: Of[str, str]) -> SheetMapping:
    """The mapping of a sheet with the answers to its questions, by word; others as is likely."""
    words: dict[str, dict[str, str]] = {}
    for each in suggestion.questions:
        answer = answers.get(each.word, each.likely)
        if answer is not None:
            words.setdefault(each.heading, {})[each.word] = answer
    return replace(suggestion.mapping, words=words)


def _copies_together(suggestions: list[Suggestion], keys: Sequence[set[str]]) -> list[Suggestion]:
    """Of sheets of one form that hold the same records, one a month, the newest alone is read."""
    kept: list[Suggestion] = []
    for place, each in enumerate(suggestions):
        form = form_of(each.mapping.name)
        copies = [
            other
            for other, suggestion in enumerate(suggestions)
            if other != place
            and each.mapping.kind
            and suggestion.mapping.kind == each.mapping.kind
            and form_of(suggestion.mapping.name) == form
            and len(keys[place] & keys[other]) > SHARED * min(len(keys[place]), len(keys[other]))
        ]
        if copies and any(other > place for other in copies):
            continue  # said with the last of them
        if copies:
            names = ", ".join(f"'{suggestions[other].mapping.name}'" for other in copies)
            found = (*each.found, f"It holds the records of {names} too: the newest is read.")
            newest = replace(each.mapping, newest_only=True)
            kept.append(replace(each, mapping=newest, found=found))
        else:
            kept.append(each)
    return kept


def _of_table(table: Table, lists: Lists) -> tuple[Suggestion, set[str]]:
    columns = {
        place: _Column(like.field, table.headings[place]) for place, like in table.columns.items()
    }
    key = next((n for n, c in columns.items() if c.known in SHEETS[table.kind].key_fields), None)
    refs: set[str] = set()
    rows = 0
    for number, cells in table.grid.rows():
        if number <= table.row:
            continue
        rows += 1
        for place, column in columns.items():
            if place < len(cells):
                _look_at(column, cells[place], lists)
        if key is not None and key < len(cells):
            refs.add(normal_form(as_text(cells[key])))
    order, about_order = _date_order(list(columns.values()))
    questions = [question for column in columns.values() for question in _questions(column, lists)]
    words: dict[str, dict[str, str]] = {}
    for question in questions:
        if question.likely is not None:
            words.setdefault(question.heading, {})[question.word] = question.likely
    separators = "".join(sorted({sign for column in columns.values() for sign in column.several}))
    holds, about_holds = _holds(table, list(columns.values()))
    mapping = SheetMapping(
        table.grid.name,
        table.kind,
        {column.own: column.known.heading for column in columns.values()},
        words,
        {},
        holds,
        order,
        separators,
    )
    found = [
        table.in_words(),
        f"Rows below its headings: {rows:,}.",
        *about_order,
        *about_holds,
    ]
    found += [
        f"'{table.headings[place]}' is taken for {like.field.heading}."
        for place, like in table.columns.items()
        if normal_form(table.headings[place]) != normal_form(like.field.heading)
    ]
    found += [
        f"'{column.own}' says Yes or No {column.undated:,} times in place of a date: a Yes is "
        "taken for done on a day that is not known."
        for column in columns.values()
        if column.undated
    ]
    found += [
        f"There is no column for {each.heading}, which is needed: map one, or write under always "
        "what it is in every row."
        for each in SHEETS[table.kind].fields
        if each.required and each.heading not in mapping.columns.values()
    ]
    if separators:
        found.append("Cells with several values count if one of them does: see separators.")
    return Suggestion(mapping, tuple(found), tuple(questions)), refs


def _look_at(column: _Column, cell: object, lists: Lists) -> None:
    text = as_text(cell)
    if not text:
        return
    column.filled += 1
    known = column.known
    if known.is_date:
        if not isinstance(cell, str):
            return
        if normal_form(text) in (words_of(known, lists) or {}):
            column.undated += 1
            return
        if found := _DAY_AND_MONTH.match(text):
            column.day_first += int(found[1]) > 12
            column.month_first += int(found[2]) > 12
        elif as_date(text) or date_as_written(text, DateOrder.DAY_FIRST):
            return
        else:
            _count(column, text)
    elif known.spelt:
        counts = {normal_form(value) for value in known.spelt}
        parts = {normal_form(part) for part in _SEVERAL.split(text)}
        if len(parts) > 1 and parts & counts:
            column.several.update(set(_SEVERAL.findall(text)))
        elif normal_form(text) not in counts:
            _count(column, text)
    elif (words := words_of(known, lists)) is not None and normal_form(text) not in words:
        _count(column, text)


def _count(column: _Column, text: str) -> None:
    if text in column.words or len(column.words) < DIFFERENT_WORDS:
        column.words[text] += 1


def _date_order(columns: Sequence[_Column]) -> tuple[DateOrder, list[str]]:
    day_first = sum(each.day_first for each in columns)
    month_first = sum(each.month_first for each in columns)
    if month_first and day_first:
        return DateOrder.DAY_FIRST, [
            f"{day_first:,} dates begin with the day and {month_first:,} with the month: look."
        ]
    if month_first:
        return DateOrder.MONTH_FIRST, ["Its dates begin with the month, as Americans write them."]
    return DateOrder.DAY_FIRST, []


def _holds(table: Table, columns: Sequence[_Column]) -> tuple[Holds, list[str]]:
    leaves = SHEETS[table.kind].leaves
    if leaves is None:
        return Holds.EVERYTHING, []
    ends = [each for each in columns if each.known.column.name == leaves]
    if ENDED & set(normal_form(table.grid.name).replace("_", " ").split()):
        return Holds.REMOVALS, ["It seems to list removals: see holds."]
    if not any(each.filled for each in ends):
        return Holds.ON_NOW, ["Nobody on it has been removed: it lists only who is on now?"]
    return Holds.EVERYTHING, []


def _questions(column: _Column, lists: Lists) -> Iterator[Question]:
    known = column.known
    names = list(known.spelt) if known.spelt else names_of(known, lists)
    for word, rows in column.words.most_common():
        if known.is_date and not names:
            likely = "" if normal_form(word) in NOTHING and not known.filled else None
        else:
            likely = likely_name(word, names)
            if known.spelt and likely is None:
                continue  # another value than the one that counts, and meant so
        choices = tuple(names) or ("",)
        yield Question(known.heading, column.own, word, rows, likely, choices)

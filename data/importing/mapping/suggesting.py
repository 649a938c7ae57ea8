"""What a workbook's sheets, headings and words probably mean. Nothing of it is applied unasked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Of
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, takewhile

from data.importing.cells.dates import as_date
from data.importing.cells.references import normal_form
from data.importing.cells.values import Lists, as_text, names_of, words_of
from data.importing.layout.finding import Table, find_table
from data.importing.layout.grids import Grid
from data.importing.layout.records import no_record
from data.importing.mapping.dates import date_as_written, dates_in
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
ROWS_TRIED = 200
MOSTLY = 0.8  # of the cells of a column
OTHERS_NAMED = 10
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
    return _each_word_once(_alike_together(*_copies_together(suggestions, keys)))


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


def _each_word_once(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """The suggestions without questions that an earlier sheet of their kind asks already."""
    asked: set[tuple[str, ...]] = set()
    kept: list[Suggestion] = []
    for each in suggestions:
        questions = []
        for question in each.questions:
            word = (each.mapping.kind, question.heading, normal_form(question.word))
            if word not in asked:
                questions.append(question)
            asked.add(word)
        words: dict[str, dict[str, str]] = {}
        for question in questions:
            if question.likely is not None:
                words.setdefault(question.heading, {})[question.word] = question.likely
        kept.append(
            replace(each, questions=tuple(questions), mapping=replace(each.mapping, words=words))
        )
    return kept


def _alike_together(
    suggestions: Sequence[Suggestion], is_newest_of: Sequence[bool]
) -> list[Suggestion]:
    """Sheets whose names differ in a month or a number alone, with the same columns and other
    records, are read in one way: it is asked about once."""
    kept: dict[object, Suggestion] = {}
    for place, (each, is_newest) in enumerate(zip(suggestions, is_newest_of, strict=True)):
        m = each.mapping
        way = (form_of(m.name), m.kind, tuple(sorted(m.columns.items())), m.holds, m.dates)
        if not m.kind or is_newest or way not in kept:
            kept[way if m.kind and not is_newest else place] = each
            continue
        first = kept[way]
        signs = "".join(sorted({*first.mapping.separators, *m.separators}))
        kept[way] = Suggestion(
            replace(first.mapping, separators=signs),
            (*first.found, f"'{m.name}' is read in the same way."),
            _questions_of_both(first.questions, each.questions),
            max((day for day in (first.day, each.day) if day), default=None),
        )
    return list(kept.values())


def _questions_of_both(one: Sequence[Question], other: Sequence[Question]) -> tuple[Question, ...]:
    """The questions of two sheets, with the rows of both."""
    questions = {(each.heading, normal_form(each.word)): each for each in one}
    for each in other:
        word = (each.heading, normal_form(each.word))
        rows = each.rows + (questions[word].rows if word in questions else 0)
        questions[word] = replace(questions.get(word, each), rows=rows)
    return tuple(questions.values())


def _copies_together(
    suggestions: list[Suggestion], keys: Sequence[set[str]]
) -> tuple[list[Suggestion], list[bool]]:
    """Of sheets of one form that hold the same records, one a month, the newest alone is read.
    Returns those that are read, and of each whether it is the newest of such."""
    kept: list[Suggestion] = []
    is_newest_of: list[bool] = []
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
        is_newest_of.append(bool(copies))
    return kept, is_newest_of


def _of_table(table: Table, lists: Lists) -> tuple[Suggestion, set[str]]:
    columns = {
        place: _Column(like.field, table.headings[place]) for place, like in table.columns.items()
    }
    key = [n for n, c in columns.items() if c.known in SHEETS[table.kind].key_fields]
    refs: set[str] = set()
    rows = 0
    for number, cells in table.grid.rows():
        if number <= table.row or no_record(cells, table.headings, columns, key):
            continue
        rows += 1
        for place, column in columns.items():
            if place < len(cells):
                _look_at(column, cells[place], lists)
        if key and key[0] < len(cells):
            refs.add(normal_form(as_text(cells[key[0]])))
    _add_the_only_dates(table, columns, lists)
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
        f"'{column.own}' is taken for {column.known.heading}."
        for column in columns.values()
        if normal_form(column.own) != normal_form(column.known.heading)
    ]
    others = [text for place, text in enumerate(table.headings) if text and place not in columns]
    if others:
        found.append(f"Not read: {', '.join(others)}.")
    found += [each for column in columns.values() for each in _about_uncounted(column)]
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
        found.append("A cell with several values counts if one of them does.")
    day = max(_days_above(table), default=None)
    if day:
        found.append(f"Above its headings stands {day:%d/%m/%Y}: it seems to be of that day.")
    return Suggestion(mapping, tuple(found), tuple(questions), day), refs


def _days_above(table: Table) -> Iterator[date]:
    """The days that stand above the headings of a sheet, in a title or a cell of their own."""
    for _, cells in takewhile(lambda row: row[0] < table.row, table.grid.rows()):
        for cell in cells:
            if isinstance(cell, date):
                yield date(cell.year, cell.month, cell.day)
            elif isinstance(cell, str):
                yield from dates_in(cell)


def _add_the_only_dates(table: Table, columns: dict[int, _Column], lists: Lists) -> None:
    """Take a column for the date that is needed and not found, if it alone holds dates."""
    known = {column.known for column in columns.values()}
    needed = [each for each in SHEETS[table.kind].fields if each.required and each.is_date]
    missing = [each for each in needed if each not in known]
    if len(missing) != 1:
        return
    filled: Counter[int] = Counter()
    dates: Counter[int] = Counter()
    below = ((number, cells) for number, cells in table.grid.rows() if number > table.row)
    for _, cells in islice(below, ROWS_TRIED):
        for place, cell in enumerate(cells[: len(table.headings)]):
            if place not in columns and table.headings[place] and as_text(cell):
                filled[place] += 1
                text = isinstance(cell, str) and date_as_written(cell, DateOrder.DAY_FIRST)
                dates[place] += bool(text or isinstance(cell, date))
    likely = [place for place in filled if dates[place] >= MOSTLY * filled[place]]
    if len(likely) == 1:
        columns[likely[0]] = column = _Column(missing[0], table.headings[likely[0]])
        for number, cells in table.grid.rows():
            if number > table.row and likely[0] < len(cells):
                _look_at(column, cells[likely[0]], lists)


def _about_uncounted(column: _Column) -> Iterator[str]:
    """Which values of a column are not the ones that count, nor like them."""
    names = column.known.spelt
    others = [
        f"{word} ({rows:,})"
        for word, rows in column.words.most_common()
        if names and likely_name(word, names) is None
    ]
    if others:
        more = ", …" if len(others) > OTHERS_NAMED else ""
        listed = ", ".join(others[:OTHERS_NAMED]) + more
        yield f"Under '{column.own}' only {' and '.join(names)} is counted. Not counted: {listed}."


def _look_at(column: _Column, cell: object, lists: Lists) -> None:
    text = as_text(cell)
    if not text:
        return
    column.filled += 1
    known = column.known
    if known.is_date:
        _look_at_date(column, cell, text, lists)
    elif known.spelt:
        _look_at_values(column, text)
    elif (words := words_of(known, lists)) is not None and normal_form(text) not in words:
        _count(column, text)


def _look_at_date(column: _Column, cell: object, text: str, lists: Lists) -> None:
    if not isinstance(cell, str):
        return
    if normal_form(text) in (words_of(column.known, lists) or {}):
        column.undated += 1
    elif found := _DAY_AND_MONTH.match(text):
        column.day_first += int(found[1]) > 12
        column.month_first += int(found[2]) > 12
    elif not (as_date(text) or date_as_written(text, DateOrder.DAY_FIRST)):
        _count(column, text)


def _look_at_values(column: _Column, text: str) -> None:
    """A cell of which one value counts: several may stand in it, and each is looked at."""
    names = column.known.spelt
    parts = {normal_form(part): part.strip() for part in _SEVERAL.split(text)}
    if len(parts) > 1 and any(likely_name(part, names) for part in parts.values()):
        column.several.update(set(_SEVERAL.findall(text)))
    else:
        parts = {normal_form(text): text}
    for form, part in parts.items():
        if part and form not in set(map(normal_form, names)):
            _count(column, part)


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
        return Holds.REMOVALS, ["It seems to list those who were removed."]
    if not any(each.filled for each in ends):
        return Holds.ON_NOW, [
            "Nobody on it has been removed, so it seems to list only who is on now."
        ]
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

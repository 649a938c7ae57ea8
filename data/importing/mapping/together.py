"""How the suggestions for the sheets of one workbook go together: copies, sheets alike, and words
that are asked about once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.importing.cells.references import normal_form
from data.importing.mapping.declaration import Mapping, Question, Suggestion, form_of

SHARED = 0.5  # of the records of the smaller sheet, that make two sheets copies of one list


def together(
    suggestions: Sequence[Suggestion], keys: Sequence[set[str]], agreed: Sequence[Mapping]
) -> list[Suggestion]:
    """The suggestions of those sheets that are to be asked about. `keys` are the references to the
    records of each, and `agreed` the mappings of other workbooks that somebody agreed to."""
    known = [_as_agreed_before(each, agreed) for each in suggestions]
    return _each_word_once(_alike_together(*_copies_together(known, keys)))


def _as_agreed_before(suggestion: Suggestion, agreed: Sequence[Mapping]) -> Suggestion:
    """What the words mean by the mappings that were agreed to, of those the first."""
    meant: dict[str, list[str]] = {}
    for sheet in (sheet for mapping in agreed for sheet in mapping.sheets):
        for words in sheet.words.values():
            for word, value in words.items():
                meant.setdefault(normal_form(word), []).append(value)
    questions = []
    for each in suggestion.questions:
        before = (value for value in meant.get(normal_form(each.word), ()) if value in each.choices)
        questions.append(replace(each, likely=next(before, each.likely)))
    return replace(suggestion, questions=tuple(questions))


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

"""Joining the suggestions for the sheets of one workbook: copies, similar sheets, and words that
are asked about once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from data.importing.cells.references import normal_form
from data.importing.mapping.declaration import (
    EarlierSheet,
    Mapping,
    MappingQuestion,
    Suggestion,
    form_of,
    likely_words,
    place_of_newest,
    words_key,
)

SHARE_OF_COPIES = 0.5  # sheets that share more of the smaller one's records than this are copies


def merge_suggestions(
    suggestions: Sequence[Suggestion], keys: Sequence[set[str]], agreed: Sequence[Mapping]
) -> list[Suggestion]:
    """The suggestions for the sheets to ask about. `keys` are the references of each sheet's
    records, and `agreed` the agreed mappings of other workbooks."""
    known = [_with_agreed_meanings(each, agreed) for each in suggestions]
    return _without_repeated_questions(_merge_similar(_merge_copies(known, keys)))


def _with_agreed_meanings(suggestion: Suggestion, agreed: Sequence[Mapping]) -> Suggestion:
    """The suggestion, with the meaning of words in the first agreed mapping that has them."""
    meanings: dict[str, list[str]] = {}
    for sheet in (sheet for mapping in agreed for sheet in mapping.sheets):
        for words in sheet.words.values():
            for word, value in words.items():
                meanings.setdefault(normal_form(word), []).append(value)
    questions = []
    for each in suggestion.questions:
        agreed_before = meanings.get(normal_form(each.word), ())
        possible = (value for value in agreed_before if value in each.choices)
        questions.append(replace(each, likely=next(possible, each.likely)))
    return replace(suggestion, questions=tuple(questions))


def _without_repeated_questions(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """The suggestions without the questions that an earlier sheet asks: one of the same kind or,
    where the column has a reference list, of any kind with a column of that list."""
    asked: set[tuple[str, ...]] = set()
    kept: list[Suggestion] = []
    for each in suggestions:
        questions = []
        for question in each.questions:
            word = (*words_key(each.mapping.kind, question.heading), normal_form(question.word))
            if word not in asked:
                questions.append(question)
            asked.add(word)
        mapping = replace(each.mapping, words=likely_words(questions))
        kept.append(replace(each, questions=tuple(questions), mapping=mapping))
    return kept


def _merge_similar(suggestions: Iterable[tuple[Suggestion, bool]]) -> list[Suggestion]:
    """One suggestion for the sheets that are read in the same way: those with the same columns and
    other records, whose names differ only in a month or a number."""
    kept: dict[object, Suggestion] = {}
    for place, (each, is_newest) in enumerate(suggestions):
        mapping = each.mapping
        if is_newest or not mapping.kind:  # it is never one of several alike
            kept[place] = each
            continue
        columns = tuple(sorted(mapping.columns.items()))
        key = (form_of(mapping.name), mapping.kind, columns, mapping.holds, mapping.dates)
        if key not in kept:
            kept[key] = each
            continue
        first = kept[key]
        separators = "".join(sorted({*first.mapping.separators, *mapping.separators}))
        kept[key] = Suggestion(
            replace(first.mapping, separators=separators),
            (*first.remarks, f"'{mapping.name}' is read in the same way."),
            _questions_of_both(first.questions, each.questions),
            max((day for day in (first.day, each.day) if day), default=None),
            first.headings,
            missing_columns=first.missing_columns,
        )
    return list(kept.values())


def _questions_of_both(
    first: Sequence[MappingQuestion], second: Sequence[MappingQuestion]
) -> tuple[MappingQuestion, ...]:
    """The questions of two sheets, each with the number of rows in both."""
    questions = {(each.heading, normal_form(each.word)): each for each in first}
    for each in second:
        word = (each.heading, normal_form(each.word))
        before = questions.get(word)
        questions[word] = replace(before, rows=before.rows + each.rows) if before else each
    return tuple(questions.values())


def _merge_copies(
    suggestions: list[Suggestion], keys: Sequence[set[str]]
) -> Iterator[tuple[Suggestion, bool]]:
    """The suggestions that are kept, each with whether it is the newest of several: only the newest
    of the sheets with the same records, such as one a month, is read."""
    for place, each in enumerate(suggestions):
        copies = _places_of_copies(place, suggestions, keys)
        if len(copies) > 1:
            newest = place_of_newest([suggestions[copy].mapping.name for copy in copies])
            if copies.pop(newest) != place:
                continue
            others = [suggestions[copy] for copy in copies]
            yield _newest_of_copies(each, others), True
            yield from ((other, True) for other in _of_earlier_layouts(each, others))
        else:
            yield each, False


def _places_of_copies(
    place: int, suggestions: Sequence[Suggestion], keys: Sequence[set[str]]
) -> list[int]:
    """The places of a sheet and of those that share most of its records, or of one another's."""
    own = suggestions[place].mapping
    alike = [
        other
        for other, suggestion in enumerate(suggestions)
        if own.kind
        and suggestion.mapping.kind == own.kind
        and form_of(suggestion.mapping.name) == form_of(own.name)
    ]
    copies = {place}
    while more := {
        other
        for other in alike
        for copy in copies
        if other not in copies
        and len(keys[copy] & keys[other]) > SHARE_OF_COPIES * min(len(keys[copy]), len(keys[other]))
    }:
        copies |= more
    return sorted(copies)


def _of_earlier_layouts(newest: Suggestion, others: Sequence[Suggestion]) -> list[Suggestion]:
    """The sheets of earlier months whose headings are not those of the newest: of each layout the
    last, so that each can be read by itself. Its words are asked about with those of the newest."""
    by_layout: dict[object, Suggestion] = {}
    for other in others:
        if other.mapping.columns.items() != newest.mapping.columns.items():
            by_layout[frozenset(other.mapping.columns.items())] = other
    return [
        replace(
            other,
            mapping=replace(other.mapping, newest_only=True),
            remarks=(
                *other.remarks,
                f"'{other.mapping.name}' has other headings than '{newest.mapping.name}', and is "
                "read by these lines when it is imported by itself.",
            ),
        )
        for other in by_layout.values()
    ]


def _newest_of_copies(newest: Suggestion, others: Sequence[Suggestion]) -> Suggestion:
    """The suggestion for the newest, which also asks what the words of the others mean."""
    names = ", ".join(f"'{other.mapping.name}'" for other in others)
    found = (
        f"{names}: lists of the same children. Only '{newest.mapping.name}', the newest, is read. "
        "What the earlier ones say of the past is kept if each is imported by itself before it, "
        "the oldest first, as of its own day."
    )
    asked = {(each.heading, normal_form(each.word)): each for each in newest.questions}
    for each in (question for other in others for question in other.questions):
        asked.setdefault((each.heading, normal_form(each.word)), each)
    return replace(
        newest,
        mapping=replace(newest.mapping, newest_only=True),
        remarks=(*newest.remarks, found),
        questions=tuple(asked.values()),
        earlier=tuple(EarlierSheet(other.mapping.name, other.day) for other in others),
    )

"""Joining the suggestions for the sheets of one workbook: copies, similar sheets, and words that
are asked about once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from data.importing.cells.references import normal_form
from data.importing.mapping.declaration import (
    Earlier,
    Mapping,
    MappingQuestion,
    Suggestion,
    form_of,
    likely_words,
    newest_of,
    same_words,
)

SHARED = 0.5  # two sheets are copies if they share more of the smaller one's records than this


def merge_suggestions(
    suggestions: Sequence[Suggestion], keys: Sequence[set[str]], agreed: Sequence[Mapping]
) -> list[Suggestion]:
    """The suggestions for the sheets to ask about. `keys` are the references of each sheet's
    records, and `agreed` the agreed mappings of other workbooks."""
    known = [_as_agreed_before(each, agreed) for each in suggestions]
    return _each_word_once(_alike_together(_copies_together(known, keys)))


def _as_agreed_before(suggestion: Suggestion, agreed: Sequence[Mapping]) -> Suggestion:
    """The suggestion, with the meaning of words in the first agreed mapping that has them."""
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
    """The suggestions without the questions that an earlier sheet asks: one of the same kind or,
    where the column has a reference list, of any kind with a column of that list."""
    asked: set[tuple[str, ...]] = set()
    kept: list[Suggestion] = []
    for each in suggestions:
        questions = []
        for question in each.questions:
            word = (*same_words(each.mapping.kind, question.heading), normal_form(question.word))
            if word not in asked:
                questions.append(question)
            asked.add(word)
        mapping = replace(each.mapping, words=likely_words(questions))
        kept.append(replace(each, questions=tuple(questions), mapping=mapping))
    return kept


def _alike_together(suggestions: Iterable[tuple[Suggestion, bool]]) -> list[Suggestion]:
    """One suggestion for the sheets that are read in the same way: those with the same columns and
    other records, whose names differ only in a month or a number."""
    kept: dict[object, Suggestion] = {}
    for place, (each, is_newest) in enumerate(suggestions):
        m = each.mapping
        if is_newest or not m.kind:  # it is never one of several alike
            kept[place] = each
            continue
        way = (form_of(m.name), m.kind, tuple(sorted(m.columns.items())), m.holds, m.dates)
        if way not in kept:
            kept[way] = each
            continue
        first = kept[way]
        signs = "".join(sorted({*first.mapping.separators, *m.separators}))
        kept[way] = Suggestion(
            replace(first.mapping, separators=signs),
            (*first.found, f"'{m.name}' is read in the same way."),
            _questions_of_both(first.questions, each.questions),
            max((day for day in (first.day, each.day) if day), default=None),
            first.headings,
            lacking=first.lacking,
        )
    return list(kept.values())


def _questions_of_both(
    one: Sequence[MappingQuestion], other: Sequence[MappingQuestion]
) -> tuple[MappingQuestion, ...]:
    """The questions of two sheets, each with the number of rows in both."""
    questions = {(each.heading, normal_form(each.word)): each for each in one}
    for each in other:
        word = (each.heading, normal_form(each.word))
        rows = each.rows + (questions[word].rows if word in questions else 0)
        questions[word] = replace(questions.get(word, each), rows=rows)
    return tuple(questions.values())


def _copies_together(
    suggestions: list[Suggestion], keys: Sequence[set[str]]
) -> Iterator[tuple[Suggestion, bool]]:
    """The suggestions that are kept, each with whether it is the newest of several: only the newest
    of the sheets with the same records, such as one a month, is read."""
    for place, each in enumerate(suggestions):
        copies = _copies_of(place, suggestions, keys)
        if len(copies) > 1:
            newest = newest_of([suggestions[copy].mapping.name for copy in copies])
            if copies.pop(newest) != place:
                continue
            others = [suggestions[copy] for copy in copies]
            yield _newest_of_copies(each, others), True
            yield from ((other, True) for other in _of_other_layouts(each, others))
        else:
            yield each, False


def _copies_of(
    place: int, suggestions: Sequence[Suggestion], keys: Sequence[set[str]]
) -> list[int]:
    """The places of a sheet and of those that share most of its records, or of one another's."""
    of = suggestions[place].mapping
    alike = [
        other
        for other, suggestion in enumerate(suggestions)
        if of.kind
        and suggestion.mapping.kind == of.kind
        and form_of(suggestion.mapping.name) == form_of(of.name)
    ]
    found = {place}
    while more := {
        other
        for other in alike
        for one in found
        if other not in found
        and len(keys[one] & keys[other]) > SHARED * min(len(keys[one]), len(keys[other]))
    }:
        found |= more
    return sorted(found)


def _of_other_layouts(newest: Suggestion, others: Sequence[Suggestion]) -> list[Suggestion]:
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
            found=(
                *other.found,
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
        found=(*newest.found, found),
        questions=tuple(asked.values()),
        earlier=tuple(Earlier(other.mapping.name, other.day) for other in others),
    )

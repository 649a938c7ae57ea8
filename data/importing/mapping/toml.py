"""A mapping as the text of clvt.toml, for somebody to read, correct and agree to."""

from __future__ import annotations

import json
import tomllib
from collections import abc
from collections.abc import Iterator, Sequence
from typing import Any

from data.explained import Explained
from data.importing.mapping.declaration import (
    LEFT_OUT,
    DateOrder,
    Holds,
    Lacking,
    Mapping,
    SheetMapping,
    Suggestion,
)
from data.sheets import SHEETS

LARGEST = 1 << 20  # characters
_TABLES = {"columns", "words", "always"}
_TEXTS = {"name", "kind", "holds", "dates", "separators"}


class WrongMapping(Explained):
    """A mapping that cannot be read or applied; the message says what is wrong."""


def to_toml(mapping: Mapping, suggestions: Sequence[Suggestion] = ()) -> str:
    """The mapping as text. With suggestions, comments say what was found and what to answer."""
    return "\n".join(_lines(mapping, suggestions)) + "\n"


def _lines(mapping: Mapping, suggestions: Sequence[Suggestion]) -> Iterator[str]:
    yield "# How a workbook is read. Check and correct each line, and then write: agreed = true"
    yield "[mapping]"
    yield f"agreed = {_value(mapping.is_agreed)}"
    for place, sheet in enumerate(mapping.sheets):
        yield ""
        suggestion = suggestions[place] if suggestions else Suggestion(sheet, ())
        said = (*suggestion.found, *suggestion.lacking)
        yield from (f"# {_comment(str(line))}" for line in said)
        yield "[[mapping.sheet]]"
        yield f"name = {_value(sheet.name)}"
        yield f"kind = {_value(sheet.kind)}" + ("" if sheet.kind else "  # it is not read")
        if sheet.kind == LEFT_OUT:
            continue
        if SHEETS[sheet.kind].leaves:
            yield f"holds = {_value(sheet.holds)}  # one of: {', '.join(Holds)}"
        yield f"dates = {_value(sheet.dates)}  # one of: {', '.join(DateOrder)}"
        if sheet.separators:
            yield f"separators = {_value(sheet.separators)}"
        if sheet.newest_only:
            yield "newest_only = true  # of sheets that differ only in their month"
        needed = _needed(suggestions[place]) if suggestions else ()
        yield from _table("columns", sheet.columns, list(needed))
        of_every_row = [_of_every_row(each) for each in suggestion.lacking if each.choices]
        yield from _table("always", sheet.always, of_every_row)
        open_words: dict[str, list[str]] = {}
        for each in suggestion.questions:
            if each.likely is None:
                choices = _comment("; ".join(map(_value, each.choices)))
                line = f"# {_value(each.word)} = ?  # {each.rows:,} rows; one of: {choices}"
                open_words.setdefault(each.heading, []).append(line)
        for heading in dict.fromkeys((*sheet.words, *open_words)):
            lines = open_words.get(heading, [])
            yield from _table(f"words.{_value(heading)}", sheet.words.get(heading, {}), lines)


def _needed(suggestion: Suggestion) -> Iterator[str]:
    """A line to complete for each needed column that was not found, with the headings not read, and
    for each of these, with the other columns that were not found."""
    mapping = suggestion.mapping
    others = [each for each in suggestion.headings if each and each not in mapping.columns]
    missing = [
        each for each in SHEETS[mapping.kind].fields if each.heading not in mapping.columns.values()
    ]
    for each in missing:
        if each.required:
            choices = _comment("; ".join(map(_value, others)))
            yield f"# ? = {_value(each.heading)}  # needed; its heading may be one of: {choices}"
    optional = "; ".join(_value(each.heading) for each in missing if not each.required)
    for heading in others if optional else ():
        yield f"# {_comment(_value(heading))} = ?  # not read; it may be one of: {optional}"


def _of_every_row(lacking: Lacking) -> str:
    choices = _comment("; ".join(map(_value, lacking.choices)))
    return f"# {_value(lacking.heading)} = ?  # of every row; one of: {choices}"


def _table(name: str, pairs: abc.Mapping[str, str], comments: Sequence[str] = ()) -> Iterator[str]:
    if pairs or comments:
        yield f"[mapping.sheet.{name}]"
        yield from (f"{_value(key)} = {_value(value)}" for key, value in pairs.items())
        yield from comments


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(line: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in line)


def from_toml(text: str) -> Mapping:
    """The mapping that a text holds. Raises WrongMapping with what is wrong with it."""
    if len(text) > LARGEST:
        raise WrongMapping("This mapping is too long.")
    try:
        held = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise WrongMapping(f"This is not a mapping: {error}.") from error
    table = held.get("mapping")
    if not isinstance(table, dict) or not isinstance(table.get("sheet"), list):
        raise WrongMapping("There is no mapping here: a mapping has a line [[mapping.sheet]].")
    return checked(Mapping(tuple(map(_sheet, table["sheet"])), table.get("agreed") is True))


def _sheet(held: Any) -> SheetMapping:
    if not isinstance(held, dict) or not isinstance(held.get("name"), str):
        raise WrongMapping("Each sheet of a mapping needs a name.")
    name = held["name"]
    if unknown := held.keys() - _TABLES - _TEXTS - {"newest_only"}:
        raise WrongMapping(f"'{name}': {sorted(unknown)[0]} is not known.")
    for each in _TEXTS & held.keys():
        if not isinstance(held[each], str):
            raise WrongMapping(f"'{name}': write {each} as a text in quotation marks.")
    words = held.get("words", {})
    tables = [held.get("columns", {}), held.get("always", {}), words]
    tables += list(words.values()) if isinstance(words, dict) else []
    if not all(isinstance(each, dict) for each in tables):
        raise WrongMapping(f"'{name}': columns, always and words are tables.")
    for each in (*tables[:2], *tables[3:]):
        if not all(isinstance(value, str) for value in each.values()):
            raise WrongMapping(f"'{name}': write each value as a text in quotation marks.")
    try:
        holds = Holds(held.get("holds", Holds.EVERYTHING))
        dates = DateOrder(held.get("dates", DateOrder.DAY_FIRST))
    except ValueError as error:
        raise WrongMapping(
            f"'{name}': holds is one of {', '.join(Holds)}, and dates is one of "
            f"{', '.join(DateOrder)}."
        ) from error
    return SheetMapping(
        name,
        held.get("kind", LEFT_OUT),
        held.get("columns", {}),
        words,
        held.get("always", {}),
        holds,
        dates,
        held.get("separators", ""),
        held.get("newest_only") is True,
    )


def checked(mapping: Mapping) -> Mapping:
    """The mapping, if all sheets and columns that it names are known. Raises WrongMapping."""
    for sheet in mapping.sheets:
        if sheet.kind == LEFT_OUT:
            continue
        if sheet.kind not in SHEETS:
            raise WrongMapping(
                f"'{sheet.name}': the kind {sheet.kind} is not known. Use one of: "
                f'{", ".join(SHEETS)}. Write "" to leave the sheet out.'
            )
        fields = {each.heading: each for each in SHEETS[sheet.kind].fields}
        read = list(filter(None, sheet.columns.values()))
        for heading in (*read, *sheet.always, *sheet.words):
            if heading not in fields:
                raise WrongMapping(
                    f"'{sheet.name}': the column {heading} is not known. Use one of: "
                    f"{'; '.join(fields)}."
                )
        given = [*read, *sheet.always]
        if twice := next((each for each in given if given.count(each) > 1), None):
            raise WrongMapping(f"'{sheet.name}': two columns are mapped to {twice}. Keep one.")
        if sheet.holds != Holds.EVERYTHING and not SHEETS[sheet.kind].leaves:
            raise WrongMapping(f"'{sheet.name}': a sheet of this kind holds everything.")
    return mapping

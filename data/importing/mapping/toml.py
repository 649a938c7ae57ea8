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
    Mapping,
    MissingColumn,
    SheetMapping,
    Suggestion,
)
from data.sheets import SHEETS

LONGEST_TEXT = 1 << 20  # characters
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
    yield f"agreed = {_toml_value(mapping.is_agreed)}"
    for place, sheet in enumerate(mapping.sheets):
        yield ""
        suggestion = suggestions[place] if suggestions else Suggestion(sheet, ())
        remarks = (*suggestion.remarks, *suggestion.missing_columns)
        yield from (f"# {_comment(str(line))}" for line in remarks)
        yield "[[mapping.sheet]]"
        yield f"name = {_toml_value(sheet.name)}"
        yield f"kind = {_toml_value(sheet.kind)}" + ("" if sheet.kind else "  # it is not read")
        if sheet.kind == LEFT_OUT:
            continue
        if SHEETS[sheet.kind].leaves:
            yield f"holds = {_toml_value(sheet.holds)}  # one of: {', '.join(Holds)}"
        yield f"dates = {_toml_value(sheet.dates)}  # one of: {', '.join(DateOrder)}"
        if sheet.separators:
            yield f"separators = {_toml_value(sheet.separators)}"
        if sheet.newest_only:
            yield "newest_only = true  # of sheets that differ only in their month"
        to_complete = _lines_for_missing_columns(suggestion) if suggestions else ()
        yield from _table_lines("columns", sheet.columns, list(to_complete))
        with_choices = [each for each in suggestion.missing_columns if each.choices]
        yield from _table_lines(
            "always", sheet.always, list(map(_line_for_every_row, with_choices))
        )
        unanswered: dict[str, list[str]] = {}
        for each in suggestion.questions:
            if each.likely is None:
                choices = _comment("; ".join(map(_toml_value, each.choices)))
                line = f"# {_toml_value(each.word)} = ?  # {each.rows:,} rows; one of: {choices}"
                unanswered.setdefault(each.heading, []).append(line)
        for heading in dict.fromkeys((*sheet.words, *unanswered)):
            lines = unanswered.get(heading, [])
            yield from _table_lines(
                f"words.{_toml_value(heading)}", sheet.words.get(heading, {}), lines
            )


def _lines_for_missing_columns(suggestion: Suggestion) -> Iterator[str]:
    """A line to complete for each needed column that was not found, with the headings not read, and
    for each of these, with the other columns that were not found."""
    mapping = suggestion.mapping
    others = [each for each in suggestion.headings if each and each not in mapping.columns]
    missing = [
        each for each in SHEETS[mapping.kind].fields if each.heading not in mapping.columns.values()
    ]
    for each in missing:
        if each.required:
            choices = _comment("; ".join(map(_toml_value, others)))
            heading = _toml_value(each.heading)
            yield f"# ? = {heading}  # needed; its heading may be one of: {choices}"
    optional = "; ".join(_toml_value(each.heading) for each in missing if not each.required)
    for heading in others if optional else ():
        yield f"# {_comment(_toml_value(heading))} = ?  # not read; it may be one of: {optional}"


def _line_for_every_row(column: MissingColumn) -> str:
    choices = _comment("; ".join(map(_toml_value, column.choices)))
    return f"# {_toml_value(column.heading)} = ?  # of every row; one of: {choices}"


def _table_lines(
    name: str, pairs: abc.Mapping[str, str], comments: Sequence[str] = ()
) -> Iterator[str]:
    if pairs or comments:
        yield f"[mapping.sheet.{name}]"
        yield from (f"{_toml_value(key)} = {_toml_value(value)}" for key, value in pairs.items())
        yield from comments


def _toml_value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(line: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in line)


def from_toml(text: str) -> Mapping:
    """The mapping that a text holds. Raises WrongMapping with what is wrong with it."""
    if len(text) > LONGEST_TEXT:
        raise WrongMapping("This mapping is too long.")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise WrongMapping(f"This is not a mapping: {error}.") from error
    table = document.get("mapping")
    if not isinstance(table, dict) or not isinstance(table.get("sheet"), list):
        raise WrongMapping("There is no mapping here: a mapping has a line [[mapping.sheet]].")
    return check_mapping(Mapping(tuple(map(_sheet, table["sheet"])), table.get("agreed") is True))


def _sheet(table: Any) -> SheetMapping:
    if not isinstance(table, dict) or not isinstance(table.get("name"), str):
        raise WrongMapping("Each sheet of a mapping needs a name.")
    name = table["name"]
    if unknown := table.keys() - _TABLES - _TEXTS - {"newest_only"}:
        raise WrongMapping(f"'{name}': {sorted(unknown)[0]} is not known.")
    for each in _TEXTS & table.keys():
        if not isinstance(table[each], str):
            raise WrongMapping(f"'{name}': write {each} as a text in quotation marks.")
    words = table.get("words", {})
    tables = [table.get("columns", {}), table.get("always", {}), words]
    tables += list(words.values()) if isinstance(words, dict) else []
    if not all(isinstance(each, dict) for each in tables):
        raise WrongMapping(f"'{name}': columns, always and words are tables.")
    for each in (*tables[:2], *tables[3:]):
        if not all(isinstance(value, str) for value in each.values()):
            raise WrongMapping(f"'{name}': write each value as a text in quotation marks.")
    try:
        holds = Holds(table.get("holds", Holds.EVERYTHING))
        dates = DateOrder(table.get("dates", DateOrder.DAY_FIRST))
    except ValueError as error:
        raise WrongMapping(
            f"'{name}': holds is one of {', '.join(Holds)}, and dates is one of "
            f"{', '.join(DateOrder)}."
        ) from error
    return SheetMapping(
        name,
        table.get("kind", LEFT_OUT),
        table.get("columns", {}),
        words,
        table.get("always", {}),
        holds,
        dates,
        table.get("separators", ""),
        table.get("newest_only") is True,
    )


def check_mapping(mapping: Mapping) -> Mapping:
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

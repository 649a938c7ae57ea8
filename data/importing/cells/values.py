"""From a cell to the value to store, or to what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

from sqlalchemy import Connection, func, select

from data.importing.cells.references import (
    References,
    normal_form,
    split_references,
    stored_form,
    without_invisible,
)
from data.importing.dates import EXCEL_DAY_ZERO, as_date
from data.importing.files.worksheets import UnreadableCell
from data.reference_files import lines_of
from data.sheets import SHEETS, Field
from data.sheets.declaration import YES, YES_NO, DateOrYes, List, OneOf, Whole
from data.tables import area_version, child, panel, retired_reference

# Those of areas and panels are read from the database.
LISTS = [name for name in get_args(List) if name not in ("areas", "panels")]
# What people write where there is no reference. Read as a reference, it would become a child.
NO_REFERENCE = {
    "n/k", "n/a", "nk", "na", "not known", "unknown", "not recorded", "not applicable", "none",
    "nil", "null", "blank", "no reference", "no ref", "tbc", "tba", "to be confirmed", "to follow",
}  # fmt: skip
_ONLY_SIGNS = re.compile(r"[\W_]*")
_ONLY_ZEROS = re.compile("0+")  # what a formula gives for an empty cell
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.I | re.ASCII)
NAMES_LISTED = 60
LEAVE_EMPTY = " Leave the cell empty if it is not known."
# A whole number as people write it: 1500, 1,500, £1,500.00.
_WHOLE = re.compile(r"(-?)(£ ?)?(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0*)?", re.ASCII)
# What a spreadsheet shows for an error or in a narrow column, and saves as text in a CSV file.
_ERROR = re.compile(r"#(?:N/A|N/?V|[A-Z][A-Z0-9/]*[!?]|GETTING_DATA|ERROR|##+)|Err:\d{3}", re.I)
# A formula that was saved as text. In a column of free text it is taken as text.
_FORMULA = re.compile(r"=.*", re.DOTALL)


@dataclass(frozen=True)
class InvalidValue:
    """Takes the place of a value when a cell cannot be read."""

    problem: str
    remedy: str


Value = str | int | tuple[str, ...] | None


@dataclass(frozen=True)
class Lists:
    """The reference lists, the references to children, and the names of the areas.

    `values` has, for each list, the value to store by what a cell may say, in normal form.
    """

    values: Mapping[str, Mapping[str, str]]
    references: References
    areas: tuple[str, ...] = ()


class ColumnReader(dict[Any, Value | InvalidValue]):
    """The values of one column by cell, each different cell read once. Made for each chunk of rows,
    so that it stays small: dates, areas and statuses repeat, other values do not."""

    def __init__(self, field: Field, lists: Lists, day_zero: date = EXCEL_DAY_ZERO) -> None:
        super().__init__()
        self._field = field
        self._parse = _parser_of(field, lists, day_zero)
        self.empty_value: Value = () if field.several else field.empty
        self.has_invalid = False

    def __missing__(self, cell: Any) -> Value | InvalidValue:
        text = as_text(cell)
        if not without_invisible(text):
            text = ""
        if unreadable := _unreadable(self._field, cell, text):
            value: Value | InvalidValue = unreadable
        elif text:
            value = self._parse(cell, text)
        elif self._field.filled:
            value = InvalidValue("This cell is empty.", f"Give the {self._field.heading}.")
        else:
            value = self.empty_value
        self.has_invalid |= isinstance(value, InvalidValue)
        self[cell] = value
        return value


def _unreadable(field: Field, cell: Any, text: str) -> InvalidValue | None:
    is_formula = isinstance(cell, UnreadableCell) and cell.has_no_result
    if is_formula or (_is_compared(field) and _FORMULA.fullmatch(text)):
        return InvalidValue(
            "This formula has no result stored with it.",
            "Open the file in Excel and save it again, or write the value in place of the formula.",
        )
    if isinstance(cell, UnreadableCell) or _ERROR.fullmatch(text):
        return InvalidValue(
            "This is an error of the spreadsheet, not a value.",
            "Correct the formula, or write the value. Leave the cell empty if there is none.",
        )
    return None


def _is_compared(field: Field) -> bool:
    """Whether the field's values are compared with others. Those of free text are not."""
    kinds = (field.is_date, field.is_reference, field.several, field.spelt)
    return any((*kinds, field.listed, field.kind))


def as_text(cell: object) -> str:
    """A cell as text, without space around it: whole numbers plain, dates as ISO."""
    match cell:
        case str():
            return cell.strip()
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell).removesuffix(" 00:00:00")


def read_lists(connection: Connection, reference: Path) -> Lists:
    """The reference lists of a folder, the areas of any day by name or code, the panels, and the
    known references to children."""
    lists = {}
    for name in LISTS:
        lines = [line.cells for line in lines_of(reference, f"{name}.csv")]
        lists[name] = _by_normal_form(line["name"] for line in lines)
        lists[name] |= {
            normal_form(word): line["name"]
            for line in lines
            for word in line.get("also", "").split(";")
            if word
        }
    c = area_version.c
    of_any_day = select(c.code, c.name).where(c.known_until.is_(None)).order_by(c.name, c.from_on)
    known = connection.execute(of_any_day).all()
    lists["areas"] = {normal_form(name): code for code, name in known}
    lists["areas"] |= {normal_form(code): code for code, _ in known}
    listed = select(panel.c.panel).where(panel.c.position.is_not(None)).order_by(panel.c.position)
    lists["panels"] = _by_normal_form(connection.execute(listed).scalars())
    first_known = func.min(child.c.known_from)
    children = select(child.c.child_ref).group_by(child.c.child_ref).order_by(first_known)
    named = [select(each.column).distinct() for sheet in SHEETS.values() for each in sheet.several]
    retired = select(retired_reference.c.child_ref)
    refs = (
        ref for query in (children, retired, *named) for ref in connection.execute(query).scalars()
    )
    return Lists(lists, References(refs), tuple(dict.fromkeys(name for _, name in known)))


def _by_normal_form(names: Iterable[str]) -> dict[str, str]:
    return {normal_form(name): name for name in names}


def _parser_of(
    field: Field, lists: Lists, day_zero: date
) -> Callable[[Any, str], Value | InvalidValue]:
    if field.is_date:
        answers = values_by_word(field, lists) or {}
        return lambda cell, text: _parse_date(field, cell, day_zero, answers.get(normal_form(text)))
    if isinstance(field.kind, Whole):
        return _whole_number_parser(field, field.kind)
    if (words := values_by_word(field, lists)) is not None:
        return _list_parser(field, words, names_of(field, lists))
    if field.several:
        return lambda _, text: _parse_references(field, text, lists.references)
    if field.is_reference:
        children = lists.references if field.column.name == "child_ref" else None
        return lambda _, text: _parse_reference(field, text, children)
    return lambda cell, text: _parse_text(field, cell, text)


def _parse_date(
    field: Field, cell: Any, day_zero: date, answer: str | None
) -> Value | InvalidValue:
    """The date as ISO text. Where the cell has a word in its place that the field allows
    (`answer`), it is True for Yes, and None for any other."""
    if answer:
        return True if answer == YES else None
    found = as_date(stored_form(cell) if isinstance(cell, str) else cell, day_zero)
    if found is None:
        remedy = (
            "Write the date as 22/11/2022 or 2022-11-22, or as an Excel date, from 1950 to 2100."
        )
        if isinstance(field.kind, DateOrYes):
            remedy += f" Write {YES} if it was done and the day is not known."
        return InvalidValue(
            "This is not a valid date.",
            remedy if field.filled else remedy + LEAVE_EMPTY,
        )
    return found.isoformat()


def _whole_number_parser(field: Field, kind: Whole) -> Callable[[Any, str], int | InvalidValue]:
    sign = "£" if kind.in_pounds else ""
    between = f"from {sign}0 to {sign}{kind.most:,}"
    unit = "whole pounds" if kind.in_pounds else "a whole number"
    remedy = f"Write {unit} {between}, in digits." + ("" if field.filled else LEAVE_EMPTY)
    not_a_number = InvalidValue(f"This is not {unit}.", remedy)
    out_of_range = InvalidValue(f"This number is not {between}.", remedy)

    def parse(_: Any, text: str) -> int | InvalidValue:
        found = _WHOLE.fullmatch(text)
        if not found or (found[2] and not kind.in_pounds):
            return not_a_number
        number = int(found[1] + found[3].replace(",", ""))
        return number if 0 <= number <= kind.most else out_of_range

    return parse


def values_by_word(field: Field, lists: Lists) -> Mapping[str, str] | None:
    """The value to store for each word that a cell may say, in normal form; None where a cell may
    say anything."""
    kind = YES_NO if isinstance(field.kind, DateOrYes) else field.kind
    if isinstance(kind, OneOf):
        same = ((value, value) for value in kind.values)
        return {normal_form(word): value for word, value in (*same, *kind.aliases)}
    return lists.values[field.listed] if field.listed else None


def names_of(field: Field, lists: Lists) -> list[str]:
    """The words of a field's list as they are shown to people."""
    if field.listed == "areas":
        return list(lists.areas)
    return list(dict.fromkeys((values_by_word(field, lists) or {}).values()))


def _list_parser(
    field: Field, known: Mapping[str, str], names: list[str]
) -> Callable[[Any, str], str | InvalidValue]:
    more = "; …" if len(names) > NAMES_LISTED else ""
    remedy = f"Use one of: {'; '.join(names[:NAMES_LISTED])}{more}."
    if field.listed == "areas":
        remedy = (
            f"{remedy} For a new area, ask the person who looks after this dashboard to add it to "
            "areas.csv."
        )
    unknown = InvalidValue(
        f"This {field.heading.lower()} is not known.",
        remedy if field.filled else remedy + LEAVE_EMPTY,
    )

    def parse(_: Any, text: str) -> str | InvalidValue:
        return known.get(normal_form(text), unknown)

    return parse


def _parse_text(field: Field, cell: Any, text: str) -> str | InvalidValue:
    if field.dates_as_iso and (found := as_date(cell if isinstance(cell, date) else text)):
        return found.isoformat()
    if field.spelt:
        text = _by_normal_form(field.spelt).get(normal_form(text), text)
    return _checked_text(field, text)


def _parse_reference(field: Field, text: str, children: References | None) -> str | InvalidValue:
    if isinstance(invalid := _checked_text(field, text), InvalidValue):
        return invalid
    if invalid_reference := _unreadable(field, text, text) or _why_no_reference(
        field, text, of_child=children is not None
    ):
        return invalid_reference
    if children is None:
        return stored_form(text)
    written = children.as_first_written(text)
    if other := children.same_but_for_zeros(written):
        return InvalidValue(
            f"{written} differs from the reference {other} only in its leading zeros.",
            f"Give the column the format Text, and write {other} if you mean that.",
        )
    return written


def _why_no_reference(field: Field, text: str, *, of_child: bool) -> InvalidValue | None:
    is_nothing = _ONLY_SIGNS.fullmatch(text) or (of_child and _ONLY_ZEROS.fullmatch(text))
    if normal_form(text) in NO_REFERENCE or is_nothing:
        return InvalidValue(
            "This is not a reference.",
            f"Give the {field.heading}." if field.filled else "Leave the cell empty.",
        )
    if _ROUNDED.fullmatch(text):
        return InvalidValue(
            "A spreadsheet read this reference as a number, and rounded it.",
            "Give the column the format Text, and write the reference again.",
        )
    return None


def _parse_references(
    field: Field, text: str, references: References
) -> tuple[str, ...] | InvalidValue:
    parts = [_parse_reference(field, part, references) for part in split_references(text)]
    invalid = next((part for part in parts if isinstance(part, InvalidValue)), None)
    return invalid or tuple(dict.fromkeys(part for part in parts if isinstance(part, str)))


def _checked_text(field: Field, text: str) -> str | InvalidValue:
    """The text, if the column can hold it. Only free text may have line breaks."""
    if not text.isprintable():
        allowed = "" if field.longest else "\t\r\n"
        if any(unicodedata.category(sign) == "Cc" and sign not in allowed for sign in text):
            return InvalidValue(
                "This holds a control character, which cannot be seen.", "Type the cell again."
            )
    if field.longest and len(text) > field.longest:
        return InvalidValue(
            f"This is {len(text):,} characters long.",
            f"Use at most {field.longest} characters.",
        )
    return text

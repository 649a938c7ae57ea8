"""From lines of reference files to values.

A force edits these files by hand, so every mistake gives a message with the file, the line and the
remedy.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Column, String, Table

from data.explained import Explained

REFERENCE = Path(__file__).parent.parent / "reference"
# A folder made for an earlier version may lack these files: the dashboard's own are then used.
FILES_ADDED_LATER = {
    "agencies.csv",
    "bank_holidays.csv",
    "finders.csv",
    "first_responders.csv",
    "panels.csv",
    "referral_agencies.csv",
    "standards.csv",
}
YES_OR_NO = {"yes": True, "no": False}


class WrongReference(Explained):
    """A reference file is wrong. The message says which file and line, and what to write."""


@dataclass(frozen=True)
class Line:
    """A line of a reference file: its cells by heading, without spaces around them."""

    file: Path
    number: int
    cells: dict[str, str]

    def error(self, problem: str) -> WrongReference:
        """The error to raise about this line."""
        return WrongReference(f"{self.file}, line {self.number}: {problem}")


def reference_file(reference: Path, name: str) -> Path:
    """A file of a force's reference folder; the dashboard's own, where the force may lack it."""
    file = reference / name
    return REFERENCE / name if name in FILES_ADDED_LATER and not file.exists() else file


def lines_of(reference: Path, name: str, required: Collection[str] = ("name",)) -> list[Line]:
    """The lines of a file below its headings that are not blank. Raises `WrongReference`."""
    file = reference_file(reference, name)
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.reader(text)
            headings = [cell.strip() for cell in next(rows, [])]
            found = [(rows.line_num, cells) for cells in rows]
    except FileNotFoundError:
        raise WrongReference(
            f"{file} is missing. Copy it from {REFERENCE / name} and edit it, or set "
            "CLVT_REFERENCE to the folder that has it."
        ) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WrongReference(
            f"{file} cannot be read: {error}. Save it as CSV UTF-8 (comma delimited)."
        ) from error
    if missing := [each for each in required if each not in headings]:
        raise WrongReference(
            f"{file}, line 1: there is no column {' or '.join(missing)}. Add it; the headings are "
            f"{', '.join(headings) or 'missing'}."
        )
    lines = []
    for number, cells in found:
        if not any(cell.strip() for cell in cells):
            continue
        line = Line(file, number, dict(zip(headings, map(str.strip, cells), strict=False)))
        if any(cell.strip() for cell in cells[len(headings) :]):
            raise line.error(
                "there are more cells than headings. Put a name that holds a comma in quotation "
                "marks."
            )
        lines.append(line)
    return lines


def names_in(reference: Path, name: str) -> list[str]:
    """The names in a list, in order. Raises `WrongReference` where a name is empty or repeated."""
    lines = lines_of(reference, name)
    refuse_repeated(lines, "name")
    for line in lines:
        if not line.cells["name"]:
            raise line.error("the name is empty. Give a name, or delete the line.")
    return [line.cells["name"] for line in lines]


def refuse_repeated(lines: Collection[Line], column: str) -> None:
    """Raise `WrongReference` where two lines have the same value in a column, in any case."""
    seen: dict[str, Line] = {}
    for line in lines:
        text = line.cells.get(column, "")
        if earlier := seen.get(text.casefold()):
            raise line.error(f"{text} is in line {earlier.number} already. Delete one of them.")
        seen[text.casefold()] = line


def row_of(table: Table, line: Line) -> dict[str, Any]:
    """The values of a table's columns that the file has. Raises `WrongReference`."""
    return {
        column.name: typed_value(line, column.name, column)
        for column in table.columns
        if column.name in line.cells
    }


def typed_value(line: Line, heading: str, column: Column[Any]) -> Any:
    """The value of a cell in the type of a column; None where the cell is empty.

    Raises `WrongReference`.
    """
    text, kind = line.cells.get(heading, ""), column.type.python_type
    if not text:
        return None
    if kind is bool:
        if text.casefold() not in YES_OR_NO:
            raise line.error(f"{heading} is {text!r}, which is neither yes nor no.")
        return YES_OR_NO[text.casefold()]
    if isinstance(column.type, String) and len(text) > (column.type.length or len(text)):
        raise line.error(
            f"{heading} {text[:20]!r}… is too long. Use at most {column.type.length} characters."
        )
    try:
        value = date.fromisoformat(text) if kind is date else kind(text)
    except ValueError:
        meant = "a date. Write it as 2022-11-22" if kind is date else "a whole number"
        raise line.error(f"{heading} is {text!r}, which is not {meant}.") from None
    if isinstance(value, int) and value < 0:
        raise line.error(f"{heading} is {text}, and cannot be less than 0.")
    return value


def check_complete(table: Table, row: dict[str, Any], line: Line) -> None:
    """Raise `WrongReference` where a row lacks a value that its table needs."""
    for column in table.columns:
        if not column.nullable and row.get(column.name) is None:
            raise line.error(
                f"{column.name} is missing for {next(iter(row.values()))!r}. Give it in each line: "
                f"{column.comment or column.name}."
            )

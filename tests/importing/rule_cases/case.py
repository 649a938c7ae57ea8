"""Files of rows that break a rule, or are odd: what each has, and what the importer says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.invented.workbooks import Row, Sheets, entry

Given = Mapping[str, Sequence[Row]]
ONE_ENTRY: Given = {"tracker": [entry()]}
LATER = "2022-11-23"
"""The day after the extract."""


@dataclass(frozen=True)
class Wrong:
    """Sheets of which one cell is wrong, and its place: sheet, row, column and value."""

    sheets: Sheets
    place: tuple[str, int, str, Any]


@dataclass(frozen=True)
class Noted:
    """Sheets that are imported, and the notices about one of them, a line each."""

    sheets: Sheets
    sheet: str
    notices: tuple[str, ...]


def wrong(
    column: str, *rows: Row, row: int = 0, shown: str = "", beside: Given = ONE_ENTRY
) -> Wrong:
    """Rows of one sheet or several. The last breaks a rule in this column; or, if `row` is given,
    the row of that number in the file of the same sheet does. The report shows the cell as `shown`
    or, if that is not given, its text. Sheets without a row here have the rows of `beside`."""
    sheets = _by_sheet(rows, beside)
    sheet = rows[-1].sheet
    row = row or len(sheets[sheet]) + 1
    text = shown or str(sheets[sheet][row - 2].get(column, ""))
    return Wrong(sheets, (sheet, row, column, text if text.strip() else None))


def noted(*notices_and_rows: str | Row, beside: Given = ONE_ENTRY) -> Noted:
    """Rows of one sheet or several, and the notices about the sheet of the last; none, if no words
    are given."""
    rows = [each for each in notices_and_rows if isinstance(each, Row)]
    notices = tuple(each for each in notices_and_rows if isinstance(each, str))
    return Noted(_by_sheet(rows, beside), rows[-1].sheet, notices)


def late(*columns_and_rows: str | Row, beside: Given = ONE_ENTRY) -> Noted:
    """Rows of which the last has days after the extract in these columns, with a notice on each."""
    found = noted(*columns_and_rows, beside=beside)
    row = len(found.sheets[found.sheet]) + 1
    notices = (f"{each} is after the date of the extract (row {row})." for each in found.notices)
    return replace(found, notices=tuple(notices))


def _by_sheet(rows: Sequence[Row], beside: Given) -> Sheets:
    given: dict[str, list[Row]] = {}
    for each in rows:
        given.setdefault(each.sheet, []).append(each)
    return {**beside, **given}

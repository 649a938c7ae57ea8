"""Sample workbooks to send out: an empty one to fill in, and one of invented data.

What a column may hold follows from the declarations of the sheets and the force's reference lists,
so a new sheet or list needs no change here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, get_args

from data.demo.days import NEWEST
from data.demo.extracts import demo, sheets_on
from data.demo.records import Row
from data.demo.workbooks import NOTICE, write_workbook
from data.importing.cells.checking import column_letters
from data.reference_files import REFERENCE, lines_of
from data.sheets import SHEETS
from data.sheets.declaration import DateOrYes, Field, List, OneOf, Sheet, Whole

EMPTY, INVENTED = "empty.xlsx", "invented.xlsx"
LISTS_SHEET = "lists"
LAST_ROW = 5_000  # the last row that is checked
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
HOW = (
    "Keep every column with a bold heading. You can delete other columns, and sheets that you do "
    "not need. Each heading has a note that says what to write below it."
)

Lists = Mapping[str, Sequence[str]]


def write_samples(folder: Path, reference: Path = REFERENCE) -> list[Path]:
    """Write both workbooks into a folder, which is made where it is missing. Returns their paths.

    Raises FileExistsError where one of them exists: somebody may have filled it in.
    """
    ours, lists = _lists(REFERENCE), _lists(reference)
    invented = {
        name: _with_lists(SHEETS[name], rows, ours, lists)
        for name, rows in sheets_on(demo(), NEWEST).items()
    }
    empty: dict[str, list[Row]] = {name: [] for name in SHEETS}
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / EMPTY, folder / INVENTED]
    for file in files:
        file.touch(exist_ok=False)
    finish = partial(_add_checks, lists=lists)
    for file, sheets, title in zip(
        files, (empty, invented), ("A workbook to fill in.", NOTICE), strict=True
    ):
        write_workbook(file, NEWEST, sheets, about=(title, HOW), finish=finish)
    return files


def _lists(reference: Path) -> dict[str, tuple[str, ...]]:
    """The values of each reference list of a folder, in its order."""
    found = {}
    for name in get_args(List):
        rows = [line.cells for line in lines_of(reference, f"{name}.csv", ())]
        words = (row.get("name") or next(iter(row.values())) for row in rows)
        found[name] = tuple(dict.fromkeys(words))
    return found


def _with_lists(sheet: Sheet, rows: Iterable[Row], ours: Lists, lists: Lists) -> list[Row]:
    """The invented rows with values of the force's lists in place of ours, each key once."""
    kept: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        cells = tuple(
            _of_list(cell, ours[each.listed], lists[each.listed]) if each.listed and cell else cell
            for each, cell in zip(sheet.fields, row, strict=True)
        )
        by_column = dict(zip((each.column.name for each in sheet.fields), cells, strict=True))
        kept.setdefault(tuple(by_column[name] for name in sheet.key), cells)
    return list(kept.values())


def _of_list(cell: Any, ours: Sequence[str], theirs: Sequence[str]) -> Any:
    """The cell, where the force's list has it; otherwise the value at the same place of that."""
    return cell if cell in theirs else theirs[ours.index(cell) % len(theirs)]


def _values(field: Field, lists: Lists) -> Sequence[str]:
    """The values that a cell may hold, where there is a list of them."""
    if isinstance(field.kind, OneOf):
        return field.kind.values
    return lists[field.listed] if field.listed else field.spelt


def _add_checks(workbook: Any, lists: Lists) -> None:
    """Give each column its format, its check, and a note at its heading of what to write."""
    text = workbook.add_format({"num_format": "@"})
    day = workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    optional = workbook.add_format({"bottom": 1})
    places = _write_lists(workbook, lists)
    for name, sheet in SHEETS.items():
        written = workbook.get_worksheet_by_name(name)
        for column, field in enumerate(sheet.fields):
            is_number = isinstance(field.kind, Whole)
            written.set_column(
                column, column, 18, day if field.is_date else None if is_number else text
            )
            if not field.required:
                written.write_string(0, column, field.heading, optional)
            values = _values(field, lists)
            note, check = _guide(field, values, places.get(values))
            filled = "Always filled in." if field.filled else "May be empty."
            written.write_comment(0, column, f"{filled} {note}".rstrip())
            if check:
                written.data_validation(1, column, LAST_ROW, column, check)


def _write_lists(workbook: Any, lists: Lists) -> dict[Sequence[str], str]:
    """Write each list into a column of a hidden sheet, since a check can name no more than 255
    characters of values itself. Returns the range of cells of each list."""
    fields = [each for sheet in SHEETS.values() for each in sheet.fields]
    used = dict.fromkeys(values for each in fields if (values := _values(each, lists)))
    hidden = workbook.add_worksheet(LISTS_SHEET)
    hidden.hide()
    places = {}
    for column, values in enumerate(used):
        hidden.write_column(0, column, values)
        letter = column_letters(column)
        places[values] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(values)}"
    return places


def _guide(
    field: Field, values: Sequence[str], place: str | None
) -> tuple[str, dict[str, Any] | None]:
    """What to write below a heading, and the check of its cells; None where they may hold
    anything. `place` is where its values stand."""
    if values:
        note, otherwise = "One of", {"error_message": "Choose one of the list."}
        if field.spelt:
            note, otherwise = "Such as", {"error_type": "information"}
        check = {"validate": "list", "source": place, **otherwise}
        return f"{note}: {'; '.join(values)}.", check
    if field.is_date:
        note, words = "A date.", "Write a date."
        latest: Any = LATEST
        if not field.ahead:
            note, words = "A date, not in the future.", "Write a date that is not in the future."
            latest = "=TODAY()"
        between = {"criteria": "between", "minimum": EARLIEST, "maximum": latest}
        if isinstance(field.kind, DateOrYes):
            note += " Or Yes, if it was done and you do not know the day."
            words = "Write a date, or Yes if you do not know the day."
            between["error_type"] = "information"
        return note, {"validate": "date", **between, "error_message": words}
    if isinstance(field.kind, Whole):
        unit = "number of pounds" if field.kind.in_pounds else "number"
        number = f"whole {unit} from 0 to {field.kind.most:,}."
        between = {"criteria": "between", "minimum": 0, "maximum": field.kind.most}
        check = {"validate": "integer", **between, "error_message": f"Write a {number}"}
        return f"A {number}", check
    if field.several:
        return "References, separated by a semicolon.", None
    if field.longest:
        at_most = {"criteria": "<=", "value": field.longest}
        words = f"Write at most {field.longest} characters."
        return "", {"validate": "length", **at_most, "error_message": words}
    return "", None

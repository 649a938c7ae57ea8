"""From a file to the rows of its sheets, a line of JSON each. It runs as a process of its own.

    python -m data.importing.layout.unpacking FILE FOLDER

The format of a file follows from its first bytes, not from its name.
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from data.importing.dates import EXCEL_DAY_ZERO
from data.importing.files.csv_files import Rows, read_csv
from data.importing.files.workbooks import NOT_A_WORKBOOK, PROTECTED, Workbook, check_size
from data.importing.files.worksheets import UnreadableCell
from data.importing.layout.binary import day_zero_of
from data.importing.layout.errors import refuse_unreadable
from data.importing.layout.grids import MOST_MEMORY, MOST_SECONDS, MOST_UNPACKED, Row
from data.importing.problems import Unreadable, short_list

MOST_COLUMNS = 512
MOST_SHEETS = 200
NAMED_LIKE_TEXT = (".csv", ".tsv", ".txt")
MOST_MERGED = 100_000
RUST_PANIC = "PanicException"  # what the reader, written in Rust, may raise on a damaged workbook
OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"


def unpack(path: Path, folder: Path) -> None:
    """Write the rows of each sheet, and an index of the sheets or what is wrong with the file."""
    try:
        index = _unpack(path, folder)
    except Unreadable as error:
        index = {"problem": error.problem, "remedy": error.remedy, "row": error.row}
    except BaseException as error:
        if type(error).__name__ != RUST_PANIC:
            raise
        index = {"problem": NOT_A_WORKBOOK[0], "remedy": NOT_A_WORKBOOK[1], "row": None}
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        first = file.read(512)
    if first.startswith(b"PK"):
        members = _parts_of(path)
        if "xl/workbook.xml" in members:
            return _unpack_excel(path, folder)
        return _unpack_other_workbook(path, folder, members)
    if first.startswith(OLD_OR_ENCRYPTED):
        return _unpack_other_workbook(path, folder, set())
    if first.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<", b"{\\rtf", b"%pdf")):
        raise Unreadable(
            "This is a web page or a document, although it is named like a workbook.",
            "Open it in Excel and save it as an Excel workbook (.xlsx).",
        )
    if not first.strip():
        raise Unreadable("This file is empty.", "Export it again.")
    rows = _text_rows(path)
    sheet = {"name": path.stem, "is_hidden": False, "notices": []}
    sheet["notices"] = _write_rows(rows, folder / "0.rows")
    return {"is_workbook": False, "day_zero": EXCEL_DAY_ZERO.isoformat(), "sheets": [sheet]}


def _text_rows(path: Path) -> Rows:
    """The rows of a file that is none of the other formats."""
    try:
        _, rows = read_csv(path, ())
    except Unreadable as error:
        if path.suffix.lower() in NAMED_LIKE_TEXT:
            raise
        raise Unreadable(*NOT_A_WORKBOOK) from error
    return rows


def _parts_of(path: Path) -> set[str]:
    try:
        check_size(path)
        with zipfile.ZipFile(path) as archive:
            return {name.lower().replace("\\", "/") for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError) as error:
        raise Unreadable(*NOT_A_WORKBOOK) from error


def _unpack_excel(path: Path, folder: Path) -> dict[str, Any]:
    workbook = Workbook(path)
    sheets: list[dict[str, Any]] = []
    _refuse_too_many(workbook.sheets)
    for name in workbook.sheets:
        sheet: dict[str, Any] = {"name": name, "is_hidden": name in workbook.hidden}
        file = folder / f"{len(sheets)}.rows"
        try:
            _, read = workbook.read(name)
            rows = ((number, list(cells)) for number, cells in read)
            merged = workbook.merged_ranges(name)
            sheet["notices"] = _write_rows(_with_merged_values(merged, rows), file)
            if hidden := workbook.hidden_rows(name):
                sheet["notices"].append(
                    "Hidden rows, such as those of a filter, were read too "
                    f"({len(hidden):,}: {short_list(hidden)})."
                )
        except Unreadable as error:
            file.write_text("", encoding="utf-8")
            sheet["notices"] = [f"{error.problem} It was not read. {error.remedy}"]
        sheets.append(sheet)
    day_zero = workbook.day_zero.isoformat()
    return {"is_workbook": True, "day_zero": day_zero, "sheets": sheets}


def _unpack_other_workbook(path: Path, folder: Path, members: set[str]) -> dict[str, Any]:
    """Unpack an .xls, .xlsb or .ods workbook."""
    refuse_unreadable(path, members)
    sheets: list[dict[str, Any]] = []
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            _refuse_too_many(book.sheets_metadata)
            for metadata in book.sheets_metadata:
                lines = folder / f"{len(sheets)}.rows"
                try:
                    sheet = book.get_sheet_by_name(metadata.name)
                    rows = _with_merged_values(_merged_ranges(sheet), _numbered_rows(sheet))
                    notices = _write_rows(rows, lines)
                except (CalamineError, ValueError):  # such as a sheet that holds only a chart
                    notices = _write_rows((), lines)
                is_hidden = metadata.visible != SheetVisibleEnum.Visible
                sheets.append({"name": metadata.name, "is_hidden": is_hidden, "notices": notices})
    except PasswordError as error:
        raise Unreadable(*PROTECTED) from error
    except (CalamineError, ValueError) as error:
        raise Unreadable(
            "This file is not a workbook, is damaged, or is protected by a password.",
            "Open it in Excel and save it as an Excel workbook (.xlsx) without a password.",
        ) from error
    day_zero = day_zero_of(path, members).isoformat()
    return {"is_workbook": True, "day_zero": day_zero, "sheets": sheets}


def _refuse_too_many(sheets: Sequence[object]) -> None:
    if len(sheets) > MOST_SHEETS:
        raise Unreadable(
            f"This workbook has {len(sheets):,} sheets, more than {MOST_SHEETS}.",
            "Delete those that you do not need, or save the one that you need as CSV.",
        )


def _numbered_rows(sheet: CalamineSheet) -> Iterator[Row]:
    row, column = sheet.start or (0, 0)
    height = sheet.end[0] - row + 1 if sheet.end else 0
    below = islice(sheet.iter_rows(), max(0, sheet.total_height - height), None)
    indent = [""] * column
    return ((number, [*indent, *cells]) for number, cells in enumerate(below, start=row + 1))


def _merged_ranges(sheet: CalamineSheet) -> list[Any]:
    try:
        return (sheet.merged_cell_ranges or [])[:MOST_MERGED]
    except (CalamineError, ValueError):
        return []


def _with_merged_values(ranges: Iterable[Any], rows: Iterable[Row]) -> Iterator[Row]:
    """The rows. A cell merged over several rows has its value in each of them that is not blank."""
    spans = sorted((top, left, bottom) for (top, left), (bottom, _) in ranges if bottom > top)
    merged: dict[int, tuple[int, Any]] = {}  # by column: the last row of it, and its value
    for number, cells in rows:
        place = number - 1
        for column in [each for each, (bottom, _) in merged.items() if bottom < place]:
            del merged[column]
        if any(_has_value(cell) for cell in cells):
            for column, (_, value) in merged.items():
                if column < len(cells) and not _has_value(cells[column]):
                    cells[column] = value
        while spans and spans[0][0] <= place:
            top, left, bottom = spans.pop(0)
            if top == place and left < len(cells):
                merged[left] = bottom, cells[left]
        yield number, cells


def _has_value(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _write_rows(rows: Iterable[tuple[int, Any]], file: Path) -> list[str]:
    """Write the rows that are not blank. Returns a notice, if anything was left out."""
    is_cut = False
    with file.open("w", encoding="utf-8") as lines:
        for number, cells in rows:
            cells_kept = list(cells[:MOST_COLUMNS])
            is_cut |= any(map(_has_value, cells[MOST_COLUMNS:]))
            if any(map(_has_value, cells_kept)):
                line = json.dumps([number, list(map(_to_json, cells_kept))], ensure_ascii=False)
                lines.write(line.encode("utf-8", "replace").decode("utf-8") + "\n")
    return [f"Columns after number {MOST_COLUMNS} were left out."] if is_cut else []


def _to_json(cell: Any) -> Any:
    match cell:
        case None:
            return ""
        case bool() | int() | float() | str():
            return cell
        case datetime():
            return {"time": cell.isoformat()}
        case date():
            return {"day": cell.isoformat()}
        case UnreadableCell():
            return {"shown": cell.shown, "has_no_result": cell.has_no_result}
    return str(cell)


def _limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_UNPACKED, MOST_UNPACKED))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_resources()
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))

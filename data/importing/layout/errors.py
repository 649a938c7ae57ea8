"""Why workbooks of formats other than .xlsx are refused before they are read.

Their reader gives cells with an error, such as #N/A, or with a formula without a result as empty.
In an .xlsx workbook each is a problem at its cell. A workbook of another format is refused as a
whole, with the first of them: to read it as empty would change its meaning. An .ods workbook may
also say of a few cells that they are repeated billions of times, which would fill the memory.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from data.importing.layout.binary import records
from data.importing.problems import Unreadable

_CODE = rb"[\x00\x07\x0f\x17\x1d\x24\x2a]"
# Records of the old format: an error as a constant, and as the result of a formula.
_XLS_ERROR = re.compile(
    rb"\x05\x02\x08\x00(..)(..).." + _CODE + rb"\x01|"
    rb"\x06\x00.[\x00-\x20](..)(..)..\x02." + _CODE + rb"...\xff\xff",
    re.DOTALL,
)
_ODS_ERROR = re.compile(rb"""value-type=["']error["'][^>]*>\s*(?:<text:p[^>]*>([^<]{1,40}))?""")
_ODS_FORMULA_WITHOUT_RESULT = re.compile(
    rb"<table:table-cell(?=[^<>]*table:formula=)(?![^<>]*value-type=)[^<>]*>"
)
_REPEATED_ROW = re.compile(
    rb"<table:table-row(?:[^<>]*number-rows-repeated=[\"'](\d+))?[^<>]*>(.*?)</table:table-row>",
    re.DOTALL,
)
_REPEATED_CELL = re.compile(
    rb"<table:table-cell(?=[^<>]*value-type=)(?=[^<>]*number-columns-repeated=[\"'](\d+))"
)
MOST_REPEATED = 5_000_000  # cells with a value
_BINARY_SHEET = re.compile(r"xl/worksheets/[^/]+\.bin")
_ROW, _ERRORS = 0, (3, 11)  # records of the binary format


def refuse_unreadable(path: Path, members: set[str]) -> None:
    """Raise Unreadable if a cell of an .xls, .xlsb or .ods workbook holds an error, or if an .ods
    workbook has a formula without a result or repeats cells too often."""
    if not members:
        if found := _XLS_ERROR.search(path.read_bytes()):
            row, column = (found[1] or found[3]), (found[2] or found[4])
            _refuse_error(int.from_bytes(row, "little") + 1, int.from_bytes(column, "little"))
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.lower() == "content.xml":
                _check_open_document(archive.read(name))
            if _BINARY_SHEET.fullmatch(name.lower()):
                _check_binary_sheet(archive.read(name))


def _check_open_document(content: bytes) -> None:
    if _ODS_ERROR.search(content):
        _refuse_error(None, None)
    if _ODS_FORMULA_WITHOUT_RESULT.search(content):
        raise Unreadable(
            "Formulas of this workbook have no result stored with them.",
            "Open it in the spreadsheet that it comes from, and save it again.",
        )
    repeated = sum(
        int(times or 1) * sum(map(int, _REPEATED_CELL.findall(cells)))
        for times, cells in _REPEATED_ROW.findall(content)
    )
    if repeated > MOST_REPEATED:
        raise Unreadable(
            f"Cells with a value are repeated {repeated:,} times in this workbook.",
            "Delete the rows and columns beyond the data, and save it again.",
        )


def _check_binary_sheet(part: bytes) -> None:
    row = 0
    for kind, content in records(part):
        if kind == _ROW:
            row = int.from_bytes(content[:4], "little") + 1
        elif kind in _ERRORS:
            _refuse_error(row, int.from_bytes(content[:4], "little"))


def _refuse_error(row: int | None, column: int | None) -> None:
    where = "" if column is None else f", first in the column number {column + 1}"
    raise Unreadable(
        f"Cells of this workbook hold an error, such as #N/A{where}.",
        "Correct them, or save it as an Excel workbook (.xlsx): then each of them is listed.",
        row,
    )

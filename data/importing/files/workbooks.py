"""Excel workbooks, whose content is not trusted."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from data.importing.dates import EXCEL_DAY_ZERO, EXCEL_DAY_ZERO_1904
from data.importing.files.worksheets import (
    BLOCK,
    UnreadableCell,
    hidden_rows,
    read_index,
    unreadable_cells,
)
from data.importing.problems import Unreadable

LARGEST_UNPACKED = 1 << 30  # bytes

EXCEL_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the parts of a workbook
OLD_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
PROTECTED = "This workbook is protected by a password.", "Save it without one, then import it."
NOT_A_WORKBOOK = (
    "This file is not an Excel workbook, or is damaged.",
    "Open it in Excel and save it as an Excel workbook (.xlsx).",
)


class Workbook:
    """A workbook, opened once and checked to be of a size that can be read."""

    def __init__(self, path: Path) -> None:
        check_size(path)
        try:
            self._book = CalamineWorkbook.from_path(path)
        except PasswordError as error:
            raise Unreadable(*PROTECTED) from error
        except (CalamineError, ValueError) as error:
            raise Unreadable(*NOT_A_WORKBOOK) from error

        try:
            with zipfile.ZipFile(path) as archive:
                self._index = read_index(archive)
        except (KeyError, ElementTree.ParseError, LookupError, ValueError) as error:
            raise Unreadable(*NOT_A_WORKBOOK) from error
        self._path = path

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets, in order."""
        return list(self._book.sheet_names)

    @property
    def hidden(self) -> set[str]:
        """The names of the sheets that Excel does not show."""
        return {
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.visible != SheetVisibleEnum.Visible
        }

    @property
    def day_zero(self) -> date:
        """The day from which numbers that stand for dates are counted."""
        return EXCEL_DAY_ZERO_1904 if self._index.is_1904 else EXCEL_DAY_ZERO

    def merged_ranges(self, name: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """The ranges of merged cells of a sheet, each as its first and last row and column."""
        return self._book.get_sheet_by_name(name).merged_cell_ranges or []

    def hidden_rows(self, name: str) -> list[int]:
        """The rows of a sheet that Excel does not show, such as those that a filter hides."""
        with zipfile.ZipFile(self._path) as archive:
            return hidden_rows(archive, self._index.parts[name])

    def read(self, name: str) -> tuple[int, Iterator[tuple[int, Sequence[Any]]]]:
        """How many rows the sheet has, and each row that is not blank, numbered from 1.

        Raises Unreadable, also between rows.
        """
        unreadable: dict[int, dict[int, UnreadableCell]] = {}
        try:
            with zipfile.ZipFile(self._path) as archive:
                unreadable = unreadable_cells(archive, self._index.parts[name])
            sheet = self._book.get_sheet_by_name(name)
        except (CalamineError, KeyError, ValueError) as error:
            raise _why_unreadable(unreadable) from error
        indent = [""] * (sheet.start[1] if sheet.start else 0)
        rows = ([*indent, *cells] for cells in sheet.iter_rows()) if indent else sheet.iter_rows()
        numbered = _with_unreadable(enumerate(rows, start=1), unreadable)
        return sheet.total_height, ((n, cells) for n, cells in numbered if not _is_blank(cells))


def _why_unreadable(unreadable: Mapping[int, Mapping[int, UnreadableCell]]) -> Unreadable:
    """Why the reader could not read a sheet: it knows only Excel's old errors."""
    for row, cells in sorted(unreadable.items()):
        for cell in cells.values():
            if not cell.has_no_result and cell.shown not in OLD_ERRORS:
                return Unreadable(
                    f"A cell of this row holds the error {cell.shown}, not a value.",
                    "Correct the formula, or write the value. Leave the cell empty if there is "
                    "none.",
                    row,
                )
    return Unreadable(*NOT_A_WORKBOOK)


def _with_unreadable(
    rows: Iterator[tuple[int, list[Any]]], unreadable: Mapping[int, Mapping[int, UnreadableCell]]
) -> Iterator[tuple[int, list[Any]]]:
    """The rows, with the unreadable cells, which the reader gives as empty or leaves out."""
    last = 0
    for last, cells in rows:
        yield last, _with_cells(cells, unreadable[last]) if last in unreadable else cells
    for number in sorted(number for number in unreadable if number > last):
        yield number, _with_cells([], unreadable[number])


def _with_cells(cells: list[Any], unreadable: Mapping[int, UnreadableCell]) -> list[Any]:
    cells = cells + [""] * (max(unreadable) - len(cells))
    for column, cell in unreadable.items():
        cells[column - 1] = cell
    return cells


def _is_blank(cells: Sequence[Any]) -> bool:
    return not any(cell.strip() if isinstance(cell, str) else True for cell in cells)


def check_size(path: Path) -> None:
    """Raise Unreadable for a workbook that would unpack to more than memory holds: the reader would
    not refuse it."""
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":  # Excel's old format, or an encrypted new one
            raise Unreadable(
                "This workbook is protected by a password, or is in an old format.",
                "Save it as an Excel workbook (.xlsx) without a password.",
            )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if {member.compress_type for member in members} - EXCEL_COMPRESSIONS:
                raise Unreadable(*NOT_A_WORKBOOK)
            if sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise Unreadable(
                    f"This workbook unpacks to more than {LARGEST_UNPACKED >> 20:,} MB.",
                    "Save each sheet as CSV and import those.",
                )
            for member in members:
                with archive.open(member) as part:  # read to its end, so that a false size shows
                    while part.read(BLOCK):
                        pass
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise Unreadable(*NOT_A_WORKBOOK) from error

"""Excel workbooks, whose content is not trusted."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from data.importing.problems import Unreadable

BLOCK = 1 << 20
LARGEST = 1 << 30  # bytes, unpacked
MOST_CELLS = 20_000_000  # the rectangle around all cells of a sheet, which is read whole

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_NOT_A_WORKBOOK = (
    "This file is not an Excel workbook, or is damaged.",
    "Open it in Excel and save it as an Excel workbook (.xlsx).",
)


class Workbook:
    """A workbook, opened once and checked to be of a size that can be read."""

    def __init__(self, path: Path) -> None:
        _check_size(path)
        try:
            self._book = CalamineWorkbook.from_path(path)
        except PasswordError as error:
            raise Unreadable(
                "This workbook is protected by a password.", "Save it without one, then import it."
            ) from error
        except (CalamineError, ValueError) as error:
            raise Unreadable(*_NOT_A_WORKBOOK) from error

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets, as they stand."""
        return list(self._book.sheet_names)

    def read(self, name: str) -> tuple[int, Iterator[tuple[int, Sequence[Any]]]]:
        """How many rows the sheet has, and those that hold anything, numbered from 1."""
        try:
            sheet = self._book.get_sheet_by_name(name)
        except (CalamineError, ValueError) as error:
            raise Unreadable(*_NOT_A_WORKBOOK) from error
        numbered = enumerate(sheet.iter_rows(), start=1)
        return sheet.total_height, ((n, cells) for n, cells in numbered if not _is_blank(cells))


def _is_blank(cells: Sequence[Any]) -> bool:
    return not any(cell.strip() if isinstance(cell, str) else True for cell in cells)


def _check_size(path: Path) -> None:
    """Refuse what would unpack to more than memory holds: the reader itself does not."""
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":  # Excel's old format, or an encrypted new one
            raise Unreadable(
                "This workbook is protected by a password, or of an old kind.",
                "Save it as an Excel workbook (.xlsx) without a password.",
            )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > LARGEST:
                raise Unreadable(
                    f"This workbook unpacks to more than {LARGEST >> 20:,} MB.",
                    "Save each sheet as CSV and import those.",
                )
            for member in members:
                with archive.open(member) as part:  # read to its end, so that a false size shows
                    _check_spread(iter(partial(part.read, BLOCK), b""))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(*_NOT_A_WORKBOOK) from error


def _check_spread(blocks: Iterator[bytes]) -> None:
    """Refuse a sheet with a cell so far out that the rectangle of its cells is enormous."""
    widest, lowest, tail = 1, 1, b""
    for block in blocks:
        for letters, digits in set(_PLACE.findall(tail + block)):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            widest, lowest = max(widest, column), max(lowest, int(digits))
        if widest * lowest > MOST_CELLS:
            raise Unreadable(
                "A sheet of this workbook has a cell very far from the others.",
                "Delete the rows and columns beyond the data, or save the sheets as CSV.",
            )
        tail = block[-32:]

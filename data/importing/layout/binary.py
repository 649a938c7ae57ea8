"""The records of binary formats: .xls workbooks, and the parts of .xlsb workbooks.

A record is its kind, its length and its content; each format writes kind and length in its own way.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from data.importing.dates import EXCEL_DAY_ZERO, EXCEL_DAY_ZERO_1904

_XLS_BEGINNING = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # of the records about the whole workbook
_XLS_DATE_MODE, _XLS_END = 0x22, 0x0A
_ABOUT_BOOK = 153  # in an .xlsb workbook: its first bit says whether days count from 1904
_BOOK = "xl/workbook.bin"
_OPEN_DOCUMENT_1904 = b'null-date table:date-value="1904-01-01"'


def day_zero_of(path: Path, members: Collection[str]) -> date:
    """The day from which an .xls, .xlsb or .ods workbook counts the numbers that stand for dates.
    `members` are the parts of the file; an .xls workbook has none."""
    is_1904 = False
    if not members:
        records_of_book = _records_of_xls(path.read_bytes())
        is_1904 = any(kind == _XLS_DATE_MODE and any(content) for kind, content in records_of_book)
    else:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.lower() == _BOOK:
                    records_of_book = records(archive.read(name))
                    is_1904 |= any(
                        kind == _ABOUT_BOOK and content[:1] and content[0] & 1
                        for kind, content in records_of_book
                    )
                elif name.lower() == "content.xml":
                    is_1904 |= _OPEN_DOCUMENT_1904 in archive.read(name)
    return EXCEL_DAY_ZERO_1904 if is_1904 else EXCEL_DAY_ZERO


def _records_of_xls(file: bytes) -> Iterator[tuple[int, bytes]]:
    """The records about a whole .xls workbook, which follow one another in the file."""
    place = file.find(_XLS_BEGINNING)
    while 0 <= place < len(file):
        kind = int.from_bytes(file[place : place + 2], "little")
        size = int.from_bytes(file[place + 2 : place + 4], "little")
        yield kind, file[place + 4 : place + 4 + size]
        if kind == _XLS_END:
            return
        place += 4 + size


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part of an .xlsb workbook."""
    place = 0
    while place < len(part):
        kind, place = _read_number(part, place, 2)
        size, place = _read_number(part, place, 4)
        yield kind, part[place : place + size]
        place += size


def _read_number(part: bytes, place: int, longest: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and where it ends."""
    found = 0
    for shift, byte in enumerate(part[place : place + longest]):
        found |= (byte & 127) << (7 * shift)
        if not byte & 128:
            return found, place + shift + 1
    return found, place + longest

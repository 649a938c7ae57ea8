"""Writes a small .xlsb workbook by hand, since no library here can.

A part is a row of records: its type and its length, each in groups of seven bits, and its content.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>
</Types>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{}" Target="{}"/></Relationships>'
)
_ROW, _NUMBER, _TEXT = 0, 5, 6
_BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 129, 130, 131, 132
_ABOUT_BOOK = 153
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_ROWS, _END_ROWS, _EXTENT, _SHEET = 143, 144, 145, 146, 148, 156


def write_xlsb(
    file: Path, name: str, rows: Sequence[Sequence[Any]], *, is_1904: bool = False
) -> Path:
    """Write a workbook of one sheet; a cell is a text or a number. `is_1904` says that numbers
    which stand for dates count days from 1904."""
    width = max(map(len, rows))
    sheet = _record(_BEGIN_SHEET)
    sheet += _record(_EXTENT, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1))
    sheet += _record(_BEGIN_ROWS)
    for number, cells in enumerate(rows):
        sheet += _record(_ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for place, cell in enumerate(cells):
            at = struct.pack("<II", place, 0)
            if isinstance(cell, str):
                sheet += _record(_TEXT, at + _text(cell))
            else:
                sheet += _record(_NUMBER, at + struct.pack("<d", cell))
    sheet += _record(_END_ROWS) + _record(_END_SHEET)
    about = struct.pack("<II", 0, 1) + _text("rId1") + _text(name)
    book = b"".join(
        (
            _record(_BEGIN_BOOK),
            _record(_ABOUT_BOOK, struct.pack("<III", is_1904, 0, 0)),
            _record(_BEGIN_SHEETS),
            _record(_SHEET, about),
            _record(_END_SHEETS),
            _record(_END_BOOK),
        )
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        main = _RELATIONS.format(f"{_OFFICE}/officeDocument", "xl/workbook.bin")
        archive.writestr("_rels/.rels", main)
        archive.writestr("xl/workbook.bin", book)
        inside = _RELATIONS.format(f"{_OFFICE}/worksheet", "worksheets/sheet1.bin")
        archive.writestr("xl/_rels/workbook.bin.rels", inside)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return file


def _record(kind: int, content: bytes = b"") -> bytes:
    return _in_sevens(kind) + _in_sevens(len(content)) + content


def _in_sevens(number: int) -> bytes:
    found = bytearray()
    while True:
        number, low = number >> 7, number & 127
        found.append(low | (128 if number else 0))
        if not number:
            return bytes(found)


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")

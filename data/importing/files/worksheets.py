"""What the workbook reader does not say about a worksheet: how far its cells reach, and which cells
hold an error or a formula without a result, which the reader gives as empty."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from html import unescape
from xml.etree import ElementTree

from data.importing.problems import Unreadable

BLOCK = 1 << 20
MOST_CELLS = 20_000_000  # the rectangle around all cells of a sheet, which is read whole
MOST_UNREADABLE = 100_000
LONGEST_ROW = 1 << 26  # bytes of XML
LONGEST_PART = 1 << 22  # bytes of XML that list a workbook's sheets

_ROW_NUMBER = re.compile(rb"""[^<>]*?\br\s*=\s*["'](\d{1,7})["']""")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_FILLED_CELL = re.compile(
    rb"""[<:]c\s[^<>]*?\br\s*=\s*["']([A-Za-z]+)(\d+)["'][^<>]*(?<!/)>(?!\s*</)"""
)
_HIDDEN = re.compile(rb"""[^<>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
# Signs that a row may hold an error or a formula.
_SIGNS_OF_UNREADABLE = b'"e"', b"'e'", b"<f", b":f"
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^<>]*)>")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})\d""")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])[^<>]*(?:(?<!/)>([^<]*))?")
_RESULT = re.compile(rb"<(?:\w+:)?(?:v|is)(?=[\s/>])[^<>]*>([^<]*)")


@dataclass(frozen=True)
class UnreadableCell:
    """Takes the place of a cell's value. `shown` is the error or the formula that it holds."""

    shown: str
    has_no_result: bool = False

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True)
class Index:
    """The XML parts of a workbook's sheets, by name, and whether it counts days from 1904."""

    parts: dict[str, str] = field(default_factory=dict)
    is_1904: bool = False


def read_index(archive: zipfile.ZipFile) -> Index:
    """Where each sheet's XML is. Raises KeyError or ParseError where the workbook is damaged."""
    names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    book, links = (
        _parse_part(archive, names[part])
        for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    parts, is_1904 = {}, False
    for element in book.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            is_1904 = element.get("date1904", "").lower() in {"1", "true", "on"}
        elif tag == "sheet":
            link = next((value for name, value in element.items() if name.endswith("}id")), None)
            target = targets.get(link or "", "").lower().replace("\\", "/").lstrip("/")
            target = target if target.startswith("xl/") else f"xl/{target}"
            if target in names:
                parts[element.get("name", "")] = names[target]
    return Index(parts, is_1904)


def _parse_part(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if archive.getinfo(part).file_size > LONGEST_PART:
        raise KeyError(part)
    # Python's parser loads nothing from outside and limits what entities may grow to.
    return ElementTree.fromstring(archive.read(part))  # noqa: S314


def unreadable_cells(archive: zipfile.ZipFile, part: str) -> dict[int, dict[int, UnreadableCell]]:
    """The cells with an error or a formula without a result, by row and column, from 1.

    Raises Unreadable for a sheet with a cell so far from the others that the rectangle around
    them all is enormous; cells that hold only a style do not count.
    """
    found: dict[int, dict[int, UnreadableCell]] = {}
    widest, lowest, count = 1, 1, 0
    with archive.open(part) as file:
        for number, xml in _rows_as_xml(iter(partial(file.read, BLOCK), b"")):
            # A cell need not say where it is: without that, it is beside the last one.
            width = xml.count(b"v>") // 2
            if places := _FILLED_CELL.findall(xml):
                letters, digits = zip(*places, strict=True)
                width = max(width, *map(_column_number, letters))
                lowest = max(lowest, *(int(row[:12]) for row in set(digits)))
            if width:
                widest, lowest = max(widest, width), max(lowest, number)
                if widest * lowest > MOST_CELLS:
                    raise Unreadable(
                        "This sheet has a cell very far from the others.",
                        "Delete the rows and columns beyond the data, or save the sheet as CSV.",
                    )
            if any(sign in xml for sign in _SIGNS_OF_UNREADABLE) and (
                cells := dict(_unreadable_in_row(xml))
            ):
                found.setdefault(number, {}).update(cells)
                count += len(cells)
                if count > MOST_UNREADABLE:
                    raise Unreadable(
                        f"More than {MOST_UNREADABLE:,} cells hold an error, or a formula "
                        "without a result.",
                        "Correct the errors in Excel, let it calculate the formulas, and save it "
                        "again.",
                        number,
                    )
    return found


def hidden_rows(archive: zipfile.ZipFile, part: str) -> list[int]:
    """The numbers of the rows that hold a cell and are hidden."""
    with archive.open(part) as file:
        return [
            number
            for number, xml in _rows_as_xml(iter(partial(file.read, BLOCK), b""))
            if _HIDDEN.match(xml) and _CELL.search(xml)
        ]


def _rows_as_xml(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each row's number, from 1, and its XML from the attributes of the row on."""
    number, rest, is_before_rows = 0, b"", True
    for block in blocks:
        rest += block
        *whole, rest = _ROW.split(rest) if b":row" in rest else rest.split(b"<row")
        if whole and is_before_rows:
            del whole[0]
            is_before_rows = False
        if len(rest) > LONGEST_ROW:
            raise Unreadable("A row of this sheet is too long.", "Save the sheet as CSV.")
        for xml in whole:
            number = _row_number(xml, number)
            yield number, xml
    if not is_before_rows:
        yield _row_number(rest, number), rest


def _row_number(xml: bytes, last: int) -> int:
    given = _ROW_NUMBER.match(xml)
    return int(given[1]) if given else last + 1


def _unreadable_in_row(row: bytes) -> Iterator[tuple[int, UnreadableCell]]:
    column = 0
    _, *parts = _CELL.split(row)
    for attributes, rest in zip(parts[::2], parts[1::2], strict=True):
        place, type_given = _COLUMN.search(attributes), _TYPE.search(attributes)
        column = _column_number(place[1]) if place else column + 1
        if attributes.endswith(b"/"):
            continue
        inside, kind = _CELL_END.split(rest, maxsplit=1)[0], type_given[1] if type_given else b"n"
        formula, result = _FORMULA.search(inside), _RESULT.search(inside)
        if kind == b"e":
            yield column, UnreadableCell(_unescaped(result[1] if result else b"") or "#ERROR")
        elif formula and not (result and (result[1] or kind in {b"str", b"inlineStr"})):
            yield column, UnreadableCell(f"={_unescaped(formula[1] or b'')}", has_no_result=True)


@cache
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:9].upper():
        number = number * 26 + letter - 64
    return number


def _unescaped(xml: bytes) -> str:
    return unescape(xml.decode("utf-8", errors="replace"))

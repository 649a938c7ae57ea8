"""CSV files: their encoding, their separator and their rows."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from data.importing.problems import Unreadable

BLOCK = 1 << 20
SEPARATORS = ",;\t|"
LINES_LOOKED_AT = 50
BYTES_LOOKED_AT = 16
LONGEST_LINE = 1 << 16  # characters in which the headings are looked for

Rows = Iterator[tuple[int, Sequence[Any]]]

_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?\s*', re.IGNORECASE)
_WRONG_BYTE = re.compile("[\udc80-\udcff]")  # as "surrogateescape" gives a byte that is no UTF-8
_BEYOND_ASCII = re.compile("[^\0-\x7f\udc80-\udcff]")
_NOT_TEXT = (
    "This is not text, though its name says CSV.",
    "Save it from the spreadsheet as 'CSV UTF-8'.",
)
_UNKNOWN_ENCODING = (
    "This text is not in UTF-8, UTF-16 or the encoding of Windows.",
    "Save it from the spreadsheet as 'CSV UTF-8'.",
)


def read_csv(path: Path, headings: Sequence[str]) -> tuple[int, Rows]:
    """About how many rows there are, and each row that is not blank, numbered from 1.

    The separator is the one that gives most of the headings, or that of a first line `sep=;`, which
    spreadsheets do not count as a row. Where no headings are known, it is the one that splits most
    of the first lines into the same number of cells. Raises Unreadable, also between rows.
    """
    encoding, lines = _encoding(path, headings)
    return lines, _rows(path, encoding, headings)


def _encoding(path: Path, headings: Sequence[str]) -> tuple[str, int]:
    """The encoding of a file (UTF-8, UTF-16, else that of Windows) and its number of lines. The
    whole file is read, since a pound sign in the last row can decide it."""
    if utf_16 := _utf_16(path):
        return utf_16, _count_lines(path, utf_16)
    lines, has_wrong_bytes, has_utf8 = 0, False, False
    for text in _decoded(path, "utf-8", "surrogateescape"):
        lines += text.count("\n")
        if "\0" in text:
            raise Unreadable(*_NOT_TEXT)
        if not text.isascii():
            has_wrong_bytes |= bool(_WRONG_BYTE.search(text))
            has_utf8 |= bool(_BEYOND_ASCII.search(text))
    if not has_wrong_bytes:
        return "utf-8-sig", lines
    if has_utf8:
        raise Unreadable(
            "This row has a letter that is not in UTF-8, unlike the rest of the file.",
            "Type the row's special letters again, and save the file as 'CSV UTF-8'.",
            _first_wrong_row(path, headings),
        )
    return "cp1252", _count_lines(path, "cp1252")


def _utf_16(path: Path) -> str | None:
    """The kind of UTF-16 that a file is in, if any: by its byte order mark or, without one, because
    every second byte of its headings is 0."""
    with path.open("rb") as file:
        first = file.read(BYTES_LOOKED_AT)
    if first[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    high, low = first[0::2], first[1::2]
    if low and not any(low) and all(high[: len(low)]):
        return "utf-16-le"
    return "utf-16-be" if low and not any(high) and all(low) else None


def _count_lines(path: Path, encoding: str) -> int:
    lines = 0
    try:
        for text in _decoded(path, encoding):
            if "\0" in text:
                raise Unreadable(*_NOT_TEXT)
            lines += text.count("\n")
    except UnicodeDecodeError as error:
        raise Unreadable(*_UNKNOWN_ENCODING) from error
    return lines


def _decoded(path: Path, encoding: str, errors: str = "strict") -> Iterator[str]:
    decode = codecs.getincrementaldecoder(encoding)(errors).decode
    with path.open("rb") as file:
        for block in iter(partial(file.read, BLOCK), b""):
            yield decode(block)
    yield decode(b"", final=True)


def _first_wrong_row(path: Path, headings: Sequence[str]) -> int | None:
    rows = _rows(path, "utf-8-sig", headings, "surrogateescape")
    return next((row for row, cells in rows if any(map(_WRONG_BYTE.search, cells))), None)


def _rows(path: Path, encoding: str, headings: Sequence[str], errors: str = "strict") -> Rows:
    with path.open(encoding=encoding, errors=errors, newline="") as lines:
        number, separator = 0, ","
        if given := _SEPARATOR_LINE.fullmatch(lines.readline(LONGEST_LINE)):
            separator = given[1]
        else:
            lines.seek(0)
            separator = _most_likely_separator(lines, headings)
            lines.seek(0)
        try:
            for number, cells in enumerate(
                csv.reader(lines, delimiter=separator, strict=True), start=1
            ):
                if any(map(str.strip, cells)):
                    yield number, cells
        except csv.Error as error:
            raise Unreadable(
                f"This row and those after it cannot be read: {error}.",
                "Look for a quotation mark that is not closed, or save the file as CSV again.",
                number + 1,
            ) from error


def _most_likely_separator(lines: Any, headings: Sequence[str]) -> str:
    """The separator that splits the first line that is not blank into the most headings."""
    if not headings:
        return _most_even_separator(lines)
    first = ""
    while not first.strip(f'"{SEPARATORS} \r\n') and (line := lines.readline(LONGEST_LINE)):
        first = line
    known = {heading.casefold() for heading in headings}

    def headings_found(separator: str) -> int:
        cells = (" ".join(cell.strip(' "').split()) for cell in first.split(separator))
        return len(known & set(map(str.casefold, cells)))

    return max(SEPARATORS, key=headings_found)


def _most_even_separator(lines: Any) -> str:
    """The separator that splits the most of the first lines into the same number of cells; of
    several, the one that gives the most cells."""
    text = [line for line in (lines.readline(LONGEST_LINE) for _ in range(LINES_LOOKED_AT)) if line]

    def lines_and_width(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(text, delimiter=separator))
        except csv.Error:  # reported when the rows are read
            return 0, 0
        split = [(lines, width) for width, lines in widths.items() if width > 1]
        return max(split, default=(0, 0))

    return max(SEPARATORS, key=lines_and_width)

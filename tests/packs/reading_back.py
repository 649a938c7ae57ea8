"""Reads the content of a pack's file, with the libraries that others would open it with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

import docx
import openpyxl
import pptx
import pypdf

from dashboard.pack.document import Cell

Rows = list[tuple[str, ...]]


def word_tables(content: bytes) -> list[Rows]:
    """Every table of a Word document, with its header, as it is read."""
    return [
        [tuple(cell.text for cell in row.cells) for row in table.rows]
        for table in docx.Document(BytesIO(content)).tables
    ]


def slide_notes(content: bytes) -> list[str]:
    """The speaker's notes of every slide."""
    slides = pptx.Presentation(BytesIO(content)).slides
    return [each.notes_slide.notes_text_frame.text for each in slides]


def sheets(content: bytes) -> Iterator[list[tuple[Cell, ...]]]:
    """The cells of every sheet of a workbook except the first, with their types."""
    book = openpyxl.load_workbook(BytesIO(content))
    for sheet in book.worksheets[1:]:
        yield [tuple(map(_plain, row)) for row in sheet.iter_rows(min_row=7, values_only=True)]


def formulas(content: bytes) -> list[str]:
    """The formulas that a workbook would calculate on opening."""
    book = openpyxl.load_workbook(BytesIO(content))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [str(cell.value) for cell in cells if cell.data_type == "f"]


def pages(content: bytes) -> list[str]:
    """The text of each page of a PDF, without spaces."""
    return [
        "".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages
    ]


def _plain(cell: object) -> Cell:
    if isinstance(cell, datetime):
        return cell.date()
    assert cell is None or isinstance(cell, str | int | float | date)
    return cell

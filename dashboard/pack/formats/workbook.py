"""A pack as a workbook: a sheet for each table, numbers and days as such, no live formula."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from dashboard.pack import pictures
from dashboard.pack.document import Cell, Document, Picture, Section
from dashboard.pack.formats.archive import reproducible

# The charts that Excel draws itself from the table, with their kinds there; others are pictures.
NATIVE_CHARTS = {"bars": "bar", "trend": "line", "caseload": "line", "release_trend": "line"}
SERIES = ("#12436D", "#F46A25", "#28A197", "#801650", "#A285D1", "#3D3D3D")
HEADER_ROW = 6  # of a table, counted from 0
MAX_ROWS_ON_ONE_PAGE = 30  # with the chart beneath
TABLE_LETTERS = 1000  # more than any needs: a sheet may be as wide as it likes
MAX_MARKING = 120  # letters: the header and the footer of a printed page hold no more
# The letters of a line of text and of a column, and the height of a line.
LINE_LETTERS, DEFAULT_COLUMN_WIDTH, LINE_HEIGHT = 110, 9, 15


def write(document: Document) -> bytes:
    """The workbook's bytes, the same for the same document."""
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {
            "title": document.title,
            "subject": document.reference,
            "author": document.force,
            "category": document.marking,
            "keywords": document.reference,
            "created": document.moment.replace(microsecond=0),
        }
    )
    _Sheets(book, document).write()
    book.close()
    return reproducible(content.getvalue())


class _Sheets:
    """The sheets of a workbook that is being written."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document = book, document
        self.bold = book.add_format({"bold": True})
        self.large = book.add_format({"bold": True, "font_size": 14, "font_color": "#12436D"})
        self.header = book.add_format(
            {"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "d mmmm yyyy", "align": "left"})
        # Numbers keep away from the words of the next column.
        right = {"align": "right", "indent": 1}
        self.whole_number = book.add_format({"num_format": "#,##0", **right})
        self.decimal = book.add_format({"num_format": "#,##0.00", **right})

    def write(self) -> None:
        """Write a first sheet on what the workbook is, and one for each section."""
        names = _sheet_names([each.name for each in self.document.sections()])
        self._about(names)
        charts = iter(pictures.as_png(*(each.svg for each in self.document.pictures())))
        for name, section in zip(names, self.document.sections(), strict=True):
            self._section(name, section, charts)

    def _sheet(self, name: str) -> Any:
        """A sheet with the marking above and below each printed page."""
        sheet, document = self.book.add_worksheet(name), self.document
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        marking = _in_printed_header(document.marking)
        sheet.set_header(f"&C&B{marking}")
        sheet.set_footer(
            f"&L{document.reference} {document.fingerprint}&C&B{marking}&RPage &P of &N"
        )
        sheet.write_string(0, 0, f"{document.marking}. {document.handling}", self.bold)
        return sheet

    def _about(self, names: list[str]) -> None:
        document, sheet = self.document, self._sheet("About")
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 90)
        sheet.write_string(1, 0, document.title, self.large)
        lines = [
            *document.lead,
            document.summary,
            document.suppression,
            f"{document.reference} · content {document.fingerprint}",
        ]
        for row, line in enumerate(lines, start=2):
            self._text_over_columns(sheet, row, 1, line)
        row = len(lines) + 3
        sheet.write_string(row, 0, "Sheet", self.header)
        sheet.write_string(row, 1, "What it says", self.header)
        for name, section in zip(names, document.sections(), strict=True):
            row += 1
            sheet.write_string(row, 0, name, self.wrapped)
            sheet.write_string(row, 1, section.finding, self.wrapped)
            sheet.set_row(row, LINE_HEIGHT * _line_count(section.finding, 90))

    def _section(self, name: str, section: Section, charts: Iterator[bytes]) -> None:
        sheet, table = self._sheet(name), section.table
        widths = [max(each, 8) + 2 for each in table.widths(TABLE_LETTERS)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        # Long texts stand in one cell over as many columns as make a line of them.
        last_column, letters = max(len(widths) - 1, 0), sum(widths)
        while letters < LINE_LETTERS:
            last_column, letters = last_column + 1, letters + DEFAULT_COLUMN_WIDTH
        if len(table.rows) < MAX_ROWS_ON_ONE_PAGE:
            sheet.fit_to_pages(1, 1)
        sheet.write_string(1, 0, section.finding, self.large)
        lines = section.subtitle, self.document.page_context, self.document.suppression
        for row, line in enumerate(lines, start=2):
            self._text_over_columns(sheet, row, last_column, line)
        for column, title in enumerate(table.columns):
            sheet.write_string(HEADER_ROW, column, title, self.header)
        for row, cells in enumerate(table.rows, start=HEADER_ROW + 1):
            for column, cell in enumerate(cells):
                self._cell(sheet, row, column, cell)
        if table.rows:
            sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(table.rows), len(table.columns) - 1)
            sheet.repeat_rows(HEADER_ROW)
            sheet.freeze_panes(HEADER_ROW + 1, 0)
        below = HEADER_ROW + len(table.rows) + 2
        counted = [f"How it is counted. {section.definition}"] if section.definition else []
        notes = [*section.notes, *counted]
        for row, line in enumerate(notes, start=below):
            self._text_over_columns(sheet, row, last_column, line)
        if section.picture:
            row = below + len(notes) + 1
            self._picture(sheet, name, section, section.picture, next(charts), row)

    def _text_over_columns(self, sheet: Any, row: int, last_column: int, text: str) -> None:
        """A text in one cell from the first column to another, as high as its lines."""
        sheet.merge_range(row, 0, row, last_column, "", self.wrapped)
        sheet.write_string(row, 0, text, self.wrapped)
        sheet.set_row(row, LINE_HEIGHT * _line_count(text, LINE_LETTERS))

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self.day)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.whole_number)
        elif cell is not None:
            sheet.write_number(row, column, cell, self.decimal)

    def _picture(
        self, sheet: Any, name: str, section: Section, picture: Picture, png: bytes, row: int
    ) -> None:
        """The chart of a section: drawn by Excel from the table where it can, else as a picture."""
        description = {"description": picture.alt}
        kind = NATIVE_CHARTS.get(picture.chart)
        numeric = [place for place, is_number in enumerate(section.table.numeric) if is_number]
        labels = [cells[0] for cells in section.table.rows]
        if kind is None or not numeric or len(set(labels)) < len(labels) or 0 in numeric:
            image = {"image_data": BytesIO(png), "x_scale": 0.5, "y_scale": 0.5, **description}
            sheet.insert_image(row, 0, "chart.png", image)
            return
        chart = self.book.add_chart({"type": kind})
        first, last = HEADER_ROW + 1, HEADER_ROW + len(section.table.rows)
        is_bars = kind == "bar"
        for colour, column in zip(SERIES, numeric[:1] if is_bars else numeric, strict=False):
            chart.add_series(
                {
                    "name": [name, HEADER_ROW, column],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, column, last, column],
                    "data_labels": {"value": is_bars},
                    "fill" if is_bars else "line": {"color": colour},
                }
            )
        chart.set_title({"name": section.finding, "name_font": {"size": 12}})
        if is_bars:
            chart.set_legend({"none": True})
            chart.set_size({"width": 760, "height": max(240, 60 + 28 * len(section.table.rows))})
            chart.set_y_axis({"reverse": True})
            chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        else:
            chart.set_legend({"position": "bottom"})
            chart.set_size({"width": 760, "height": 320})
        sheet.insert_chart(row, 0, chart, description)


def _sheet_names(names: list[str]) -> list[str]:
    """Different names for sheets: at most 31 signs in whole words, without signs that Excel
    refuses."""
    allowed = [re.sub(r"[\[\]:*?/\\']", "", name) for name in names]
    return [
        textwrap.shorten(f"{number} {name}", 31, placeholder="")
        for number, name in enumerate(allowed, start=1)
    ]


def _in_printed_header(text: str) -> str:
    """A text for the header of a printed page, where & begins a command."""
    return text[:MAX_MARKING].replace("&", "&&")


def _line_count(text: str, letters: int) -> int:
    """How many lines a text takes up, of so many letters each."""
    return 1 + len(text) // letters

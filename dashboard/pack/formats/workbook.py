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

# The charts that Excel draws itself from the table, by kind; others stand as pictures.
NATIVE = {"bars": "bar", "trend": "line", "caseload": "line", "release_trend": "line"}
SERIES = ("#12436D", "#F46A25", "#28A197", "#801650", "#A285D1", "#3D3D3D")
FIRST = 6  # the row of a table's header, from 0
ON_ONE_PAGE = 30  # rows, with the chart beneath
ROOM = 1000  # letters: a sheet may be as wide as it needs
LONGEST_FOOTER = 120
LINE_LONG, LINE_HIGH, USUAL_WIDTH = 110, 15, 9


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
        self.head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "d mmmm yyyy", "align": "left"})
        # Numbers keep away from the words of the next column.
        right = {"align": "right", "indent": 1}
        self.whole = book.add_format({"num_format": "#,##0", **right})
        self.part = book.add_format({"num_format": "#,##0.00", **right})

    def write(self) -> None:
        """The first sheet says what the workbook is; each section has one of its own."""
        names = _sheet_names([each.name for each in self.document.sections()])
        self._first(names)
        drawn = iter(pictures.as_png(*(each.svg for each in self.document.pictures())))
        for name, section in zip(names, self.document.sections(), strict=True):
            self._section(name, section, drawn)

    def _sheet(self, name: str) -> Any:
        """A sheet with the marking above and below each printed page."""
        sheet, document = self.book.add_worksheet(name), self.document
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        marking = _printed(document.marking)
        sheet.set_header(f"&C&B{marking}")
        sheet.set_footer(
            f"&L{document.reference} {document.fingerprint}&C&B{marking}&RPage &P of &N"
        )
        sheet.write_string(0, 0, f"{document.marking}. {document.handling}", self.bold)
        return sheet

    def _first(self, names: list[str]) -> None:
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
        row = 2
        for line in lines:
            self._long(sheet, row, 1, line)
            row += 1
        row += 1
        sheet.write_string(row, 0, "Sheet", self.head)
        sheet.write_string(row, 1, "What it says", self.head)
        for name, section in zip(names, document.sections(), strict=True):
            row += 1
            sheet.write_string(row, 0, name, self.wrapped)
            sheet.write_string(row, 1, section.finding, self.wrapped)
            sheet.set_row(row, LINE_HIGH * _lines(section.finding, 90))

    def _section(self, name: str, section: Section, drawn: Iterator[bytes]) -> None:
        sheet, table = self._sheet(name), section.table
        widths = [max(each, 8) + 2 for each in table.widths(ROOM)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        # Long texts stand in one cell over as many columns as make a line of them.
        over, room = max(len(widths) - 1, 0), sum(widths)
        while room < LINE_LONG:
            over, room = over + 1, room + USUAL_WIDTH
        if len(table.rows) < ON_ONE_PAGE:
            sheet.fit_to_pages(1, 1)
        sheet.write_string(1, 0, section.finding, self.large)
        for at, line in enumerate(
            (section.subtitle, self.document.standing, self.document.suppression)
        ):
            self._long(sheet, at + 2, over, line)
        for column, title in enumerate(table.columns):
            sheet.write_string(FIRST, column, title, self.head)
        for number, cells in enumerate(table.rows, start=FIRST + 1):
            for column, cell in enumerate(cells):
                self._cell(sheet, number, column, cell)
        if table.rows:
            sheet.autofilter(FIRST, 0, FIRST + len(table.rows), len(table.columns) - 1)
            sheet.repeat_rows(FIRST)
            sheet.freeze_panes(FIRST + 1, 0)
        below = FIRST + len(table.rows) + 2
        counted = [f"How it is counted. {section.definition}"] if section.definition else []
        for line in (*section.notes, *counted):
            self._long(sheet, below, over, line)
            below += 1
        if section.picture:
            self._picture(sheet, name, section, section.picture, next(drawn), below + 1)

    def _long(self, sheet: Any, row: int, over: int, text: str) -> None:
        """A text in one cell from the first column to another, as high as its lines."""
        sheet.merge_range(row, 0, row, over, "", self.wrapped)
        sheet.write_string(row, 0, text, self.wrapped)
        sheet.set_row(row, LINE_HIGH * _lines(text, LINE_LONG))

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self.day)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.whole)
        elif cell is not None:
            sheet.write_number(row, column, cell, self.part)

    def _picture(
        self, sheet: Any, name: str, section: Section, picture: Picture, png: bytes, row: int
    ) -> None:
        described = {"description": picture.alt}
        kind = NATIVE.get(picture.chart)
        numeric = [place for place, is_number in enumerate(section.table.numeric) if is_number]
        labels = [row[0] for row in section.table.rows]
        if kind is None or not numeric or len(set(labels)) < len(labels) or 0 in numeric:
            placed = {"image_data": BytesIO(png), "x_scale": 0.5, "y_scale": 0.5, **described}
            sheet.insert_image(row, 0, "chart.png", placed)
            return
        chart = self.book.add_chart({"type": kind})
        first, last = FIRST + 1, FIRST + len(section.table.rows)
        for colour, place in zip(SERIES, numeric[:1] if kind == "bar" else numeric, strict=False):
            drawn = {"fill": {"color": colour}} if kind == "bar" else {"line": {"color": colour}}
            chart.add_series(
                {
                    "name": [name, FIRST, place],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, place, last, place],
                    "data_labels": {"value": kind == "bar"},
                    **drawn,
                }
            )
        chart.set_title({"name": section.finding, "name_font": {"size": 12}})
        chart.set_legend({"none": True} if kind == "bar" else {"position": "bottom"})
        chart.set_size({"width": 760, "height": max(240, 60 + 28 * len(section.table.rows))})
        if kind == "bar":
            chart.set_y_axis({"reverse": True})
            chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        else:
            chart.set_size({"width": 760, "height": 320})
        sheet.insert_chart(row, 0, chart, described)


def _sheet_names(names: list[str]) -> list[str]:
    """Different names for sheets: at most 31 signs in whole words, without signs that Excel
    refuses."""
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        plain = re.sub(r"[\[\]:*?/\\']", "", name)
        found.append(textwrap.shorten(f"{number} {plain}", 31, placeholder=""))
    return found


def _printed(text: str) -> str:
    """A text in the head of a printed page, where & begins a command."""
    return text[:LONGEST_FOOTER].replace("&", "&&")


def _lines(text: str, long: int) -> int:
    """How many lines a text takes up."""
    return 1 + len(text) // long

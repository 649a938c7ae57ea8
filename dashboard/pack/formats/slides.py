"""A pack as slides, 16:9: one finding a slide, its chart as a picture, its table in the notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate
from typing import Any

import pptx
from pptx.dml import color
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from dashboard.pack import pictures
from dashboard.pack.document import Document, Part, Section, Table
from dashboard.pack.formats.archive import reproducible, set_properties
from dashboard.style.tables import cell_text

FONT = "Arial"
BLUE, QUIET, TEXT, WHITE = "12436D", "4A5560", "1F2933", "FFFFFF"
SLIDE_WIDTH, SLIDE_HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.5)
TEXT_WIDTH = SLIDE_WIDTH - 2 * MARGIN
# Where the chart or the table stands.
CONTENT_TOP, CONTENT_HEIGHT = Inches(1.85), Inches(4.45)
TITLE_ONLY = 5  # the layout of a slide
TITLE_HEIGHT = Inches(0.95)
TABLE_LETTERS = 150  # how many letters fit beside one another
MAX_ROWS, MAX_COLUMNS = 12, 10  # of a table that can be read from the back of a room
# The heights of a row of one line, of each further line, and of what is left free beneath a table.
ROW_HEIGHT, LINE_HEIGHT, TABLE_MARGIN = Inches(0.3), Inches(0.18), Inches(0.35)


def write(document: Document) -> bytes:
    """The slides' bytes, the same for the same document."""
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = SLIDE_WIDTH, SLIDE_HEIGHT
    set_properties(presentation.core_properties, document)
    presentation.core_properties.revision = 1
    charts = iter(pictures.as_png(*(each.svg for each in document.pictures())))
    if not document.is_one_finding:
        _title_slide(presentation, document)
    for part in document.parts:
        empty = [each for each in part.sections if not each.picture and not each.table.rows]
        for section in part.sections:
            if section not in empty:
                _section_slide(presentation, part, section, charts)
        if empty:
            _empty_sections_slide(presentation, part, empty)
    for number, slide in enumerate(presentation.slides, start=1):
        _header_and_footer(slide, document, f"Page {number} of {len(presentation.slides)}")
    content = BytesIO()
    presentation.save(content)
    return reproducible(content.getvalue())


def _title_slide(presentation: Any, document: Document) -> None:
    slide = _new_slide(presentation, document.title, 36, Inches(1.1))
    _text(slide, Inches(2.2), Inches(1.9), document.lead, 18)
    _text(slide, Inches(4.2), Inches(1.9), (document.summary,), 20, BLUE)
    _notes(slide, (document.force, document.title, *document.lead, document.summary))


def _section_slide(
    presentation: Any, part: Part, section: Section, charts: Iterator[bytes]
) -> None:
    slide = _new_slide(presentation, section.finding, 26 if len(section.finding) < 120 else 20)
    subtitle = f"{part.heading}. {section.subtitle}" if section.subtitle else part.heading
    points = 14 if len(subtitle) < 115 else 11
    _text(slide, Inches(1.32), Inches(0.4), (subtitle,), points, QUIET)
    if section.picture:
        _picture(slide, next(charts), section.picture.alt)
    elif section.table.rows:
        _table(slide, section.table)
    lines = ["\t".join(section.table.columns)]
    lines += ["\t".join(map(cell_text, row)) for row in section.table.rows]
    counted = f"How it is counted. {section.definition}" if section.definition else ""
    _notes(slide, (section.finding, subtitle, *section.notes, "", *lines, "", counted))


def _empty_sections_slide(presentation: Any, part: Part, empty: Sequence[Section]) -> None:
    """The sections of a part without a picture or a table, together on one slide."""
    slide = _new_slide(presentation, f"{part.heading}: nothing else to show", 26)
    findings = tuple(each.finding for each in empty)
    points = 18 if len(findings) < 10 else 12
    _text(slide, CONTENT_TOP, CONTENT_HEIGHT, findings, points)
    _notes(slide, findings)


def _new_slide(presentation: Any, text: str, points: int, height: Any = TITLE_HEIGHT) -> Any:
    """A further slide, with its title."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = MARGIN, Inches(0.4), TEXT_WIDTH, height
    title.text_frame.word_wrap = True
    title.text_frame.margin_left = title.text_frame.margin_right = 0
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    title.text_frame.text = text
    for paragraph in title.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        _font(paragraph, points, BLUE, is_bold=True)
    return slide


def _header_and_footer(slide: Any, document: Document, page: str) -> None:
    """Write the marking at the top and bottom of a slide, and what its figures are of."""
    marked = f"{document.marking}. {document.handling}"
    for top in (Inches(0.08), Inches(7.12)):
        _text(slide, top, Inches(0.3), (marked,), 11, is_bold=True, is_centred=True)
    footer = (
        document.page_context,
        *document.warning,
        document.suppression,
        f"{document.reference} · content {document.fingerprint} · {page}",
    )
    _text(slide, Inches(6.4), Inches(0.7), footer, 10, QUIET)


def _picture(slide: Any, png: bytes, alt: str) -> None:
    placed = slide.shapes.add_picture(BytesIO(png), MARGIN, CONTENT_TOP, width=TEXT_WIDTH)
    if placed.height > CONTENT_HEIGHT:
        placed.width = Emu(int(placed.width * CONTENT_HEIGHT / placed.height))
        placed.height = CONTENT_HEIGHT
        placed.left = Emu(int((SLIDE_WIDTH - placed.width) / 2))
    placed._element._nvXxPr.cNvPr.set("descr", alt)


def _table(slide: Any, content: Table) -> None:
    """The first rows of a table; the notes hold all of it."""
    columns, kinds = content.columns[:MAX_COLUMNS], content.kinds
    widths = content.widths(TABLE_LETTERS)[: len(columns)]
    heights = [
        ROW_HEIGHT + (content.line_count(row, widths) - 1) * LINE_HEIGHT
        for row in (content.columns, *content.rows[:MAX_ROWS])
    ]
    most = CONTENT_HEIGHT - TABLE_MARGIN
    fitting = sum(bottom <= most for bottom in accumulate(heights))  # with the header
    rows = content.rows[: fitting - 1]
    place = (MARGIN, CONTENT_TOP, TEXT_WIDTH, ROW_HEIGHT)
    frame = slide.shapes.add_table(len(rows) + 1, len(columns), *place)
    frame._element._nvXxPr.cNvPr.set("descr", f"Table of {', '.join(content.columns)}")
    table = frame.table
    for row_number, row in enumerate((content.columns, *rows)):
        for column in range(len(columns)):
            cell, text = table.cell(row_number, column), cell_text(row[column])
            _fill(cell, text, kinds[column] == "number", is_header=row_number == 0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(TEXT_WIDTH * width / sum(widths))
    for each, height in zip(table.rows, heights, strict=False):
        each.height = height
    if len(content.rows) > len(rows) or len(content.columns) > len(columns):
        more = f"{len(rows)} of {len(content.rows):,} rows. The notes hold all of them."
        _text(slide, CONTENT_TOP + most, TABLE_MARGIN, (more,), 12, QUIET)


def _fill(cell: Any, text: str, is_number: bool, *, is_header: bool) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    _font(paragraph, 11, WHITE if is_header else TEXT, is_bold=is_header)
    if is_header:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(BLUE)


def _text(
    slide: Any,
    top: Any,
    height: Any,
    lines: tuple[str, ...],
    points: float,
    colour: str = TEXT,
    *,
    is_bold: bool = False,
    is_centred: bool = False,
) -> None:
    """Write lines of text over the width of a slide."""
    frame = slide.shapes.add_textbox(MARGIN, top, TEXT_WIDTH, height).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.text = line
        paragraph.alignment = PP_ALIGN.CENTER if is_centred else PP_ALIGN.LEFT
        _font(paragraph, points, colour, is_bold=is_bold)


def _font(paragraph: Any, points: float, colour: str, *, is_bold: bool) -> None:
    font = paragraph.font
    font.size, font.name, font.bold = Pt(points), FONT, is_bold
    font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> Any:
    named: Any = color.RGBColor
    return named.from_string(colour)


def _notes(slide: Any, lines: tuple[str, ...]) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(lines)

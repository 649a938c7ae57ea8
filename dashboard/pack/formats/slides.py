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
WIDE, HIGH, EDGE = Inches(13.333), Inches(7.5), Inches(0.5)
ACROSS = WIDE - 2 * EDGE
# Where the chart or the table stands.
TOP, ROOM = Inches(1.85), Inches(4.45)
TITLE_ONLY = 5
LETTERS = 150  # beside one another
ROWS, COLUMNS = 12, 10  # of a table that is read from the back of a room, at most
# A row of one line, each further line, and what is left free beneath a table.
ROW, LINE, BENEATH = Inches(0.3), Inches(0.18), Inches(0.35)


def write(document: Document) -> bytes:
    """The slides' bytes, the same for the same document."""
    made = pptx.Presentation()
    made.slide_width, made.slide_height = WIDE, HIGH
    set_properties(made.core_properties, document)
    made.core_properties.revision = 1
    drawn = iter(pictures.as_png(*(each.svg for each in document.pictures())))
    if not document.is_one_finding:
        _first(made, document)
    for part in document.parts:
        empty = [each for each in part.sections if not each.picture and not each.table.rows]
        for section in part.sections:
            if section not in empty:
                _slide(made, part, section, drawn)
        if empty:
            _nothing(made, part, empty)
    for number, slide in enumerate(made.slides, start=1):
        _around(slide, document, f"Page {number} of {len(made.slides)}")
    content = BytesIO()
    made.save(content)
    return reproducible(content.getvalue())


def _first(made: Any, document: Document) -> None:
    slide = made.slides.add_slide(made.slide_layouts[TITLE_ONLY])
    _title(slide, document.title, 36, Inches(1.1))
    _text(slide, (EDGE, Inches(2.2), ACROSS, Inches(1.9)), document.lead, 18)
    _text(slide, (EDGE, Inches(4.2), ACROSS, Inches(1.9)), (document.summary,), 20, BLUE)
    _note(slide, (document.force, document.title, *document.lead, document.summary))


def _slide(made: Any, part: Part, section: Section, drawn: Iterator[bytes]) -> None:
    slide = made.slides.add_slide(made.slide_layouts[TITLE_ONLY])
    _title(slide, section.finding, 26 if len(section.finding) < 120 else 20, Inches(0.95))
    under = f"{part.heading}. {section.subtitle}" if section.subtitle else part.heading
    _text(
        slide,
        (EDGE, Inches(1.32), ACROSS, Inches(0.4)),
        (under,),
        14 if len(under) < 115 else 11,
        QUIET,
    )
    if section.picture:
        _picture(slide, next(drawn), section.picture.alt)
    elif section.table.rows:
        _table(slide, section.table)
    lines = ["\t".join(section.table.columns)]
    lines += ["\t".join(map(cell_text, row)) for row in section.table.rows]
    counted = f"How it is counted. {section.definition}" if section.definition else ""
    _note(slide, (section.finding, under, *section.notes, "", *lines, "", counted))


def _nothing(made: Any, part: Part, empty: Sequence[Section]) -> None:
    """The sections of a part without a picture or a table, together on one slide."""
    slide = made.slides.add_slide(made.slide_layouts[TITLE_ONLY])
    _title(slide, f"{part.heading}: nothing else to show", 26, Inches(0.95))
    findings = tuple(each.finding for each in empty)
    _text(slide, (EDGE, TOP, ACROSS, ROOM), findings, 18 if len(findings) < 10 else 12)
    _note(slide, findings)


def _title(slide: Any, text: str, points: int, height: Any) -> None:
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = EDGE, Inches(0.4), ACROSS, height
    title.text_frame.word_wrap = True
    title.text_frame.margin_left = title.text_frame.margin_right = 0
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    title.text_frame.text = text
    for paragraph in title.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        _font(paragraph, points, BLUE, is_bold=True)


def _around(slide: Any, document: Document, page: str) -> None:
    """Write the marking at the top and bottom of a slide, and what its figures are of."""
    marked = f"{document.marking}. {document.handling}"
    for top in (Inches(0.08), Inches(7.12)):
        _text(slide, (EDGE, top, ACROSS, Inches(0.3)), (marked,), 11, is_bold=True, is_centred=True)
    below = (
        document.standing,
        *document.warning,
        document.suppression,
        f"{document.reference} · content {document.fingerprint} · {page}",
    )
    _text(slide, (EDGE, Inches(6.4), ACROSS, Inches(0.7)), below, 10, QUIET)


def _picture(slide: Any, png: bytes, alt: str) -> None:
    placed = slide.shapes.add_picture(BytesIO(png), EDGE, TOP, width=ACROSS)
    if placed.height > ROOM:
        placed.width, placed.height = Emu(int(placed.width * ROOM / placed.height)), ROOM
        placed.left = Emu(int((WIDE - placed.width) / 2))
    placed._element._nvXxPr.cNvPr.set("descr", alt)


def _table(slide: Any, content: Table) -> None:
    """The first rows of a table; the notes hold all of it."""
    columns = content.columns[:COLUMNS]
    widths = content.widths(LETTERS)[: len(columns)]
    heights = [
        ROW + (content.lines(row, widths) - 1) * LINE
        for row in (content.columns, *content.rows[:ROWS])
    ]
    rows = content.rows[: sum(below <= ROOM - BENEATH for below in accumulate(heights)) - 1]
    at = (EDGE, TOP, ACROSS, ROW)
    frame = slide.shapes.add_table(len(rows) + 1, len(columns), *at)
    frame._element._nvXxPr.cNvPr.set("descr", f"Table of {', '.join(content.columns)}")
    table = frame.table
    for place, name in enumerate(columns):
        _cell(table.cell(0, place), name, content.numeric[place], is_bold=True)
    for number, row in enumerate(rows, start=1):
        for place in range(len(columns)):
            _cell(table.cell(number, place), cell_text(row[place]), content.numeric[place])
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(ACROSS * width / sum(widths))
    for each, height in zip(table.rows, heights, strict=False):
        each.height = height
    if len(content.rows) > len(rows) or len(content.columns) > len(columns):
        more = f"{len(rows)} of {len(content.rows):,} rows. The notes hold all of them."
        _text(slide, (EDGE, TOP + ROOM - BENEATH, ACROSS, BENEATH), (more,), 12, QUIET)


def _cell(cell: Any, text: str, is_number: bool, *, is_bold: bool = False) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    _font(paragraph, 11, WHITE if is_bold else TEXT, is_bold=is_bold)
    if is_bold:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(BLUE)


def _text(
    slide: Any,
    at: tuple[Any, Any, Any, Any],
    lines: tuple[str, ...],
    points: float,
    colour: str = TEXT,
    *,
    is_bold: bool = False,
    is_centred: bool = False,
) -> None:
    frame = slide.shapes.add_textbox(*at).text_frame
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


def _note(slide: Any, lines: tuple[str, ...]) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(lines)

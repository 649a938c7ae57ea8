"""A pack as a Word document to edit: headings, tables with header rows, pictures with words."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dashboard.pack import pictures
from dashboard.pack.document import Document, Section, Table
from dashboard.pack.formats.archive import reproducible, set_properties
from dashboard.style.tables import cell_text

FONT = "Arial"
BLUE, QUIET = RGBColor(0x12, 0x43, 0x6D), RGBColor(0x4A, 0x55, 0x60)
LINE = "A9B4BE"
TEXT_WIDTH, MAX_PICTURE_HEIGHT = Mm(174), Mm(110)
HEADINGS = (("Title", 24), ("Heading 1", 18), ("Heading 2", 13))


def write(document: Document) -> bytes:
    """The document's bytes, the same for the same document."""
    word = docx.Document()
    set_properties(word.core_properties, document)
    word.core_properties.comments = ""
    _styles(word)
    _page(word, document)
    word.add_paragraph(document.force)
    word.add_heading(document.title, level=0)
    for line in document.lead:
        word.add_paragraph(line)
    _add_text(word.add_paragraph(), document.summary, 12, is_bold=True)
    charts = iter(pictures.as_png(*(p.svg for p in document.pictures())))
    for part in document.parts:
        word.add_heading(part.heading, level=1)
        for section in part.sections:
            _section(word, section, charts)
    content = BytesIO()
    word.save(content)
    return reproducible(content.getvalue())


def _styles(word: Any) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for name, size in HEADINGS:
        style = word.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), BLUE
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for each in list(fonts.attrib):
            del fonts.attrib[each]
        style.font.name = FONT


def _page(word: Any, document: Document) -> None:
    """Set each page to A4, with its header and footer."""
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin, page.bottom_margin = Mm(22), Mm(30)
    marked = f"{document.marking}. {document.handling}"
    header = page.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_text(header, marked, 9, is_bold=True)
    _add_text(page.footer.paragraphs[0], document.page_context, 8)
    _add_text(page.footer.add_paragraph(), document.suppression, 8)
    numbered = page.footer.add_paragraph()
    _add_text(numbered, f"{document.reference} · content {document.fingerprint} · Page ", 8)
    _field(numbered, "PAGE")
    _add_text(numbered, " of ", 8)
    _field(numbered, "NUMPAGES")
    last = page.footer.add_paragraph()
    last.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_text(last, marked, 9, is_bold=True)
    for each in page.footer.paragraphs:
        each.paragraph_format.space_after = Pt(0)


def _section(word: Any, section: Section, charts: Iterator[bytes]) -> None:
    word.add_heading(section.finding, level=2)
    if section.subtitle:
        subtitle = word.add_paragraph()
        subtitle.paragraph_format.keep_with_next = True
        _add_text(subtitle, section.subtitle, 9, colour=QUIET)
    if section.picture:
        _picture(word, next(charts), section.picture.alt)
    for note in section.notes:
        _add_text(word.add_paragraph(), note, 9)
    if section.table.rows:
        _table(word, section.table)
    if section.definition:
        counted = word.add_paragraph()
        counted.paragraph_format.space_before = Pt(4)
        _add_text(counted, "How it is counted. ", 8, is_bold=True, colour=QUIET)
        _add_text(counted, section.definition, 8, colour=QUIET)


def _picture(word: Any, png: bytes, alt: str) -> None:
    placed = word.add_picture(BytesIO(png), width=TEXT_WIDTH)
    if placed.height > MAX_PICTURE_HEIGHT:
        placed.width = int(placed.width * MAX_PICTURE_HEIGHT / placed.height)
        placed.height = MAX_PICTURE_HEIGHT
    placed._inline.docPr.set("descr", alt)
    word.paragraphs[-1].paragraph_format.keep_with_next = True


def _table(word: Any, content: Table) -> None:
    """A table with a header row that is repeated on each page."""
    table = word.add_table(rows=2, cols=len(content.columns))
    table.autofit = False
    _borders(table)
    size = 7 if len(content.columns) > 7 else 8
    letter_width = int(Pt(size) * 0.56)
    widths = [int(letter_width * each) for each in content.widths(TEXT_WIDTH / letter_width)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    cells = iter(table._cells)
    for row, is_header in ((content.columns, True), (content.rows[0], False)):
        for cell, kind, width in zip(row, content.kinds, widths, strict=True):
            placed = next(cells)
            placed.width = width
            paragraph = placed.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if kind == "number":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _add_text(paragraph, cell_text(cell), size, is_bold=is_header)
    header, first = table._tbl.tr_lst
    for each in (header, first):
        each.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    header.trPr.append(OxmlElement("w:tblHeader"))
    for row in content.rows[1:]:  # copies, because making every cell anew takes ten times as long
        copy = deepcopy(first)
        for run, cell in zip(copy.iter(qn("w:r")), row, strict=True):
            run.text = cell_text(cell)
        table._tbl.append(copy)


def _borders(table: Any) -> None:
    """A thin line under each row, and little room beside each cell."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "50")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.extend((borders, margins))


def _add_text(
    paragraph: Any, text: str, points: float, *, is_bold: bool = False, colour: Any = None
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(points), is_bold
    if colour is not None:
        run.font.color.rgb = colour


def _field(paragraph: Any, name: str) -> None:
    """A number that Word works out: of the page, or of all pages."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        run.font.size, run.bold = Pt(8), False
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = name
        run._r.append(element)

"""Each format is tagged, described, the same everywhere, and takes no text for a formula."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pandas as pd
import pptx
import pypdf
import pytest
import typst

from dashboard.pack import pictures
from dashboard.pack.document import Document, Part, Picture, Section, Table
from dashboard.pack.formats import FORMATS, pdf
from dashboard.pack.formats import slides as slides_format
from tests.packs.issued import SQUARE
from tests.packs.reading_back import formulas, pages, sheets, slide_notes, word_tables
from tests.paths import PROJECT

FORMULAS_AND_MARKUP = (
    "=1+1",
    '=HYPERLINK("http://example.org")',
    '#panic("no")',
    "*bold* _i_ $x$ @ref <label> `raw`",
    "<b>&amp;</b>",
    "]#[",
    "\\u{41}",
    "http://example.org",
)
LONG = "Newark and Sherwood, " * 8
DRAW = """
import sys, pandas as pd
from dashboard.pack import pictures
marks = pd.DataFrame({"day": pd.date_range("2021-01-31", periods=24, freq="ME"), "children": 5})
sys.stdout.write(pictures.as_svg("caseload", marks, {}))
"""


def document(*texts: str, is_empty: bool = False) -> Document:
    """A document in which every text is one of these."""
    table = Table(
        ("Text", "Number", "Day"),
        () if is_empty else tuple((text, 1234, date(2022, 11, 22)) for text in texts),
        (False, True, False),
    )
    sections = tuple(
        Section(
            f"{number} {text[:20]}",
            text,
            text,
            table,
            text,
            None if is_empty else Picture("bars", SQUARE, f"Alternative: {text}"),
            (text,),
        )
        for number, text in enumerate(texts)
    )
    return Document(
        title="Pack",
        force="A force",
        reference="CLVT-20221122-0123ABCD",
        marking="OFFICIAL-SENSITIVE & more",
        handling="Do not copy.",
        recipient="The chair",
        narrowed="All areas",
        as_at=date(2022, 11, 22),
        period="1 January to 22 November 2022",
        known=20,
        known_on=datetime(2022, 11, 23, 8),  # noqa: DTZ001  (UTC without a zone, as kept)
        moment=datetime(2022, 11, 23, 9),  # noqa: DTZ001
        suppression="Nothing is suppressed.",
        summary="42 children are on the tracker.",
        parts=(Part("A part", sections),),
    )


def test_text_that_looks_like_a_formula_or_markup_stays_text_in_every_format() -> None:
    written = document(*FORMULAS_AND_MARKUP)
    files = {name: each.write(written) for name, each in FORMATS.items()}
    assert not formulas(files["xlsx"])
    assert [
        row[0] for row in next(iter(sheets(files["xlsx"])))[1 : len(FORMULAS_AND_MARKUP) + 1]
    ] == list(FORMULAS_AND_MARKUP)
    assert [row[0] for row in word_tables(files["docx"])[0][1:]] == list(FORMULAS_AND_MARKUP)
    for text in FORMULAS_AND_MARKUP:
        assert f"{text}\t1,234\t22 November 2022" in "\n".join(slide_notes(files["pptx"]))
        assert "".join(text.split()) in "".join(pages(files["pdf"]))


def test_the_pdf_is_tagged_and_says_that_it_meets_pdf_ua() -> None:
    content = FORMATS["pdf"].write(document("Some text"))
    read = pypdf.PdfReader(BytesIO(content))
    catalogue: Any = read.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en-GB"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert "/StructTreeRoot" in catalogue


def test_the_tags_of_the_pdf_are_those_that_pdf_ua_asks_for() -> None:
    read = pypdf.PdfReader(BytesIO(FORMATS["pdf"].write(document(*FORMULAS_AND_MARKUP))))
    assert {str(page["/Tabs"]) for page in read.pages} == {"/S"}
    root: Any = read.trailer["/Root"]
    tags = list(tags_below(root["/StructTreeRoot"]))
    figures = [each["/Alt"] for each in tags if each["/S"] == "/Figure"]
    assert figures == [f"Alternative: {text}" for text in FORMULAS_AND_MARKUP]
    headers = [each for each in tags if each["/S"] == "/TH"]
    assert len(headers) == 3 * len(FORMULAS_AND_MARKUP)
    assert {each["/A"][0]["/Scope"] for each in headers} == {"/Column"}
    headings = [int(each["/S"][2:]) for each in tags if each["/S"] in ("/H1", "/H2", "/H3")]
    assert headings == [1, *(2 for _ in FORMULAS_AND_MARKUP)]


def tags_below(node: Any) -> Iterator[Any]:
    """Every tag below a node of a PDF's structure, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from tags_below(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from tags_below(node["/K"]) if "/K" in node else ()


def test_a_picture_without_words_is_refused() -> None:
    written = document("Some text")
    (part,) = written.parts
    (section,) = part.sections
    assert section.picture
    mute = replace(section, picture=replace(section.picture, alt=""))
    with pytest.raises(typst.TypstError, match="missing alt text"):
        FORMATS["pdf"].write(replace(written, parts=(replace(part, sections=(mute,)),)))


@pytest.mark.parametrize(
    ("left_out", "put", "why"),
    [
        ('title: pack.title + ", " + pack.lead.at(1), ', "", "missing document title"),
        ("alt: section.alt, ", "", "missing alt text"),
        ("heading(level: 2", "heading(level: 3", "skipped from heading level 1 to 3"),
    ],
)
def test_a_document_that_breaks_pdf_ua_is_refused_and_not_written(
    left_out: str, put: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = pdf.TEMPLATE.read_text(encoding="utf-8")
    assert left_out in template
    broken = tmp_path / "pack.typ"
    broken.write_text(template.replace(left_out, put), encoding="utf-8")
    monkeypatch.setattr(pdf, "TEMPLATE", broken)
    with pytest.raises(typst.TypstError, match=f"PDF/UA-1 error: {why}"):
        FORMATS["pdf"].write(document("Some text"))


def test_all_that_a_page_says_is_tagged_as_paragraphs() -> None:
    read = pypdf.PdfReader(BytesIO(FORMATS["pdf"].write(document("Some text"))))
    root: Any = read.trailer["/Root"]
    names = [each["/S"] for each in tags_below(root["/StructTreeRoot"])]
    # The force, the lines under the title, the summary, and the words around the table.
    assert names.count("/P") >= len(document().lead) + 4
    assert "/Span" not in names


def test_pictures_have_words_and_tables_have_header_rows() -> None:
    written = document("Some text")
    word: Any = docx.Document(BytesIO(FORMATS["docx"].write(written)))
    (placed,) = word.inline_shapes
    assert placed._inline.docPr.get("descr") == "Alternative: Some text"
    assert word.tables[0].rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert [each.style.name for each in word.paragraphs if each.style.name.startswith("Heading")]
    slides = pptx.Presentation(BytesIO(FORMATS["pptx"].write(written))).slides
    (picture,) = (shape for shape in slides[1].shapes if shape.shape_type == 13)
    assert picture._element._nvXxPr.cNvPr.get("descr") == "Alternative: Some text"
    assert slides[1].shapes.title.text_frame.text == "Some text"


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_document_has_the_same_bytes(kind: str) -> None:
    written = document("Some text")
    content = FORMATS[kind].write(written)
    pictures.as_png.cache_clear()
    assert FORMATS[kind].write(written) == content
    if kind != "pdf":
        entries = ZipFile(BytesIO(content)).infolist()
        assert {(each.date_time, each.compress_type) for each in entries} == {
            ((1980, 1, 1, 0, 0, 0), 0)
        }


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_section_says_so_and_is_not_left_out(kind: str) -> None:
    content = FORMATS[kind].write(document("Nobody was removed", is_empty=True))
    text = "".join(
        "".join(pages(content))
        if kind == "pdf"
        else ZipFile(BytesIO(content)).read(name).decode("utf-8", "ignore")
        for name in (ZipFile(BytesIO(content)).namelist() if kind != "pdf" else [""])
    )
    assert "".join(["Nobody", "was", "removed"]) in "".join(text.split())


def test_a_long_name_stays_on_the_slide_and_on_the_page() -> None:
    table = Table(tuple(f"Column {n}" for n in range(9)), ((LONG,) * 9,) * 30, (False,) * 9)
    assert sum(table.widths(100)) <= 100.001
    written = document("Some text")
    wide = Section("Wide", LONG, LONG, table, "")
    parts = (Part(LONG, (wide,)),)
    changed = Document(**{**vars(written), "parts": parts})
    slides: Any = pptx.Presentation(BytesIO(FORMATS["pptx"].write(changed)))
    for slide in slides.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= slides.slide_width
            assert shape.top + shape.height <= slides.slide_height
            if shape.has_table:
                heights = [row.height for row in shape.table.rows]
                lines = [
                    table.line_count(row, table.widths(slides_format.TABLE_LETTERS))
                    for row in table.rows
                ]
                assert 1 < len(heights) < len(table.rows)
                assert heights[1] > lines[0] * slides_format.LINE_HEIGHT
                assert (
                    shape.top + sum(heights)
                    < slides_format.CONTENT_TOP + slides_format.CONTENT_HEIGHT
                )
    word: Any = docx.Document(BytesIO(FORMATS["docx"].write(changed)))
    page = word.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    assert sum(column.width for column in word.tables[0].columns) <= room


def test_a_column_is_of_numbers_or_days_though_some_of_its_cells_are_empty() -> None:
    day = date(2022, 9, 27)
    rows = ((40, day, "First visit", None, 3), ("", None, "", None, "Not known"))
    table = Table(("Late", "Due on", "Duty", "Nothing", "Mixed"), rows, (False,) * 5)
    assert table.kinds == ("number", "day", "text", "text", "text")


def test_a_day_is_never_broken_in_a_table_with_little_room() -> None:
    rows = ((LONG, *(date(2022, 9, 27),) * 3, *(LONG,) * 6),) * 3
    table = Table(tuple(f"Column {n}" for n in range(10)), rows, (False,) * 10)
    section = replace(document("Some text").parts[0].sections[0], table=table)
    whole = replace(document("Some text"), parts=(Part("A part", (section,)),))
    file = pypdf.PdfReader(BytesIO(FORMATS["pdf"].write(whole)))
    assert sum(page.extract_text().count("27 September 2022") for page in file.pages) == 9


def test_a_finding_is_on_the_page_on_which_its_table_begins() -> None:
    def section(n: int) -> Section:
        rows = tuple((f"Row{n}of{row}",) for row in range(n % 7 + 1))
        return Section(
            f"S{n}", f"Finding{n}.", f"Subtitle{n}.", Table(("Text",), rows, (False,)), ""
        )

    parts = (Part("A part", tuple(map(section, range(60)))),)
    texts = pages(FORMATS["pdf"].write(replace(document("Some text"), parts=parts)))
    for n in range(60):
        assert [f"Finding{n}." in page for page in texts] == [
            f"Row{n}of0" in page for page in texts
        ]


def test_a_picture_is_the_same_in_another_time_zone() -> None:
    marks = pd.DataFrame({"day": pd.date_range("2021-01-31", periods=24, freq="ME"), "children": 5})
    drawn = pictures.as_svg("caseload", marks, {})
    elsewhere = subprocess.run(
        [sys.executable, "-c", DRAW],
        capture_output=True,
        check=True,
        cwd=PROJECT,
        env={**os.environ, "TZ": "America/Sao_Paulo"},
    )
    assert elsewhere.stdout.decode() == drawn
    assert "light-dark" not in drawn

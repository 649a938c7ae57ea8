"""A finding that is saved alone says what it is, its dates and its marking, in every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO

import pptx
import pypdf
import pytest
from sqlalchemy import Engine

from dashboard.pack.document import Document
from dashboard.pack.finding import KINDS, document
from dashboard.pack.reader import PackReader
from dashboard.views.trends import TRENDS
from queries.access import Denied, Viewer
from queries.ask import from_database
from queries.extract import newest_extract
from queries.filters import Filters, Period

AS_AT = date(2022, 11, 22)
MARKING = ("OFFICIAL-SENSITIVE", "For the County Lines team and named partners")


@pytest.fixture(scope="module")
def saved_finding(demo_engine: Engine) -> Document:
    return finding_for("leader", demo_engine)


def finding_for(role: str, engine: Engine) -> Document:
    extract = newest_extract(engine)
    assert extract is not None
    filters = Filters(AS_AT, Period(date(2022, 1, 1), AS_AT), extract.version)
    asking = PackReader(Viewer("somebody", role), filters, from_database(engine))
    return document(TRENDS["intelligence"], asking, extract)


def words_of_slide(content: bytes) -> str:
    (slide,) = pptx.Presentation(BytesIO(content)).slides
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    return " ".join([*texts, slide.notes_slide.notes_text_frame.text])


def words_of_page(content: bytes) -> str:
    (page,) = pypdf.PdfReader(BytesIO(content)).pages
    return page.extract_text()


WORDS: Mapping[str, Callable[[bytes], str]] = {
    "svg": lambda content: content.decode().replace("</text>", " "),
    "pdf": words_of_page,
    "pptx": words_of_slide,
}


@pytest.mark.parametrize("name", WORDS)
def test_a_saved_finding_can_be_understood_on_its_own(name: str, saved_finding: Document) -> None:
    content = " ".join(WORDS[name](KINDS[name].write(saved_finding)).split())
    for text in (
        "October 2022 stands out with 4.06 a day",
        "Reports a day in each calendar month",
        "as at 22 November 2022",
        "Rule met: outside the limits, in January 2021, July 2022 and October 2022.",
        "Intensification week against county lines",
        "Invented demonstration data. No child here is real.",
        *MARKING,
    ):
        assert " ".join(text.split()) in content, (name, text)


@pytest.mark.parametrize("name", ["pdf", "pptx"])
def test_a_page_and_a_slide_say_how_it_is_counted(name: str, saved_finding: Document) -> None:
    text = " ".join(WORDS[name](KINDS[name].write(saved_finding)).split())
    assert "How it is counted. Reports with the flag" in text


def test_a_picture_is_a_png_large_enough_to_project(saved_finding: Document) -> None:
    content = KINDS["png"].write(saved_finding)
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") > 1400


def test_only_readers_of_counts_can_save_a_finding(demo_engine: Engine) -> None:
    with pytest.raises(Denied):
        finding_for("attendee", demo_engine)

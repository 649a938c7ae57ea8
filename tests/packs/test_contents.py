"""Every number in every format is what the questions answer with the same filters."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from dashboard.pack import pictures
from dashboard.pack.contents.inspector import INSPECTOR
from dashboard.pack.document import Document, Table
from dashboard.pack.formats import FORMATS
from dashboard.pack.making import make_document
from dashboard.style.tables import cell_text
from dashboard.views.view import View
from data.demo.days import extract_days
from queries.access import OPERATOR, Viewer
from queries.ask import Answer, Question, ask, from_database
from queries.figures import figures
from queries.filters import Filters, Period
from queries.meeting import counts
from queries.meeting.items import PARTS
from tests.packs.issued import AS_AT, SQUARE, YEAR, issue_of
from tests.packs.reading_back import Rows, formulas, pages, sheets, slide_notes, word_tables
from tests.sampling import sample
from tests.slow.counting_rules import reference

CHAIR = Viewer("chair", "inspector")
CHOSEN = (
    replace(YEAR, period=Period(date(2022, 10, 26), AS_AT)),
    replace(
        YEAR, as_at=date(2022, 6, 30), known=15, period=Period(date(2022, 4, 1), date(2022, 6, 30))
    ),
    replace(YEAR, district="City"),
    replace(YEAR, area="gedling", gender="Female"),
    replace(YEAR, as_at=date(2021, 12, 31), period=Period(date(2021, 1, 1), date(2021, 12, 31))),
)


def random_filters(number: int) -> list[Filters]:
    """Filters of random days and imports, among the imports that cover those days."""
    lot = random.Random(number)
    drawn = []
    for _ in range(number):
        as_at = AS_AT - timedelta(days=lot.randrange(560))
        first = 1 + sum(day < as_at for day in extract_days())
        filters = Filters(
            as_at,
            Period(as_at - timedelta(days=lot.choice([0, 27, 30, 364])), as_at),
            known=lot.choice([first, 20, lot.randint(first, 20)]),
        )
        narrowed: dict[str, str] = lot.choice(
            [
                {},
                {"district": lot.choice(["City", "County"])},
                {"area": lot.choice([each["code"] for each in reference("areas")])},
                {"gender": lot.choice(["Male", "Female"])},
                {"status": lot.choice([each["name"] for each in reference("statuses")])},
            ]
        )
        drawn.append(replace(filters, **narrowed))  # type: ignore[arg-type]
    return drawn


FILTERS = [*CHOSEN, *random_filters(50)]


@pytest.fixture(autouse=True)
def without_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A square in place of each chart, since drawing is tested in `test_formats`."""
    monkeypatch.setattr(pictures, "as_svg", lambda *_: SQUARE)


def rows_read(table: Table) -> Rows:
    """The rows of a table with its header; nothing for a table without rows."""
    if not table.rows:
        return []
    return [table.columns, *(tuple(map(cell_text, row)) for row in table.rows)]


@pytest.mark.parametrize("filters", sample(FILTERS, 0, every=30), ids=str)
def test_every_format_says_what_the_questions_answer(demo_engine: Engine, filters: Filters) -> None:
    document = make_document(issue_of(filters), CHAIR, demo_engine)
    fetch = from_database(demo_engine)

    def asking(asked: Question) -> Answer:
        return ask(asked, CHAIR, filters, fetch)

    views = [each for part in INSPECTOR.values() for each in part if isinstance(each, View)]
    tables = {each.name: each.table for each in document.sections()}
    for view in views:
        found = view.finding(asking, filters)
        assert rows_read(tables[view.title]) == rows_read(Table.from_frame(found.table))
    for _, name, records in asking(counts.meeting_items).rows:
        item = next(each for part in PARTS for each in part.items if each.name == name)
        assert len(tables[item.label].rows) == (records or 0)
    published = figures(OPERATOR, filters, fetch)
    numbers = {row[0]: row[2] for row in tables["Figures"].rows[:-8]}
    assert numbers["On the tracker"] == published["on_tracker"]
    year = {row[0]: row[2] for row in tables["Figures"].rows[-8:]}
    assert year["Added"] == published["year"]["added"]
    assert year["Removed"] == published["year"]["removed"]
    assert year["Different children"] == published["year"]["different_children"]
    _every_format_says(document)


def _every_format_says(document: Document) -> None:
    files = {name: each.write(document) for name, each in FORMATS.items()}
    sections = [each for each in document.sections() if each.table.rows]
    assert word_tables(files["docx"]) == [rows_read(each.table) for each in sections]
    notes = "\n".join(slide_notes(files["pptx"]))
    text = "".join(pages(files["pdf"]))
    for each in sections:
        rows = rows_read(each.table)
        assert "\n".join("\t".join(row) for row in rows) in notes
        for row in rows:
            assert "".join("".join(row).split()) in text
    for section, rows_of in zip(document.sections(), sheets(files["xlsx"]), strict=True):
        columns = len(section.table.columns)
        found = [row[:columns] for row in rows_of[1 : len(section.table.rows) + 1]]
        assert found == [tuple(cell or cell for cell in row) for row in section.table.rows]
    assert not formulas(files["xlsx"])
    for each in document.sections():
        assert "".join(each.finding.split()) in text


def test_each_page_of_the_pdf_has_the_marking_the_reference_and_its_number(
    demo_engine: Engine,
) -> None:
    document = make_document(issue_of(FILTERS[0]), CHAIR, demo_engine)
    found = pages(FORMATS["pdf"].write(document))
    around = (
        f"{document.marking}. {document.handling}",
        document.page_context,
        document.suppression,
        document.reference,
        document.fingerprint,
    )
    for number, page in enumerate(found, start=1):
        for text in (*around, f"Page {number} of {len(found)}"):
            assert "".join(text.split()) in page

"""One finding of a page as a file: its chart as a picture, or a page or a slide with all of it.

The file can be read alone: it has the finding, what is plotted, the day, the filters and the
marking.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dashboard.pack import pictures
from dashboard.pack.contents.inspector import view_section
from dashboard.pack.document import Document, Part
from dashboard.pack.formats import FORMATS, Format
from dashboard.pack.making import filters_in_words
from dashboard.pack.reader import PackReader
from dashboard.settings import settings
from dashboard.style import words
from dashboard.views.view import NOT_TO_QUOTE, View
from queries.ask import DataUnavailable
from queries.extract import Extract


def document(view: View, reader: PackReader, extract: Extract) -> Document:
    """The document of one finding that has a chart.

    Raises `Denied` and `DataUnavailable`, the latter too where there is nothing to draw.
    """
    section = view_section(reader, view)
    if section.picture is None:
        raise DataUnavailable("There is nothing to draw.")
    if view.is_not_to_quote:
        section = replace(section, notes=(*section.notes, NOT_TO_QUOTE))
    configured, filters = settings(), reader.filters
    return Document(
        title=view.title,
        force=configured.force,
        reference=f"{view.name} {filters.as_at.isoformat()}",
        marking=configured.marking,
        handling=configured.handling,
        recipient="",
        narrowed=filters_in_words(reader),
        as_at=filters.as_at,
        period=words.period(filters.period),
        known=filters.known,
        known_on=extract.imported_at,
        moment=datetime.now(UTC).replace(microsecond=0, tzinfo=None),
        suppression="Exact counts. Nothing is suppressed, so it is not for partners.",
        summary=section.finding,
        parts=(Part(view.title, (section,)),),
        is_demo=extract.is_demo,
        is_one_finding=True,
    )


def _svg_with_titles(document: Document) -> str:
    """The chart as SVG beneath its finding, with what one needs to know when it stands alone."""
    (section,) = document.sections()
    (picture,) = document.pictures()
    lines = (
        section.subtitle,
        document.page_context,
        *document.warning,
        f"{document.marking}. {document.handling}",
    )
    return pictures.with_titles(picture.svg, section.finding, lines, section.notes)


def _as_svg(document: Document) -> bytes:
    return pictures.in_common_fonts(_svg_with_titles(document)).encode()


def _as_png(document: Document) -> bytes:
    return pictures.as_png(_svg_with_titles(document))[0]


KINDS = {
    each.name: each
    for each in (
        Format("png", "The chart as a picture (PNG)", "image/png", _as_png),
        Format("svg", "The chart as a drawing (SVG)", "image/svg+xml", _as_svg),
        replace(FORMATS["pdf"], label="A page with its definition (PDF)"),
        replace(FORMATS["pptx"], label="A slide, with its table in the notes"),
    )
}

"""The formats of a pack: one writer each, from the same document to a file's bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.pack.document import Document
from dashboard.pack.formats import pdf, slides, word, workbook

OFFICE = "application/vnd.openxmlformats-officedocument"
Write = Callable[[Document], bytes]


@dataclass(frozen=True)
class Format:
    """A kind of file: its name, which is how its files end, its type, and what writes it."""

    name: str
    label: str
    mime: str
    write: Write


FORMATS = {
    each.name: each
    for each in (
        Format("pdf", "PDF, to read and to print", "application/pdf", pdf.write),
        Format("docx", "Word document, to edit", f"{OFFICE}.wordprocessingml.document", word.write),
        Format("pptx", "Slides", f"{OFFICE}.presentationml.presentation", slides.write),
        Format("xlsx", "Workbook", f"{OFFICE}.spreadsheetml.sheet", workbook.write),
    )
}

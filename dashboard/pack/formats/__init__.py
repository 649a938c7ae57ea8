"""The formats of a pack: a writer each, from the same document to a file's bytes."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from dashboard.pack.document import Document

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """A kind of file: its ending, its label, its media type, and the module here with the function
    `write` that makes it. The module and its library are loaded when a pack is made."""

    name: str
    label: str
    mime: str
    module: str

    def write(self, document: Document) -> bytes:
        """The document in this format, the same bytes for the same document."""
        content: bytes = import_module(f"dashboard.pack.formats.{self.module}").write(document)
        return content


FORMATS = {
    each.name: each
    for each in (
        Format("pdf", "PDF, to read and to print", "application/pdf", "pdf"),
        Format("docx", "Word document, to edit", f"{OFFICE}.wordprocessingml.document", "word"),
        Format("pptx", "Slides", f"{OFFICE}.presentationml.presentation", "slides"),
        Format("xlsx", "Workbook", f"{OFFICE}.spreadsheetml.sheet", "workbook"),
    )
}

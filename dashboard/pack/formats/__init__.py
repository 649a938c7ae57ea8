"""The formats of a pack: a writer each, from the same document to a file's bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from dashboard.pack.document import Document

OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Format:
    """A kind of file: its ending, its label, its media type, and the function that writes a
    document in it, the same bytes for the same document."""

    name: str
    label: str
    mime: str
    write: Callable[[Document], bytes]


def _writer_in(module: str) -> Callable[[Document], bytes]:
    """The function `write` of a module here, which is loaded with its library when it is called."""
    return lambda document: import_module(f"dashboard.pack.formats.{module}").write(document)


FORMATS = {
    each.name: each
    for each in (
        Format("pdf", "PDF, to read and to print", "application/pdf", _writer_in("pdf")),
        Format(
            "docx",
            "Word document, to edit",
            f"{OFFICE}wordprocessingml.document",
            _writer_in("word"),
        ),
        Format("pptx", "Slides", f"{OFFICE}presentationml.presentation", _writer_in("slides")),
        Format("xlsx", "Workbook", f"{OFFICE}spreadsheetml.sheet", _writer_in("workbook")),
    )
}

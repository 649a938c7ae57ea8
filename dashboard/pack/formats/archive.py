"""What Word documents and slides share: their properties, and bytes that are always the same."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from dashboard.pack.document import Document

UNIX = 3


def set_properties(properties: Any, document: Document) -> None:
    """Give an Office file the title, reference, force, day and marking of a document."""
    properties.title, properties.subject = document.title, document.reference
    properties.author = properties.last_modified_by = document.force
    properties.created = properties.modified = document.moment.replace(microsecond=0)
    properties.keywords, properties.category = document.reference, document.marking
    properties.language = "en-GB"


def reproducible(content: bytes) -> bytes:
    """The same archive without times, and uncompressed, because libraries on different machines
    compress differently."""
    rewritten = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(rewritten, "w", ZIP_STORED) as after:
        for name in before.namelist():
            entry = ZipInfo(name)  # of 1 January 1980
            entry.create_system = UNIX
            after.writestr(entry, before.read(name))
    return rewritten.getvalue()

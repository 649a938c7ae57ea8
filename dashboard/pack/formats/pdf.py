"""A pack as a tagged PDF that meets PDF/UA-1, set by typst in fonts that typst brings with it."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import typst

from dashboard.pack.document import Document, Section
from dashboard.style.tables import cell_text

TEMPLATE = Path(__file__).with_name("pack.typ")
OF_DOCUMENT = (
    "title", "force", "reference", "fingerprint", "marking", "handling", "lead", "page_context",
    "suppression", "summary", "is_one_finding",
)  # fmt: skip


def write(document: Document) -> bytes:
    """The document's bytes, the same for the same document. Raises `typst.TypstError`."""
    made = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=document.moment.replace(tzinfo=UTC),
        sys_inputs={"pack": json.dumps(_as_data(document), ensure_ascii=False)},
    )
    return bytes(made)


def _as_data(document: Document) -> dict[str, Any]:
    """What the template reads of a document."""
    parts = [
        {"heading": part.heading, "sections": [_section(each) for each in part.sections]}
        for part in document.parts
    ]
    return {name: getattr(document, name) for name in OF_DOCUMENT} | {"parts": parts}


def _section(section: Section) -> dict[str, Any]:
    return {
        "finding": section.finding,
        "subtitle": section.subtitle,
        "notes": section.notes,
        "definition": section.definition,
        "svg": section.picture and section.picture.svg,
        "alt": section.picture.alt if section.picture else "",
        "columns": section.table.columns,
        "kinds": section.table.kinds,
        "rows": [[cell_text(cell) for cell in row] for row in section.table.rows],
    }

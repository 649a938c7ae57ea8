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
    return {
        "title": document.title,
        "force": document.force,
        "reference": document.reference,
        "fingerprint": document.fingerprint,
        "marking": document.marking,
        "handling": document.handling,
        "lead": list(document.lead),
        "standing": document.standing,
        "suppression": document.suppression,
        "summary": document.summary,
        "is_one_finding": document.is_one_finding,
        "parts": [
            {"heading": part.heading, "sections": [_section(each) for each in part.sections]}
            for part in document.parts
        ],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "finding": section.finding,
        "subtitle": section.subtitle,
        "notes": list(section.notes),
        "definition": section.definition,
        "svg": section.picture and section.picture.svg,
        "alt": section.picture.alt if section.picture else "",
        "columns": list(section.table.columns),
        "numeric": list(section.table.numeric),
        "rows": [[cell_text(cell) for cell in row] for row in section.table.rows],
    }

"""Which rows below the headings are not records: headings again, totals, and notes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from data.importing.cells.references import normal_form
from data.importing.cells.values import as_text
from data.importing.files.worksheets import UnreadableCell
from data.importing.layout.finding import cell_texts, headings_of

TOTAL_WORDS = {"total", "totals", "subtotal", "subtotals", "count"}
# In a sheet of so many columns, a row that holds only a name and a number is a total.
COLUMNS_OF_A_WIDE_SHEET = 5


def why_no_record(
    cells: Sequence[Any],
    headings: tuple[str, ...],
    read_places: Collection[int],
    key_places: Sequence[int],
) -> str | None:
    """Why a row is not a record; None where it is one. `read_places` are the places of the columns
    that are read, and `key_places` of those that identify a record."""
    texts = cell_texts(cells)
    if any(isinstance(cell, UnreadableCell) for cell in cells):
        # Such as a formula that adds up, without its result.
        return "totals" if _begins_like_total(texts) else None
    if sum(heading != "" for heading in headings) > 1 and headings_of(cells) == headings:
        return "headings again"
    if is_total(texts, len(read_places)):
        return "totals"
    has_key = any(place < len(cells) and as_text(cells[place]) for place in key_places)
    is_whole_record = has_key and len(key_places) == len(read_places)
    if len(texts) == 1 and len(read_places) > 1 and not is_whole_record:
        return "notes"
    return None


def is_total(texts: Sequence[str], columns: int) -> bool:
    """Whether a row begins like a total, or holds only a name and a number (Open, 21) in a wide
    sheet."""
    if _begins_like_total(texts):
        return True
    numbers = [text for text in texts if text.isdecimal()]
    names = [text for text in texts if not any(map(str.isdigit, text))]
    is_name_and_number = len(texts) == 2 and len(numbers) == len(names) == 1
    return columns >= COLUMNS_OF_A_WIDE_SHEET and is_name_and_number


def _begins_like_total(texts: Sequence[str]) -> bool:
    words = normal_form(texts[0]).replace("-", " ").rstrip(":").split()
    return bool(words) and (
        words[0] in TOTAL_WORDS or words[:2] in (["grand", "total"], ["sub", "total"])
    )

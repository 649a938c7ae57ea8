"""A frame as an HTML table: read by any screen reader, and light."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import Any

import pandas as pd

from dashboard.style import words

COLUMNS_ON_A_PHONE = 4
FIGURES_ON_A_PHONE = 6  # columns, the first of which is text
# Text that is a number all the same, such as one beside empty cells, and text that is a month or a
# moment: 3, −2, November 2022, 22 November 2022, 14:05.
_NUMBER = re.compile(r"[-−]?\d[\d,]*(\.\d+)?")
_MOMENT = re.compile(r"(\d{1,2} )?[A-Z][a-z]+ \d{4}(, \d\d:\d\d(:\d\d)?)?")
# A reference, such as CL-0042: browsers would break it after its hyphen.
_REFERENCE = re.compile(r"\b[A-Z]{1,9}-\d{1,12}\b")


def as_html(rows: pd.DataFrame, caption: str) -> str:
    """The rows under their column names, with numbers aligned right and no day, month or reference
    broken over two lines, as an HTML table.

    A table with more columns than a phone is wide for takes the whole width of a page. On a phone
    one of a few columns of figures stands close together; one of text, one that ends with text and
    one with many columns stands as a block for each row, in which each cell has the name of its
    column beside it (`static/style.css`).
    """
    names = [escape(str(name)) for name in rows.columns]
    kinds = [_kind(rows[name]) for name in rows.columns]
    numeric = sum(pd.api.types.is_numeric_dtype(rows[name]) for name in rows.columns)
    is_wide = len(kinds) > COLUMNS_ON_A_PHONE
    is_of_figures = (
        is_wide and len(kinds) <= FIGURES_ON_A_PHONE and all(kind == "n" for kind in kinds[1:])
    )
    is_of_text = 2 * numeric < len(kinds) or kinds[-1:] == [""]
    in_blocks = is_wide and not is_of_figures and (is_of_text or len(kinds) >= FIGURES_ON_A_PHONE)
    classes = ["table"]
    classes += ["wide"] if is_wide else []
    classes += ["in-blocks"] if in_blocks else []
    classes += ["of-figures"] if is_of_figures else []
    cells = [
        "td" + (f" class={kind}" if kind else "") + (f' data-column="{name}"' if in_blocks else "")
        for name, kind in zip(names, kinds, strict=True)
    ]
    head = "".join(
        f'<th scope="col"{" class=n" if kind == "n" else ""}>{name}</th>'
        for name, kind in zip(names, kinds, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<{cell}>{_in_html(value)}</td>" for cell, value in zip(cells, row, strict=True))
        + "</tr>"
        for row in rows.itertuples(index=False)
    )
    return (
        f'<div class="{" ".join(classes)}" tabindex="0" role="region"'
        f' aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _kind(column: pd.Series) -> str:
    """The class of a column: `n` where all that stands in it is numbers, `day` where a day does,
    `moment` where all is months or moments, else empty."""
    if pd.api.types.is_numeric_dtype(column):
        return "n"
    if any(isinstance(value, date) for value in column):
        return "day"
    texts = [text for text in map(cell_text, column) if text]
    for kind, form in (("n", _NUMBER), ("moment", _MOMENT)):
        if texts and all(map(form.fullmatch, texts)):
            return kind
    return ""


def _in_html(value: Any) -> str:
    """A cell's text as HTML, in which no reference is broken over two lines."""
    return _REFERENCE.sub(r'<span class="reference">\g<0></span>', escape(cell_text(value)))


def cell_text(value: Any) -> str:
    """A cell as it is read: 1,234 or 22 November 2022; nothing where it is not known."""
    if pd.isna(value):
        return ""
    if isinstance(value, date):  # a moment as well
        return words.day(value)
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) or hasattr(value, "dtype") else str(value)

"""What is wrong with the files that were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.components.run import Run
from dashboard.screens.uploading import copies
from dashboard.screens.uploading.steps import ImportOutcome, Upload
from dashboard.style import tables

if TYPE_CHECKING:
    from data.importing.problems import Refused

PROBLEMS_SHOWN = 100
ROWS_NAMED = 10


def show(run: Run, files: Sequence[Upload], tried: ImportOutcome) -> None:
    """What is wrong, by column and word, and a copy of the files in which it is marked."""
    if tried.problem:
        st.error(tried.problem)
    if tried.refused and not tried.refused.gone:
        st.error(_in_all(tried.refused))
        rows = [
            (
                each.first.file,
                each.first.sheet,
                each.first.column or "",
                each.first.value or "",
                ", ".join(map(str, each.rows[:ROWS_NAMED])),
                len(each.rows),
                each.first.problem,
                (f"Probably {each.likely}. " if each.likely else "") + each.first.remedy,
            )
            for each in tried.refused.groups[:PROBLEMS_SHOWN]
        ]
        names = ["File", "Sheet", "Column", "Value", "Rows", "How many", "Problem", "What to do"]
        st.html(tables.as_html(pd.DataFrame(rows, columns=names), "What is wrong"))
        copies.marked_copy(run, files, tried.refused)


def _in_all(refused: Refused) -> str:
    count = f"{refused.found:,} problem{'' if refused.found == 1 else 's'}"
    return f"Nothing was imported: {count} found."

"""Logging each look at records of children, and handing them out as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.components import audit, downloads
from dashboard.components.failure import say_not_logged
from dashboard.components.run import Run
from dashboard.screens.purpose import Purpose
from dashboard.style import words


def log(run: Run, purpose: Purpose, references: tuple[str, ...], rows: int) -> None:
    """Log what is about to be shown. Where that fails, the page says so and ends."""
    look = audit.Event(
        run.viewer.username,
        run.viewer.role,
        audit.Action.CONSULT,
        run.title,
        filters=words.chosen(run.filters),
        child_refs=references,
        purpose=purpose.text,
        row_count=rows,
        data_version=run.filters.known,
    )
    try:
        audit.record_look(look)
    except audit.LogUnavailable:
        say_not_logged("records")
        st.stop()


def download(
    run: Run, name: str, rows: pd.DataFrame, purpose: Purpose, references: tuple[str, ...]
) -> None:
    """A button for the rows as a file, until the purpose has to be stated again."""
    downloads.button(
        run,
        st.container(),
        lambda: downloads.Download(
            f"{name}_{run.filters.as_at.isoformat()}.csv",
            lambda: downloads.as_csv(rows, run.filters),
            len(rows),
            run.filters,
            child_refs=references,
            purpose=purpose.text,
            until=purpose.ends_at,
        ),
        f"download-{name}",
    )

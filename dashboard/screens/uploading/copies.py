"""The files that the page Import hands out: the mapping, and a marked copy of a workbook.

Both stay with the person who imports, who is not asked for a recipient; the download is logged.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components import downloads
from dashboard.components.downloads import Download
from dashboard.components.run import Run
from dashboard.pack.formats import FORMATS
from dashboard.screens.uploading import steps
from dashboard.screens.uploading.steps import Upload
from dashboard.signing_in import sign_in

if TYPE_CHECKING:
    from data.importing.problems import Refused


def mapping_file(run: Run, text: str, key: str) -> None:
    """A button that saves how a workbook is read, for `clvt import --mapping`."""
    file = Download("clvt.toml", text.encode, text.count("\n"), mime="application/toml")
    _button(run, "Save as clvt.toml", file, key)


def marked_copy(run: Run, files: Sequence[Upload], refused: Refused) -> None:
    """A button that saves a copy of the files in which the cells with a problem are marked."""
    content = partial(steps.marked, files, refused)
    file = Download("marked.xlsx", content, len(refused.problems), mime=FORMATS["xlsx"].mime)
    _button(run, "Save a copy with these cells marked (.xlsx)", file, "import: marked copy")


def _button(run: Run, label: str, file: Download, key: str) -> None:
    """A button that hands out the file when it is pressed, which is outside of any page's run."""
    session, to = sign_in.session(), f"{run.viewer.username} (own copy)"
    st.download_button(
        label,
        lambda: downloads.log_and_hand_out(file, run.viewer, session, run.title, to),
        file_name=file.file_name,
        mime=file.mime,
        on_click="ignore",
        key=key,
    )

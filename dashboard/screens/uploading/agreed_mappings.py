"""The mappings that are remembered: each can be looked at, changed, saved as a file or
forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.audit import LogUnavailable
from dashboard.components.failure import say_not_logged
from dashboard.components.run import Run
from dashboard.screens.uploading import copies, steps
from dashboard.screens.uploading.markdown import without_markdown

if TYPE_CHECKING:
    from data.importing.mapping.agreed import AgreedMapping

_PROBLEM = "import: problem of a mapping"


def show_agreed_mappings(run: Run) -> None:
    """List them, the newest first."""
    remembered = steps.mappings()
    if remembered:
        st.subheader("Workbooks that are known")
        st.markdown(
            "A workbook with sheets of these names is read in this way, without questions. A month "
            "or a number in a name may be another."
        )
    for each in remembered:
        by = f"agreed by {each.agreed_by} on {each.agreed_at:%d/%m/%Y}"
        with st.expander(f"{without_markdown(_names(each))}: {by}"):
            _show_mapping(run, each)


def _names(each: AgreedMapping) -> str:
    """The names of the sheets of a mapping. One that no longer serves is named by its form, in
    which a sign stands for a month or a number."""
    from data.importing.mapping.toml import WrongMapping

    try:
        return ", ".join(sheet.name for sheet in each.mapping.sheets)
    except WrongMapping:
        return each.form.replace("\n", ", ")


def _show_mapping(run: Run, remembered: AgreedMapping) -> None:
    key = f"import: mapping {remembered.mapping_id}"
    text = st.text_area("How it is read (clvt.toml)", remembered.text, height=400, key=key)
    if problem := st.session_state.pop(f"{_PROBLEM} {remembered.mapping_id}", ""):
        st.error(problem)
    save_column, file_column, forget_column = st.columns(3)
    save_column.button(
        "Save the changes",
        key=f"{key}: save",
        on_click=_amend,
        args=(remembered.mapping_id, key),
        disabled=text == remembered.text,
    )
    with file_column:
        copies.mapping_file(run, remembered.text, f"{key}: file")
    forget_column.button(
        "Forget it", key=f"{key}: forget", on_click=steps.forget, args=(remembered.mapping_id,)
    )


def _amend(mapping_id: int, key: str) -> None:
    from data.importing.mapping.toml import WrongMapping

    try:
        steps.amend(mapping_id, st.session_state[key])
        del st.session_state[key]  # it is drawn again as it was kept
    except WrongMapping as reason:
        st.session_state[f"{_PROBLEM} {mapping_id}"] = f"Nothing was changed. {reason}"
    except LogUnavailable:
        say_not_logged("records")

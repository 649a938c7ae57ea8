"""Handing out a file: the reader says who it is for, which is logged before there is a file.

One dialog serves every page; a panel only has the button that opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import audit
from dashboard.components.run import Run
from dashboard.pack.finding import KINDS
from dashboard.pack.formats import Format
from dashboard.settings import settings
from dashboard.signing_in import file_links, sign_in
from dashboard.style import words
from queries.access import Denied, Viewer
from queries.filters import Filters

LINK_LASTS = timedelta(minutes=2)
_LAST_PRESSED = "download: button pressed last"


@dataclass(frozen=True)
class Download:
    """A file to be handed out, with what the access log records about it.

    `content` is asked for once the disclosure is logged, outside of any page's run.
    """

    file_name: str
    content: Callable[[], bytes]
    rows: int
    filters: Filters | None = None
    child_refs: tuple[str, ...] = ()
    purpose: str = ""
    suppression: str = ""
    mime: str = "text/csv"
    until: datetime | None = None  # when the purpose that it is for ends


def button(run: Run, where: DeltaGenerator, file: Callable[[], Download], key: str) -> None:
    """A button that opens the dialog; `file` is asked for when it is pressed."""
    if is_pressed(where, "Download as CSV", key):
        _dialog(file(), run.viewer, run.title)


def chart_button(
    run: Run, where: DeltaGenerator, file: Callable[[Format], Download], key: str
) -> None:
    """A button that opens the dialog for a chart, in which the kind of file is chosen."""
    if is_pressed(where, "Save the chart", key):
        _chart_dialog(file, run.viewer, run.title)


def is_pressed(where: DeltaGenerator | None, label: str, key: str, icon: str | None = None) -> bool:
    """A button that opens a dialog, on the page or in `where`, and whether it was pressed.

    If several are pressed before the page has run, the last one counts: a page has one dialog open
    at a time.
    """
    make = where.button if where else st.button
    pressed = make(label, key=key, icon=icon, on_click=_pressed, args=(key,))
    return bool(pressed and st.session_state[_LAST_PRESSED] == key)


def _pressed(key: str) -> None:
    st.session_state[_LAST_PRESSED] = key


def as_csv(table: pd.DataFrame, filters: Filters) -> bytes:
    """A table as CSV, each row under the marking and dated."""
    rows = table.map(_not_a_formula)
    rows["As at"] = filters.as_at.isoformat()
    rows["Data version"] = filters.known
    rows["Marking"] = f"{settings().marking}. {settings().handling}"
    return rows.to_csv(index=False).encode("utf-8-sig")


def _not_a_formula(cell: object) -> object:
    """A cell with text that a spreadsheet would run as a formula marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


@st.dialog("Download")
def _dialog(file: Download, viewer: Viewer, page: str) -> None:
    st.html(
        f"<p>{words.sentence(words.counted(file.rows, 'row'))}, marked "
        f"<strong>{settings().marking}</strong>. The access log keeps who it is for.</p>"
    )
    _offer_file(file, viewer, page)


@st.dialog("Save the chart")
def _chart_dialog(file: Callable[[Format], Download], viewer: Viewer, page: str) -> None:
    ask_for_chart(file, viewer, page)


def ask_for_chart(file: Callable[[Format], Download], viewer: Viewer, page: str) -> None:
    """Ask for the kind of file and who it is for, and let the reader save the chart."""
    kind = st.radio("As", KINDS, format_func=lambda name: KINDS[name].label, key="chart: kind")
    st.html(
        f"<p>It is marked <strong>{settings().marking}</strong>. The access log keeps who it is "
        "for.</p>"
    )
    _offer_file(file(KINDS[kind]), viewer, page)


def recipient_field(key: str) -> str:
    """The field for the person or meeting that a file is for, which the access log keeps."""
    return st.text_input(
        "Who is it for?",
        max_chars=200,
        live=True,
        placeholder="Their name and role, or the meeting",
        autocomplete="off",
        key=key,
    )


def _offer_file(file: Download, viewer: Viewer, page: str) -> None:
    """Ask who the file is for, and let the reader save it."""
    recipient = recipient_field(f"recipient of {file.file_name}")
    session = sign_in.session()
    is_allowed = may_hand_out(viewer)
    st.download_button(
        "Save the file",
        lambda: log_and_hand_out(file, viewer, session, page, recipient.strip()),
        file_name=file.file_name,
        mime=file.mime,
        disabled=not (is_allowed and recipient.strip()),
        on_click="ignore",
    )


def may_hand_out(viewer: Viewer) -> bool:
    """Whether the viewer may hand out another file now; says so where they may not."""
    if audit.may_disclose(viewer):
        return True
    st.warning("You have handed out many files within a minute. Wait a minute, then try again.")
    return False


def log_and_hand_out(
    file: Download, viewer: Viewer, session: str | None, page: str, recipient: str
) -> bytes:
    """The file, after the disclosure and its recipient are logged; its link serves once.

    Raises what `recipient_of_link` raises, and `LogUnavailable`.
    """
    to = recipient_of_link(viewer, session, page, recipient, file.until)
    audit.record(
        audit.Event(
            viewer.username,
            viewer.role,
            audit.Action.DISCLOSE,
            f"{page}: {file.file_name}",
            filters=words.chosen(file.filters) if file.filters else {},
            child_refs=file.child_refs,
            purpose=file.purpose,
            recipients=recipient,
            row_count=file.rows,
            suppression=file.suppression,
            data_version=file.filters.known if file.filters else None,
        )
    )
    return hand_out(file.content(), file.mime, file.file_name, to)


def recipient_of_link(
    viewer: Viewer, session: str | None, page: str, recipient: str, until: datetime | None
) -> file_links.FileRecipient:
    """The viewer and session that a file may be handed out to now, and until when its link serves.

    Raises `Denied` when the viewer is no longer signed in as they were, or its purpose is over, and
    `audit.TooMany`.
    """
    if not recipient or session is None or not sign_in.may_still(viewer, session):
        raise Denied(page)
    now = datetime.now(UTC)
    until = min(until or now + LINK_LASTS, now + LINK_LASTS)
    if until <= now:
        raise Denied(page)
    if not audit.may_disclose(viewer):
        raise audit.TooMany(page)
    return file_links.FileRecipient(viewer, session, until)


def hand_out(content: bytes, mime: str, file_name: str, to: file_links.FileRecipient) -> bytes:
    """The content of a file whose disclosure is logged, with a link that serves once."""
    file_links.hand_out(file_links.name(content, mime, file_name), to)
    return content

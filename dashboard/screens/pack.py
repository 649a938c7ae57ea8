"""Issuing a pack from a page: for whom and in which format is asked; then it is made, and saved.

Making it discloses nothing. Its record is kept, and its disclosure logged, before there is a file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard.answers.engine import engine
from dashboard.answers.releases import NotMade
from dashboard.components import audit, downloads
from dashboard.components.run import Run
from dashboard.pack import issuing
from dashboard.pack.formats import FORMATS, Format
from dashboard.pack.issue import Audience
from dashboard.pack.issuing import Prepared
from dashboard.screens.purpose import stated_or_asked
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from data.accounts import By
from queries.access import Grant
from queries.ask import DataUnavailable

_MADE = "pack: made"
NEEDS = {Audience.INSPECTOR: Grant.RECORDS, Audience.PARTNERS: Grant.COUNTS}
LABELS = {
    Audience.INSPECTOR: "The Inspector: exact counts, and lists by reference",
    Audience.PARTNERS: "Partners: the month-end release, area by area",
}
FOR_PARTNERS = "Sharing with partners after the meeting"


def button(run: Run) -> None:
    """A button that opens the dialog, with the filters of the page."""
    if st.button("Issue a pack", icon=":material/description:", key="issue-pack"):
        st.session_state.pop(_MADE, None)
        _dialog(run)


@st.dialog("Issue a pack")
def _dialog(run: Run) -> None:
    may = [audience for audience, grant in NEEDS.items() if run.may(grant)]
    audience = st.radio("For", may, format_func=LABELS.__getitem__, key="pack: for")
    purpose, until = FOR_PARTNERS, None
    if audience is Audience.INSPECTOR:
        of_records = stated_or_asked()
        if of_records is None:
            return
        purpose, until = of_records.text, of_records.ends_at
    else:
        st.html(
            "<p>It is not for a partner with an information-sharing agreement: beside the exact "
            "figures that they are shown, it could give away others.</p>"
        )
    kind = FORMATS[
        st.radio("Format", FORMATS, format_func=lambda name: FORMATS[name].label, key="pack: kind")
    ]
    recipient = st.text_input(
        "Who is it for?",
        max_chars=200,
        live=True,
        placeholder="Their name and role, or the meeting",
        autocomplete="off",
        key="pack: recipient",
    ).strip()
    st.html(
        f"<p>It is marked <strong>{settings().marking}</strong>. Who it is for stands on it, and "
        "is kept in the access log.</p>"
    )
    asked = (audience, kind.name, recipient, run.filters)
    if st.button("Make the pack", disabled=not recipient, type="primary"):
        st.session_state[_MADE] = asked, _made(run, audience, kind, recipient, purpose)
    made_for, made = st.session_state.get(_MADE, (None, None))
    if made is None or made_for != asked:
        return
    st.download_button(
        "Save the file",
        _saving(run, made, kind, recipient, until),
        file_name=f"{made.issue.reference}.{kind.name}",
        mime=kind.mime,
        on_click="ignore",
    )


def _made(
    run: Run, audience: Audience, kind: Format, recipient: str, purpose: str
) -> Prepared | None:
    """The pack, while a bar says how far it is; None, and words, where it cannot be made."""
    bar = st.progress(0.0, "Making the pack")

    def told(share: float) -> None:
        bar.progress(share, "Making the pack")

    reading, by = engine(), By(run.viewer.username, run.viewer.role, run.title)
    try:
        of = issuing.new(
            audience, run.viewer, run.filters, recipient, purpose, reading, sign_in.engine()
        )
        made = issuing.prepare(of, kind.name, run.viewer, by, reading, told)
    except (DataUnavailable, NotMade, SQLAlchemyError):
        st.error("The pack cannot be made at the moment. Nothing was issued.")
        return None
    finally:
        bar.empty()
    return made


def _saving(
    run: Run, made: Prepared, kind: Format, recipient: str, until: datetime | None
) -> Callable[[], bytes]:
    """Hands out the file when it is called, which is outside of any page's run."""
    session = sign_in.session()
    if not audit.may_disclose(run.viewer):
        st.warning("You have handed out many files within a minute. Wait a minute, then try again.")

    def saved() -> bytes:
        to = downloads.permitted(run.viewer, session, run.title, recipient, until)
        content = issuing.hand_out(made, sign_in.engine())
        return downloads.handed_out(content, kind.mime, f"{made.issue.reference}.{kind.name}", to)

    return saved

"""Issuing a pack from a page: the reader says who it is for and chooses a format, then saves it.

Making it discloses nothing. Its record is kept, and its disclosure logged, before there is a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard.answers.engine import engine
from dashboard.answers.issues import NotIssued, Summaries
from dashboard.answers.releases import NotMade
from dashboard.components import downloads
from dashboard.components.run import Run
from dashboard.pack import issuing
from dashboard.pack.contents.agreed import NothingIssued
from dashboard.pack.formats import FORMATS, Format
from dashboard.pack.issue import Audience
from dashboard.pack.issuing import Prepared
from dashboard.screens.purpose import ask_unless_stated
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from dashboard.style import words
from data.accounts import By
from data.agreement import Agreement
from data.sharing.in_force import all_in_force
from queries.access import Grant
from queries.ask import DataUnavailable
from queries.filters import Filters

_MADE = "pack: made"
FOR_PARTNERS = "Sharing with partners after the meeting"
NOT_WITH_AN_AGREEMENT = (
    "It is not for a partner with an information-sharing agreement: beside the exact figures that "
    "they are shown, it could give away others."
)
AS_ISSUED = "What was issued last under the agreement, exact, and not changed by anything later."


@dataclass(frozen=True)
class PackKind:
    """A kind of pack: its audience and, for a partner with an agreement, the agreement and the
    account."""

    audience: Audience
    agreement: Agreement | None = None
    account: str = ""

    @property
    def label(self) -> str:
        """What readers call it."""
        if self.agreement:
            account = f" ({self.account})" if self.account else ""
            return (
                f"{self.agreement.agency}{account}: what was issued under agreement "
                f"{self.agreement.reference}"
            )
        return {
            Audience.INSPECTOR: "The Inspector: exact counts, and lists by reference",
            Audience.PARTNERS: "Partners: the month-end release, area by area",
        }[self.audience]


def button(run: Run) -> None:
    """A button that opens the dialog, with the filters of the page."""
    if downloads.is_pressed(None, "Issue a pack", "issue-pack", ":material/description:"):
        st.session_state.pop(_MADE, None)
        _dialog(run)


def _kinds(run: Run) -> dict[str, PackKind]:
    """The kinds of packs that the reader may issue, by label. A partner with an agreement may issue
    only their own."""
    kinds = [PackKind(Audience.PARTNERS, run.viewer.agreement)] if run.may(Grant.ISSUED) else []
    kinds += [PackKind(Audience.INSPECTOR)] if run.may(Grant.RECORDS) else []
    kinds += [PackKind(Audience.PARTNERS)] if run.may(Grant.COUNTS) else []
    if run.may(Grant.ISSUE):
        in_force = all_in_force(engine())
        kinds += [
            PackKind(Audience.PARTNERS, agreement, account) for account, agreement in in_force
        ]
    return {each.label: each for each in kinds}


@st.dialog("Issue a pack")
def _dialog(run: Run) -> None:
    kinds = _kinds(run)
    chosen = kinds[st.radio("For", kinds, key="pack: for")]
    purpose, until, to_partners = FOR_PARTNERS, None, False
    if chosen.audience is Audience.INSPECTOR:
        stated = ask_unless_stated()
        if stated is None:
            return
        purpose, until = stated.text, stated.ends_at
        to_partners = _ask_to_issue_to_partners(run)
    else:
        st.html(f"<p>{AS_ISSUED if chosen.agreement else NOT_WITH_AN_AGREEMENT}</p>")
    kind = FORMATS[
        st.radio("Format", FORMATS, format_func=lambda name: FORMATS[name].label, key="pack: kind")
    ]
    recipient = downloads.recipient_field("pack: recipient").strip()
    st.html(
        f"<p>It is marked <strong>{settings().marking}</strong>. Who it is for stands on it, and "
        "is kept in the access log.</p>"
    )
    asked = (chosen, kind.name, recipient, run.filters, to_partners)
    if st.button("Make the pack", disabled=not recipient, type="primary"):
        made = _make(run, chosen, kind, recipient, purpose, to_partners)
        st.session_state[_MADE] = asked, made
    made_for, made = st.session_state.get(_MADE, (None, None))
    if made and made_for == asked:
        pack, summaries = made
        _save_button(run, pack, summaries, kind, recipient, until)


def _ask_to_issue_to_partners(run: Run) -> bool:
    """Whether partners with an agreement are issued the summaries of their areas with the pack."""
    if not issuing.is_of_the_meeting(Audience.INSPECTOR, run.viewer, run.filters):
        return False
    agreements = [agreement for _, agreement in all_in_force(engine())]
    recipients = list(dict.fromkeys(f"{each.agency} ({each.reference})" for each in agreements))
    return bool(recipients) and st.checkbox(
        f"With it, issue the summary of their areas to {words.listed(recipients)}",
        value=True,
        key="pack: to partners",
    )


def _make(
    run: Run, chosen: PackKind, kind: Format, recipient: str, purpose: str, to_partners: bool
) -> tuple[Prepared, Summaries | None] | None:
    """Make the pack, with a progress bar, and what is issued to partners with it. Neither is handed
    out yet. None, and a message, where it cannot be made."""
    bar = st.progress(0.0, "Making the pack")

    def show_progress(share: float) -> None:
        bar.progress(share, "Making the pack")

    reading, writing, viewer = engine(), sign_in.engine(), run.viewer
    # What was issued under an agreement is of its areas, whatever is chosen here.
    unnarrowed = Filters(run.filters.as_at, run.filters.period, run.filters.known)
    try:
        prepared = (
            issuing.issue_under_agreement(chosen.agreement, viewer, unnarrowed, recipient, reading)
            if chosen.agreement
            else issuing.new_issue(
                chosen.audience, viewer, run.filters, recipient, purpose, reading, writing
            )
        )
        by = By(viewer.username, viewer.role, run.title)
        pack = issuing.prepare(prepared, kind.name, viewer, by, reading, show_progress)
        summaries = None
        if to_partners:
            summaries = issuing.summaries_of(prepared, viewer, reading, writing)
    except NothingIssued as problem:
        st.error(str(problem))
        return None
    except (DataUnavailable, NotIssued, NotMade, SQLAlchemyError):
        st.error("The pack cannot be made at the moment. Nothing was issued.")
        return None
    finally:
        bar.empty()
    return pack, summaries


def _save_button(
    run: Run,
    pack: Prepared,
    summaries: Summaries | None,
    kind: Format,
    recipient: str,
    until: datetime | None,
) -> None:
    """A button that hands out the pack when it is pressed, which is outside of any page's run."""
    session = sign_in.session()
    file_name = f"{pack.issue.reference}.{kind.name}"

    def save() -> bytes:
        to = downloads.recipient_of_link(run.viewer, session, run.title, recipient, until)
        content = issuing.hand_out(pack, sign_in.engine(), summaries)
        return downloads.hand_out(content, kind.mime, file_name, to)

    downloads.may_hand_out(run.viewer)  # says so where they may not now
    st.download_button(
        "Save the file", save, file_name=file_name, mime=kind.mime, on_click="ignore"
    )

"""Issuing a pack from a page: the reader says who it is for and chooses a format, then saves it.

Making it discloses nothing. Its record is kept, and its disclosure logged, before there is a file.
"""

from __future__ import annotations

from collections.abc import Callable
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
    held: Agreement | None = None
    account: str = ""

    @property
    def label(self) -> str:
        """What readers call it."""
        if self.held:
            agency = f"{self.held.agency} ({self.account})" if self.account else self.held.agency
            return f"{agency}: what was issued under agreement {self.held.reference}"
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
        found = all_in_force(engine())
        kinds += [PackKind(Audience.PARTNERS, held, account) for account, held in found]
    return {each.label: each for each in kinds}


@st.dialog("Issue a pack")
def _dialog(run: Run) -> None:
    kinds = _kinds(run)
    chosen = kinds[st.radio("For", kinds, key="pack: for")]
    purpose, until, to_partners = FOR_PARTNERS, None, False
    if chosen.audience is Audience.INSPECTOR:
        of_records = ask_unless_stated()
        if of_records is None:
            return
        purpose, until = of_records.text, of_records.ends_at
        to_partners = _to_partners(run)
    else:
        st.html(f"<p>{AS_ISSUED if chosen.held else NOT_WITH_AN_AGREEMENT}</p>")
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
        st.session_state[_MADE] = asked, _made(run, chosen, kind, recipient, purpose, to_partners)
    made_for, made = st.session_state.get(_MADE, (None, None))
    if made is None or made_for != asked:
        return
    st.download_button(
        "Save the file",
        _saving(run, made, kind, recipient, until),
        file_name=f"{made.pack.issue.reference}.{kind.name}",
        mime=kind.mime,
        on_click="ignore",
    )


def _to_partners(run: Run) -> bool:
    """Whether partners with an agreement are issued the summaries of their areas with the pack."""
    if not issuing.is_of_the_meeting(Audience.INSPECTOR, run.viewer, run.filters):
        return False
    found = (held for _, held in all_in_force(engine()))
    recipients = list(dict.fromkeys(f"{held.agency} ({held.reference})" for held in found))
    return bool(recipients) and st.checkbox(
        f"With it, issue the summary of their areas to {words.listed(recipients)}",
        value=True,
        key="pack: to partners",
    )


@dataclass(frozen=True)
class MadePack:
    """A pack that is made but not handed out yet, and what is issued to partners with it."""

    pack: Prepared
    to_partners: Summaries | None


def _made(
    run: Run, chosen: PackKind, kind: Format, recipient: str, purpose: str, to_partners: bool
) -> MadePack | None:
    """Make the pack, with a progress bar; None, and a message, where it cannot be made."""
    bar = st.progress(0.0, "Making the pack")

    def show_progress(share: float) -> None:
        bar.progress(share, "Making the pack")

    reading, writing, viewer = engine(), sign_in.engine(), run.viewer
    # What was issued under an agreement is of its areas, whatever is chosen here.
    unnarrowed = Filters(run.filters.as_at, run.filters.period, run.filters.known)
    try:
        prepared = (
            issuing.issue_under_agreement(chosen.held, viewer, unnarrowed, recipient, reading)
            if chosen.held
            else issuing.new_issue(
                chosen.audience, viewer, run.filters, recipient, purpose, reading, writing
            )
        )
        by = By(viewer.username, viewer.role, run.title)
        pack = issuing.prepare(prepared, kind.name, viewer, by, reading, show_progress)
        with_it = issuing.summaries_of(prepared, viewer, reading, writing) if to_partners else None
    except NothingIssued as problem:
        st.error(str(problem))
        return None
    except (DataUnavailable, NotIssued, NotMade, SQLAlchemyError):
        st.error("The pack cannot be made at the moment. Nothing was issued.")
        return None
    finally:
        bar.empty()
    return MadePack(pack, with_it)


def _saving(
    run: Run, made: MadePack, kind: Format, recipient: str, until: datetime | None
) -> Callable[[], bytes]:
    """Hands out the file when it is called, which is outside of any page's run."""
    session = sign_in.session()
    downloads.may_hand_out(run.viewer)

    def saved() -> bytes:
        to = downloads.recipient_of_link(run.viewer, session, run.title, recipient, until)
        content = issuing.hand_out(made.pack, sign_in.engine(), made.to_partners)
        name = f"{made.pack.issue.reference}.{kind.name}"
        return downloads.hand_out(content, kind.mime, name, to)

    return saved

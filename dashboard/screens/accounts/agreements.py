"""The agreements that attendees' accounts rest on: proposed on one page, approved on another.

Each function that changes something checks who is signed in and what they may do, as those of
`administration` do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import SimpleNamespace

import pandas as pd
import streamlit as st

from dashboard.answers import uncached
from dashboard.screens.accounts.administration import (
    in_words,
    person_allowed,
    person_with_password,
)
from dashboard.screens.accounts.forms import finish, own_password
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from dashboard.style import tables
from data.accounts import ATTENDEE, ListedAccount
from data.sharing import agreements
from data.sharing.agreements import ListedAgreement
from queries.access import Grant, Viewer
from queries.administration import accounts as questions
from queries.filters import years_before

SHOWN_OF_ENDED = 5


def every_agreement(viewer: Viewer) -> list[ListedAgreement]:
    """Every agreement, the newest first. Raises `Denied` and `DataUnavailable`."""
    answered = uncached.answer(questions.agreements, viewer)
    found: dict[int, ListedAgreement] = {}
    for each in answered.dicts():
        row = SimpleNamespace(**each)
        before = found[row.agreement_id].areas if row.agreement_id in found else ()
        found[row.agreement_id] = agreements.listed(row, (*before, row.area_code))
    return list(found.values())


@in_words
def propose(
    username: str,
    reference: str,
    agency: str,
    days: tuple[date, date],
    areas: Collection[str],
    own: str,
) -> None:
    """Propose an agreement; `own` is the administrator's password, given again."""
    agreements.propose(
        sign_in.engine(),
        username,
        reference=reference,
        agency=agency,
        signed_on=days[0],
        ends_on=days[1],
        areas=areas,
        agencies=agreements.agencies_of(settings().reference),
        by=person_with_password(Grant.ACCOUNTS, own),
    )


@in_words
def approve(number: int, own: str) -> None:
    """Approve an agreement that somebody else proposed."""
    agreements.approve(sign_in.engine(), number, by=person_with_password(Grant.APPROVALS, own))


@in_words
def decline(number: int, own: str) -> None:
    """Decline an agreement that was proposed."""
    agreements.decline(sign_in.engine(), number, by=person_with_password(Grant.APPROVALS, own))


@in_words
def end(number: int) -> None:
    """End an agreement before its last day."""
    agreements.end(sign_in.engine(), number, by=person_allowed(Grant.ACCOUNTS))


def panel(
    listed: list[ListedAgreement], people: Mapping[str, ListedAccount], areas: Mapping[str, str]
) -> None:
    """The agreements, the form that proposes one, and the button that ends one."""
    st.subheader("Agreements")
    st.markdown(
        "An attendee with an information-sharing agreement is shown the exact summary that "
        "was issued of the areas of the agreement, instead of the releases. An agreement ends by "
        "itself after its last day."
    )
    if listed:
        st.html(tables.as_html(_table(_recent(listed), areas), "Agreements, the newest first"))
    partners = {name: each for name, each in people.items() if each.role == ATTENDEE}
    left, right = st.columns(2)
    with left:
        name = st.selectbox("Account", list(partners), key="agreements: account")
        if name:
            _proposal_form(partners[name], areas)
    with right:
        _end_form(listed)


def _proposal_form(person: ListedAccount, areas: Mapping[str, str]) -> None:
    with st.form(f"agreement of {person.username}"):
        reference = st.text_input(
            "Reference", max_chars=60, key=f"reference for {person.username}", autocomplete="off"
        )
        agency = st.selectbox("Agency", agreements.agencies_of(settings().reference))
        today = uncached.today()
        signed_on = st.date_input("Signed on", today, format="DD/MM/YYYY")
        ends_on = st.date_input("Ends on", years_before(today, -1), format="DD/MM/YYYY")
        chosen = st.multiselect(
            "Its areas, of those on the account",
            person.areas,
            default=person.areas,
            format_func=lambda code: areas.get(code, code),
            key=f"areas of the agreement of {person.username}",
        )
        own = own_password(f"agreement of {person.username}")
        if st.form_submit_button("Propose agreement"):
            problem = propose(
                person.username, reference, agency or "", (signed_on, ends_on), chosen, own
            )
            finish(problem, "It is proposed, and waits for approval on the page Approvals.")


def _end_form(listed: list[ListedAgreement]) -> None:
    may_end = {
        f"{each.reference}, {each.username}": each.agreement_id
        for each in listed
        if each.state in (agreements.IN_FORCE, agreements.NOT_YET)
    }
    if not may_end:
        return
    with st.form("end an agreement"):
        chosen = st.selectbox("Agreement in force", list(may_end))
        if st.form_submit_button("End it now"):
            problem = end(may_end[chosen])
            finish(problem, "It has ended: from the next click, the account is shown the releases.")


def approvals(listed: list[ListedAgreement]) -> None:
    """The agreements that wait for approval, and the form to decide one."""
    waiting = [each for each in listed if each.state == agreements.PROPOSED]
    if not waiting:
        return
    st.html(tables.as_html(_table(waiting, {}), "Agreements that wait for approval"))
    with st.form("approve agreements", clear_on_submit=True, width=560):
        number = st.selectbox("Agreement", [each.agreement_id for each in waiting])
        own = own_password("agreements")
        buttons = st.container(horizontal=True)
        if buttons.form_submit_button("Approve the agreement", type="primary"):
            finish(approve(number, own), "It is approved: the account rests on it.")
        if buttons.form_submit_button("Decline the agreement"):
            finish(decline(number, own), "It is declined.")


def _recent(listed: list[ListedAgreement]) -> list[ListedAgreement]:
    """Those proposed or in force, and the newest of the others."""
    over = (agreements.ENDED, agreements.DECLINED, agreements.LAPSED)
    kept = [each for each in listed if each.state in over][:SHOWN_OF_ENDED]
    return [each for each in listed if each.state not in over or each in kept]


def _table(listed: list[ListedAgreement], areas: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Number": f"{each.agreement_id}",
            "State": each.state,
            "Account": each.username,
            "Reference": each.reference,
            "Agency": each.agency,
            "Areas": ", ".join(areas.get(code, code) for code in each.areas),
            "Signed": each.signed_on,
            "Ends": each.ends_on,
            "Proposed by": each.proposed_by,
        }
        for each in listed
    )

"""The forms of the pages Accounts and Approvals: each makes one change, then draws the page again.

A role, a password, a new account or enabling one again is proposed by one person and approved by
another, each with their own password given again.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.screens.accounts import administration
from dashboard.signing_in import oidc
from dashboard.style import tables, words
from data.accounts import ListedAccount
from queries.access import ROLES

OUTCOME = "accounts: said"
WAITS = (
    "It is proposed. It is made once an Inspector or another administrator approves it within a "
    "week, on the page Approvals."
)


def table(people: Mapping[str, ListedAccount], areas: Mapping[str, str]) -> None:
    """Everybody who has an account."""
    rows = [
        {
            "Username": each.username,
            "Role": each.role.capitalize(),
            "Areas": ", ".join(areas.get(code, code) for code in each.areas),
            "Active": "Yes" if each.is_active else "No",
            "Last sign-in (UTC)": words.moment(each.last_sign_in_at)
            if each.last_sign_in_at
            else "Never",
            "Note": "Demo: its password is public" if each.is_demo else "",
        }
        for each in people.values()
    ]
    st.html(tables.as_html(pd.DataFrame(rows), "Everybody who has an account"))


def active_form(person: ListedAccount) -> None:
    """Disable an account, or propose that it is enabled again with its role and areas."""
    if person.is_active:
        if st.button(f"Disable {person.username}"):
            finish(administration.disable(person.username), f"{person.username} is disabled.")
        return
    with st.form(f"enable {person.username}", clear_on_submit=True):
        own = own_password(f"enabling {person.username}")
        if st.form_submit_button(f"Propose to enable {person.username}"):
            finish(administration.propose_enabling(person.username, own), WAITS)


def role_form(person: ListedAccount, areas: Mapping[str, str]) -> None:
    """Change what an account may see."""
    with st.form(f"role of {person.username}"):
        chosen = _role(person.role, f"new role of {person.username}")
        given = _areas(areas, person.areas, f"new areas of {person.username}")
        own = own_password(f"role of {person.username}")
        if st.form_submit_button("Propose role and areas"):
            finish(administration.propose_role(person.username, chosen, given, own), WAITS)


def password_form(person: ListedAccount) -> None:
    """Give an account a new password."""
    with st.form(f"password of {person.username}", clear_on_submit=True):
        new, again = _passwords(f"of {person.username}")
        own = own_password(f"password of {person.username}")
        if st.form_submit_button("Propose new password"):
            finish(administration.propose_password(person.username, new, again, own), WAITS)


def new_account_form(areas: Mapping[str, str]) -> None:
    """Make an account."""
    with st.form("new account"):
        username = st.text_input("Username", key="new account's name", autocomplete="off")
        chosen = _role("attendee", "new account's role")
        given = _areas(areas, (), "new account's areas")
        first, again = _passwords("of the new account")
        own = own_password("new account")
        if st.form_submit_button("Propose account", type="primary"):
            problem = administration.propose_account(username, first, again, chosen, given, own)
            finish(problem, WAITS)


def approvals(waiting: pd.DataFrame) -> None:
    """The changes that wait for approval, and the form to decide one."""
    if waiting.empty:
        st.info("No change of an account waits for approval.")
        return
    st.html(tables.as_html(waiting, "Changes of accounts that wait for approval"))
    with st.form("approvals", clear_on_submit=True, width=560):
        number = st.selectbox("Number", list(waiting["Number"]), key="approvals: number")
        own = own_password("approvals")
        buttons = st.container(horizontal=True)
        approved = buttons.form_submit_button("Approve", type="primary")
        declined = buttons.form_submit_button("Decline")
        if approved:
            finish(administration.approve(int(number), own), "It is approved, and made.")
        if declined:
            finish(administration.decline(int(number), own), "It is declined.")


def own_password(whose: str) -> str:
    """The field in which the user of a form repeats their password; none where people sign in at an
    identity provider, and must have done so lately."""
    if oidc.is_on():
        return ""
    return st.text_input(
        "Your own password", type="password", key=f"own for {whose}", autocomplete="off"
    )


def _role(current: str, key: str) -> str:
    names = list(ROLES)
    place = names.index(current) if current in names else None
    return st.selectbox("Role", names, index=place, format_func=str.capitalize, key=key) or ""


def _areas(areas: Mapping[str, str], current: tuple[str, ...], key: str) -> list[str]:
    return st.multiselect(
        "Areas they speak for (attendees only)",
        list(areas),
        default=[code for code in current if code in areas],
        format_func=lambda code: areas[code],
        key=key,
    )


def _passwords(whose: str) -> tuple[str, str]:
    first = st.text_input(
        "Password", type="password", key=f"password {whose}", autocomplete="new-password"
    )
    again = st.text_input(
        "Password again", type="password", key=f"again {whose}", autocomplete="new-password"
    )
    return first, again


def finish(problem: str, message: str) -> None:
    """Draw the page again, with what went wrong or what was done at its head."""
    st.session_state[OUTCOME] = (problem, message)
    st.rerun()

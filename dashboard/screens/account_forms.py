"""The forms of the Accounts page: each makes one change, and the page is drawn anew with it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.screens import administration
from dashboard.screens.administration import Person
from dashboard.style import tables, words
from queries.access import ROLES

_SAID = "accounts: said"


def said() -> None:
    """How the change before went."""
    problem, done = st.session_state.pop(_SAID, ("", ""))
    if problem:
        st.error(problem)
    elif done:
        st.success(done)


def table(people: Mapping[str, Person], areas: Mapping[str, str]) -> None:
    """Everybody who has an account."""
    rows = [
        {
            "Username": each.username,
            "Role": each.role.capitalize(),
            "Areas": ", ".join(areas.get(code, code) for code in each.areas),
            "Active": "Yes" if each.is_active else "No",
            "Last sign-in (UTC)": f"{words.day(each.last_sign_in_at)}, {each.last_sign_in_at:%H:%M}"
            if each.last_sign_in_at
            else "Never",
            "Note": "Demo: its password is public" if each.is_demo else "",
        }
        for each in people.values()
    ]
    st.html(tables.as_html(pd.DataFrame(rows), "Everybody who has an account"))


def active(person: Person) -> None:
    """Disable an account, or enable it again."""
    word = "Disable" if person.is_active else "Enable"
    if st.button(f"{word} {person.username}"):
        problem = administration.set_active(person.username, not person.is_active)
        _done(problem, f"{person.username} is {word.lower()}d.")


def role(person: Person, areas: Mapping[str, str]) -> None:
    """Change what an account may see."""
    with st.form(f"role of {person.username}"):
        chosen = _role(person.role, f"new role of {person.username}")
        given = _areas(areas, person.areas, f"new areas of {person.username}")
        if st.form_submit_button("Change role and areas"):
            problem = administration.set_role(person.username, chosen, given)
            _done(problem, f"{person.username} is changed; it counts from their next click.")


def password(person: Person) -> None:
    """Give an account a new password."""
    with st.form(f"password of {person.username}", clear_on_submit=True):
        new, again = _passwords(f"of {person.username}")
        if st.form_submit_button("Set new password"):
            problem = administration.reset(person.username, new, again)
            _done(problem, f"{person.username} has a new password, and has been signed out.")


def new(areas: Mapping[str, str]) -> None:
    """Make an account."""
    with st.form("new account"):
        username = st.text_input("Username", key="new account's name", autocomplete="off")
        chosen = _role("attendee", "new account's role")
        given = _areas(areas, (), "new account's areas")
        first, again = _passwords("of the new account")
        if st.form_submit_button("Add account", type="primary"):
            problem = administration.add(username, first, again, chosen, given)
            _done(problem, f"{username.strip().lower()} can sign in.")


def _role(present: str, key: str) -> str:
    names = list(ROLES)
    place = names.index(present) if present in names else None
    return st.selectbox("Role", names, index=place, format_func=str.capitalize, key=key) or ""


def _areas(areas: Mapping[str, str], present: tuple[str, ...], key: str) -> list[str]:
    return st.multiselect(
        "Areas they speak for (attendees only)",
        list(areas),
        default=[code for code in present if code in areas],
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


def _done(problem: str, done: str) -> None:
    st.session_state[_SAID] = (problem, done)
    st.rerun()

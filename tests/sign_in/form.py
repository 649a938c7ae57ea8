"""The sign-in form with a page behind it, and what a person does there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from dashboard.signing_in import handover
from data.accounts import By
from data.tables import browser_session

KEY = "0123456789abcdef" * 4
GOOD_PASSWORD = "violet kettle 4 marsh"
BY = By("", "operator", "test")


def page() -> None:
    """The smallest page behind the sign-in."""
    import streamlit as st

    from dashboard.components import frame
    from dashboard.signing_in import sign_in
    from queries.ask import DataUnavailable

    gate = st.empty()
    viewer = sign_in.viewer()
    try:
        if not sign_in.is_somebody(viewer):
            viewer = sign_in.show_form(gate)
    except DataUnavailable as why:
        frame.unavailable(why)
        st.stop()
    sign_in.menu(viewer)
    st.text(f"{viewer.username} {viewer.role} {sorted(viewer.areas)}")
    st.button("Click")


def open_dashboard() -> AppTest:
    """A tab in which the dashboard is opened."""
    at = AppTest.from_function(page, default_timeout=20).run()
    assert not at.exception
    return at


def submit(at: AppTest, name: str, password: str) -> AppTest:
    at.text_input[0].input(name)
    at.text_input[1].input(password)
    at.button[0].click().run()
    assert not at.exception
    return at


def sign_in_as_chief() -> AppTest:
    at = submit(open_dashboard(), "chief", GOOD_PASSWORD)
    assert signed_in_name(at) is not None
    return at


def open_menu(at: AppTest) -> AppTest:
    """The tab with the account menu open."""
    at.session_state["account-menu"] = True
    at.run()
    assert not at.exception
    return at


def sign_out(at: AppTest) -> AppTest:
    return click(open_menu(at), "Sign out")


def click(at: AppTest, label: str = "Click") -> AppTest:
    next(each for each in at.button if each.label == label).click().run()
    assert not at.exception
    return at


def signed_in_name(at: AppTest) -> str | None:
    """The person who is signed in, by what the page behind the sign-in says."""
    return at.text[0].value if at.text else None


def has_form(at: AppTest) -> bool:
    return [each.label for each in at.text_input] == ["Username", "Password"] and signed_in_name(
        at
    ) is None


def cookies_offered(at: AppTest) -> dict[str, str]:
    """The cookies that the browser was last offered."""
    *_, ticket = handover._tickets.values()
    return {each.name: each.token for each in ticket.cookies}


TAB = "test session id"  # what Streamlit calls the tab of every AppTest


def only_session(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(browser_session)).one()

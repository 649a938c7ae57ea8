"""The sign-in page: streamlit-authenticator's form, or how to make the first account."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any

import streamlit as st

from dashboard.signing_in import cookie
from data.accounts import ListedAccount
from data.accounts.demo import DEMO_ACCOUNTS
from queries.access import ROLES

FIELDS = {
    "Form name": "Sign in",
    "Username": "Username",
    "Password": "Password",
    "Login": "Sign in",
}


@cache
def authenticator() -> Any:
    """The library's form. Importing it takes a quarter of a second, so it is imported when needed.

    It declares a component, and Streamlit warns about that where no page is being run.
    """
    warnings = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    level = warnings.level
    warnings.setLevel(logging.ERROR)
    from streamlit_authenticator import Authenticate  # noqa: PLC0415  (see above)
    from streamlit_authenticator.models import cookie_model  # noqa: PLC0415

    warnings.setLevel(level)
    # The library asks the browser for its cookies with a component that runs the page again once it
    # has loaded; a form sent in that moment would be lost. We read cookies from the request.
    cookie_model.stx = SimpleNamespace(CookieManager=object)
    return Authenticate


def draw(usernames: Iterable[str], check: Callable[[str, str], bool]) -> None:
    """The form.

    The library draws it, and asks `check` whether a name and a password are right. It is given no
    hashes, and it reads and writes no cookies: `handover` does.
    """
    st.session_state["authentication_status"] = None
    authenticate = authenticator()(
        {"usernames": {username: {"name": username} for username in usernames}},
        cookie_name=cookie.SESSION,
        cookie_key=cookie.key(),
        cookie_expiry_days=0,
        auto_hash=False,
        login_sleep_time=0,
    )
    authenticate.cookie_controller.get_cookie = lambda: None
    authenticate.authentication_controller.authentication_model.check_credentials = check
    with st.container(width=480):
        authenticate.login(fields=FIELDS, key="sign in")


def first_account() -> None:
    """How the first account is made: there is none by default, and no password."""
    st.subheader("No one can sign in yet")
    st.markdown(
        "There is no account. The person who looks after this installation makes the first one on "
        "the machine that runs it, and is asked for a password there:"
    )
    st.code("clvt users add USERNAME --role administrator", language="bash")
    st.markdown(
        "That account makes the others. To look around first with invented data: `clvt demo`."
    )


def demo_accounts(listed: Iterable[ListedAccount]) -> None:
    """The demo's accounts with their passwords, which are public."""
    active = {each.username for each in listed if each.is_demo and each.is_active}
    rows = [
        f"| `{each.username}` | `{each.password}` | {ROLES[each.role].sentence} |"
        for each in DEMO_ACCOUNTS
        if each.username in active
    ]
    st.markdown("**Demo: the data is invented, and these accounts are open to anybody.**")
    st.markdown("\n".join(["| Username | Password | Role |", "|---|---|---|", *rows]))

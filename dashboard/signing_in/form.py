"""The sign-in page: streamlit-authenticator's form, and words for whoever cannot use it yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import streamlit as st
from extra_streamlit_components import CookieManager
from streamlit_authenticator import Authenticate
from streamlit_authenticator.models import cookie_model

from dashboard.signing_in import cookie
from data.accounts import Listed
from data.clock import utc_now
from data.demo.accounts import DEMO_ACCOUNTS
from queries.access import ROLES

# The library asks the browser for its cookies with a component that runs the page again once it has
# loaded; a form sent in that moment would be lost. We read cookies from the request.
cookie_model.stx = SimpleNamespace(CookieManager=object)

FIELDS = {
    "Form name": "Sign in",
    "Username": "Username",
    "Password": "Password",
    "Login": "Sign in",
}


def draw(usernames: Iterable[str], check: Callable[[str, str], bool]) -> None:
    """The form.

    The library draws and the library writes cookies; whether a name and a password are right is
    asked of `check` alone. It is given no hash, no cookie to believe (that was settled before the
    form is drawn) and none to write (nothing may be written until a session has begun).
    """
    st.session_state["authentication_status"] = None
    authenticate = Authenticate(
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


@dataclass(frozen=True)
class Cookie:
    """Something that the browser is to keep."""

    name: str
    token: str
    lasts: timedelta

    @property
    def key(self) -> str:
        return f"keep {self.name} {self.token[-8:]}"


def keep(cookies: Iterable[Cookie]) -> tuple[Cookie, ...]:
    """Have the browser keep the cookies, for this site only and over TLS where there is TLS.

    Comes back with those that it has not said to have: a run that ends early, or is soon followed
    by another, takes the element that writes a cookie away before it has.
    """
    missing = tuple(each for each in cookies if not st.session_state.get(each.key))
    if missing:
        is_secure = (st.context.url or "").startswith("https:") or None
        manager = CookieManager(key="cookies")
        for each in missing:
            manager.set(
                each.name,
                each.token,
                key=each.key,
                expires_at=utc_now() + each.lasts,
                max_age=each.lasts.total_seconds(),
                secure=is_secure,
            )
    return missing


def drop_session() -> None:
    """Have the browser forget the session's cookie.

    As an image that it asks for, and not by the component: that runs the page again, and whoever
    signs in in this moment would be lost.
    """
    st.html(f'<img src="{cookie.FORGET}" alt="">')


def first_account() -> None:
    """How the first account is made: there is none by default, and no password."""
    st.subheader("No one can sign in yet")
    st.markdown(
        "There is no account. Whoever looks after this installation makes the first one on the "
        "machine that runs it, and is asked for a password there:"
    )
    st.code("clvt users add USERNAME --role administrator", language="bash")
    st.markdown(
        "That account makes the others. To look around first with invented data: `clvt demo`."
    )


def demo_accounts(listed: Iterable[Listed]) -> None:
    """The demo's accounts with their passwords, which are public."""
    active = {each.username for each in listed if each.is_demo and each.is_active}
    rows = [
        f"| `{each.username}` | `{each.password}` | {ROLES[each.role].sentence} |"
        for each in DEMO_ACCOUNTS
        if each.username in active
    ]
    st.markdown("**Demo: the data is invented, and these accounts are open to anybody.**")
    st.markdown("\n".join(["| Username | Password | Role |", "|---|---|---|", *rows]))

"""The cookies of a sign-in, and the key that signs them.

Two signed tokens (JWT, HS256 and nothing else). The session cookie names a row of the sessions and
is worth nothing without it; it lasts as long as the sign-in. The browser cookie says only that
this browser has signed in to an account before, for the lock-out: it opens nothing.

Over TLS their names begin with `__Host-`: a browser takes such a cookie from this very host alone,
marked Secure, and from no other host of the same domain.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import streamlit as st

from dashboard.settings import settings
from data import keys

SESSION = "clvt_session"
BROWSER = "clvt_browser"
BROWSER_KNOWN_FOR = timedelta(days=30)
HOST_ONLY = "__Host-"


def key() -> str:
    """The key that signs cookies: the setting's, or that of the file made at the first start."""
    given = settings().cookie_key
    return given.get_secret_value() if given else keys.kept(keys.FOLDER / "cookie_key")


def session_token(username: str, lasts: timedelta, number: str | None = None) -> str:
    """A new session cookie, with a random number unless that of a provider's session is given."""
    return _signed({"sub": username, "jti": number or secrets.token_hex(16)}, SESSION, lasts)


def is_over_tls() -> bool:
    """Whether the page that is being drawn was opened over TLS."""
    return (st.context.url or "").startswith("https:")


def name(purpose: str) -> str:
    """The name of a cookie in the browser that has this page open."""
    return HOST_ONLY + purpose if is_over_tls() else purpose


def presented_session() -> str | None:
    """The session cookie that the browser presents, if we made it and it has not expired."""
    return _if_valid(st.context.cookies.get(name(SESSION)))


def is_presented() -> bool:
    """Whether the browser presents a session cookie, made by us or not."""
    return bool(st.context.cookies.get(name(SESSION)))


def session_in(cookies: Mapping[str, str]) -> str | None:
    """The session cookie among those of a request, by either of its names, if it is ours."""
    return _if_valid(cookies.get(HOST_ONLY + SESSION)) or _if_valid(cookies.get(SESSION))


def number_in(cookies: Mapping[str, str]) -> str | None:
    """The number of the session cookie among those of a request."""
    token = session_in(cookies)
    claims = _claims(token, SESSION) if token else None
    return str(claims["jti"]) if claims else None


def _if_valid(token: str | None) -> str | None:
    return token if token and _claims(token, SESSION) else None


def browser_token(name_digest: str) -> str:
    """A cookie by which a browser is known as one that has signed in to the account."""
    return _signed({"sub": name_digest, "jti": secrets.token_hex(16)}, BROWSER, BROWSER_KNOWN_FOR)


def presented_browser(name_digest: str) -> str | None:
    """The browser cookie presented, if we made it for this account and it has not expired."""
    token = st.context.cookies.get(name(BROWSER))
    claims = _claims(token, BROWSER) if token else None
    return token if claims and claims["sub"] == name_digest else None


def _signed(claims: dict[str, Any], use: str, lasts: timedelta) -> str:
    expires = datetime.now(UTC) + lasts
    return jwt.encode({**claims, "aud": use, "exp": expires}, key(), algorithm="HS256")


def _claims(token: str, use: str) -> dict[str, Any] | None:
    """The claims of a token that we signed; None if it is expired, changed or not ours."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key(),
            algorithms=["HS256"],
            audience=use,
            options={"require": ["sub", "jti", "aud", "exp"]},
        )
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    return claims

"""Signed in without the form: a session begun and its cookie signed by our own code."""

from __future__ import annotations

import os
from datetime import timedelta

from dashboard import sign_in_cookie
from data import sessions
from data.database import writing_engine

KEY = "the benchmark's own cookie key, which opens nothing else"
os.environ["CLVT_COOKIE_KEY"] = KEY  # before the settings are read
LASTS = timedelta(hours=2)


def cookie(url: str, username: str = "inspector") -> str:
    """The cookie of a new session of the account in the database at the address.

    The process that makes it, and those that take it, have `KEY` as their cookie key.
    """
    token = sign_in_cookie.session_token(username, LASTS)
    engine = writing_engine(url)
    with engine.begin() as connection:
        sessions.start(connection, sessions.session_id(token), username, LASTS)
    engine.dispose()
    return f"{sign_in_cookie.SESSION}={token}"

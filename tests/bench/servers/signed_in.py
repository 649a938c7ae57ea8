"""Signs people in without the form: our own code begins sessions and signs their cookies."""

from __future__ import annotations

import os
from datetime import timedelta

from dashboard.signing_in import cookie
from data import sessions
from data.database import writing_engine

KEY = "the benchmark's own cookie key, which opens nothing else"
os.environ["CLVT_COOKIE_KEY"] = KEY  # before the settings are read
LASTS = timedelta(hours=2)


def cookies(url: str, number: int, username: str = "inspector") -> list[str]:
    """The cookies of new sessions of an account in the database at an address.

    The process that makes them, and those that accept them, have `KEY` as their cookie key.
    """
    tokens = [cookie.session_token(username, LASTS) for _ in range(number)]
    engine = writing_engine(url)
    with engine.begin() as connection:
        for token in tokens:
            sessions.start(connection, sessions.session_id(token), username, LASTS)
    engine.dispose()
    return [f"{cookie.SESSION}={token}" for token in tokens]

"""Signs people in without the form: our own code begins sessions and signs their cookies."""

from __future__ import annotations

import os

from tests.servers.tab import session_cookie

KEY = "the benchmark's own cookie key, which opens nothing else"
os.environ["CLVT_COOKIE_KEY"] = KEY  # before the settings are read


def cookies(url: str, number: int) -> list[str]:
    """The cookies of new sessions of an inspector in the database at an address.

    The process that makes them, and those that accept them, have `KEY` as their cookie key.
    """
    return [session_cookie(url, "inspector") for _ in range(number)]

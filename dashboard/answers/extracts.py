"""Which extract pages show: the newest, or the one before while that is being made ready.

It is kept by database, so that a page need not ask for it: the server looks for a newer one every
second (`watch.py`). Its import's number is the data version, and part of every cached key.
"""

from __future__ import annotations

from dashboard.answers.engine import engine
from dashboard.settings import settings
from queries.ask import DataUnavailable
from queries.extract import Extract, newest_extract

_shown: dict[str, Extract] = {}


def turn_to(newest: Extract | None) -> None:
    """From now on, pages show this extract; None: whatever there is when they ask."""
    if newest:
        _shown[settings().database_url] = newest
    else:
        _shown.pop(settings().database_url, None)


def shown() -> Extract | None:
    """The extract that pages show; the newest there is until one has been turned to.

    Raises `DataUnavailable` when it has to be asked for and the database does not answer.
    """
    return _shown.get(settings().database_url) or arrived()


def arrived() -> Extract | None:
    """The newest extract there is; None while nothing has been imported.

    Raises `DataUnavailable` when the database does not answer.
    """
    return newest_extract(engine())


def is_reachable() -> bool:
    """Whether the database answers."""
    try:
        arrived()
    except DataUnavailable:
        return False
    return True

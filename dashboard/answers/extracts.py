"""The extract that pages show: the newest, or the one before while the newest is being prepared.

It is kept in memory by database, so that a page need not ask for it: the server looks for a newer
one every second (`newer_imports.py`). The number of its import is the data version, a part of every
cache key.
"""

from __future__ import annotations

from dashboard.answers.engine import engine
from dashboard.settings import settings
from queries.ask import DataUnavailable
from queries.extract import Extract, newest_extract

_shown: dict[str, Extract] = {}


def show(newest: Extract | None) -> None:
    """Have pages show this extract from now on; None: the newest when they ask."""
    if newest:
        _shown[settings().database_url] = newest
    else:
        _shown.pop(settings().database_url, None)


def shown() -> Extract | None:
    """The extract that pages show: the one given to `show`, else the newest.

    Raises `DataUnavailable` when it has to be asked for and the database does not answer.
    """
    return _shown.get(settings().database_url) or newest()


def newest() -> Extract | None:
    """The newest extract there is; None while nothing has been imported.

    Raises `DataUnavailable` when the database does not answer.
    """
    return newest_extract(engine())


def is_reachable() -> bool:
    """Whether the database answers."""
    try:
        newest()
    except DataUnavailable:
        return False
    return True

"""What is done with a failure of work that no reader waits for: it is logged, and the rest goes on.

It stands apart because the server needs it before it imports anything that takes long.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger(__name__)


@contextmanager
def failures_logged(
    task: str, *, database_away: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Log that a task failed, and go on. The errors of `database_away` mean that the database does
    not answer, which takes one line; any other is logged with where it came from."""
    try:
        yield
    except database_away:
        _log.warning("%s: the database does not answer.", task)
    except Exception:
        _log.exception("%s failed.", task)

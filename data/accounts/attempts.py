"""The lock-out: how many attempts to sign in may fail.

Three limits each count the failures within `AttemptLimits.window`, so that waiting is always
enough:

- one name from one origin: after a few failures that origin must wait, and no other;
- any names from one address: an address that tries many names must wait;
- one name from anywhere: after many failures each attempt takes some seconds longer, but none is
  refused.

So nobody can lock out somebody else: failures from elsewhere never count against an origin. Where
many people share an address, behind one gateway, a browser that has signed in to the account before
is an origin of its own. It is known by a signed cookie, which others cannot make.

Names that do not exist are counted like those that do, or the lock-out would tell them apart. Only
a keyed digest of a typed name is kept, because people type passwords into the field for the name.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import ColumnElement, Engine, delete, func, insert, select

from data.clock import utc_now
from data.tables import sign_in_attempt

TIMES_AS_MANY = 10  # an address may fail so many times as often as one name from it


@dataclass(frozen=True)
class AttemptLimits:
    """How many failures are allowed, and for how long they count."""

    tries: int = 5
    window: timedelta = timedelta(minutes=15)
    slow_after: int = 20
    slow_seconds: float = 2


@dataclass(frozen=True)
class Attempt:
    """An attempt that may go ahead once `wait` seconds have passed."""

    attempt_id: int
    wait: float


class LockedOut(Exception):
    """Too many failures from this origin: it must wait for so many minutes, as its text says."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"Try again in {minutes} minute{'' if minutes == 1 else 's'}.")


def digest(name: str, key: str) -> str:
    """What is kept of a typed name: it can be recognised, but not read."""
    return hmac.new(key.encode(), name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def address_origin(address: str | None) -> str:
    """The origin of somebody who is known by their address only (None: this machine)."""
    return f"address {address or 'of this machine'}"[:80]


def browser_origin(presented: str) -> str:
    """The origin of a browser that has signed in to this account before."""
    return f"browser {hashlib.sha256(presented.encode()).hexdigest()}"[:80]


def begin(engine: Engine, name: str, origin: str, limits: AttemptLimits) -> Attempt:
    """Count an attempt before it is checked, so that many at once gain nothing.

    Raises `LockedOut`. An attempt that is refused is not counted, so waiting is always enough.
    """
    now = utc_now()
    attempt = sign_in_attempt.c
    with engine.begin() as connection:
        too_old = attempt.attempted_at < now - limits.window
        connection.execute(delete(sign_in_attempt).where(too_old))
        attempt_id = connection.execute(
            insert(sign_in_attempt)
            .values(attempted_at=now, name_digest=name, origin=origin)
            .returning(attempt.attempt_id)
        ).scalar_one()

    def failures(*where: ColumnElement[bool]) -> tuple[int, timedelta]:
        """How many there are, and how long the oldest of them still counts."""
        oldest = func.min(attempt.attempted_at)
        with engine.connect() as connection:
            number, first = connection.execute(
                select(func.count(), oldest).where(attempt.attempt_id != attempt_id, *where)
            ).one()
        return number, (first or now) + limits.window - now

    of_name, name_wait = failures(attempt.name_digest == name, attempt.origin == origin)
    of_origin, origin_wait = failures(attempt.origin == origin)
    waits = []
    if of_name >= limits.tries:
        waits.append(name_wait)
    if of_origin >= limits.tries * TIMES_AS_MANY:
        waits.append(origin_wait)
    if waits:
        forget(engine, attempt_id)
        raise LockedOut(max(1, ceil(int(max(waits).total_seconds()) / 60)))
    from_anywhere, _ = failures(attempt.name_digest == name)
    return Attempt(attempt_id, limits.slow_seconds if from_anywhere >= limits.slow_after else 0)


def forget(engine: Engine, attempt_id: int) -> None:
    """Do not count an attempt after all: it was refused, or failed by a fault of ours."""
    with engine.begin() as connection:
        connection.execute(
            delete(sign_in_attempt).where(sign_in_attempt.c.attempt_id == attempt_id)
        )


def forget_failures(engine: Engine, name: str, origin: str) -> None:
    """Forget the failures of this name from this origin: the right password was given."""
    with engine.begin() as connection:
        connection.execute(
            delete(sign_in_attempt).where(
                sign_in_attempt.c.name_digest == name, sign_in_attempt.c.origin == origin
            )
        )

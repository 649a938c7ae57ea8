"""Signing in and out: check, log, begin or end a session, as one."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, select

from data import accounts, attempts, passwords, sessions
from data.access_log import Action, Event, append, is_logged, record, recording
from data.clock import utc_now
from data.tables import account

PAGE = "Sign in"
PROVIDER_PAGE = "Sign in (identity provider)"


class WrongCredentials(Exception):
    """The name or the password is not right, or the account is disabled: never said which."""


@dataclass(frozen=True)
class Known:
    """An account whose password was given."""

    username: str
    role: str


@dataclass(frozen=True)
class Door:
    """How this installation signs people in."""

    key: str
    limits: attempts.Limits
    lasts: timedelta


@dataclass(frozen=True)
class Tried:
    """From where somebody tries to sign in: the origin that the lock-out counts by, and the address
    that the access log keeps of a failure."""

    origin: str
    address: str


def with_password(
    engine: Engine, door: Door, username: str, password: str, *, tried: Tried, session: str
) -> None:
    """Check a password and begin the session.

    Raises as `prove` does; when the sign-in cannot be logged, nobody is signed in.
    """
    known = prove(engine, door, username, password, tried=tried)
    with recording(engine) as connection:
        append(connection, Event(known.username, known.role, Action.SIGN_IN, PAGE))
        sessions.start(connection, session, known.username, door.lasts)


def is_too_long(username: str, password: str) -> bool:
    """Whether no account can have such a name or password.

    To be asked before anything is worked out from them: to normalise a long text of combining
    marks takes time that grows with the square of its length.
    """
    return len(username) > accounts.LONGEST_NAME or len(password) > passwords.MAXIMUM


def prove(engine: Engine, door: Door, username: str, password: str, *, tried: Tried) -> Known:
    """Check a name and a password, within the lock-out; a failure is logged, and so is a try of
    somebody locked out (once a minute for each address).

    It takes as long for a name that does not exist as for one that does. Raises
    `WrongCredentials`, `attempts.LockedOut`, `LogUnavailable`, and SQLAlchemyError when the
    database does not answer.
    """
    if is_too_long(username, password):
        raise WrongCredentials
    username = username.strip().lower()
    name = attempts.digest(username, door.key)
    with engine.connect() as connection:
        row = connection.execute(
            select(account, sessions.may_sign_in().label("may_sign_in")).where(
                account.c.username == username
            )
        ).one_or_none()
    # Somebody may have typed their password where the name belongs: only known names are kept.
    who, role = (row.username, row.role) if row else ("", "")
    try:
        attempt = attempts.begin(engine, name, tried.origin, door.limits)
    except attempts.LockedOut:
        _log_locked_out(engine, Event(who, role, Action.LOCKED_OUT, PAGE, address=tried.address))
        raise
    time.sleep(attempt.wait)
    is_right = passwords.matches(password, row.password_hash if row else None)
    if row is None or not (is_right and row.is_active and row.may_sign_in):
        record(engine, Event(who, role, Action.FAILURE, PAGE, address=tried.address))
        raise WrongCredentials
    attempts.succeeded(engine, name, tried.origin)
    return Known(row.username, row.role)


def _log_locked_out(engine: Engine, event: Event) -> None:
    """So many tries are refused at once that to log each would only fill the log."""
    since = utc_now() - timedelta(minutes=1)
    if not is_logged(engine, event, since):
        record(engine, event)


def through_provider(
    engine: Engine,
    identity: accounts.Identity,
    username: str,
    role: str,
    areas: Collection[str],
    *,
    session: str,
    lasts: timedelta,
) -> None:
    """Begin the session of somebody whom the identity provider has just vouched for.

    A sign-in that has begun a session once begins no second (`WrongCredentials`): after signing
    out here, its cookie serves nobody. Raises `accounts.AccountRefused` and `LogUnavailable`.
    """
    by = accounts.By(username, role, PROVIDER_PAGE)
    try:
        with recording(engine) as connection:
            if sessions.is_used(connection, session):
                raise WrongCredentials
            name = accounts.provide(connection, identity, username, role, areas, by)
            append(connection, Event(name, role, Action.SIGN_IN, by.page))
            sessions.start(connection, session, name, lasts)
    except accounts.AccountRefused:
        record(engine, Event(username, role, Action.FAILURE, by.page))
        raise


def refuse_from_provider(engine: Engine) -> None:
    """Log that the provider vouched for somebody who has no role here. Raises `LogUnavailable`."""
    record(engine, Event("", "", Action.FAILURE, PROVIDER_PAGE))


def sign_out(engine: Engine, session: str, username: str, role: str) -> None:
    """End a session, so that no copy of its cookie serves any more. Raises `LogUnavailable`."""
    with recording(engine) as connection:
        sessions.end(connection, session)
        append(connection, Event(username, role, Action.SIGN_OUT, "Sign out"))


def sign_out_everywhere(engine: Engine, username: str, role: str) -> None:
    """End every session of an account. Raises `LogUnavailable`."""
    with recording(engine) as connection:
        sessions.end_all(connection, username)
        append(connection, Event(username, role, Action.SIGN_OUT, "Sign out everywhere"))

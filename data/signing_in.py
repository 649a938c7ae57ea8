"""Signing in and out. The session begins or ends in the transaction that logs it."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, select

from data import accounts, passwords, sessions
from data.access_log import Action, Event, append, count_since, record, recording
from data.accounts import attempts, identities
from data.clock import utc_now
from data.tables import account

PAGE = "Sign in"
PROVIDER_PAGE = "Sign in (identity provider)"


class WrongCredentials(Exception):
    """The name or the password is wrong, or the account is disabled: it is never said which."""


@dataclass(frozen=True)
class Known:
    """An account whose password was given."""

    username: str
    role: str


@dataclass(frozen=True)
class Policy:
    """How this installation signs people in."""

    key: str
    limits: attempts.AttemptLimits
    lasts: timedelta


@dataclass(frozen=True)
class AttemptSource:
    """Where an attempt to sign in comes from: the origin that the lock-out counts by, and the
    address that the access log keeps of a failure."""

    origin: str
    address: str


def with_password(
    engine: Engine,
    policy: Policy,
    username: str,
    password: str,
    *,
    source: AttemptSource,
    session: str,
) -> None:
    """Check a password and begin the session.

    Raises as `prove` does. When the sign-in cannot be logged, no session begins.
    """
    known = prove(engine, policy, username, password, source=source)
    with recording(engine) as connection:
        append(connection, Event(known.username, known.role, Action.SIGN_IN, PAGE))
        sessions.start(connection, session, known.username, policy.lasts)


def is_too_long(username: str, password: str) -> bool:
    """Whether a name or password is longer than any account's.

    This comes before anything is done with them: normalising a long text of combining marks takes
    time that grows with the square of its length.
    """
    return len(username) > accounts.LONGEST_NAME or len(password) > passwords.MAXIMUM


def prove(
    engine: Engine, policy: Policy, username: str, password: str, *, source: AttemptSource
) -> Known:
    """Check a name and a password, within the lock-out. A failure is logged, and so is an attempt
    that is locked out (once a minute for each address).

    It takes as long for a name that does not exist as for one that does. Raises
    `WrongCredentials`, `attempts.LockedOut`, `LogUnavailable`, and SQLAlchemyError when the
    database does not answer.
    """
    if is_too_long(username, password):
        raise WrongCredentials
    username = username.strip().lower()
    name = attempts.digest(username, policy.key)
    with engine.connect() as connection:
        row = connection.execute(
            select(account, sessions.may_sign_in().label("may_sign_in")).where(
                account.c.username == username
            )
        ).one_or_none()
    # A person may have typed their password into the field for the name: log known names only.
    who, role = (row.username, row.role) if row else ("", "")
    try:
        attempt = attempts.begin(engine, name, source.origin, policy.limits)
    except attempts.LockedOut:
        _log_locked_out(engine, Event(who, role, Action.LOCKED_OUT, PAGE, address=source.address))
        raise
    time.sleep(attempt.wait)
    is_right = passwords.matches(password, row.password_hash if row else None)
    if row is None or not (is_right and row.is_active and row.may_sign_in):
        record(engine, Event(who, role, Action.FAILURE, PAGE, address=source.address))
        raise WrongCredentials
    attempts.forget_failures(engine, name, source.origin)
    return Known(row.username, row.role)


def _log_locked_out(engine: Engine, event: Event) -> None:
    """Log a refused attempt, once a minute: to log each would only fill the log."""
    since = utc_now() - timedelta(minutes=1)
    if not count_since(engine, event.who, event.action, since, event.address):
        record(engine, event)


def through_provider(
    engine: Engine,
    identity: identities.Identity,
    username: str,
    role: str,
    areas: Collection[str],
    *,
    session: str,
    lasts: timedelta,
) -> None:
    """Begin the session of a person who has just signed in at the identity provider.

    A sign-in there begins one session only, so that its cookie is worth nothing after signing out
    here. Raises `WrongCredentials` for a second one, `accounts.AccountRefused`, `LogUnavailable`.
    """
    by = accounts.By(username, role, PROVIDER_PAGE)
    try:
        with recording(engine) as connection:
            if sessions.is_used(connection, session):
                raise WrongCredentials
            name = identities.create_or_update(connection, identity, username, role, areas, by)
            append(connection, Event(name, role, Action.SIGN_IN, by.page))
            sessions.start(connection, session, name, lasts)
    except accounts.AccountRefused:
        record(engine, Event(username, role, Action.FAILURE, by.page))
        raise


def refuse_from_provider(engine: Engine) -> None:
    """Log that a person signed in at the provider who has no role here. Raises `LogUnavailable`."""
    record(engine, Event("", "", Action.FAILURE, PROVIDER_PAGE))


def sign_out(engine: Engine, session: str, username: str, role: str) -> None:
    """End a session, and so every copy of its cookie. Raises `LogUnavailable`."""
    with recording(engine) as connection:
        sessions.end(connection, session)
        append(connection, Event(username, role, Action.SIGN_OUT, "Sign out"))


def sign_out_everywhere(engine: Engine, username: str, role: str) -> None:
    """End every session of an account. Raises `LogUnavailable`."""
    with recording(engine) as connection:
        sessions.end_all(connection, username)
        append(connection, Event(username, role, Action.SIGN_OUT, "Sign out everywhere"))

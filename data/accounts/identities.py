"""Accounts of people who sign in at an identity provider."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select

from data import accounts, sessions
from data.access_log import recording
from data.accounts import USERNAME, AccountRefused, By, describe_role, log_change
from data.clock import utc_now
from data.tables import account


@dataclass(frozen=True)
class Identity:
    """A person at an identity provider, by the `subject` that stays when their name changes."""

    issuer: str
    subject: str


def create_or_update(
    connection: Connection,
    identity: Identity,
    username: str,
    role: str,
    areas: Collection[str],
    by: By,
) -> str:
    """Make or update the account of a person who signs in through the identity provider.

    Returns its username. The account is made at the first sign-in, without a password. Later it is
    found by its identity, even where the person's name has changed, and its role and areas are
    brought up to date. Raises `AccountRefused` where another account has the username, or where
    the account is disabled.
    """
    if not USERNAME.fullmatch(username):
        raise AccountRefused("The identity provider gives a username that cannot be used.")
    known = connection.execute(
        select(account).where(
            account.c.issuer == identity.issuer, account.c.subject == identity.subject
        )
    ).one_or_none()
    if known is None:
        if accounts.find(connection, username):
            raise AccountRefused(f"The username {username} belongs to another account.")
        connection.execute(
            insert(account).values(
                username=username,
                issuer=identity.issuer,
                subject=identity.subject,
                role=role,
                is_active=True,
                is_demo=False,
                created_at=utc_now(),
            )
        )
        log_change(connection, by, f"added {username} as {describe_role(role, areas)}")
    elif not known.is_active:
        raise AccountRefused("The account is disabled.")
    else:
        username = known.username
        before = accounts.areas_of(connection, username)
        if (known.role, before) != (role, set(areas)):
            was, now = describe_role(known.role, before), describe_role(role, areas)
            log_change(connection, by, f"{username}: {was} → {now}")
        accounts.change(connection, username, role=role)
    accounts.set_areas(connection, username, areas)
    return username


def bind(engine: Engine, username: str, identity: Identity, *, by: By) -> None:
    """Tie an account to a person at the identity provider. From then on it signs in only there:
    its password is removed, and its sessions end.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    with recording(engine) as connection:
        known = accounts.existing(connection, username)
        others = select(account.c.username).where(
            account.c.issuer == identity.issuer,
            account.c.subject == identity.subject,
            account.c.username != known.username,
        )
        if other := connection.execute(others).scalar_one_or_none():
            raise AccountRefused(f"That identity already belongs to the account {other}.")
        accounts.change(
            connection,
            known.username,
            issuer=identity.issuer,
            subject=identity.subject,
            password_hash=None,
            must_change_password=False,
        )
        sessions.end_all(connection, known.username)
        log_change(
            connection, by, f"{known.username} signs in as {identity.subject} of {identity.issuer}"
        )

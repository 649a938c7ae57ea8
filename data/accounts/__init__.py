"""Accounts: adding and changing them. Each change is logged in the same transaction.

Those of people who sign in at an identity provider are in `identities`, changes that need two
people in `proposals`, and many accounts at once in `importing`.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, exists, func, insert, select, update

from data import passwords, sessions
from data.access_log import Action, Event, append, recording
from data.clock import utc_now
from data.explained import Explained
from data.tables import account, account_area, area_version

ADMINISTRATOR = "administrator"
# The role that is shown figures of the areas on its account, and of no others.
ATTENDEE = "attendee"
LONGEST_NAME = 120
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,118}[a-z0-9]")


class AccountRefused(Explained):
    """The change cannot be made; the message says why, for the person who asked for it."""


@dataclass(frozen=True)
class By:
    """Who makes a change, for the log."""

    who: str
    role: str
    page: str

    def event(self, action: Action, **more: Any) -> Event:
        """What they did, as it is logged."""
        return Event(self.who, self.role, action, self.page, **more)


def operator(command: str) -> By:
    """The person who runs a command, by their login on the machine: they need no account."""
    try:
        login = getpass.getuser()
    except (ImportError, KeyError, OSError):
        login = "unknown"
    return By(f"(operator {login})"[:120], "operator", command)


@dataclass(frozen=True)
class ListedAccount:
    """An account as a list shows it."""

    username: str
    role: str
    areas: tuple[str, ...]
    is_active: bool
    is_demo: bool
    last_sign_in_at: datetime | None


def list_accounts(engine: Engine) -> list[ListedAccount]:
    """Every account, in order of username. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        rows = connection.execute(select(account).order_by(account.c.username)).all()
        areas = connection.execute(select(account_area).order_by(account_area.c.area_code)).all()
    return [
        ListedAccount(
            row.username,
            row.role,
            tuple(each.area_code for each in areas if each.username == row.username),
            row.is_active,
            row.is_demo,
            row.last_sign_in_at,
        )
        for row in rows
    ]


def is_demo(engine: Engine) -> bool:
    """Whether the demo's accounts can be used: there are some, and all data is invented."""
    with engine.connect() as connection:
        usable = exists().where(account.c.is_demo, sessions.may_sign_in())
        return bool(connection.scalar(select(usable)))


def add(
    engine: Engine,
    username: str,
    password: str | None,
    role: str,
    areas: Collection[str] = (),
    *,
    by: By,
    is_demo: bool = False,
    force: str = "",
) -> None:
    """Make an account. Without a password it signs in through the identity provider only.

    The password may not contain the name of the `force`.
    Raises `AccountRefused`, `passwords.BadPassword` and `LogUnavailable`.
    """
    username = checked_name(username)
    if password is not None and not is_demo:
        passwords.check(password, username, role, force)
    password_hash = passwords.hashed(password) if password is not None else None
    with recording(engine) as connection:
        if find(connection, username):
            raise AccountRefused(f"There is an account {username} already.")
        added = insert_account(connection, username, password_hash, role, areas, is_demo=is_demo)
        log_change(connection, by, added)


def checked_name(username: str) -> str:
    """The username as it is kept. Raises `AccountRefused` where it cannot be one."""
    username = username.strip().lower() if len(username) <= LONGEST_NAME else ""
    if not USERNAME.fullmatch(username):
        raise AccountRefused(
            "A username has 3 to 120 letters, digits or . _ @ + -, and begins and ends with a "
            "letter or digit."
        )
    return username


def insert_account(
    connection: Connection,
    username: str,
    password_hash: str | None,
    role: str,
    areas: Collection[str],
    *,
    is_demo: bool = False,
    must_change_password: bool = False,
) -> str:
    """Make an account with the hash of its password, within a transaction that logs it. Returns
    what was done, as the log says it. Raises `AccountRefused`."""
    check_areas(role, areas)
    connection.execute(
        insert(account).values(
            username=username,
            password_hash=password_hash,
            role=role,
            is_active=True,
            is_demo=is_demo,
            must_change_password=must_change_password,
            created_at=utc_now(),
        )
    )
    set_areas(connection, username, areas)
    once = ", with a password for one sign-in" if must_change_password else ""
    return f"added {username} as {describe_role(role, areas)}{once}"


def disable(engine: Engine, username: str, *, by: By) -> None:
    """Disable an account, and end its sessions. Raises `AccountRefused` and `LogUnavailable`."""
    with recording(engine) as connection:
        disabled = existing(connection, username)
        _refuse_without_administrator(connection, disabled)
        sessions.end_all(connection, disabled.username)
        change(connection, disabled.username, is_active=False)
        log_change(connection, by, f"disabled {disabled.username}")


def enable(engine: Engine, username: str, *, by: By) -> None:
    """Enable an account again, by one person on the machine: on the pages it takes two, see
    `proposals`.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    with recording(engine) as connection:
        enabled = existing(connection, username)
        change(connection, enabled.username, is_active=True)
        log_change(connection, by, f"enabled {enabled.username}")


def set_password(
    engine: Engine,
    username: str,
    password: str,
    *,
    by: By,
    except_session: str | None = None,
    force: str = "",
) -> None:
    """Give an account a new password, and end its sessions except `except_session`.

    Raises `AccountRefused`, `passwords.BadPassword` and `LogUnavailable`.
    """
    passwords.check(password, username[:LONGEST_NAME], force)
    password_hash = passwords.hashed(password)
    with recording(engine) as connection:
        known = existing(connection, username)
        username = known.username
        passwords.check(password, known.role)
        if known.is_demo:
            raise AccountRefused("The password of a demo account is public, and stays as it is.")
        give_password(connection, username, password_hash, except_session)
        log_change(connection, by, f"new password for {username}")


def give_password(
    connection: Connection, username: str, password_hash: str, except_session: str | None = None
) -> None:
    """Set the hash of a new password and end the sessions except `except_session`, within a
    transaction that logs it."""
    change(connection, username, password_hash=password_hash, must_change_password=False)
    sessions.end_all(connection, username, except_session)


def set_role(
    engine: Engine, username: str, role: str, areas: Collection[str] = (), *, by: By
) -> None:
    """Change the role and areas of an account, for the next page that it opens.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    check_areas(role, areas)
    with recording(engine) as connection:
        known = existing(connection, username)
        was = describe_role(known.role, areas_of(connection, known.username))
        give_role(connection, known, role, areas)
        log_change(connection, by, f"{known.username}: {was} → {describe_role(role, areas)}")


def give_role(connection: Connection, known: Row[Any], role: str, areas: Collection[str]) -> None:
    """Set the role and areas of an account, within a transaction that logs it."""
    if role != ADMINISTRATOR:
        _refuse_without_administrator(connection, known)
    change(connection, known.username, role=role)
    set_areas(connection, known.username, areas)


def find(connection: Connection, username: str) -> Row[Any] | None:
    """The row of an account; None where no account has that username."""
    return connection.execute(select(account).where(account.c.username == username)).one_or_none()


def existing(connection: Connection, username: str) -> Row[Any]:
    """The row of an account. Raises `AccountRefused` where there is none."""
    found = find(connection, username.strip().lower())
    if found is None:
        raise AccountRefused("There is no such account.")
    return found


def change(connection: Connection, username: str, **values: Any) -> None:
    """Change columns of an account, within a transaction that logs it."""
    connection.execute(update(account).where(account.c.username == username).values(values))


def _refuse_without_administrator(connection: Connection, known: Row[Any]) -> None:
    """Refuse to remove the last active administrator: nobody could then appoint another."""
    others = connection.execute(
        select(func.count()).where(
            account.c.role == ADMINISTRATOR,
            account.c.is_active,
            account.c.username != known.username,
        )
    ).scalar_one()
    if known.role == ADMINISTRATOR and known.is_active and not others:
        raise AccountRefused(f"{known.username} is the only administrator: make another first.")


def check_areas(role: str, areas: Collection[str]) -> None:
    """Refuse an attendee without an area, who would be shown nothing. Raises `AccountRefused`."""
    if role == ATTENDEE and not areas:
        raise AccountRefused(
            f"An {ATTENDEE} needs at least one area: name those that they speak for."
        )


def codes_of(connection: Connection, areas: Collection[str]) -> list[str]:
    """The codes of areas that are given by code or by name, in any case: each once, sorted.

    Raises `AccountRefused`, which lists today's areas, where there is no such area.
    """
    c, today = area_version.c, utc_now().date()
    held_today = c.known_until.is_(None) & (c.from_on <= today) & (c.until_on >= today)
    rows = connection.execute(select(c.code, c.name).where(held_today).order_by(c.name)).all()
    known = {word.casefold(): code for code, name in rows for word in (name, code)}
    if unknown := sorted(each for each in areas if each.strip().casefold() not in known):
        listed = ", ".join(f"{name} ({code})" for code, name in rows)
        raise AccountRefused(f"There is no area {', '.join(unknown)}. There are: {listed}.")
    return sorted({known[each.strip().casefold()] for each in areas})


def set_areas(connection: Connection, username: str, areas: Collection[str]) -> None:
    """Give an account these areas and no others, within a transaction that logs it. Raises
    `AccountRefused` where there is no such area."""
    codes = codes_of(connection, areas)
    connection.execute(delete(account_area).where(account_area.c.username == username))
    for code in codes:
        connection.execute(insert(account_area).values(username=username, area_code=code))


def areas_of(connection: Connection, username: str) -> set[str]:
    """The codes of the areas of an account."""
    query = select(account_area.c.area_code).where(account_area.c.username == username)
    return set(connection.execute(query).scalars())


def describe_role(role: str, areas: Collection[str]) -> str:
    """A role and its areas, as the log says them."""
    return f"{role} of {', '.join(sorted(areas))}" if areas else role


def log_change(connection: Connection, by: By, change: str) -> None:
    """Log a change of an account, within the transaction that makes it."""
    append(connection, by.event(Action.ACCOUNT_CHANGE, change=change))

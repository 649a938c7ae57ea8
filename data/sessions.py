"""Sessions: a row for each sign-in. The cookie names the row, and is worth nothing without it.

So a copied cookie ends with the sign-out, and a change of an account (its role, its areas, its
password, being disabled) takes effect when the row is next read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)
from sqlalchemy.exc import OperationalError

from data.agreement import Agreement, in_force
from data.clock import utc_now
from data.tables import account, account_area, browser_session, import_run

# Activity is written down no more often than once in this share of the idle time.
NOTED_EVERY = 1 / 30


@dataclass(frozen=True)
class SignedIn:
    """The account of a session, as it is now."""

    username: str
    role: str
    areas: frozenset[str]
    agreement: Agreement | None = None
    must_change_password: bool = False


@dataclass(frozen=True)
class OpenSession:
    """A session that has not ended."""

    session: str
    started_at: datetime
    active_at: datetime


def session_id(presented: str) -> str:
    """What is stored of a browser's cookie: enough to recognise it, but not to present it."""
    return hashlib.sha256(presented.encode("utf-8", "surrogatepass")).hexdigest()


def start(connection: Connection, session: str, username: str, lasts: timedelta) -> None:
    """Begin a session of the account, and forget its sessions that expired."""
    now = utc_now()
    connection.execute(
        delete(browser_session).where(
            browser_session.c.username == username, browser_session.c.expires_at < now
        )
    )
    connection.execute(
        insert(browser_session).values(
            session_id=session,
            username=username,
            started_at=now,
            active_at=now,
            expires_at=now + lasts,
        )
    )
    connection.execute(
        update(account).where(account.c.username == username).values(last_sign_in_at=now)
    )


def is_used(connection: Connection, session: str) -> bool:
    """Whether a session of this id was ever begun."""
    return bool(connection.scalar(select(exists().where(browser_session.c.session_id == session))))


def resume(
    engine: Engine, session: str, idle: timedelta, *, is_activity: bool = True
) -> SignedIn | None:
    """The account that a session is signed in to, read from the database; None when it has ended.

    A session has ended when it is unknown, signed out, expired, or idle for longer than `idle`;
    when its account is disabled; or when it is of a demo account (whose password is public) and
    real data has been imported. Raises SQLAlchemyError.
    """
    now = utc_now()
    with engine.connect() as connection:
        rows = connection.execute(
            _live(), {"session": session, "now": now, "since": now - idle}
        ).all()
        if not rows:
            return None
        areas = frozenset(row.area_code for row in rows if row.area_code)
        # It is of areas of the account, so one without areas has none in force.
        agreement = in_force(connection, rows[0].username) if areas else None
    if is_activity and rows[0].active_at < now - idle * NOTED_EVERY:
        _note_activity(engine, session)
    must_change = rows[0].must_change_password
    return SignedIn(rows[0].username, rows[0].role, areas, agreement, must_change)


def open_sessions(engine: Engine, username: str, idle: timedelta) -> list[OpenSession]:
    """The open sessions of an account, newest first. Raises SQLAlchemyError."""
    now = utc_now()
    query = (
        select(
            browser_session.c.session_id, browser_session.c.started_at, browser_session.c.active_at
        )
        .where(
            browser_session.c.username == username,
            browser_session.c.ended_at.is_(None),
            browser_session.c.expires_at > now,
            browser_session.c.active_at > now - idle,
        )
        .order_by(browser_session.c.started_at.desc())
    )
    with engine.connect() as connection:
        return [OpenSession(*row) for row in connection.execute(query)]


@cache
def _live() -> Select[str, str, bool, str, datetime]:
    """The account of a session that has not ended, a row for each of its areas. Built once, since
    every run of a page asks for it."""
    return (
        select(
            account.c.username,
            account.c.role,
            account.c.must_change_password,
            account_area.c.area_code,
            browser_session.c.active_at,
        )
        .join_from(browser_session, account)
        .join(account_area, isouter=True)
        .where(
            browser_session.c.session_id == bindparam("session"),
            browser_session.c.ended_at.is_(None),
            browser_session.c.expires_at > bindparam("now"),
            browser_session.c.active_at > bindparam("since"),
            account.c.is_active,
            may_sign_in(),
        )
    )


def may_sign_in() -> ColumnElement[bool]:
    """The condition, in SQL, that an account is no demo account, or that all data is invented."""
    return ~account.c.is_demo | ~exists().where(~import_run.c.is_demo)


def _note_activity(engine: Engine, session: str) -> None:
    """Note that the person did something, unless an import is writing to the same SQLite file."""
    with engine.connect() as connection:
        patience = 0
        if connection.dialect.name == "sqlite":
            patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
            connection.exec_driver_sql("PRAGMA busy_timeout = 20")
        try:
            connection.execute(
                update(browser_session)
                .where(browser_session.c.session_id == session)
                .values(active_at=utc_now())
            )
            connection.commit()
        except OperationalError:
            connection.rollback()  # the next click notes it
        finally:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")


def end(connection: Connection, session: str) -> None:
    """End one session."""
    _end(connection, browser_session.c.session_id == session)


def end_all(connection: Connection, username: str, but: str | None = None) -> None:
    """End every session of an account, except `but`."""
    c = browser_session.c
    _end(connection, c.username == username, c.session_id != (but or ""))


def _end(connection: Connection, *which: ColumnElement[bool]) -> None:
    still_open = update(browser_session).where(*which, browser_session.c.ended_at.is_(None))
    connection.execute(still_open.values(ended_at=utc_now()))

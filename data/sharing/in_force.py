"""The agreement of an account that is in force. It is read at every run of a page, so that an
agreement ends by itself."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, bindparam, select

from data.clock import utc_now
from data.sharing import Agreement
from data.tables import account, account_area, agreement, agreement_area


def in_force(connection: Connection, username: str, on: date | None = None) -> Agreement | None:
    """The agreement of an account on a day (by default today, in UTC) that is approved, signed by
    then and not ended; None where there is none, or where none of its areas is on the account."""
    on = on or utc_now().date()
    rows = connection.execute(_in_force(), {"username": username, "on": on}).all()
    if not rows:
        return None
    newest = rows[0]
    areas = (row.area_code for row in rows if row.agreement_id == newest.agreement_id)
    return Agreement(newest.agreement_id, newest.reference, newest.agency, frozenset(areas))


def all_in_force(engine: Engine) -> list[tuple[str, Agreement]]:
    """Every active attendee's account with an agreement that is in force today, and the agreement.

    Raises SQLAlchemyError.
    """
    names = (
        select(agreement.c.username)
        .join_from(agreement, account, account.c.username == agreement.c.username)
        .where(account.c.is_active, account.c.role == "attendee")
        .distinct()
        .order_by(agreement.c.username)
    )
    with engine.connect() as connection:
        found = [(name, in_force(connection, name)) for name in connection.execute(names).scalars()]
    return [(name, each) for name, each in found if each]


def by_number(engine: Engine, agreement_id: int) -> Agreement | None:
    """An agreement with all of its areas, in force or not; None where there is none.

    Raises SQLAlchemyError.
    """
    query = (
        select(agreement.c.reference, agreement.c.agency, agreement_area.c.area_code)
        .join_from(agreement, agreement_area)
        .where(agreement.c.agreement_id == agreement_id)
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    if not rows:
        return None
    areas = frozenset(row.area_code for row in rows)
    return Agreement(agreement_id, rows[0].reference, rows[0].agency, areas)


@cache
def _in_force() -> Select[Any]:
    """A row for each area of an account's agreements that are in force on a day, the newest first.
    Built once, since every run of a page asks for it."""
    c = agreement.c
    own = and_(
        account_area.c.username == c.username,
        account_area.c.area_code == agreement_area.c.area_code,
    )
    return (
        select(c.agreement_id, c.reference, c.agency, agreement_area.c.area_code)
        .join_from(agreement, agreement_area)
        .join(account_area, own)
        .where(
            c.username == bindparam("username"),
            c.is_approved,
            c.ended_at.is_(None),
            c.signed_on <= bindparam("on"),
            c.ends_on >= bindparam("on"),
        )
        .order_by(c.agreement_id.desc())
    )

"""An information-sharing agreement with a partner, and whether an account has one. It is read at
every run of a page, so that an agreement ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from data.clock import utc_now
from data.tables import account_area, agreement, agreement_area


@dataclass(frozen=True)
class Agreement:
    """An information-sharing agreement: the partner's agency, and the areas of the agreement that
    are also on the partner's account."""

    agreement_id: int
    reference: str
    agency: str
    areas: frozenset[str]


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

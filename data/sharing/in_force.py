"""The agreements that are in force, and what a given one covers."""

from __future__ import annotations

from sqlalchemy import Engine, select

from data.accounts import ATTENDEE
from data.agreement import Agreement, in_force
from data.tables import account, agreement, agreement_area


def all_in_force(engine: Engine) -> list[tuple[str, Agreement]]:
    """Every active attendee's account with an agreement that is in force today, and the agreement.

    Raises SQLAlchemyError.
    """
    names = (
        select(agreement.c.username)
        .join_from(agreement, account, account.c.username == agreement.c.username)
        .where(account.c.is_active, account.c.role == ATTENDEE)
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

"""The areas of children before their area existed, from the column `became` of areas.csv.

A tracker names the area of today. An entry from before a split was then in the area that was split.
Where several areas became one, it is not known in which of them, and it has no area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Table,
    and_,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from data.tables import area_version


@dataclass(frozen=True)
class BegunArea:
    """An area that has not always existed: its first day, and the area that became it; None where
    there was none, or several."""

    code: str
    first_day: date
    before: str | None


def begun_areas(connection: Connection) -> list[BegunArea]:
    """The areas that have not always existed, the latest first."""
    c = area_version.c
    current = select(c.code, c.from_on, c.became).where(c.known_until.is_(None))
    first_days: dict[str, date] = {}
    before: dict[str, list[str]] = {}
    for code, from_on, became in connection.execute(current.order_by(c.code)):
        first_days[code] = min(from_on, first_days.get(code, from_on))
        for successor in (became or "").split(";"):
            before.setdefault(successor.strip(), []).append(code)
    begun = [
        BegunArea(code, first_day, before[code][0] if len(before.get(code, ())) == 1 else None)
        for code, first_day in first_days.items()
        if first_day > date.min
    ]
    return sorted(begun, key=lambda area: area.first_day, reverse=True)


def follow_back(connection: Connection, spells: Table, areas: Sequence[BegunArea]) -> None:
    """Divide each spell that begins before its area does: until then it was in the area before.

    `spells` has starts_on, area_code and removed_on. `areas` are the latest first, so that the area
    before may be divided in its turn.
    """
    c = spells.c
    names = [column.name for column in spells.columns]
    for area in areas:
        is_early = and_(c.area_code == area.code, c.starts_on < area.first_day)
        first_day = literal(area.first_day, Date)
        later = select(*(first_day if name == "starts_on" else c[name] for name in names)).where(
            is_early, or_(c.removed_on.is_(None), c.removed_on >= area.first_day)
        )
        connection.execute(insert(spells).from_select(names, later))
        connection.execute(update(spells).values(area_code=area.before).where(is_early))


def begins_after(
    day: ColumnElement[date], code: ColumnElement[str], areas: Sequence[BegunArea]
) -> ColumnElement[bool]:
    """Whether an area begins after a day."""
    later = (and_(code == area.code, day < area.first_day) for area in areas)
    return func.coalesce(or_(false(), *later), false())

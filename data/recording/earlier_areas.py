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
class AreaStart:
    """An area that has not always existed: its first day, and the area that became it; None where
    there was none, or several."""

    code: str
    first_day: date
    predecessor: str | None


def area_starts(connection: Connection) -> list[AreaStart]:
    """Which areas have not always existed, the latest first."""
    c = area_version.c
    current = select(c.code, c.from_on, c.became).where(c.known_until.is_(None))
    first_days: dict[str, date] = {}
    predecessors: dict[str, list[str]] = {}
    for code, from_on, became in connection.execute(current.order_by(c.code)):
        first_days[code] = min(from_on, first_days.get(code, from_on))
        for successor in (became or "").split(";"):
            predecessors.setdefault(successor.strip(), []).append(code)
    starts = []
    for code, first_day in first_days.items():
        if first_day > date.min:
            before = predecessors.get(code, [])
            starts.append(AreaStart(code, first_day, before[0] if len(before) == 1 else None))
    return sorted(starts, key=lambda area: area.first_day, reverse=True)


def divide_at_area_start(connection: Connection, spells: Table, areas: Sequence[AreaStart]) -> None:
    """Divide each spell that begins before its area does: until then it was in the area before.

    `spells` has starts_on, area_code and removed_on. `areas` are the latest first, so that the area
    before may be divided in its turn.
    """
    c = spells.c
    names = [column.name for column in spells.columns]
    for area in areas:
        starts_before_area = and_(c.area_code == area.code, c.starts_on < area.first_day)
        first_day = literal(area.first_day, Date)
        later_part = select(*(first_day if name == "starts_on" else c[name] for name in names))
        goes_on = or_(c.removed_on.is_(None), c.removed_on >= area.first_day)
        connection.execute(
            insert(spells).from_select(names, later_part.where(starts_before_area, goes_on))
        )
        earlier_part = update(spells).where(starts_before_area)
        connection.execute(earlier_part.values(area_code=area.predecessor))


def starts_after(
    day: ColumnElement[date], code: ColumnElement[str], areas: Sequence[AreaStart]
) -> ColumnElement[bool]:
    """Whether an area starts after a day."""
    later = (and_(code == area.code, day < area.first_day) for area in areas)
    return func.coalesce(or_(false(), *later), false())

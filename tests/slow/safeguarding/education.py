"""The slow answer to the question of the children's education."""

from __future__ import annotations

from datetime import date
from typing import Any

from queries.filters import Filters
from tests.invented.records import Child, Records
from tests.slow.counting_rules import (
    DAY,
    Rows,
    birthday,
    children_on,
    count_rows,
    known_records,
    slow_answer,
)
from tests.slow.safeguarding.standards import limit_after, standard


def leaving_date(born: date) -> date:
    """The last Friday of June in the school year (September to August) of the 16th birthday."""
    sixteenth = birthday(born, born.year + 16)
    day = date(sixteenth.year + (sixteenth.month >= 9), 6, 30)
    while day.strftime("%a") != "Fri":
        day -= DAY
    return day


def provision(child: Child, hours: int | None, day: date) -> str:
    if hours is None:
        return "Not recorded"
    has_left = child.date_of_birth is not None and leaving_date(child.date_of_birth) <= day
    if hours >= (16 if has_left else 25):
        return "Full time"
    return "Part time" if hours else "None"


@slow_answer
def children_by_education(records: Records, filters: Filters) -> Rows:
    rows: dict[str, list[Any]] = {}
    for row in known_records(records.plain["education"], filters):
        if row.from_on <= filters.as_at:
            rows.setdefault(row.child_ref, []).append(row)
    allowed, keys = standard("Education checked", filters.as_at), []
    for stay, _ in children_on(records, filters, filters.as_at):
        of_child = sorted(rows.get(stay.child.child_ref, []), key=lambda row: row.from_on)
        if not of_child:
            keys.append(("Not recorded", "Not recorded"))
        elif allowed and limit_after(of_child[-1].checked_on, allowed) < filters.as_at:
            keys.append(("Check lapsed", "Not recorded"))
        else:
            hours = provision(stay.child, of_child[-1].hours_a_week, filters.as_at)
            keys.append((of_child[-1].status, hours))
    return count_rows("education provision children", keys)

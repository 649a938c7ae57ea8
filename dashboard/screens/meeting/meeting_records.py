"""The records of the meeting, found together, so that the look at them is logged once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard.components.run import Run
from dashboard.screens.meeting import since_the_pack
from dashboard.screens.meeting.since_the_pack import SinceThePack
from dashboard.views.meeting import items
from dashboard.views.safeguarding import duties as duty_views
from queries.ask import Answer
from queries.dimensions import STATUS
from queries.filters import Listing, months_before
from queries.meeting import counts
from queries.meeting.items import ITEMS, Item
from queries.oversight import records
from queries.safeguarding import duties

NEXT_MEETING_MONTHS = 1
"""The next meeting is assumed to be this many months after the as-at date."""


@dataclass(frozen=True)
class ItemRecords:
    """The records of an item: how many there are in all, and those shown, a row each."""

    item: Item
    in_all: int
    rows: pd.DataFrame

    @property
    def heading(self) -> str:
        """4 entries removed."""
        return items.heading(self.item, self.in_all)


@dataclass(frozen=True)
class MeetingRecords:
    """The records of each item with a loaded sheet, by the item's name; the duties that are
    overdue, or due before the next meeting; and the figures of the last pack that read
    differently."""

    lists: dict[str, ItemRecords]
    duties: pd.DataFrame
    next_meeting: date
    since_the_pack: SinceThePack

    @property
    def references(self) -> tuple[str, ...]:
        """The children that it names."""
        shown = (each.rows for each in self.lists.values())
        listed = (
            str(reference)
            for rows in (*shown, self.duties)
            if "Reference" in rows
            for reference in rows["Reference"]
        )
        return tuple(dict.fromkeys((*listed, *self.since_the_pack.references)))

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(len(each.rows) for each in self.lists.values()) + len(self.duties)


def find(run: Run) -> MeetingRecords:
    """Ask for all of the meeting's records. Raises `Denied` and `DataUnavailable`."""
    areas = run.area_names()
    before_18 = items.open_duties(run.ask(counts.open_duties_before_18))
    known = {row[1]: row[2] for row in run.ask(counts.meeting_items).rows}
    lists = {}
    for name, item in ITEMS.items():
        if known[name] is not None:
            filters = replace(run.filters, listing=Listing(name))
            found = run.ask(records.records, filters)
            in_all = int(found.rows[0][-1]) if found.rows else 0
            lists[name] = ItemRecords(
                item, in_all, items.listed(item, found, filters, areas, before_18)
            )
    due = run.ask(duties.open_duties)
    next_meeting = months_before(run.filters.as_at, -NEXT_MEETING_MONTHS)
    in_time = due.columns.index("due_on")
    soon = [row for row in due.rows if row[in_time] and row[in_time] <= next_meeting]
    table = duty_views.as_read(Answer(due.columns, tuple(soon)), areas, run.categories(STATUS))
    return MeetingRecords(lists, table, next_meeting, since_the_pack.find_changes(run))

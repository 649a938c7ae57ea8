"""Which main figures of the last issued pack read differently today, and the records that changed
them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd

from dashboard.components.run import Run
from dashboard.style import words
from queries.ask import Ask
from queries.filters import Filters, Listing, Period
from queries.meeting import counts, packs
from queries.meeting.items import ITEMS
from queries.oversight import movement, records, tracker
from queries.safeguarding import duties
from queries.scope import DUTIES, OVERDUE

Figures = dict[str, tuple[int, Listing | None]]
"""Figures by name, each with the list of records behind it, if there is one."""
DUTY_NAMES = {duty.label: duty.name for duty in DUTIES}


@dataclass(frozen=True)
class Pack:
    """A pack as it was issued: its figures then, and the same asked for today."""

    reference: str
    issued_at: datetime
    then: Filters
    now: Filters

    @property
    def is_of_newest_import(self) -> bool:
        """Whether nothing was imported since, so that every figure reads the same."""
        return self.then == self.now


@dataclass(frozen=True)
class FigureChange:
    """A figure that reads differently: its name, what it was and is, the list behind it, and the
    pack over the period of the figure."""

    figure: str
    was: int
    now: int
    listing: Listing | None
    pack: Pack


def last_pack(run: Run) -> Pack | None:
    """The pack that was last issued to the Inspector; None where none was."""
    found = run.ask(packs.last_pack)
    if not found.rows:
        return None
    row = found.one()
    period = Period(row["period_start"], row["period_end"])
    then = Filters(row["as_at"], period, row["known"], **json.loads(row["choices"]))
    return Pack(row["reference"], row["issued_at"], then, replace(then, known=run.filters.known))


def changes(ask: Ask, pack: Pack) -> list[FigureChange]:
    """The figures of the pack that read differently today."""
    year = _over_the_year(pack)
    compared = [(_bridge, pack), (_items, pack), (_statuses, pack), (_overdue, pack), (_year, year)]
    found = []
    for figures, of_pack in compared:
        was, now = figures(ask, of_pack.then), figures(ask, of_pack.now)
        for name, (_, listing) in {**was, **now}.items():
            before, after = (each.get(name, (0, None))[0] for each in (was, now))
            if before != after:
                found.append(FigureChange(name, before, after, listing, of_pack))
    return found


def heading(found: Sequence[FigureChange], issued: str) -> str:
    """How many figures read differently."""
    number = words.counted(len(found), "figure")
    verb = "reads" if len(found) == 1 else "read"
    return f"{words.sentence(number)} of {issued} {verb} differently today"


def table(ask: Ask, found: Sequence[FigureChange], names_children: bool) -> pd.DataFrame:
    """A row for each figure that changed."""
    rows = [{"Figure": each.figure, "It was": each.was, "It is": each.now} for each in found]
    if names_children:
        for row, each in zip(rows, found, strict=True):
            row["Because of"] = (
                children_behind(ask, each.pack, each.listing) if each.listing else ""
            )
    return pd.DataFrame(rows)


def children_behind(ask: Ask, pack: Pack, listing: Listing) -> str:
    """The children whose records joined or left the list since the pack."""
    found = differences(ask, pack, listing)
    if found is None:
        return f"More than {records.AT_MOST} records: narrow the filters"
    parts = [
        f"{verb} {words.listed(sorted(difference))}"
        for verb, difference in zip(("now also", "no longer"), found, strict=True)
        if difference
    ]
    return words.sentence("; ".join(parts))


def differences(ask: Ask, pack: Pack, listing: Listing) -> tuple[Counter[str], Counter[str]] | None:
    """The children that the list names more often now than in the pack, and those it names less
    often; None where it is too long to compare."""
    lists = []
    for filters in (pack.then, pack.now):
        found = ask(records.records, replace(filters, listing=listing))
        if found.rows and found.rows[0][-1] > len(found.rows):
            return None
        lists.append(Counter(str(row[0]) for row in found.rows))
    was, now = lists
    return now - was, was - now


def _bridge(ask: Ask, filters: Filters) -> Figures:
    row = ask(movement.bridge, filters).one()
    names = "Opening", "Closing"
    return {name: (int(row[name.lower()]), Listing(name.lower())) for name in names}


def _year(ask: Ask, filters: Filters) -> Figures:
    row = ask(movement.bridge, filters).one()
    return {
        label: (int(row[name]), Listing(relation) if relation else None)
        for label, (name, relation) in OF_THE_YEAR.items()
    }


def _items(ask: Ask, filters: Filters) -> Figures:
    found = ask(counts.meeting_items, filters).rows
    return {
        ITEMS[name].label: (int(number), Listing(name))
        for _, name, number in found
        if number is not None
    }


def _statuses(ask: Ask, filters: Filters) -> Figures:
    return {
        str(status): (int(children), Listing.narrowed("on_tracker", status=status))
        for status, children in ask(tracker.children_by_status, filters).rows
    }


def _overdue(ask: Ask, filters: Filters) -> Figures:
    return {
        f"{duty}, overdue": (
            int(children),
            Listing.narrowed(f"duty_{DUTY_NAMES[duty]}", state=OVERDUE),
        )
        for _, duty, state, children in ask(duties.duties_by_state, filters).rows
        if state == OVERDUE
    }


def _over_the_year(pack: Pack) -> Pack:
    """The pack over the year up to its as-at date."""
    year = Period(date(pack.then.as_at.year, 1, 1), pack.then.as_at)
    return replace(pack, then=pack.then.over(year), now=pack.now.over(year))


OF_THE_YEAR = {
    "On the tracker at the start of the year": ("opening", "opening"),
    "Added this year": ("added", "added"),
    "Moved in this year": ("moved_in", "moved_in"),
    "Removed this year": ("removed", "removed"),
    "Moved out this year": ("moved_out", "moved_out"),
    "Different children this year": ("different_children", ""),
}
"""The figures of the year: the column of the bridge, and the list behind it, if there is one."""

"""Which main figures of the last issued pack read differently today, and the records that changed
them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
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

Figures = dict[str, int]
DUTY_NAMES = {duty.label: duty.name for duty in DUTIES}


@dataclass(frozen=True)
class Pack:
    """A pack as it was issued: its figures then, and the same asked for today."""

    reference: str
    issued_at: datetime
    then: Filters
    now: Filters


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
    found = []
    for asked, listing_of, over in FIGURES:
        meant = replace(pack, then=over(pack.then), now=over(pack.now))
        was, now = asked(ask, meant.then), asked(ask, meant.now)
        found += [
            FigureChange(name, was.get(name, 0), now.get(name, 0), listing_of(name), meant)
            for name in dict.fromkeys((*was, *now))
            if was.get(name, 0) != now.get(name, 0)
        ]
    return found


def heading(found: list[FigureChange], issued: str) -> str:
    """How many figures read differently."""
    number = words.counted(len(found), "figure")
    verb = "reads" if len(found) == 1 else "read"
    return f"{words.sentence(number)} of {issued} {verb} differently today"


def table(ask: Ask, found: list[FigureChange], names_children: bool) -> pd.DataFrame:
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
    return {name: int(row[name.lower()]) for name in ("Opening", "Closing")}


def _year(ask: Ask, filters: Filters) -> Figures:
    row = ask(movement.bridge, filters).one()
    return {label: int(row[name]) for label, (name, _) in OF_THE_YEAR.items()}


def _items(ask: Ask, filters: Filters) -> Figures:
    found = ask(counts.meeting_items, filters).rows
    return {ITEMS[name].label: int(number) for _, name, number in found if number is not None}


def _statuses(ask: Ask, filters: Filters) -> Figures:
    return {str(status): int(n) for status, n in ask(tracker.children_by_status, filters).rows}


def _overdue(ask: Ask, filters: Filters) -> Figures:
    found = ask(duties.duties_by_state, filters).frame()
    late = found[found["state"] == OVERDUE]
    return {
        f"{duty}, overdue": int(children)
        for duty, children in zip(late["duty"], late["children"], strict=True)
    }


def _list_of_item(label: str) -> Listing:
    return Listing(next(name for name, item in ITEMS.items() if item.label == label))


def _list_of_duty(name: str) -> Listing:
    return Listing.narrowed(f"duty_{DUTY_NAMES[name.removesuffix(', overdue')]}", state=OVERDUE)


def _list_of_year(label: str) -> Listing | None:
    relation = OF_THE_YEAR[label][1]
    return Listing(relation) if relation else None


def _as_it_is(filters: Filters) -> Filters:
    return filters


def _over_the_year(filters: Filters) -> Filters:
    return filters.over(Period(date(filters.as_at.year, 1, 1), filters.as_at))


OF_THE_YEAR = {
    "On the tracker at the start of the year": ("opening", "opening"),
    "Added this year": ("added", "added"),
    "Moved in this year": ("moved_in", "moved_in"),
    "Removed this year": ("removed", "removed"),
    "Moved out this year": ("moved_out", "moved_out"),
    "Different children this year": ("different_children", ""),
}
"""The figures of the year: the column of the bridge, and the list behind it, if there is one."""
# For each figure: how it is asked for, the list of records behind it, and its period.
FIGURES: tuple[
    tuple[
        Callable[[Ask, Filters], Figures],
        Callable[[str], Listing | None],
        Callable[[Filters], Filters],
    ],
    ...,
] = (
    (_bridge, lambda name: Listing(name.lower()), _as_it_is),
    (_items, _list_of_item, _as_it_is),
    (_statuses, lambda status: Listing.narrowed("on_tracker", status=status), _as_it_is),
    (_overdue, _list_of_duty, _as_it_is),
    (_year, _list_of_year, _over_the_year),
)

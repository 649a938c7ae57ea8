"""The items of the meeting: how many records each has, and the records of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from dashboard.style import words
from dashboard.views import records
from dashboard.views.view import Finding, bar_marks, view
from queries.ask import Answer
from queries.filters import Filters, Listing
from queries.meeting import counts
from queries.meeting.items import ITEMS, PARTS, Item

# The columns of an item's table, where they are not the usual ones.
USUAL_COLUMNS = ("Reference", "Age", "Gender", "Area", "Status", "Days on")
COLUMNS_SHOWN: dict[str, tuple[str, ...]] = {
    "to_ratify": ("Reference", "Age", "Gender", "Area", "Status", "Source", "Days waiting"),
    "ratified": ("Reference", "Age", "Gender", "Area", "Status", "Added", "Ratified"),
    "added": ("Reference", "Age", "Gender", "Area", "Status", "Source", "Added"),
    "removed": ("Reference", "Age", "Gender", "Area", "Status", "Removed", "Reason"),
    "removed_without_reason": ("Reference", "Age", "Gender", "Area", "Status", "Removed"),
    "reduced_without_toolkit": ("Reference", "Age", "Gender", "Area", "Status", "Removed"),
    "already_18": ("Reference", "Age", "Area", "Status", "Days on"),
    "turning_18_within_180": ("Reference", "Turns 18", "Area", "Status", "Open duties"),
    **dict.fromkeys(
        ("moved_in", "moved_out", "status_changed", "area_changed"),
        ("Reference", "Age", "Moved", "From", "Area", "Status"),
    ),
}


@view(
    counts.meeting_items,
    "bars",
    "Cases that need a decision of the meeting, by what is to be decided, {period}",
)
def to_decide(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: place, item, records."""
    found = {
        name: None if pd.isna(number) else int(number)
        for name, number in zip(frame["item"], frame["records"], strict=True)
    }
    table = pd.DataFrame(
        [
            (
                part.heading,
                item.label,
                "Not known" if found[item.name] is None else found[item.name],
            )
            for part in PARTS
            for item in part.items
        ],
        columns=["Part", "Item", "Records"],
    )
    asked = [(item, found[item.name]) for item in ITEMS.values() if item.asks]
    notes = tuple(
        f"{item.label}: the sheet {item.sheet} does not cover the days asked about"
        for item, number in asked
        if number is None
    )
    counted = sorted(
        ((item, number) for item, number in asked if number),
        key=lambda each: -(each[1] or 0),
    )
    if not counted:
        none = "No case that is known needs a decision" if notes else "No case needs a decision"
        return Finding(none, pd.DataFrame(), table, notes)
    marks = bar_marks(
        [item.label for item, _ in counted],
        [number for _, number in counted],
        [str(Listing(item.name)) for item, _ in counted],
    )
    return Finding(_headline(counted), marks, table, notes)


def _headline(counted: Sequence[tuple[Item, int | None]]) -> str:
    """How many cases need a decision, and which item has the most, unless two have as many."""
    total = sum(number or 0 for _, number in counted)
    item, most = counted[0]
    need = "needs" if total == 1 else "need"
    cases = f"{words.sentence(words.counted(total, 'case'))} {need} a decision"
    if len(counted) == 1:
        return f"{cases}: {words.counted(most or 0, item.one, item.many)}"
    if most == counted[1][1]:
        return cases
    return f"{cases}, {most:,} of them {item.many}"


def records_table(
    item: Item,
    found: Answer,
    filters: Filters,
    areas: Mapping[str, str],
    open_duties_by_child: Mapping[str, str],
) -> pd.DataFrame:
    """The records of an item as the meeting reads them, a row each. `found` is the answer to
    `records` for its list; `open_duties_by_child` has the open duties of a child by reference."""
    if not found.rows:
        return pd.DataFrame()
    table = records.table(found, replace(filters, listing=Listing(item.name)), areas)
    rows = found.dicts()
    table["Source"] = [row["source"] or "Not stated" for row in rows]
    table["Days waiting"] = [
        (filters.as_at - (row["proposed_on"] or row["added_on"])).days for row in rows
    ]
    born = [row["born"] for row in rows]
    table["Turns 18"] = [each and records.birthday(each, each // 10_000 + 18) for each in born]
    table["Open duties"] = [open_duties_by_child.get(row["child_ref"], "None") for row in rows]
    columns = [name for name in COLUMNS_SHOWN.get(item.name, USUAL_COLUMNS) if name in table]
    if item.name == "to_ratify":
        table = table.sort_values("Days waiting", ascending=False, kind="stable")
    elif item.name == "turning_18_within_180":
        table = table.sort_values("Turns 18", kind="stable")
    elif item.name == "removed":
        table["is_stated"] = [row["reason"] is not None for row in rows]
        table = table.sort_values(["is_stated", "Removed", "Reference"], kind="stable")
    return table[columns]


def heading(item: Item, number: int) -> str:
    """4 entries removed."""
    return words.sentence(words.counted(number, item.one, item.many))


def open_duties_by_child(found: Answer) -> dict[str, str]:
    """What is open for each child, in words. `found` is the answer to `open_duties_before_18`."""
    by_child: dict[str, list[str]] = {}
    for reference, duty, state, _ in found.rows:
        by_child.setdefault(reference, []).append(f"{duty} ({state.lower()})")
    return {reference: words.sentence("; ".join(each)) for reference, each in by_child.items()}

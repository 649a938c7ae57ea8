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

USUAL_COLUMNS = ("Reference", "Age", "Gender", "Area", "Status", "Days on")
# The columns of an item's table, where they are not the usual ones.
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
    numbers = {
        name: None if pd.isna(number) else int(number)
        for name, number in zip(frame["item"], frame["records"], strict=True)
    }
    table = pd.DataFrame(
        [
            (
                part.heading,
                item.label,
                "Not known" if numbers[item.name] is None else numbers[item.name],
            )
            for part in PARTS
            for item in part.items
        ],
        columns=["Part", "Item", "Records"],
    )
    needing_decision = [(item, numbers[item.name]) for item in ITEMS.values() if item.asks]
    notes = tuple(
        f"{item.label}: the sheet {item.sheet} does not cover the days asked about"
        for item, number in needing_decision
        if number is None
    )
    counted = sorted(
        ((item, number) for item, number in needing_decision if number),
        key=lambda each: each[1],
        reverse=True,
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


def _headline(counted: Sequence[tuple[Item, int]]) -> str:
    """How many cases need a decision, and which item has the most, unless two have as many. Those
    with the most come first."""
    total = sum(number for _, number in counted)
    item, most = counted[0]
    need = "needs" if total == 1 else "need"
    cases = f"{words.sentence(words.counted(total, 'case'))} {need} a decision"
    if len(counted) == 1:
        return f"{cases}: {words.counted(most, item.one, item.many)}"
    if most == counted[1][1]:
        return cases
    return f"{cases}, {most:,} of them {item.many}"


def records_table(
    item: Item,
    answer: Answer,
    filters: Filters,
    areas: Mapping[str, str],
    open_duties: Mapping[str, str],
) -> pd.DataFrame:
    """The records of an item as the meeting reads them, a row each. `answer` is that to `records`
    for the item's list; `open_duties` has what `open_duties_by_child` gives."""
    if not answer.rows:
        return pd.DataFrame()
    table = records.table(answer, replace(filters, listing=Listing(item.name)), areas)
    rows = answer.dicts()
    table["Source"] = [row["source"] or "Not stated" for row in rows]
    table["Days waiting"] = [
        (filters.as_at - (row["proposed_on"] or row["added_on"])).days for row in rows
    ]
    births = [row["born"] for row in rows]  # yyyymmdd
    table["Turns 18"] = [born and records.birthday(born, born // 10_000 + 18) for born in births]
    table["Open duties"] = [open_duties.get(row["child_ref"], "None") for row in rows]
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


def open_duties_by_child(answer: Answer) -> dict[str, str]:
    """What is open for each child, in words by reference. `answer` is that to
    `open_duties_before_18`."""
    by_child: dict[str, list[str]] = {}
    for reference, duty, state, _ in answer.rows:
        by_child.setdefault(reference, []).append(f"{duty} ({state.lower()})")
    return {reference: words.sentence("; ".join(each)) for reference, each in by_child.items()}

"""What changed over the period, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.charts.categories import MOVEMENTS
from dashboard.style import words
from dashboard.views.month_ends import day_counted
from dashboard.views.view import Finding, bar_marks, drill_down, view, without_chart
from queries.dimensions import STATUS, Categories
from queries.filters import UNKNOWN, Filters, Listing, months_within
from queries.oversight import movement, tracker


@view(
    movement.bridge,
    "waterfall",
    "Children on the tracker, from the end of the day before the period to its end, {period}",
)
def bridge(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: opening, added, moved_in, moved_out, removed, closing, different."""
    row = {str(step): int(number) for step, number in frame.iloc[0].items()}
    steps = [
        ("Opening", "level", row["opening"]),
        ("Added", "gain", row["added"]),
        ("Moved in", "gain", row["moved_in"]),
        ("Removed", "loss", -row["removed"]),
        ("Moved out", "loss", -row["moved_out"]),
        ("Closing", "level", row["closing"]),
    ]
    if not row["moved_in"] and not row["moved_out"]:
        steps = [step for step in steps if not step[0].startswith("Moved")]
    level, marks = 0, []
    for place, (step, kind, size) in enumerate(steps):
        low, high = (0, size) if kind == "level" else sorted((level, level + size))
        level = size if kind == "level" else level + size
        label = f"{size:,}" if kind == "level" else words.signed(size)
        records = str(Listing(step.lower().replace(" ", "_")))
        marks.append((step, place, low, high, label, kind, records))
    table = pd.DataFrame(
        [(step, int(size)) for step, _, size in steps], columns=["Step", "Children"]
    )
    if not any(size for _, _, size in steps):
        return without_chart("No child was on the tracker at any time in this period", table)
    opening, closing = row["opening"], row["closing"]
    changed = (
        f"had {words.children(opening)} at the start and at the end"
        if opening == closing
        else f"went from {words.children(opening)} to {words.number(closing)}"
    )
    finding = f"The tracker {changed}: {flows_in_words(row)}"
    columns = ["step", "place", "low", "high", "label", "kind", "drill_down"]
    return Finding(finding, pd.DataFrame(marks, columns=columns), table)


def flows_in_words(flows: Mapping[str, int]) -> str:
    """How many came and went in a period, as a clause: `3 were added and 4 removed`, or `3 were
    added, 1 moved in and 4 were removed`."""
    numbers = {
        flow: number
        for flow in ("added", "moved_in", "moved_out", "removed")
        if (number := int(flows.get(flow, 0)))
    }
    if not numbers:
        return "nobody was added or removed"
    shares_verb = [*numbers] == ["added", "removed"]  # `were` is said once for both
    return words.listed(
        [
            f"{number:,} {flow.replace('_', ' ')}"
            if flow.startswith("moved") or (shares_verb and flow == "removed")
            else f"{number:,} {words.were(number)} {flow}"
            for flow, number in numbers.items()
        ]
    )


@view(
    movement.flows_by_month,
    "flows",
    "Entries added (above the line) and removed (below it) by calendar month, {period}",
)
def flows(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, starts_on, ends_on, added, moved_in …, reached_18."""
    months, at_18 = frame["month"], [movement.REACHED_18] * len(frame)
    counts = (frame["added"], frame["reached_18"], frame["removed"] - frame["reached_18"])
    records = (
        drill_down("added", month=months),
        drill_down("removed", month=months, reason=at_18),
        drill_down("removed", month=months, any_reason_but=at_18),
    )
    marks = pd.concat(
        pd.DataFrame(
            {
                "month": pd.to_datetime(months),
                "flow": flow,
                "entries": count if flow == MOVEMENTS[0] else -count,
                "count": count,
                "drill_down": of_flow,
            }
        )
        for flow, count, of_flow in zip(MOVEMENTS, counts, records, strict=True)
    )
    table = pd.DataFrame(
        {
            "Month": [words.month(m) for m in months],
            "Added": frame["added"],
            "Moved in": frame["moved_in"],
            "Removed": frame["removed"],
            "of which reached 18": frame["reached_18"],
            "Moved out": frame["moved_out"],
        }
    )
    added, removed = int(frame["added"].sum()), int(frame["removed"].sum())
    if not added and not removed:
        return without_chart("Nobody was added or removed in this period", table)
    reached_18 = int(frame["reached_18"].sum())
    finding = flows_in_words({"added": added, "removed": removed}) + turned_18_clause(
        removed, reached_18
    )
    # A month in which nothing happened keeps its place on the axis.
    is_drawn = (marks["count"] > 0) | (marks["flow"] == MOVEMENTS[0])
    return Finding(finding, marks[is_drawn], table)


def turned_18_clause(removed: int, reached_18: int) -> str:
    """How many of those removed turned 18, to follow `4 removed`."""
    if not reached_18:
        return ""
    if reached_18 == removed:
        return ", because the child turned 18" if removed == 1 else ", all because they turned 18"
    if reached_18 == 1:
        return ", one of them because the child turned 18"
    return f", {reached_18:,} of them because they turned 18"


@view(movement.removals_by_reason, "bars", "Entries ended by reason given, {period}")
def reasons(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: reason, removed."""
    marks = bar_marks(
        frame["reason"], frame["removed"], drill_down("removed", reason=frame["reason"])
    )
    table = frame.rename(columns={"reason": "Reason", "removed": "Removed"})
    if frame.empty:
        return without_chart("Nobody was removed in this period", table)
    total = int(frame["removed"].sum())
    reached_18 = int(frame.loc[frame["reason"] == movement.REACHED_18, "removed"].sum())
    return Finding(_removals_at_18(reached_18, total), marks, table)


def _removals_at_18(reached_18: int, total: int) -> str:
    """How many of the removals came with the 18th birthday."""
    if total == 1:
        at_18 = "came with the 18th birthday, not with a lower risk"
        return f"The one removal {at_18 if reached_18 else 'did not come with the 18th birthday'}"
    if not reached_18:
        return f"None of {total:,} removals came with the 18th birthday"
    removals = words.sentence(words.out_of(reached_18, total, "removal"))
    return f"{removals} came with the 18th birthday, not with a lower risk"


@view(
    tracker.children_by_month_and_district,
    "caseload",
    "Children on the tracker at each month end, 24 months to {as_at}",
    title="Children at each month end",
)
def caseload(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, district, children."""
    total = frame.groupby("month")["children"].sum().astype(int)
    days = [day_counted(month, filters) for month in total.index]
    marks = pd.DataFrame(
        {
            "day": days,
            "children": total.to_numpy(),
            "drill_down": drill_down("on_tracker", day=[day.date() for day in days]),
        }
    )
    table = pd.DataFrame({"Month end": days, "Children": total.to_numpy()})
    if marks.empty or not marks["children"].sum():
        return without_chart("No child was on the tracker in these 24 months", table)
    least, most = int(marks["children"].min()), int(marks["children"].max())
    now = int(marks["children"].iloc[-1])
    between = f"Between {least:,} and {words.children(most)} were"
    if least == most:
        between = f"{words.children(most)} {words.were(most)}"
    finding = f"{between} on the tracker at each of 24 month ends; {now:,} now"
    return Finding(finding, marks, table)


@view(movement.re_entries, "bars", "Entries begun by children who had been on before, {period}")
def re_entries(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, re_entries."""
    counts = dict(zip(frame["month"], frame["re_entries"].astype(int), strict=True))
    firsts = months_within(filters.period)
    numbers = [counts.get(month, 0) for month in firsts]
    months = [words.month(month) for month in firsts]
    marks = bar_marks(months, numbers, drill_down("re_entered", month=firsts))
    table = pd.DataFrame({"Month": months, "Re-entries": numbers})
    total = sum(numbers)
    if not total:
        return without_chart("Nobody who had left the tracker came back in this period", table)
    entries = (
        "1 entry was begun by a child"
        if total == 1
        else f"{total:,} entries were begun by children"
    )
    finding = f"{entries} who had been on the tracker before"
    return Finding(finding, marks, table)


@view(movement.changes_of_status, "bars", "Changes of status within an entry, {period}", STATUS)
def changes(frame: pd.DataFrame, filters: Filters, statuses: Categories) -> Finding:
    """Columns of the answer: from, to, changes."""
    label = frame["from"].map(statuses.short) + " → " + frame["to"].map(statuses.short)
    marks = bar_marks(
        label,
        frame["changes"],
        drill_down("changed", status_before=frame["from"], status=frame["to"]),
    )
    table = frame.rename(columns={"from": "From", "to": "To", "changes": "Changes"})
    if frame.empty:
        return without_chart("No change of status is recorded in this period", table)
    number = int(frame["changes"].sum())
    changes = words.counted(number, "change")
    return Finding(f"There {words.were(number)} {changes} of status", marks, table)


@view(movement.flows_by_area, "flows_by_area", "Entries added and removed by home area, {period}")
def by_area(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: area, added, removed."""
    marks = frame.melt("area", ["added", "removed"], "flow", "count")
    marks = marks.assign(
        flow=marks["flow"].str.capitalize(),
        drill_down=[
            str(Listing.narrowed(flow, area=area))
            for flow, area in zip(marks["flow"], marks["area"], strict=True)
        ],
    )
    table = frame.rename(columns={"area": "Area", "added": "Added", "removed": "Removed"})
    if frame.empty:
        return without_chart("Nobody was added or removed in this period", table)
    return Finding(_most_additions(frame), marks, table)


def _most_additions(frame: pd.DataFrame) -> str:
    """Where most entries were added, and how many were removed there."""
    total, most = int(frame["added"].sum()), int(frame["added"].max())
    with_most = frame[frame["added"] == most].sort_values("area")
    removed = int(with_most["removed"].sum())
    if len(frame) == 1:
        area = str(frame["area"].iloc[0])
        where = "where no area is recorded" if area == UNKNOWN else f"in {area}"
        return f"{flows_in_words({'added': most, 'removed': removed})} {where}"
    if not most:
        return f"Nobody was added, and {int(frame['removed'].sum()):,} were removed"
    names = ["No area" if name == UNKNOWN else str(name) for name in with_most["area"]]
    text = words.listed(names) if len(names) < 4 else f"{len(names)} areas"
    have, each = ("has", "") if len(names) == 1 else ("have", " each")
    removals = words.counted(removed, "removal")
    return f"{text} {have} the most additions, {most:,}{each} of {total:,}, and {removals}"

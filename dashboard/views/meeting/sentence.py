"""What the chair says first, as one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.style import words
from dashboard.views.movement import because_18
from queries.filters import Period


def spoken(bridge: Mapping[str, int], reached_18: int, since: str) -> str:
    """42 children are on the tracker, one fewer than at the October meeting: 3 were added and 4
    removed, 3 of them because they turned 18.

    `bridge` has opening, added, moved_in, moved_out, removed and closing; `since` follows "than
    at".
    """
    closing, change = bridge["closing"], bridge["closing"] - bridge["opening"]
    are = "is" if closing == 1 else "are"
    compared = f"as many as at {since}"
    if change:
        compared = (
            f"{words.number(abs(change))} {'more' if change > 0 else 'fewer'} than at {since}"
        )
    parts = [
        words.counted(bridge[name], verb, verb)
        for name, verb in (
            ("added", "added"),
            ("moved_in", "moved in"),
            ("moved_out", "moved out"),
            ("removed", "removed"),
        )
        if bridge[name]
    ]
    on = f"{words.sentence(words.children(closing))} {are} on the tracker, {compared}"
    if not parts:
        return f"{on}: nobody was added or removed."
    first = bridge["added"] or bridge["moved_in"] or bridge["moved_out"] or bridge["removed"]
    were = "was" if first == 1 else "were"
    parts[0] = parts[0].replace(" ", f" {were} ", 1)
    return f"{on}: {words.listed(parts)}{because_18(bridge['removed'], reached_18)}."


def opening(period: Period, meeting: date | None) -> str:
    """When a period opens: the October meeting, or the end of a day."""
    if meeting == period.eve:
        named = meeting.strftime("%B")
        return f"the {named} meeting"
    return f"the end of {words.day(period.eve)}"

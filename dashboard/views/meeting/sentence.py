"""What the chair says first, as one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.style import words
from dashboard.views.movement import flows_in_words, turned_18_clause
from queries.filters import Period


def introduction(bridge: Mapping[str, int], reached_18: int, since: str) -> str:
    """42 children are on the tracker, one fewer than at the October meeting: 3 were added and 4
    removed, 3 of them because they turned 18.

    `bridge` has opening, added, moved_in, moved_out, removed and closing; `since` follows "than
    at".
    """
    closing = bridge["closing"]
    number = f"{words.sentence(words.children(closing))} {words.are(closing)} on the tracker"
    compared = words.compared(closing, bridge["opening"], f"at {since}")
    turned_18 = turned_18_clause(bridge["removed"], reached_18)
    return f"{number}, {compared}: {flows_in_words(bridge)}{turned_18}."


def opening(period: Period, meeting: date | None) -> str:
    """When a period opens: the October meeting, or the end of a day."""
    if meeting == period.day_before:
        return f"the {meeting:%B} meeting"
    return f"the end of {words.day(period.day_before)}"

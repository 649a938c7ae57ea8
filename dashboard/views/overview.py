"""The overview, in words."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.style import words
from queries.filters import Period


def spoken(bridge: Mapping[str, int], on: int, soon: int, period: Period) -> str:
    """The whole picture in one breath: the answer of `movement.bridge` over the period, and the
    children on the tracker and turning 18 within 90 days."""
    change = bridge["closing"] - bridge["opening"]
    when = f"{'On' if period.start == period.end else 'From'} {words.period(period)}"
    moved = ""
    if bridge["moved_in"] or bridge["moved_out"]:
        moved = f", with {bridge['moved_in']:,} moved in and {bridge['moved_out']:,} moved out"
    direction = (
        f"{words.number(abs(change))} {'more' if change > 0 else 'fewer'} than at its start"
        if change
        else "the same as at its start"
    )
    are = "is" if on == 1 else "are"
    were = "was" if bridge["added"] == 1 else "were"
    return (
        f"{words.sentence(words.children(on))} {are} on the tracker. "
        f"{when}, {bridge['added']:,} {were} added and {bridge['removed']:,} removed{moved}, "
        f"which leaves {bridge['closing']:,} at the end of the period, {direction}. "
        f"{words.sentence(words.children(soon))} will turn 18 within 90 days."
    )

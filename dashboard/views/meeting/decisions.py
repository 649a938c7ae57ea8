"""What the meeting decided, in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboard.style import words
from dashboard.views import VIEWS
from queries.meeting import decisions

NO_DECISION = "No decision of an earlier meeting is to be done."
TEXT_HIDDEN = "Shown with the records of the meeting, for a stated purpose"


def without_child_details(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The decisions; of those about a child neither its reference nor their text."""
    return [
        {**row, "about": "A child", "text": TEXT_HIDDEN} if row["subject"] == "Child" else dict(row)
        for row in rows
    ]


def child_references(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The children that decisions are about."""
    return tuple(dict.fromkeys(str(row["about"]) for row in rows if row["subject"] == "Child"))


def heading(rows: Sequence[Mapping[str, Any]], as_at: date) -> str:
    """3 decisions to be done, one of them past the date agreed."""
    to_do = [row for row in rows if row["state"] == decisions.TO_DO]
    late = sum(_is_late(row, as_at) for row in to_do)
    text = f"{words.sentence(words.counted(len(to_do), 'decision'))} to be done"
    if not late:
        return text
    of_them = "" if len(to_do) == 1 else f" {words.number(late)} of them"
    return f"{text},{of_them} past the date agreed"


def table(rows: Sequence[Mapping[str, Any]], areas: Mapping[str, str], as_at: date) -> pd.DataFrame:
    """A row for each decision, as it is read."""
    return pd.DataFrame(
        {
            "Number": [str(row["first_id"]) for row in rows],
            "About": [about(row, areas) for row in rows],
            "Decision": [f"{row['text']}{_rebases(row)}" for row in rows],
            "Owner": [row["owner"] for row in rows],
            "Due on": [words.day(row["due_on"]) if row["due_on"] else "No date" for row in rows],
            "State": [_state(row, as_at) for row in rows],
            "Meeting of": [words.day(row["decided_on"]) for row in rows],
        }
    )


def about(row: Mapping[str, Any], areas: Mapping[str, str]) -> str:
    """What a decision is about, in words."""
    if row["subject"] == "Area":
        return areas.get(row["about"], str(row["about"]))
    if row["subject"] == "Figure":
        view = VIEWS.get(row["about"])
        return view.title if view else words.sentence(row["about"].replace("_", " "))
    return str(row["about"] or "The meeting")


def notes_by_figure(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The decisions still to be done about each figure, as notes for beneath its chart, by the
    view's name."""
    notes: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row["subject"] == "Figure" and row["state"] == decisions.TO_DO:
            until = f", by {words.day(row['due_on'])}" if row["due_on"] else ""
            note = (
                f"Decided at the meeting of {words.day(row['decided_on'])}: {row['text']} "
                f"({row['owner']}{until})"
            )
            notes[row["about"]] = (*notes.get(row["about"], ()), note)
    return notes


def _rebases(row: Mapping[str, Any]) -> str:
    """Which trend a decision starts anew, and from which day; empty where it starts none."""
    if not row["trend"]:
        return ""
    day = words.day(row["rebases_on"])
    return f" (changes what is counted from {day}: {words.quoted(row['trend'])})"


def _state(row: Mapping[str, Any], as_at: date) -> str:
    return "To do, past its date" if _is_late(row, as_at) else str(row["state"])


def _is_late(row: Mapping[str, Any], as_at: date) -> bool:
    """Whether a decision is still to be done on a day past the date agreed."""
    return bool(row["state"] == decisions.TO_DO and row["due_on"] and row["due_on"] < as_at)

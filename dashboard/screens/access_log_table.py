"""The access log as its page shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components import audit
from dashboard.style import tables, words
from queries.ask import Answer

PER_PAGE = 100
NOBODY = "(no account)"
# What is told of an event besides who did what, when, and on which page: each only where it is so.
DETAILS = {
    "purpose": "Purpose: {}",
    "child_refs": "References: {}",
    "row_count": "Rows: {:.0f}",
    "recipients": "Recipients: {}",
    "filters": "Filters: {}",
    "suppression": "Suppression: {}",
    "change": "Change: {}",
    "data_version": "Data version: {:.0f}",
}


def events(answer: Answer, records: Answer | None) -> pd.DataFrame:
    """The events as the page shows them, newest first; with the records in them, where given."""
    seen = {row["event_id"]: row for row in _rows(records)} if records else {}
    rows = ({**row, **seen.get(row["event_id"], {})} for row in _rows(answer))
    return pd.DataFrame(
        [
            {
                "Event": row["event_id"],
                "When (UTC)": f"{words.day(row['happened_at'])}, {row['happened_at']:%H:%M:%S}",
                "Who": row["who"] or NOBODY,
                "Role": row["role"],
                "Action": row["action"],
                "Page": row["page"],
                "Details": _details(row),
            }
            for row in rows
        ],
        columns=["Event", "When (UTC)", "Who", "Role", "Action", "Page", "Details"],
    )


def _rows(answer: Answer) -> Iterator[dict[str, Any]]:
    return (dict(zip(answer.columns, row, strict=True)) for row in answer.rows)


def _details(row: dict[str, Any]) -> str:
    told = {name: row[name] for name in DETAILS if row.get(name) not in (None, "", "{}", "[]")}
    return "\n".join(DETAILS[name].format(plain(value)) for name, value in told.items())


def plain(kept: Any) -> Any:
    """A list or names with values without the marks of JSON; all else, as it is kept."""
    with suppress(TypeError, ValueError):  # what was tampered with may be no JSON
        value = json.loads(kept)
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if isinstance(value, dict):
            return ", ".join(f"{name} {of}" for name, of in value.items())
    return kept


def people(events: pd.DataFrame) -> list[str]:
    """Who occurs."""
    return sorted(set(events["Who"]))


def actions(events: pd.DataFrame) -> list[str]:
    """Which actions occur."""
    return sorted(set(events["Action"]))


def narrowed(events: pd.DataFrame, person: str | None, action: str | None) -> pd.DataFrame:
    """The events of a person and of an action, where chosen."""
    if person:
        events = events[events["Who"] == person]
    if action:
        events = events[events["Action"] == action]
    return events


def pages(events: pd.DataFrame) -> int:
    """How many pages the events fill."""
    return max(1, -(-len(events) // PER_PAGE))


def standing() -> None:
    """Whether the log is whole, in words."""
    try:
        state = audit.verification()
    except audit.LogUnavailable:
        st.error("The log cannot be read, so it cannot be verified.")
        return
    found = [f"event {each.event_id} {each.problem}" for each in state.breaks]
    found += [f"the trigger {name} is not in place" for name in state.missing_triggers]
    if found:
        st.error(
            f"**The log has been tampered with**, in {words.counted(len(found), 'place')}: first, "
            f"{found[0]}. Run `clvt log verify`, and keep the database as it is."
        )
    else:
        st.markdown(
            f"Checked: each of the {state.events:,} events is as it was written with this "
            "installation's key, none is missing between the first and the last, and the database "
            "refuses changes. Not checked here: whether the log was cut off at its end, emptied, "
            "or put back to an older copy. `clvt log verify --heads` compares it with the heads "
            "that were given out."
        )


def table(events: pd.DataFrame, page: int, *, is_cut: bool) -> None:
    """One page of the events."""
    if events.empty:
        st.info("Nothing was done in these days, or nothing that was chosen.")
        return
    first = (page - 1) * PER_PAGE
    shown = events.iloc[first : first + PER_PAGE]
    st.html(tables.as_html(shown, "What was done, newest first"))
    told = f"Events {first + 1:,} to {first + len(shown):,} of {len(events):,}, newest first."
    if is_cut:
        told += " There are more in these days: choose fewer days to see them."
    st.markdown(told)

"""The access log as its page shows it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components import audit
from dashboard.style import tables, words
from dashboard.views.view import rows_of
from data import access_log
from queries.administration.access_log import PER_PAGE
from queries.ask import Answer

NOBODY = "(no account)"
# The details of an event, each shown only where there is one. What people typed stands in quotation
# marks.
DETAILS = {
    "purpose": "Purpose: “{}”",
    "child_refs": "References: {}",
    "row_count": "Rows: {:.0f}",
    "recipients": "Recipients: “{}”",
    "filters": "Filters: {}",
    "suppression": "Suppression: {}",
    "change": "Change: {}",
    "data_version": "Data version: {:.0f}",
    "address": "From: {}",
}
KEPT_AS_JSON = ("filters", "child_refs")
QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟", "'"))


def events(answer: Answer, records: Answer | None) -> pd.DataFrame:
    """The events as the page shows them, newest first; with the records in them, where given."""
    seen = {row["event_id"]: row for row in rows_of(records)} if records else {}
    rows = ({**row, **seen.get(row["event_id"], {})} for row in rows_of(answer))
    return pd.DataFrame(
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
    )


def _details(row: dict[str, Any]) -> str:
    kept = {name: row[name] for name in DETAILS if row.get(name) not in (None, "", "{}", "[]")}
    return "\n".join(
        DETAILS[name].format(detail_in_words(name, value)) for name, value in kept.items()
    )


def detail_in_words(name: str, kept: Any) -> Any:
    """A detail of an event for readers: what is kept as JSON as plain text, and all text on one
    line, without quotation marks.

    What people typed is never read as JSON, which could hold a line break or a change of direction
    that the log itself would not.
    """
    text = _without_json(kept) if name in KEPT_AS_JSON else kept
    return (
        access_log.on_one_line(text).translate(QUOTATION_MARKS) if isinstance(text, str) else text
    )


def _without_json(kept: str) -> str:
    with suppress(TypeError, ValueError):  # what was tampered with may be no JSON
        value = json.loads(kept)
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if isinstance(value, dict):
            return ", ".join(f"{name} {chosen}" for name, chosen in value.items())
    return kept


def show_verification() -> None:
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
        if not state.fits_key:
            st.markdown(
                "The log was not written with the key that is set here: if `CLVT_LOG_KEY` was "
                "changed, that alone would explain it."
            )
    else:
        st.markdown(
            f"Checked: each of the {state.events:,} events, this look included, is as it was "
            "written with this installation's key, none is missing between the first and the last, "
            "and the database refuses changes. Not checked here: whether the log was cut off at "
            "its end, emptied, or put back to an older copy. `clvt log verify --heads` compares it "
            "with the heads that were given out."
        )


def table(answer: Answer, records: Answer | None, page: int) -> None:
    """A page of the events."""
    shown = events(answer, records)
    if shown.empty:
        st.info("There are no such events in these days, or there are fewer pages of them.")
        return
    first = (page - 1) * PER_PAGE + 1
    in_all = answer.rows[0][-1]
    st.html(tables.as_html(shown, "What was done, newest first"))
    st.markdown(f"Events {first:,} to {first + len(shown) - 1:,} of {in_all:,}, newest first.")

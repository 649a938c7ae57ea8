"""The page of the access log: choosing events, logging that they are looked at, and drawing them.

Which children an event is about is a record of those children: it is shown for a stated purpose.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.answers import uncached
from dashboard.components import audit
from dashboard.components.failure import say_not_logged
from dashboard.components.run import Run
from dashboard.screens.purpose import require
from dashboard.style import tables, words
from data.access_log import on_one_line
from queries.access import Grant, Viewer
from queries.administration import access_log
from queries.ask import Answer
from queries.filters import Listing, Period

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


def show(run: Run) -> None:
    """The page below its head."""
    viewer = run.viewer
    days, listing = _choose_events(viewer)
    answer = uncached.answer(access_log.access_events, viewer, days, listing)
    records, purpose = None, ""
    if viewer.may(Grant.RECORDS) and st.toggle("Show which children's records they were"):
        purpose = require().text
        records = uncached.answer(access_log.records_in_events, viewer, days, listing)
    try:
        audit.record_look(
            audit.Event(
                viewer.username,
                viewer.role,
                audit.Action.CONSULT,
                run.title,
                filters={"days": f"{days.start} to {days.end}", **dict(listing.only)},
                child_refs=_references(records) if records else (),
                purpose=purpose,
            )
        )
    except audit.LogUnavailable:
        say_not_logged("the access log")
        return
    show_verification()
    table(answer, records, int(dict(listing.only)["page"]))


def _choose_events(viewer: Viewer) -> tuple[Period, Listing]:
    """The days chosen, and the listing of their events. The page ends here while only one day is
    chosen."""
    today = uncached.today()
    columns = st.columns([2, 1, 1, 1])
    dates = columns[0].date_input(
        "Days (UTC)", (today - timedelta(days=6), today), max_value=today, format="DD/MM/YYYY"
    )
    if not isinstance(dates, tuple) or len(dates) != 2:
        st.stop()
    days = Period(*dates)
    people_and_actions = uncached.answer(access_log.people_and_actions, viewer, days).rows
    person = columns[1].selectbox(
        "Person",
        sorted({who for who, _ in people_and_actions}),
        index=None,
        placeholder="Everybody",
        format_func=lambda who: who or NOBODY,
    )
    actions = sorted({action for _, action in people_and_actions})
    action = columns[2].selectbox("Action", actions, index=None, placeholder="Every action")
    page = columns[3].number_input("Page of the list", 1)
    narrowed = {"who": person, "action": action, "page": int(page)}
    return days, Listing.narrowed("events", **{k: v for k, v in narrowed.items() if v is not None})


def _references(records: Answer) -> tuple[str, ...]:
    """The references in the events shown, each once."""
    written = (row[records.columns.index("child_refs")] for row in records.rows)
    return tuple(sorted({str(each) for text in written for each in _listed(text)}))


def _listed(text: str) -> list[object]:
    try:
        refs = json.loads(text)
    except ValueError:  # tampered with
        return [text]
    return refs if isinstance(refs, list) else [refs]


def events(answer: Answer, records: Answer | None) -> pd.DataFrame:
    """The events as the page shows them, newest first; with the records in them, where given."""
    seen = {row["event_id"]: row for row in records.dicts()} if records else {}
    rows = ({**row, **seen.get(row["event_id"], {})} for row in answer.dicts())
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
    return on_one_line(text).translate(QUOTATION_MARKS) if isinstance(text, str) else text


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
    problems = [f"event {each.event_id} {each.problem}" for each in state.breaks]
    problems += [f"the trigger {name} is not in place" for name in state.missing_triggers]
    if problems:
        st.error(
            f"**The log has been tampered with**, in {words.counted(len(problems), 'place')}: "
            f"first, {problems[0]}. Run `clvt log verify`, and keep the database as it is."
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
    first = (page - 1) * access_log.PER_PAGE + 1
    in_all = answer.rows[0][-1]
    st.html(tables.as_html(shown, "What was done, newest first"))
    st.markdown(f"Events {first:,} to {first + len(shown) - 1:,} of {in_all:,}, newest first.")

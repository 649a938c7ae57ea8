"""The page of the access log: choosing events, and logging that they are looked at.

Which children an event is about is a record of those children: it is shown for a stated purpose.
"""

from __future__ import annotations

import json
from datetime import timedelta

import streamlit as st

from dashboard.answers import uncached
from dashboard.components import audit
from dashboard.components.failure import say_not_logged
from dashboard.components.run import Run
from dashboard.screens import access_log_table
from dashboard.screens.purpose import require
from queries.access import Grant, Viewer
from queries.administration import access_log
from queries.ask import Answer
from queries.filters import Listing, Period


def show(run: Run) -> None:
    """The page below its head."""
    viewer = run.viewer
    days, listing = _chosen(viewer)
    found = uncached.answer(access_log.access_events, viewer, days, listing)
    records, purpose = None, ""
    if viewer.may(Grant.RECORDS) and st.toggle("Show which children's records they were"):
        purpose = require().text
        records = uncached.answer(access_log.records_in_events, viewer, days, listing)
    try:
        audit.look(
            viewer,
            run.title,
            filters={"days": f"{days.start} to {days.end}", **dict(listing.only)},
            child_refs=_references(records) if records else (),
            purpose=purpose,
        )
    except audit.LogUnavailable:
        say_not_logged("the access log")
        return
    access_log_table.show_verification()
    access_log_table.table(found, records, int(dict(listing.only)["page"]))


def _chosen(viewer: Viewer) -> tuple[Period, Listing]:
    """The days chosen, and the listing of their events. The page ends here while only one day is
    chosen."""
    today = uncached.today()
    where = st.columns([2, 1, 1, 1])
    dates = where[0].date_input(
        "Days (UTC)", (today - timedelta(days=6), today), max_value=today, format="DD/MM/YYYY"
    )
    if not isinstance(dates, tuple) or len(dates) != 2:
        st.stop()
    days = Period(*dates)
    there = uncached.answer(access_log.people_and_actions, viewer, days).rows
    person = where[1].selectbox(
        "Person",
        sorted({who for who, _ in there}),
        index=None,
        placeholder="Everybody",
        format_func=lambda who: who or access_log_table.NOBODY,
    )
    actions = sorted({action for _, action in there})
    action = where[2].selectbox("Action", actions, index=None, placeholder="Every action")
    page = where[3].number_input("Page of the list", 1)
    narrowed = {"who": person, "action": action, "page": int(page)}
    return days, Listing.narrowed("events", **{k: v for k, v in narrowed.items() if v is not None})


def _references(records: Answer) -> tuple[str, ...]:
    """The references in the events shown, each once."""
    written = (row[records.columns.index("child_refs")] for row in records.rows)
    return tuple(sorted({str(each) for text in written for each in _listed(text)}))


def _listed(text: str) -> list[object]:
    try:
        found = json.loads(text)
    except ValueError:  # tampered with
        return [text]
    return found if isinstance(found, list) else [found]

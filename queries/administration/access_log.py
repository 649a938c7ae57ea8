"""The access log: who saw what, when and why."""

from __future__ import annotations

from sqlalchemy import select

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE
from queries.scope import Query, Scope

AT_MOST = 5000


@question(needs=Grant.ACCESS_LOG, counts="events", ignores=EVERY_CHOICE)
def access_events(scope: Scope) -> Query:
    """What was done in the period, newest first, at most the newest 5,000: signing in and out,
    records consulted, figures disclosed, what was denied, accounts changed. Times are in UTC.
    Which children's records they were, and how many, is told apart: it is itself a figure."""
    events = scope.access_events()
    return (
        select(
            events.c.event_id,
            events.c.happened_at,
            events.c.who,
            events.c.role,
            events.c.action,
            events.c.page,
            events.c.filters,
            events.c.purpose,
            events.c.recipients,
            events.c.suppression,
            events.c.change,
            events.c.data_version,
        )
        .order_by(events.c.event_id.desc())
        .limit(AT_MOST)
    )


@question(needs=Grant.RECORDS, counts="events", ignores=EVERY_CHOICE)
def records_in_events(scope: Scope) -> Query:
    """The references that were shown or handed out in each of those events, and how many rows: for
    whoever may see records. An administrator reads the log without them, and so sees no figure."""
    events = scope.access_events()
    return (
        select(events.c.event_id, events.c.child_refs, events.c.row_count)
        .order_by(events.c.event_id.desc())
        .limit(AT_MOST)
    )

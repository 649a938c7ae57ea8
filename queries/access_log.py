"""The access log: who saw what, when and why."""

from __future__ import annotations

from sqlalchemy import select

from queries.access import Grant
from queries.ask import question
from queries.scope import Query, Scope

AT_MOST = 5000


@question(needs=Grant.ACCESS_LOG, counts="events", ignores=("district", "area", "status", "gender"))
def access_events(scope: Scope) -> Query:
    """What was done in the period, newest first, at most the newest 5,000: signing in and out,
    records consulted, figures disclosed, what was denied, accounts changed. Times are in UTC."""
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
            events.c.child_refs,
            events.c.purpose,
            events.c.recipients,
            events.c.row_count,
            events.c.suppression,
            events.c.change,
            events.c.data_version,
        )
        .order_by(events.c.event_id.desc())
        .limit(AT_MOST)
    )

"""The access log: who saw what, when and why."""

from __future__ import annotations

from sqlalchemy import func, select

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE
from queries.scope import Query, Scope

PER_PAGE = 100


@question(needs=Grant.ACCESS_LOG, counts="events", ignores=EVERY_CHOICE)
def access_events(scope: Scope) -> Query:
    """What was done in the period, newest first, by the person and of the kind chosen: signing in
    and out, records consulted, figures disclosed, what was denied, accounts changed. Times are in
    UTC. A page of 100 events, each beside the number of all of them. Which children's records they
    were, and how many, is asked apart: it is itself a figure."""
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
            events.c.address,
            func.count().over().label("in_all"),
        )
        .order_by(events.c.event_id.desc())
        .limit(PER_PAGE)
        .offset(scope.page_of_events() * PER_PAGE)
    )


@question(needs=Grant.RECORDS, counts="events", ignores=EVERY_CHOICE)
def records_in_events(scope: Scope) -> Query:
    """The references that were shown or handed out in each of those events, and how many rows.
    Only readers who may see records see them: an administrator reads the log without."""
    events = scope.access_events()
    return (
        select(events.c.event_id, events.c.child_refs, events.c.row_count)
        .order_by(events.c.event_id.desc())
        .limit(PER_PAGE)
        .offset(scope.page_of_events() * PER_PAGE)
    )


@question(needs=Grant.ACCESS_LOG, counts="people", ignores=EVERY_CHOICE)
def people_and_actions(scope: Scope) -> Query:
    """Who did what kind of thing in the period: what the log can be narrowed to."""
    events = scope.access_events()
    return select(events.c.who, events.c.action).distinct().order_by(events.c.who, events.c.action)

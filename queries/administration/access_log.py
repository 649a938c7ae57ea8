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
    """Events of the period, newest first, for the person and action chosen: signing in and out,
    records consulted, figures disclosed, requests denied, accounts changed. Times are in UTC. There
    are 100 events a page, each with the number of events in all. Which children's records an event
    showed, and how many, is a question of its own, because an administrator may not see it."""
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
    """The references of the children whose records were shown or handed out in each of those
    events, and how many rows. Only readers who may see records may ask it."""
    events = scope.access_events()
    return (
        select(events.c.event_id, events.c.child_refs, events.c.row_count)
        .order_by(events.c.event_id.desc())
        .limit(PER_PAGE)
        .offset(scope.page_of_events() * PER_PAGE)
    )


@question(needs=Grant.ACCESS_LOG, counts="people", ignores=EVERY_CHOICE)
def people_and_actions(scope: Scope) -> Query:
    """Each person and action that the log has in the period: what it can be narrowed to."""
    events = scope.access_events()
    return select(events.c.who, events.c.action).distinct().order_by(events.c.who, events.c.action)

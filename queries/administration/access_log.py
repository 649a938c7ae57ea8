"""The access log: who saw what, when and why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select

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
    shown = (
        *events.c["event_id", "happened_at", "who", "role", "action", "page", "filters"],
        *events.c["purpose", "recipients", "suppression", "change", "data_version", "address"],
    )
    return _page(scope, events, *shown, func.count().over().label("in_all"))


@question(needs=Grant.RECORDS, counts="events", ignores=EVERY_CHOICE)
def records_in_events(scope: Scope) -> Query:
    """The references of the children whose records were shown or handed out in each of those
    events, and how many rows. Only readers who may see records may ask it."""
    events = scope.access_events()
    return _page(scope, events, *events.c["event_id", "child_refs", "row_count"])


@question(needs=Grant.ACCESS_LOG, counts="people", ignores=EVERY_CHOICE)
def people_and_actions(scope: Scope) -> Query:
    """Each person and action that the log has in the period: what it can be narrowed to."""
    events = scope.access_events()
    return select(events.c.who, events.c.action).distinct().order_by(events.c.who, events.c.action)


def _page(scope: Scope, events: Subquery, *shown: ColumnElement[Any]) -> Query:
    """These columns of the events of the page asked for, newest first."""
    newest_first = select(*shown).order_by(events.c.event_id.desc())
    return newest_first.limit(PER_PAGE).offset(scope.page_of_events() * PER_PAGE)

"""The sheets of the panels in the extract of a day: what had happened by then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from data.demo.days import if_by
from data.demo.safeguarding.panels.truth import Action, Listing, Meeting, Panels
from data.demo.workbooks import Row

PLANNED_AHEAD = timedelta(days=45)


def panel_rows(panels: Panels, on: date, known: Collection[str]) -> dict[str, list[Row]]:
    """The rows of each sheet of the panels in the extract of a day, for the `known` children."""
    held = [each for each in panels.meetings if each.held_on and each.held_on <= on]
    return {
        "panel_meetings": [
            _meeting(each, on) for each in panels.meetings if each.planned_for <= on + PLANNED_AHEAD
        ],
        "panel_attendance": [
            (each.panel, each.planned_for, agency, attended)
            for each in held
            for agency, attended in each.attendance
        ],
        "toolkits": [
            (each.child, each.completed_on, each.by, each.level, each.review_by)
            for each in panels.toolkits
            if each.completed_on <= on and each.child in known
        ],
        "panel_list": [
            _listing(each, on)
            for each in panels.listings
            if each.listed_for <= on and each.child in known
        ],
        "panel_actions": [
            _action(each, on)
            for each in panels.actions
            if each.agreed_on <= on and (not each.child or each.child in known)
        ],
    }


def _meeting(meeting: Meeting, on: date) -> Row:
    is_past = meeting.planned_for <= on
    return (
        meeting.panel,
        meeting.planned_for,
        if_by(meeting.held_on, on),
        meeting.not_held_because if is_past else "",
        if_by(meeting.circulated_on, on),
        meeting.sergeant if is_past else "",
    )


def _listing(listing: Listing, on: date) -> Row:
    strategy = if_by(listing.strategy_on, on)
    return (
        listing.panel,
        listing.listed_for,
        listing.child,
        listing.referred_on,
        listing.heard,
        listing.outcome,
        listing.review_on,
        strategy,
        listing.police_there if strategy else "",
        listing.strategy_outcome if strategy else "",
    )


def _action(action: Action, on: date) -> Row:
    closed = if_by(action.closed_on, on)
    return (
        action.ref,
        action.panel,
        action.agreed_on,
        action.child,
        action.about,
        action.kind,
        action.owner,
        action.due_on,
        closed,
        action.result if closed else "",
    )

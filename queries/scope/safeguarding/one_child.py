"""All that is recorded as done for one child."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    Subquery,
    Table,
    case,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy import cast as as_type

from data.tables import (
    education,
    encounter,
    missing_episode,
    nrm_referral,
    panel_listing,
    referral,
    toolkit,
    visit,
)
from queries.scope.limits import limit
from queries.scope.narrowing import Narrowing

# What happened, its table, the column with its day, and the column shown as its details.
ACTS: tuple[tuple[str, Table, ColumnElement[Any], ColumnElement[Any]], ...] = (
    ("Visit", visit, visit.c.visited_on, visit.c.outcome),
    ("Referral", referral, referral.c.sent_on, referral.c.sent_to),
    ("Referral answered", referral, referral.c.responded_on, referral.c.response),
    ("Missing", missing_episode, missing_episode.c.missing_from, null()),
    (
        "Found; return interview offered",
        missing_episode,
        missing_episode.c.found_on,
        missing_episode.c.interview_offered,
    ),
    ("NRM", nrm_referral, nrm_referral.c.referred_on, nrm_referral.c.first_responder),
    ("NRM reasonable grounds", nrm_referral, nrm_referral.c.rg_on, nrm_referral.c.rg),
    ("NRM conclusive grounds", nrm_referral, nrm_referral.c.cg_on, nrm_referral.c.cg),
    ("Found in a criminal situation", encounter, encounter.c.happened_on, encounter.c.situation),
    (
        "Treated as",
        encounter,
        func.coalesce(encounter.c.decided_on, encounter.c.happened_on),
        encounter.c.treated_as,
    ),
    ("Toolkit", toolkit, toolkit.c.completed_on, toolkit.c.level),
    (
        "Strategy meeting",
        panel_listing,
        panel_listing.c.strategy_meeting_on,
        panel_listing.c.strategy_outcome,
    ),
    ("Strategy meeting", encounter, encounter.c.strategy_meeting_on, null()),
    ("Heard by a panel", panel_listing, panel_listing.c.listed_for, panel_listing.c.heard),
    ("Education", education, education.c.from_on, education.c.status),
)
CONFERENCE = "Conference"
"""The outcome of a strategy meeting that a conference follows, and the name of its limit."""
# By when what was decided is to follow, by the column with the day of the act.
FOLLOWS: dict[ColumnElement[Any], ColumnElement[Any]] = {
    panel_listing.c.strategy_meeting_on: case(
        (
            panel_listing.c.strategy_outcome == CONFERENCE,
            limit(CONFERENCE, panel_listing.c.strategy_meeting_on),
        )
    )
}


class OneChild(Narrowing):
    """Relations of one child."""

    def acts_of_child(self) -> Subquery:
        """What was done for the child whose reference the filters name, by the as-at date: on,
        what, details, and due_on, the day by which what was decided is to follow (null: nothing
        is)."""
        return union_all(
            *(
                select(
                    day.label("on"),
                    literal(what, String).label("what"),
                    as_type(details, String).label("details"),
                    FOLLOWS.get(day, literal(None, Date)).label("due_on"),
                ).where(
                    self._known(record),
                    record.c.child_ref == self.filters.child_ref,
                    day <= self.as_at,
                )
                for what, record, day, details in ACTS
            )
        ).subquery("acts")

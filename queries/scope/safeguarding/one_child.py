"""All that is recorded as done for one child."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
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

from data.duties import DUTIES
from data.tables import (
    daily_search,
    daily_search_child,
    education,
    encounter,
    missing_episode,
    not_applicable,
    nrm_referral,
    panel_action,
    panel_listing,
    referral,
    sca_referral,
    toolkit,
    tracker_entry,
    visit,
)
from queries.scope.limits import limit
from queries.scope.narrowing import Narrowing

OUTCOME_OF_LISTING = case(
    (
        panel_listing.c.heard == "Yes",
        "Heard" + func.coalesce(": " + panel_listing.c.outcome, ""),
    ),
    else_=panel_listing.c.heard,
)
DUTY = case({duty.key: duty.label for duty in DUTIES}, value=not_applicable.c.duty)
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
    (
        "Return interview done",
        missing_episode,
        missing_episode.c.interview_done_on,
        null(),
    ),
    ("NRM", nrm_referral, nrm_referral.c.referred_on, nrm_referral.c.first_responder),
    ("NRM reasonable grounds", nrm_referral, nrm_referral.c.rg_on, nrm_referral.c.rg),
    ("NRM conclusive grounds", nrm_referral, nrm_referral.c.cg_on, nrm_referral.c.cg),
    (
        "NRM reconsideration",
        nrm_referral,
        nrm_referral.c.reconsideration_on,
        nrm_referral.c.reconsidered,
    ),
    ("NRM: crime recorded", nrm_referral, nrm_referral.c.crime_recorded_on, null()),
    ("Message from the SCA", sca_referral, sca_referral.c.received_on, sca_referral.c.kind),
    ("SCA message reviewed", sca_referral, sca_referral.c.reviewed_on, sca_referral.c.finding),
    ("SCA message actioned", sca_referral, sca_referral.c.actioned_on, sca_referral.c.action),
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
    ("Listed for a panel", panel_listing, panel_listing.c.listed_for, OUTCOME_OF_LISTING),
    (
        "Panel action agreed",
        panel_action,
        panel_action.c.agreed_on,
        panel_action.c.kind + ", " + panel_action.c.owner,
    ),
    (
        "Panel action closed",
        panel_action,
        panel_action.c.closed_on,
        panel_action.c.kind + func.coalesce(": " + panel_action.c.result, ""),
    ),
    ("Education", education, education.c.from_on, education.c.status),
    (
        "Education checked",
        education,
        # The day from which it is so is told already.
        case((education.c.checked_on != education.c.from_on, education.c.checked_on)),
        education.c.status,
    ),
    ("Handover agreed", tracker_entry, tracker_entry.c.handover_on, null()),
    (
        "Duty not applicable",
        not_applicable,
        not_applicable.c.decided_on,
        DUTY + ": " + not_applicable.c.reason + ", " + not_applicable.c.decided_by,
    ),
)
NAMED = "Named in daily search"
CONFERENCE = "Conference"
"""The outcome of a strategy meeting that a conference follows, and the name of its limit."""
# By when what was decided is to follow, by the column with the day of the act.
FOLLOWS: dict[ColumnElement[Any], ColumnElement[Any]] = {
    panel_listing.c.strategy_meeting_on: case(
        (
            panel_listing.c.strategy_outcome == CONFERENCE,
            limit(CONFERENCE, panel_listing.c.strategy_meeting_on),
        )
    ),
    panel_action.c.agreed_on: panel_action.c.due_on,
}


class OneChild(Narrowing):
    """Relations of one child."""

    def acts_of_child(self) -> Subquery:
        """What was done for the child whose reference the filters name, by the as-at date: on,
        what, details, and due_on, the day by which what was decided is to follow (null: nothing
        is)."""
        acts = (
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
        return union_all(*acts, self._named_in_searches()).subquery("acts")

    def decided_not_to_apply(self) -> Subquery:
        """The decisions by the as-at date that a duty does not apply to an entry of the child whose
        reference the filters name: place (in `DUTIES`), added_on, reason, decided_on and
        decided_by."""
        decided = not_applicable
        places = {duty.key: place for place, duty in enumerate(DUTIES)}
        return (
            select(
                case(places, value=decided.c.duty).label("place"),
                decided.c.added_on,
                decided.c.reason,
                decided.c.decided_on,
                decided.c.decided_by,
            )
            .where(
                self._known(decided),
                decided.c.child_ref == self.filters.child_ref,
                decided.c.decided_on <= self.as_at,
            )
            .subquery("decided")
        )

    def _named_in_searches(self) -> Select[Any]:
        """The days whose reports named the child, if they had been searched by the as-at date."""
        named, search = daily_search_child, daily_search
        return (
            select(
                named.c.for_day,
                literal(NAMED, String),
                literal(None, String),
                literal(None, Date),
            )
            .join_from(named, search, search.c.for_day == named.c.for_day)
            .where(
                self._known(named),
                self._known(search),
                named.c.child_ref == self.filters.child_ref,
                search.c.done_on <= self.as_at,
            )
        )

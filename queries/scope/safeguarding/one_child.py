"""All that is recorded as done for one child."""

from __future__ import annotations

from typing import Any, TypeAlias

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
from queries.scope.narrowing import Narrowing
from queries.scope.standards import due_day

OUTCOME_OF_LISTING = case(
    (panel_listing.c.heard == "Yes", "Heard" + func.coalesce(": " + panel_listing.c.outcome, "")),
    else_=panel_listing.c.heard,
)
DUTY = case({duty.key: duty.label for duty in DUTIES}, value=not_applicable.c.duty)
TREATED_ON = func.coalesce(encounter.c.decided_on, encounter.c.happened_on)
# A check on the first day of a status is no act besides.
CHECKED_ON = case((education.c.checked_on != education.c.from_on, education.c.checked_on))
ColumnOrName: TypeAlias = str | ColumnElement[Any]
# What happened, its table, its day and its details.
ACTS: tuple[tuple[str, Table, ColumnOrName, ColumnOrName], ...] = (
    ("Visit", visit, "visited_on", "outcome"),
    ("Referral", referral, "sent_on", "sent_to"),
    ("Referral answered", referral, "responded_on", "response"),
    ("Missing", missing_episode, "missing_from", null()),
    ("Found; return interview offered", missing_episode, "found_on", "interview_offered"),
    ("Return interview done", missing_episode, "interview_done_on", null()),
    ("NRM", nrm_referral, "referred_on", "first_responder"),
    ("NRM reasonable grounds", nrm_referral, "rg_on", "rg"),
    ("NRM conclusive grounds", nrm_referral, "cg_on", "cg"),
    ("NRM reconsideration", nrm_referral, "reconsideration_on", "reconsidered"),
    ("NRM: crime recorded", nrm_referral, "crime_recorded_on", null()),
    ("Message from the SCA", sca_referral, "received_on", "kind"),
    ("SCA message reviewed", sca_referral, "reviewed_on", "finding"),
    ("SCA message actioned", sca_referral, "actioned_on", "action"),
    ("Found in a criminal situation", encounter, "happened_on", "situation"),
    ("Treated as", encounter, TREATED_ON, "treated_as"),
    ("Toolkit", toolkit, "completed_on", "level"),
    ("Strategy meeting", panel_listing, "strategy_meeting_on", "strategy_outcome"),
    ("Strategy meeting", encounter, "strategy_meeting_on", null()),
    ("Listed for a panel", panel_listing, "listed_for", OUTCOME_OF_LISTING),
    (
        "Panel action agreed",
        panel_action,
        "agreed_on",
        panel_action.c.kind + ", " + panel_action.c.owner,
    ),
    (
        "Panel action closed",
        panel_action,
        "closed_on",
        panel_action.c.kind + func.coalesce(": " + panel_action.c.result, ""),
    ),
    ("Education", education, "from_on", "status"),
    ("Education checked", education, CHECKED_ON, "status"),
    ("Handover agreed", tracker_entry, "handover_on", null()),
    (
        "Duty not applicable",
        not_applicable,
        "decided_on",
        DUTY + ": " + not_applicable.c.reason + ", " + not_applicable.c.decided_by,
    ),
)
NAMED_IN_SEARCH = "Named in daily search"
CONFERENCE = "Conference"
"""The outcome of a strategy meeting that a conference follows, and the name of its limit."""
# The day by which something is to follow an act, by the column with the day of the act.
FOLLOW_UP_DUE: dict[ColumnElement[Any], ColumnElement[Any]] = {
    panel_listing.c.strategy_meeting_on: case(
        (
            panel_listing.c.strategy_outcome == CONFERENCE,
            due_day(CONFERENCE, panel_listing.c.strategy_meeting_on),
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
        acts = (self._acts_of_table(*each) for each in ACTS)
        return union_all(*acts, self._named_in_searches()).subquery("acts")

    def _acts_of_table(
        self, what: str, record: Table, day: ColumnOrName, details: ColumnOrName
    ) -> Select[Any]:
        on, shown = (record.c[each] if isinstance(each, str) else each for each in (day, details))
        return select(
            on.label("on"),
            literal(what, String).label("what"),
            as_type(shown, String).label("details"),
            FOLLOW_UP_DUE.get(on, literal(None, Date)).label("due_on"),
        ).where(self._known(record), record.c.child_ref == self.filters.child_ref, on <= self.as_at)

    def decided_not_to_apply(self) -> Subquery:
        """The decisions by the as-at date that a duty does not apply to an entry of the child whose
        reference the filters name: place (in `DUTIES`), added_on, reason, decided_on and
        decided_by."""
        decided = not_applicable
        places = {duty.key: place for place, duty in enumerate(DUTIES)}
        return (
            select(
                case(places, value=decided.c.duty).label("place"),
                *decided.c["added_on", "reason", "decided_on", "decided_by"],
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
        nothing = literal(None, String), literal(None, Date)
        return (
            select(named.c.for_day, literal(NAMED_IN_SEARCH, String), *nothing)
            .join_from(named, search, search.c.for_day == named.c.for_day)
            .where(
                self._known(named),
                self._known(search),
                named.c.child_ref == self.filters.child_ref,
                search.c.done_on <= self.as_at,
            )
        )

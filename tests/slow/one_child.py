"""What the page of one child shows of what was done, worked out slowly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from queries.filters import Filters
from tests.invented.records import Records
from tests.slow.counting_rules import known_records
from tests.slow.safeguarding.standards import last_day_allowed

Act = tuple[date | None, str, str | None, date | None]
RENAMED = {"Visit again": "Follow-up visit"}


def acts(records: Records, filters: Filters) -> list[Act]:
    """What was done for the child by the as-at date: day, what, details, due."""
    return [act for act in _all_acts(records, filters) if act[0] and act[0] <= filters.as_at]


def _all_acts(records: Records, filters: Filters) -> Iterator[Act]:
    def of_child(table: str) -> list[Any]:
        rows = known_records(records.plain[table], filters)
        return [row for row in rows if row.child_ref == filters.child_ref]

    yield from _acts_of_others(of_child)
    for row in of_child("visit"):
        yield row.visited_on, "Visit", row.outcome, None
    for row in of_child("referral"):
        yield row.sent_on, "Referral", row.sent_to, None
        yield row.responded_on, "Referral answered", row.response, None
    for row in of_child("missing_episode"):
        yield row.missing_from, "Missing", None, None
        yield row.found_on, "Found; return interview offered", row.interview_offered, None
        yield row.interview_done_on, "Return interview done", None, None
    for row in of_child("encounter"):
        yield row.happened_on, "Found in a criminal situation", row.situation, None
        yield row.decided_on or row.happened_on, "Treated as", row.treated_as, None
        yield row.strategy_meeting_on, "Strategy meeting", None, None
    for row in of_child("toolkit"):
        yield row.completed_on, "Toolkit", row.level, None
    for row in of_child("education"):
        yield row.from_on, "Education", row.status, None
        if row.checked_on != row.from_on:
            yield row.checked_on, "Education checked", row.status, None
    for entry in known_records(records.entries, filters):
        if entry.child_ref == filters.child_ref:
            yield entry.handover_on, "Handover agreed", None, None
    for row in of_child("not_applicable"):
        duty = RENAMED.get(row.duty, row.duty)
        decided = f"{duty}: {row.reason}, {row.decided_by}"
        yield row.decided_on, "Duty not applicable", decided, None
    done = {
        row.for_day: row.done_on for row in known_records(records.plain["daily_search"], filters)
    }
    for row in of_child("daily_search_child"):
        done_on = done.get(row.for_day)
        if done_on and done_on <= filters.as_at:
            yield row.for_day, "Named in daily search", None, None


def _acts_of_others(of_child: Callable[[str], list[Any]]) -> Iterator[Act]:
    """What others did: the NRM, its authority, and the panels."""
    for row in of_child("nrm_referral"):
        yield row.referred_on, "NRM", row.first_responder, None
        yield row.rg_on, "NRM reasonable grounds", row.rg, None
        yield row.cg_on, "NRM conclusive grounds", row.cg, None
        yield row.reconsideration_on, "NRM reconsideration", row.reconsidered, None
        yield row.crime_recorded_on, "NRM: crime recorded", None, None
    for row in of_child("sca_referral"):
        yield row.received_on, "Message from the SCA", row.kind, None
        yield row.reviewed_on, "SCA message reviewed", row.finding, None
        yield row.actioned_on, "SCA message actioned", row.action, None
    for row in of_child("panel_listing"):
        yield row.listed_for, "Listed for a panel", _outcome(row), None
        meeting = row.strategy_meeting_on
        yield meeting, "Strategy meeting", row.strategy_outcome, _conference(row)
    for row in of_child("panel_action"):
        yield row.agreed_on, "Panel action agreed", f"{row.kind}, {row.owner}", row.due_on
        closed = f"{row.kind}: {row.result}" if row.result else row.kind
        yield row.closed_on, "Panel action closed", closed, None


def _outcome(listing: Any) -> str:
    if listing.heard != "Yes":
        return str(listing.heard)
    return f"Heard: {listing.outcome}" if listing.outcome else "Heard"


def _conference(listing: Any) -> date | None:
    held = listing.strategy_meeting_on
    if listing.strategy_outcome != "Conference" or held is None:
        return None
    return last_day_allowed("Conference", held)


def decisions(records: Records, filters: Filters, added_on: date) -> dict[str, tuple[Any, ...]]:
    """The decisions by the as-at date that a duty does not apply to an entry, by the duty: the
    reason, the day and the role."""
    return {
        RENAMED.get(row.duty, row.duty): (row.reason, row.decided_on, row.decided_by)
        for row in known_records(records.plain["not_applicable"], filters)
        if (row.child_ref, row.added_on) == (filters.child_ref, added_on)
        and row.decided_on <= filters.as_at
    }

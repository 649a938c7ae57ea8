"""Slow answers to the questions about visits, referrals and children who were missing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from queries.filters import Filters, Period
from tests.invented.records import Records
from tests.slow.counting_rules import (
    Rows,
    children_on,
    count_rows,
    is_within,
    known_records,
    matches,
    reference,
    slow_answer,
    year_earlier,
)
from tests.slow.safeguarding.panels import spell_of_day

HUBS = {line["name"] for line in reference("referral_agencies") if line["is_hub"] == "yes"}
NOT_RECORDED = "Not recorded"


def records_of_children(
    records: Records, filters: Filters, table: str, day: str, period: Period | None = None
) -> list[Any]:
    """The records of a period, not after the as-at date, of children who were then within the
    filters."""
    return [
        record
        for record in known_records(records.plain[table], filters)
        if getattr(record, day) is not None
        and is_within(getattr(record, day), period or filters.period)
        and getattr(record, day) <= filters.as_at
        and (found := spell_of_day(records, filters, record.child_ref, getattr(record, day)))
        and matches(found[0].child, found[1], filters)
    ]


def visits_with_child_seen(records: Records, filters: Filters) -> list[Any]:
    made = records_of_children(records, filters, "visit", "visited_on")
    return [visit for visit in made if visit.outcome == "Seen"]


@slow_answer
def visits_by_outcome(records: Records, filters: Filters) -> Rows:
    made = records_of_children(records, filters, "visit", "visited_on")
    return count_rows("outcome visits", [visit.outcome for visit in made])


@slow_answer
def parents_at_visits(records: Records, filters: Filters) -> Rows:
    found = [
        visit.parent_or_carer or NOT_RECORDED for visit in visits_with_child_seen(records, filters)
    ]
    return count_rows("parent visits", found)


@slow_answer
def visits_by_purpose(records: Records, filters: Filters) -> Rows:
    found = visits_with_child_seen(records, filters)
    asked = {
        "For safeguarding": [visit.safeguarding for visit in found],
        "For education": [visit.education for visit in found],
        "For understanding and intelligence": [visit.understanding for visit in found],
        "Seen alone": [visit.seen_alone for visit in found],
        "Own view recorded": [visit.view_recorded for visit in found],
    }
    return [
        {
            "what": what,
            "visits": given.count("Yes"),
            "not_recorded": given.count(None),
            "seen": len(found),
        }
        for what, given in asked.items()
    ]


def visits_until_now(records: Records, filters: Filters, child_ref: str) -> list[Any]:
    return [
        visit
        for visit in known_records(records.plain["visit"], filters)
        if visit.child_ref == child_ref and visit.visited_on <= filters.as_at
    ]


def last_seen_on(records: Records, filters: Filters, child_ref: str) -> date | None:
    made = visits_until_now(records, filters, child_ref)
    return max((visit.visited_on for visit in made if visit.outcome == "Seen"), default=None)


@slow_answer
def children_by_last_seen(records: Records, filters: Filters) -> Rows:
    def since(child_ref: str) -> str:
        last = last_seen_on(records, filters, child_ref)
        if last is None:
            return "Never seen"
        days = (filters.as_at - last).days
        if days <= 28:
            return "28 days or less"
        return "29 to 84 days" if days <= 84 else "85 days or more"

    children = [stay.child.child_ref for stay, _ in children_on(records, filters, filters.as_at)]
    return count_rows("last_seen children", map(since, children))


@slow_answer
def children_tried_in_vain(records: Records, filters: Filters) -> Rows:
    def attempts(child_ref: str) -> int:
        last = last_seen_on(records, filters, child_ref) or date.min
        return sum(
            visit.visited_on > last and visit.outcome not in ("Seen", "Cancelled")
            for visit in visits_until_now(records, filters, child_ref)
        )

    children = [stay.child.child_ref for stay, _ in children_on(records, filters, filters.as_at)]
    return count_rows("attempts children", filter(None, map(attempts, children)))


def response(referral: Any, filters: Filters) -> str:
    if referral.responded_on and referral.responded_on > filters.as_at:
        return "Awaiting"
    return referral.response or NOT_RECORDED


@slow_answer
def referrals_by_agency(records: Records, filters: Filters) -> Rows:
    sent = records_of_children(records, filters, "referral", "sent_on")
    keys = [(referral.sent_to, response(referral, filters)) for referral in sent]
    return count_rows("sent_to response referrals", keys)


@slow_answer
def referrals_awaiting(records: Records, filters: Filters) -> Rows:
    ever = Period(date.min, filters.as_at)
    sent = [
        referral
        for referral in records_of_children(records, filters, "referral", "sent_on", ever)
        if response(referral, filters) == "Awaiting"
    ]
    return [
        {
            "sent_to": agency,
            "referrals": number,
            "longest_since": min(each.sent_on for each in sent if each.sent_to == agency),
        }
        for agency, number in Counter(each.sent_to for each in sent).items()
    ]


@slow_answer
def outcomes_of_hub_referrals(records: Records, filters: Filters) -> Rows:
    to_hubs = [
        each for each in known_records(records.plain["referral"], filters) if each.sent_to in HUBS
    ]
    keys = []
    for sent in records_of_children(records, filters, "referral", "sent_on"):
        if sent.sent_to not in HUBS:
            continue
        is_again = any(
            each.child_ref == sent.child_ref
            and year_earlier(sent.sent_on) <= each.sent_on < sent.sent_on
            for each in to_hubs
        )
        is_open = response(sent, filters) == "Awaiting"
        keys.append(
            (
                "Awaiting" if is_open else sent.outcome or NOT_RECORDED,
                "Again within 12 months" if is_again else "First in 12 months",
            )
        )
    return count_rows("outcome referred referrals", keys)


@slow_answer
def return_interviews(records: Records, filters: Filters) -> Rows:
    def interview(episode: Any) -> str:
        found, done = episode.found_on, episode.interview_done_on
        if found is None or found > filters.as_at:
            return "Still missing"
        if done and done <= filters.as_at:
            return "Within 3 days" if done - found <= timedelta(days=3) else "Later"
        return "Not yet due" if filters.as_at - found <= timedelta(days=3) else "Not done"

    begun = records_of_children(records, filters, "missing_episode", "missing_from")
    return count_rows("interview times", map(interview, begun))


@slow_answer
def children_missing_often(records: Records, filters: Filters) -> Rows:
    found = []
    for stay, _ in children_on(records, filters, filters.as_at):
        times = [
            episode
            for episode in known_records(records.plain["missing_episode"], filters)
            if episode.child_ref == stay.child.child_ref
            and timedelta(0) <= filters.as_at - episode.missing_from < timedelta(days=90)
        ]
        if len(times) >= 3:
            found.append(len(times))
    return count_rows("times children", found)

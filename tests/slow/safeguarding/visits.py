"""Slow answers to the questions about visits, referrals and children who were missing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from queries.filters import Filters, Period
from tests.invented.records import Records
from tests.slow.counting_rules import (
    Rows,
    answers,
    children_on,
    counted,
    is_within,
    known,
    matches,
    reference,
)
from tests.slow.safeguarding.panels import spell_of_day

HUBS = {line["name"] for line in reference("referral_agencies") if line["is_hub"] == "yes"}
NOT_RECORDED = "Not recorded"


def of_children(
    records: Records, filters: Filters, table: str, day: str, period: Period | None = None
) -> list[Any]:
    """The records of a period, not after the as-at date, of children who were then within the
    filters."""
    return [
        record
        for record in known(records.plain[table], filters)
        if getattr(record, day) is not None
        and is_within(getattr(record, day), period or filters.period)
        and getattr(record, day) <= filters.as_at
        and (found := spell_of_day(records, filters, record.child_ref, getattr(record, day)))
        and matches(found[0].child, found[1], filters)
    ]


def visits_with_child_seen(records: Records, filters: Filters) -> list[Any]:
    made = of_children(records, filters, "visit", "visited_on")
    return [visit for visit in made if visit.outcome == "Seen"]


@answers
def visits_by_outcome(records: Records, filters: Filters) -> Rows:
    made = of_children(records, filters, "visit", "visited_on")
    return counted("outcome visits", [visit.outcome for visit in made])


@answers
def parents_at_visits(records: Records, filters: Filters) -> Rows:
    found = [
        visit.parent_or_carer or NOT_RECORDED for visit in visits_with_child_seen(records, filters)
    ]
    return counted("parent visits", found)


@answers
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
        for visit in known(records.plain["visit"], filters)
        if visit.child_ref == child_ref and visit.visited_on <= filters.as_at
    ]


def last_seen_on(records: Records, filters: Filters, child_ref: str) -> date | None:
    made = visits_until_now(records, filters, child_ref)
    return max((visit.visited_on for visit in made if visit.outcome == "Seen"), default=None)


@answers
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
    return counted("last_seen children", map(since, children))


@answers
def children_tried_in_vain(records: Records, filters: Filters) -> Rows:
    def attempts(child_ref: str) -> int:
        last = last_seen_on(records, filters, child_ref) or date.min
        return sum(
            visit.visited_on > last and visit.outcome not in ("Seen", "Cancelled")
            for visit in visits_until_now(records, filters, child_ref)
        )

    children = [stay.child.child_ref for stay, _ in children_on(records, filters, filters.as_at)]
    return counted("attempts children", filter(None, map(attempts, children)))


def response(referral: Any, filters: Filters) -> str:
    if referral.responded_on and referral.responded_on > filters.as_at:
        return "Awaiting"
    return referral.response or NOT_RECORDED


@answers
def referrals_by_agency(records: Records, filters: Filters) -> Rows:
    sent = of_children(records, filters, "referral", "sent_on")
    keys = [(referral.sent_to, response(referral, filters)) for referral in sent]
    return counted("sent_to response referrals", keys)


@answers
def referrals_awaiting(records: Records, filters: Filters) -> Rows:
    ever = Period(date.min, filters.as_at)
    sent = [
        referral
        for referral in of_children(records, filters, "referral", "sent_on", ever)
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


@answers
def outcomes_of_hub_referrals(records: Records, filters: Filters) -> Rows:
    to_hubs = [each for each in known(records.plain["referral"], filters) if each.sent_to in HUBS]
    keys = []
    for sent in of_children(records, filters, "referral", "sent_on"):
        if sent.sent_to not in HUBS:
            continue
        is_again = any(
            each.child_ref == sent.child_ref
            and a_year_before(sent.sent_on) <= each.sent_on < sent.sent_on
            for each in to_hubs
        )
        is_open = response(sent, filters) == "Awaiting"
        keys.append(
            (
                "Awaiting" if is_open else sent.outcome or NOT_RECORDED,
                "Again within 12 months" if is_again else "First in 12 months",
            )
        )
    return counted("outcome referred referrals", keys)


def a_year_before(day: date) -> date:
    """The same date a year before; of 29 February, the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


@answers
def return_interviews(records: Records, filters: Filters) -> Rows:
    def interview(episode: Any) -> str:
        found, done = episode.found_on, episode.interview_done_on
        if found is None or found > filters.as_at:
            return "Still missing"
        if done and done <= filters.as_at:
            return "Within 3 days" if done - found <= timedelta(days=3) else "Later"
        return "Not yet due" if filters.as_at - found <= timedelta(days=3) else "Not done"

    begun = of_children(records, filters, "missing_episode", "missing_from")
    return counted("interview times", map(interview, begun))


@answers
def children_missing_often(records: Records, filters: Filters) -> Rows:
    found = []
    for stay, _ in children_on(records, filters, filters.as_at):
        times = [
            episode
            for episode in known(records.plain["missing_episode"], filters)
            if episode.child_ref == stay.child.child_ref
            and timedelta(0) <= filters.as_at - episode.missing_from < timedelta(days=90)
        ]
        if len(times) >= 3:
            found.append(len(times))
    return counted("times children", found)

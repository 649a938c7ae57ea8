"""Slow answers to the questions of the National Referral Mechanism."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from queries.filters import Filters, Period
from tests.invented.records import Records
from tests.slow.counting_rules import (
    Rows,
    age,
    count_rows,
    in_area,
    is_within,
    known_records,
    reference,
    slow_answer,
)
from tests.slow.safeguarding.standards import is_past_limit
from tests.slow.safeguarding.visits import records_of_children

KINDS = {line["name"]: line["kind"] for line in reference("first_responders")}


def referrals_made(records: Records, filters: Filters, period: Period | None = None) -> list[Any]:
    return records_of_children(records, filters, "nrm_referral", "referred_on", period)


def all_referrals(records: Records, filters: Filters) -> list[Any]:
    return referrals_made(records, filters, Period(date.min, filters.as_at))


def decision(kind: str, referral: Any, as_at: date) -> str:
    """A decision as it was on a day: awaited until it was made."""
    on = getattr(referral, f"{kind}_on")
    if on is not None and on > as_at:
        return "Awaiting"
    return getattr(referral, kind) or "Not recorded"


def number_overdue(late: Iterable[bool | None]) -> int | None:
    """How many are late of those that have a limit; None where none has one."""
    limited = [each for each in late if each is not None]
    return sum(limited) if limited else None


@slow_answer
def nrm_by_responder(records: Records, filters: Filters) -> Rows:
    keys = [
        (KINDS[each.first_responder], decision("rg", each, filters.as_at))
        for each in referrals_made(records, filters)
    ]
    return count_rows("kind decision referrals", keys)


@slow_answer
def nrm_decisions(records: Records, filters: Filters) -> Rows:
    born = {each.child_ref: each.date_of_birth for each in known_records(records.children, filters)}
    found: dict[tuple[int, str, str], list[tuple[Any, Any, Any]]] = {}
    for each in all_referrals(records, filters):
        reasonable = decision("rg", each, filters.as_at)
        stages = [(0, "Reasonable grounds", reasonable, each.referred_on)]
        if reasonable == "Positive":
            conclusive = decision("cg", each, filters.as_at)
            stages.append((1, "Conclusive grounds", conclusive, each.rg_on))
        years = age(born[each.child_ref], filters.as_at)
        for place, stage, word, since in stages:
            # No council of the reference files has a panel: without a word it is the SCA.
            found.setdefault((place, stage, word), []).append((since, years, each.decided_by))
    return [
        {
            "place": place,
            "stage": stage,
            "decision": word,
            "referrals": len(of),
            "longest_since": min((since for since, *_ in of), default=None)
            if word == "Awaiting"
            else None,
            "overdue": number_overdue(
                is_past_limit("Reasonable grounds", since, filters.as_at, decider)
                for since, _, decider in of
            )
            if (stage, word) == ("Reasonable grounds", "Awaiting")
            else None,
            "turned_18": sum(years is not None and years >= 18 for _, years, _ in of),
        }
        for (place, stage, word), of in found.items()
    ]


@slow_answer
def nrm_waits(records: Records, filters: Filters) -> Rows:
    keys: list[tuple[int, str, str, int]] = []
    for each in all_referrals(records, filters):
        for place, (stage, kind, start) in enumerate(
            (
                ("Reasonable grounds", "rg", each.referred_on),
                ("Conclusive grounds", "cg", each.rg_on),
            )
        ):
            on = getattr(each, f"{kind}_on")
            if on is not None and on <= filters.as_at and is_within(on, filters.period):
                word = decision(kind, each, filters.as_at)
                keys.append((place, stage, word, (on - start).days))
    return count_rows("place stage decision days decisions", keys)


def messages(records: Records, filters: Filters) -> list[Any]:
    """What the SCA sent in the period and by the as-at date about the chosen area."""
    return [
        each
        for each in known_records(records.plain["sca_referral"], filters)
        if is_within(each.received_on, filters.period)
        and each.received_on <= filters.as_at
        and in_area(each.area_code, filters)
    ]


@slow_answer
def sca_by_state(records: Records, filters: Filters) -> Rows:
    found: dict[str, list[tuple[date, bool | None]]] = {}
    for each in messages(records, filters):
        received = each.received_on
        if each.reviewed_on is None or each.reviewed_on > filters.as_at:
            state = "Awaiting review"
            is_late = is_past_limit("SCA reviewed", received, filters.as_at)
        elif each.actioned_on is None or each.actioned_on > filters.as_at:
            state = "Reviewed, not actioned"
            is_late = is_past_limit("SCA actioned", each.reviewed_on, filters.as_at)
        else:
            state, is_late = "Actioned", None
        found.setdefault(state, []).append((received, is_late))
    return [
        {
            "state": state,
            "messages": len(of),
            "longest_since": min(day for day, _ in of),
            "overdue": number_overdue(late for _, late in of),
        }
        for state, of in found.items()
    ]

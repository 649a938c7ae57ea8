"""Slow answers about what others did in time, and the lines on PND."""

from __future__ import annotations

from datetime import date
from typing import Any

from queries.filters import Filters
from tests.invented.records import Records
from tests.slow.counting_rules import Rows, answers, children_on, counted
from tests.slow.safeguarding.encounters import found, treated
from tests.slow.safeguarding.standards import is_past_limit
from tests.slow.safeguarding.states import HUBS
from tests.slow.safeguarding.visits import NOT_RECORDED, of_children, response


def in_time(
    name: str, since: date, ended: date | None, filters: Filters, kind: str | None = None
) -> str:
    is_past = is_past_limit(name, since, ended or filters.as_at, kind)
    if is_past is None:
        return "No limit"
    if ended:
        return "Late" if is_past else "In time"
    return "Overdue" if is_past else "Not yet due"


@answers
def answers_of_hubs(records: Records, filters: Filters) -> Rows:
    def answer(sent: Any) -> str:
        said = response(sent, filters)
        ended = None if said == "Awaiting" else sent.responded_on
        if said == NOT_RECORDED:
            return said
        return in_time("Answer of a MASH", sent.sent_on, ended, filters, sent.grade)

    made = of_children(records, filters, "referral", "sent_on")
    return counted("answer referrals", [answer(sent) for sent in made if sent.sent_to in HUBS])


@answers
def decisions_on_encounters(records: Records, filters: Filters) -> Rows:
    def decision(each: Any) -> str:
        is_open = treated(each, filters) == "Not decided"
        if not is_open and each.decided_on is None:
            return NOT_RECORDED
        ended = None if is_open else each.decided_on
        return in_time("Decision on an encounter", each.happened_on, ended, filters)

    return counted("decision situations", map(decision, found(records, filters)))


@answers
def children_by_line_on_pnd(records: Records, filters: Filters) -> Rows:
    lines = []
    for stay, _ in children_on(records, filters, filters.as_at):
        entry = stay.entry
        on = entry.pnd_recorded_on
        is_on = entry.pnd_undated or (on is not None and on <= filters.as_at)
        lines.append(entry.pnd_line_type or "Line type not stated" if is_on else "Not recorded")
    return counted("line children", lines)

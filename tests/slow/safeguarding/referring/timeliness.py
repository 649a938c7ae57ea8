"""Slow answers about what others did in time, and the lines on PND."""

from __future__ import annotations

from datetime import date
from typing import Any

from queries.filters import Filters
from tests.invented.records import Records
from tests.slow.counting_rules import Rows, children_on, count_rows, slow_answer
from tests.slow.safeguarding.encounters import encounters, treated_as
from tests.slow.safeguarding.standards import is_past_limit
from tests.slow.safeguarding.visits import HUBS, NOT_RECORDED, records_of_children, response


def timeliness(
    name: str, since: date, ended: date | None, filters: Filters, kind: str | None = None
) -> str:
    is_past = is_past_limit(name, since, ended or filters.as_at, kind)
    if is_past is None:
        return "No limit"
    if ended:
        return "Late" if is_past else "In time"
    return "Overdue" if is_past else "Not yet due"


@slow_answer
def answers_of_hubs(records: Records, filters: Filters) -> Rows:
    def answer(sent: Any) -> str:
        said = response(sent, filters)
        ended = None if said == "Awaiting" else sent.responded_on
        if said == NOT_RECORDED:
            return said
        return timeliness("Answer of a MASH", sent.sent_on, ended, filters, sent.grade)

    made = records_of_children(records, filters, "referral", "sent_on")
    return count_rows("answer referrals", [answer(sent) for sent in made if sent.sent_to in HUBS])


@slow_answer
def decisions_on_encounters(records: Records, filters: Filters) -> Rows:
    def decision(each: Any) -> str:
        is_open = treated_as(each, filters) == "Not decided"
        if not is_open and each.decided_on is None:
            return NOT_RECORDED
        ended = None if is_open else each.decided_on
        return timeliness("Decision on an encounter", each.happened_on, ended, filters)

    return count_rows("decision situations", map(decision, encounters(records, filters)))


@slow_answer
def children_by_line_on_pnd(records: Records, filters: Filters) -> Rows:
    lines = []
    for stay, _ in children_on(records, filters, filters.as_at):
        entry = stay.entry
        on = entry.pnd_recorded_on
        is_on = entry.pnd_undated or (on is not None and on <= filters.as_at)
        lines.append(entry.pnd_line_type or "Line type not stated" if is_on else "Not recorded")
    return count_rows("line children", lines)

"""Slow answers to the questions of the duties to children."""

from __future__ import annotations

from queries.filters import Filters, last_12_months
from tests.invented.records import Records
from tests.slow.counting_rules import (
    DAY,
    Rows,
    added,
    age,
    answers,
)
from tests.slow.safeguarding.standards import working_days_late
from tests.slow.safeguarding.states import (
    BY_ENTRY,
    DUTIES,
    Case,
    State,
    covered,
    is_recorded_late,
    states,
)
from tests.slow.safeguarding.visits import visits_until_now


@answers
def duties_by_state(records: Records, filters: Filters) -> Rows:
    found: dict[tuple[int, str, str | None], int] = {}
    for place, duty, _, each in states(records, filters):
        key = place, duty, each.state
        found[key] = found.get(key, 0) + 1
    for place, (duty, is_known) in enumerate(covered(records, filters).items()):
        if not is_known:
            found[place, duty, None] = 0
    return [
        {"place": place, "duty": duty, "state": word, "children": number}
        for (place, duty, word), number in found.items()
    ]


@answers
def duties_overdue(records: Records, filters: Filters) -> Rows:
    late = [each for each in states(records, filters) if each[3].state == "Overdue"]
    children = {case.ref for _, _, case, _ in late}
    rows: Rows = []
    for place, duty in sorted({(place, duty) for place, duty, _, _ in late}):
        dues = [each.due_on for at, _, _, each in late if at == place and each.due_on]
        rows.append(
            {
                "place": place,
                "duty": duty,
                "overdue": len(dues),
                "due_on": min(dues),
                "children": len(children),
                "working_days_late": working_days_late(min(dues), filters.as_at),
            }
        )
    return rows


@answers
def duties_recorded_late(records: Records, filters: Filters) -> Rows:
    is_known = covered(records, filters)
    late = [
        duty
        for _, duty, case, each in states(records, filters)
        if duty in BY_ENTRY and is_recorded_late(duty, case, each)
    ]
    return [
        {"place": place, "duty": duty, "children": late.count(duty)}
        for place, duty in enumerate(DUTIES)
        if duty in BY_ENTRY and is_known[duty]
    ]


@answers
def duties_of_the_year(records: Records, filters: Filters) -> Rows:
    year = filters.over(last_12_months(filters.as_at))
    is_known = covered(records, filters)
    found: dict[tuple[int, str, str, int | None], int] = {}
    for place, (duty, (_, judged)) in enumerate(DUTIES.items()):
        for stay in added(records, year):
            if not is_known[duty] or duty not in BY_ENTRY:
                continue
            removed = stay.entry.removed_on
            until = min(removed or filters.as_at, filters.as_at)
            each = judged(Case(records, filters, stay, stay.spells[0], until))
            if each.due_on is None or each.due_on >= filters.as_at:
                continue
            word, days = each.state, None
            if each.done_on is not None:
                days = max(0, (each.done_on - each.started_on).days)
            elif word in {"Due", "Overdue"} and removed is not None and removed <= each.due_on:
                word = "Left before due"
            key = place, duty, word, days
            found[key] = found.get(key, 0) + 1
    return [
        dict(zip(("place", "duty", "state", "days", "children"), (*key, number), strict=True))
        for key, number in found.items()
    ]


@answers
def open_duties(records: Records, filters: Filters) -> Rows:
    return [
        {
            "place": place,
            "duty": duty,
            "child_ref": case.ref,
            "status": case.spell.status,
            "area_code": case.spell.area_code,
            "age": age(case.stay.child.date_of_birth, filters.as_at),
            "state": each.state,
            "started_on": each.started_on,
            "due_on": each.due_on,
            "done_on": each.done_on,
            "working_days_late": working_days_late(each.due_on, filters.as_at),
            "tried": tried(duty, case, each),
        }
        for place, duty, case, each in states(records, filters)
        if each.state in {"Overdue", "Due"}
    ]


def tried(duty: str, case: Case, each: State) -> int | None:
    """How often an overdue visit was tried in vain, from the day after the child was last seen or
    else from the day on which the clock started; of anything else, None."""
    if each.state != "Overdue" or duty not in {"First visit", "Follow-up visit"}:
        return None
    since = each.started_on if each.done_on is None else each.done_on + DAY
    return sum(
        bool(visit.visited_on >= since and visit.outcome not in ("Seen", "Cancelled"))
        for visit in visits_until_now(case.records, case.filters, case.ref)
    )

"""Whether others answered, and whether it was decided how a child is treated, in time."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, case, func, select
from sqlalchemy import cast as as_type

from queries.access import Grant
from queries.ask import question
from queries.scope import AWAITING, NOT_DECIDED, Query, Scope

IN_TIME, LATE, OVERDUE, NOT_DUE = "In time", "Late", "Overdue", "Not yet due"
NOT_RECORDED, NO_LIMIT = "Not recorded", "No limit"
WAITING, ENDED = "Waiting", "Ended"
HUB, DECISION = "Answer of a MASH", "Decision on an encounter"
"""The names of the two limits in `standards.csv`."""


@question(needs=Grant.COUNTS, counts="referrals", sheet="referrals")
def answers_of_hubs(scope: Scope) -> Query:
    """Referrals sent in the period to a Multi-Agency Safeguarding Hub (MASH), by whether the answer
    came in time as at the as-at date: in time, late, overdue (not answered, and the limit has
    passed) or not yet due. The limit is that of the referral's grade in force on the day it was
    sent; a grade without a limit of its own, and a referral without a grade, have that of all
    others. A late answer is the hub's: it changes nothing about the duty to refer. Not recorded:
    nothing is said of an answer. No limit: no standard was in force."""
    sent = scope.to_hubs(is_counted=True).c
    waits = func.coalesce(sent.answer, "") == AWAITING
    state = case((sent.answer.is_(None), NOT_RECORDED), (waits, WAITING), else_=ENDED)
    same = _of_same_days(scope, HUB, state, sent.sent_on, sent.responded_on, sent.grade)
    return (
        select(
            same.c.state.label("answer"),
            as_type(func.sum(same.c.number), Integer).label("referrals"),
        )
        .group_by(same.c.state)
        .order_by(same.c.state)
    )


@question(needs=Grant.COUNTS, counts="situations", sheet="encounters")
def decisions_on_encounters(scope: Scope) -> Query:
    """Criminal situations of the period in which children of the tracker were found, by whether it
    was decided in time how to treat the child, as at the as-at date: in time, late, overdue (not
    decided, and the limit has passed) or not yet due. The limit is that in force on the day of the
    situation (assumed: no standard is published). Not recorded: decided, on a day that is not
    recorded. No limit: no standard was in force."""
    found = scope.encounters(is_counted=True).c
    state = case(
        (found.treated_by_then == NOT_DECIDED, WAITING),
        (found.decided_on.is_(None), NOT_RECORDED),
        else_=ENDED,
    )
    same = _of_same_days(scope, DECISION, state, found.happened_on, found.decided_on)
    return (
        select(
            same.c.state.label("decision"),
            as_type(func.sum(same.c.number), Integer).label("situations"),
        )
        .group_by(same.c.state)
        .order_by(same.c.state)
    )


def _of_same_days(
    scope: Scope,
    name: str,
    state: ColumnElement[str],
    began_on: ColumnElement[date],
    ended_on: ColumnElement[date],
    *of_kind: ColumnElement[Any],
) -> Subquery:
    """How many began and ended on the same days, and whether in time by the limit of a name and of
    their kind: state and number. So the limit is worked out once for all of the same days."""
    until = case((state == ENDED, ended_on), else_=scope.as_at)
    same = (
        select(
            state.label("kind"), began_on.label("since"), until.label("until"),
            *(each.label("of_kind") for each in of_kind), func.count().label("number"),
        )
        .group_by(state, began_on, until, *of_kind)
        .cte("same")
        .prefix_with("MATERIALIZED")
    )  # fmt: skip
    is_past = scope.is_past_limit(name, same.c.since, same.c.until, kind=same.c.get("of_kind"))
    judged = select(same.c.kind, same.c.number, is_past.label("is_past")).subquery("judged")
    kind, is_past = judged.c.kind, judged.c.is_past
    said = case(
        (kind == NOT_RECORDED, NOT_RECORDED),
        (is_past.is_(None), NO_LIMIT),
        (kind == WAITING, case((is_past, OVERDUE), else_=NOT_DUE)),
        else_=case((is_past, LATE), else_=IN_TIME),
    )
    return select(said.label("state"), judged.c.number).subquery()

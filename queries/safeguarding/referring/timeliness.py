"""Whether others answered, and whether it was decided how a child is treated, in time."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, func, select
from sqlalchemy import cast as as_type

from queries.access import Grant
from queries.ask import question
from queries.counting import materialized_cte
from queries.scope import AWAITING, NOT_DECIDED, Query, Scope

IN_TIME, LATE, OVERDUE, NOT_DUE = "In time", "Late", "Overdue", "Not yet due"
NOT_RECORDED, NO_LIMIT = "Not recorded", "No limit"
WAITING, ENDED = "Waiting", "Ended"
HUB_LIMIT, DECISION_LIMIT = "Answer of a MASH", "Decision on an encounter"
"""The names of the two limits in `standards.csv`."""


@question(needs=Grant.COUNTS, counts="referrals", sheet="referrals", title="Answers of the MASH")
def answers_of_hubs(scope: Scope) -> Query:
    """Referrals sent in the period to a Multi-Agency Safeguarding Hub (MASH), by whether the answer
    came in time as at the as-at date: in time, late, overdue (not answered, and the limit has
    passed) or not yet due. The limit is that of the referral's grade in force on the day it was
    sent; a grade without a limit of its own, and a referral without a grade, have that of all
    others. A late answer is the hub's: it changes nothing about the duty to refer. Not recorded:
    nothing is said of an answer. No limit: no standard was in force."""
    sent = scope.referrals_to_hubs(to_count=True).c
    waits = func.coalesce(sent.answer, "") == AWAITING
    state = case((sent.answer.is_(None), NOT_RECORDED), (waits, WAITING), else_=ENDED)
    dates = sent.sent_on, sent.responded_on
    return _in_time(scope, HUB_LIMIT, ("answer", "referrals"), state, *dates, sent.grade)


@question(needs=Grant.COUNTS, counts="situations", sheet="encounters")
def decisions_on_encounters(scope: Scope) -> Query:
    """Criminal situations of the period in which children of the tracker were found, by whether it
    was decided in time how to treat the child, as at the as-at date: in time, late, overdue (not
    decided, and the limit has passed) or not yet due. The limit is that in force on the day of the
    situation (assumed: no standard is published). Not recorded: decided, on a day that is not
    recorded. No limit: no standard was in force."""
    found = scope.encounters(to_count=True).c
    state = case(
        (found.treated_by_then == NOT_DECIDED, WAITING),
        (found.decided_on.is_(None), NOT_RECORDED),
        else_=ENDED,
    )
    labels = ("decision", "situations")
    return _in_time(scope, DECISION_LIMIT, labels, state, found.happened_on, found.decided_on)


def _in_time(
    scope: Scope,
    limit: str,
    labels: tuple[str, str],
    state: ColumnElement[str],
    began_on: ColumnElement[date],
    ended_on: ColumnElement[date],
    *kinds: ColumnElement[Any],
) -> Query:
    """How many were in time by the limit of this name and of their kind, or are in another state.
    `labels` name the columns of the state and of the number. The limit is worked out once for all
    that began and ended on the same days."""
    until = case((state == ENDED, ended_on), else_=scope.as_at)
    grouped = materialized_cte(
        select(
            state.label("kind"), began_on.label("since"), until.label("until"),
            *(each.label("of_kind") for each in kinds), func.count().label("number"),
        )
        .group_by(state, began_on, until, *kinds),
        "same",
    )  # fmt: skip
    is_past = scope.is_past_limit(
        limit, grouped.c.since, grouped.c.until, kind=grouped.c.get("of_kind")
    )
    judged = select(grouped.c.kind, grouped.c.number, is_past.label("is_past")).subquery("judged")
    kind, is_past = judged.c.kind, judged.c.is_past
    outcome = case(
        (kind == NOT_RECORDED, NOT_RECORDED),
        (is_past.is_(None), NO_LIMIT),
        (kind == WAITING, case((is_past, OVERDUE), else_=NOT_DUE)),
        else_=case((is_past, LATE), else_=IN_TIME),
    )
    by_state = select(outcome.label("state"), judged.c.number).subquery().c
    number = as_type(func.sum(by_state.number), Integer)
    return (
        select(by_state.state.label(labels[0]), number.label(labels[1]))
        .group_by(by_state.state)
        .order_by(by_state.state)
    )

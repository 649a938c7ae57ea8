"""The National Referral Mechanism (NRM): who refers, what is decided, and what comes back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    case,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy import cast as as_type
from sqlalchemy.sql.selectable import CTE

from queries.access import Grant
from queries.ask import question
from queries.counting import counted_by, materialized_cte
from queries.scope import AWAITING, Query, Scope, days_taken

REASONABLE, CONCLUSIVE = "Reasonable grounds", "Conclusive grounds"
NOT_RECORDED = "Not recorded"
TO_REVIEW, TO_ACTION, ACTIONED = "Awaiting review", "Reviewed, not actioned", "Actioned"
POSITIVE = "Positive"
REVIEW_LIMIT, ACTION_LIMIT = "SCA reviewed", "SCA actioned"
"""The names of the two limits in `standards.csv`. That of reasonable grounds is named after the
decision."""


@question(needs=Grant.COUNTS, counts="referrals", title="NRM referrals by first responder")
def nrm_by_responder(scope: Scope) -> Query:
    """Referrals of children to the National Referral Mechanism made in the period, by the kind of
    first responder that referred the child (Police, Council, Other) and by the decision on
    reasonable grounds as at the as-at date: Awaiting until it came. Filters apply to the child as
    on the tracker on that day, or last before it."""
    rows = scope.nrm_referrals(to_count=True)
    return counted_by(rows, "referrals", kind=rows.c.kind, decision=rows.c.rg_by_then)


@question(needs=Grant.COUNTS, counts="referrals", ignores=("period",))
def nrm_decisions(scope: Scope) -> Query:
    """All referrals of children to the National Referral Mechanism made by the as-at date, by the
    decision on reasonable grounds and by that on conclusive grounds, which follows a positive one.
    For each decision: the day since which the longest has waited, how many have waited longer than
    the standard in force on the day of the referral (Home Office; there is none for conclusive
    grounds), and for how many of the referrals the child has turned 18: where the
    decision is awaited, while waiting. Reasonable grounds have a limit of their own where a local
    authority's panel decides: that is what Decided by says or, where it is empty, who decides for
    the council of the child's home area, unless the child was less than 100 days from 18, for whom
    the Single Competent Authority decides."""
    referral = scope.all_nrm_referrals(to_count=True).c
    is_late = scope.is_past_limit(REASONABLE, referral.referred_on, kind=referral.decider)
    late = func.sum(case((referral.rg_by_then == AWAITING, as_type(is_late, Integer))))
    counts = materialized_cte(
        select(
            *referral["rg_by_then", "cg_by_then"],
            func.count().label("referrals"),
            func.min(referral.referred_on).label("referred_since"),
            func.min(referral.rg_on).label("decided_since"),
            late.label("late"),
            func.count(case((referral.is_adult, 1))).label("turned_18"),
        ).group_by(referral.rg_by_then, referral.cg_by_then),
        "both",
    )
    rg, cg = counts.c.rg_by_then, counts.c.cg_by_then
    return union_all(
        _decision(counts, 0, REASONABLE, rg, counts.c.referred_since, func.sum(counts.c.late)),
        _decision(counts, 1, CONCLUSIVE, cg, counts.c.decided_since, null()).where(rg == POSITIVE),
    ).order_by("place", "decision")


@question(needs=Grant.COUNTS, counts="decisions", title="Waits for NRM decisions")
def nrm_waits(scope: Scope) -> Query:
    """Decisions of the National Referral Mechanism in the period, on children referred at any time:
    the days each took, from the referral to the decision on reasonable grounds or from that
    decision to the one on conclusive grounds, and what was decided."""
    every_referral = scope.all_nrm_referrals(to_count=True).c
    needed = every_referral["referred_on", "rg_on", "cg_on", "rg_by_then", "cg_by_then"]
    dates = materialized_cte(select(*needed), "made")
    within = scope.period
    parts = []
    for place, (stage, start, end, decision) in enumerate(
        (
            (REASONABLE, dates.c.referred_on, dates.c.rg_on, dates.c.rg_by_then),
            (CONCLUSIVE, dates.c.rg_on, dates.c.cg_on, dates.c.cg_by_then),
        )
    ):
        # Decisions with the same dates are one row, so that fewer numbers of days are worked out.
        by_days = (
            select(
                decision.label("decision"),
                start.label("since"),
                end.label("until"),
                func.count().label("decisions"),
            )
            .where(end.between(within.start, min(within.end, scope.as_at)))
            .group_by(decision, start, end)
            .subquery()
        )
        days = days_taken(by_days.c.since, by_days.c.until)
        parts.append(
            select(
                literal(place, Integer).label("place"),
                literal(stage).label("stage"),
                by_days.c.decision,
                days.label("days"),
                as_type(func.sum(by_days.c.decisions), Integer).label("decisions"),
            ).group_by(by_days.c.decision, days)
        )
    return union_all(*parts).order_by("place", "days", "decision")


@question(
    needs=Grant.COUNTS,
    counts="messages",
    ignores=("status", "gender"),
    sheet="sca_in",
    title="What the SCA sent, by state",
)
def sca_by_state(scope: Scope) -> Query:
    """What the Single Competent Authority sent to the force in the period (referrals, requests,
    decisions), by where it stands at the as-at date: awaiting review; reviewed, not actioned; or
    actioned, including where no action was needed. For each: the day on which the oldest was
    received, and how many are overdue, for review or, once reviewed, for action (by the standards
    SCA reviewed and SCA actioned, which are assumed: none is published). An area or
    district narrows it to what names that area."""
    messages = with_state(scope.sca_messages())
    is_late = case(
        (
            messages.c.reviewed_by_then.is_(None),
            scope.is_past_limit(REVIEW_LIMIT, messages.c.received_on),
        ),
        (
            messages.c.actioned_by_then.is_(None),
            scope.is_past_limit(ACTION_LIMIT, messages.c.reviewed_by_then),
        ),
    )
    return counted_by(
        messages,
        "messages",
        func.min(messages.c.received_on).label("longest_since"),
        func.sum(as_type(is_late, Integer)).label("overdue"),
        state=messages.c.state,
    )


def with_state(messages: Subquery) -> Subquery:
    """The rows of `scope.sca_messages()`, each with where it stands: state."""
    state = case(
        (messages.c.reviewed_by_then.is_(None), TO_REVIEW),
        (messages.c.actioned_by_then.is_(None), TO_ACTION),
        else_=ACTIONED,
    )
    return select(*messages.c, state.label("state")).subquery()


def _decision(
    counts: CTE,
    place: int,
    stage: str,
    decision: ColumnElement[str],
    since: ColumnElement[Any],
    overdue: ColumnElement[Any],
) -> Select[*tuple[Any, ...]]:
    return select(
        literal(place, Integer).label("place"),
        literal(stage).label("stage"),
        decision.label("decision"),
        as_type(func.sum(counts.c.referrals), Integer).label("referrals"),
        func.min(case((decision == AWAITING, since))).label("longest_since"),
        as_type(overdue, Integer).label("overdue"),
        as_type(func.sum(counts.c.turned_18), Integer).label("turned_18"),
    ).group_by(decision)

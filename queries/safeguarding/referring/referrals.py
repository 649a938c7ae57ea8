"""Referrals of children to other agencies, without those to the National Referral Mechanism."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, case, func

from queries.access import Grant
from queries.ask import question
from queries.counting import counted_by, counted_once_by
from queries.scope import AWAITING, Query, Scope

NOT_RECORDED = "Not recorded"
ANSWERED = "Answered"
FIRST, AGAIN = "First in 12 months", "Again within 12 months"


@question(needs=Grant.COUNTS, counts="referrals")
def referrals_by_agency(scope: Scope) -> Query:
    """Referrals of children sent in the period, by the agency, and by its answer as at the as-at
    date: Awaiting until it came, Not recorded where the cell is empty. Filters apply to the child
    as on the tracker on the day of the referral, or last before it."""
    sent = scope.referrals(to_count=True)
    return counted_by(sent, "referrals", sent_to=sent.c.sent_to, response=response(sent))


@question(needs=Grant.COUNTS, counts="referrals", ignores=("period",))
def referrals_awaiting(scope: Scope) -> Query:
    """All referrals sent by the as-at date and not answered by then, by agency, with the day on
    which the oldest was sent."""
    sent = scope.referrals_awaiting(to_count=True)
    longest_since = func.min(sent.c.sent_on).label("longest_since")
    return counted_by(sent, "referrals", longest_since, sent_to=sent.c.sent_to)


@question(needs=Grant.COUNTS, counts="referrals", title="Outcomes of referrals to the MASH")
def outcomes_of_hub_referrals(scope: Scope) -> Query:
    """Referrals sent in the period to a Multi-Agency Safeguarding Hub (MASH), by what came of them
    as at the as-at date (Awaiting until they were answered, Not recorded where the cell is empty),
    and by whether the child was referred again: had been referred to a MASH, that one or another,
    on an earlier day of the 12 months before. Referrals of days before the records begin are not
    known."""
    sent = scope.with_is_again(scope.referrals_to_hubs(to_count=True))
    return counted_once_by(sent, "referrals", outcome=outcome(sent), referred=first_or_again(sent))


def response(sent: Subquery) -> ColumnElement[str]:
    """The answer to each referral of `scope.referrals()`, in words."""
    return func.coalesce(sent.c.answer, NOT_RECORDED)


def whether_answered(sent: Subquery) -> ColumnElement[str]:
    """Whether each referral was answered: Answered, Awaiting or Not recorded."""
    answer = response(sent)
    return case((answer.in_((AWAITING, NOT_RECORDED)), answer), else_=ANSWERED)


def first_or_again(sent: Subquery) -> ColumnElement[str]:
    """Whether each referral of `scope.with_is_again()` is a first or a repeated one, in words."""
    return case((sent.c.is_again, AGAIN), else_=FIRST)


def outcome(sent: Subquery) -> ColumnElement[str]:
    """What came of each referral by the as-at date, in words."""
    return case(
        (sent.c.answer == AWAITING, AWAITING), else_=func.coalesce(sent.c.outcome, NOT_RECORDED)
    )

"""Counts over time of what is done for children, for the page of trends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from queries.access import Grant
from queries.ask import question
from queries.choices import CHILD_CHOICES_AND_PERIOD
from queries.filters import Period, last_24_months, months_of_trend, years_of_rare_events
from queries.scope import DUTIES, Query, Scope, days_taken, medians_by_month

(FIRST_VISIT,) = (duty for duty in DUTIES if duty.sheet == "visits" and not duty.repeats)


@question(needs=Grant.COUNTS, counts="visits", ignores=("period",), sheet="visits")
def first_visits_late_by_day(scope: Scope) -> Query:
    """First visits that fell due on each day of the last 24 calendar months, before the as-at date
    (with one area chosen, of five years), and were not made in time: later, or not at all. A child
    who was removed by the limit without a visit, or to whom the duty does not apply, is left out.
    Each day that the sheet of visits covers has a number, 0 included, from the first visit on."""
    return _first_visits_late(scope, months_of_trend(scope.filters))


@question(needs=Grant.COUNTS, counts="visits", ignores=("period",), sheet="visits")
def first_visits_late_over_five_years(scope: Scope) -> Query:
    """First visits that fell due on each day of the five years that end with the as-at date, and
    were not made in time. Trends ask for them where there is less than one a month."""
    return _first_visits_late(scope, years_of_rare_events(scope.as_at))


@question(needs=Grant.COUNTS, counts="referrals", ignores=("period",), sheet="referrals")
def answers_to_referrals_by_day(scope: Scope) -> Query:
    """Referrals of children to other agencies that were answered on each day of the last 24
    calendar months, which end at the as-at date (with one area chosen, of five years), whenever
    they were sent. Filters apply to the child as on the tracker on the day of the answer, or last
    before it. Each day that the sheet of referrals covers has a number, 0 included, from the first
    referral on."""
    return _answers(scope, months_of_trend(scope.filters))


@question(needs=Grant.COUNTS, counts="referrals", ignores=("period",), sheet="referrals")
def answers_to_referrals_over_five_years(scope: Scope) -> Query:
    """Referrals of children to other agencies that were answered on each day of the five years that
    end with the as-at date. Trends ask for them where there is less than one a month."""
    return _answers(scope, years_of_rare_events(scope.as_at))


@question(needs=Grant.COUNTS, counts="decisions", ignores=("period",), sheet="nrm")
def wait_for_conclusive_grounds(scope: Scope) -> Query:
    """The days from the decision of the National Referral Mechanism on reasonable grounds to that
    on conclusive grounds, of the decisions on conclusive grounds that came in each of the last 24
    calendar months: the median, given as the one middle number or the two. The last month ends at
    the as-at date. A month without a decision is left out. Children who still wait are not in it;
    the page Referrals shows them."""
    period = last_24_months(scope.as_at)
    decided = scope.nrm_concluded(period)
    days = days_taken(decided.c.rg_on, decided.c.cg_on)
    waits = select(decided.c.cg_on.label("on"), days.label("days")).where(
        decided.c.rg_on.is_not(None)
    )
    return medians_by_month(scope.months(period), waits, "decisions")


@question(
    needs=Grant.COUNTS, counts="actions", ignores=CHILD_CHOICES_AND_PERIOD, sheet="panel_actions"
)
def actions_late_by_day(scope: Scope) -> Query:
    """Actions of the panels that fell due on each day of the last 24 calendar months, before the
    as-at date (with one area chosen, of five years), and were not closed in time: later, or not at
    all. An action without a due date is not among them. With a district or area, the actions of the
    panels of that district. Each day that the sheet of actions covers has a number, 0 included,
    from that of the first action on."""
    return _actions_late(scope, months_of_trend(scope.filters))


@question(
    needs=Grant.COUNTS, counts="actions", ignores=CHILD_CHOICES_AND_PERIOD, sheet="panel_actions"
)
def actions_late_over_five_years(scope: Scope) -> Query:
    """Actions of the panels that fell due on each day of the five years that end with the as-at
    date, and were not closed in time. Trends ask for them where there is less than one a month."""
    return _actions_late(scope, years_of_rare_events(scope.as_at))


def _first_visits_late(scope: Scope, period: Period) -> Query:
    late = scope.not_in_time(FIRST_VISIT, period)
    return _by_day(scope, "visits", period, select(late.c.due_on.label("day")))


def _answers(scope: Scope, period: Period) -> Query:
    answered = scope.referrals_answered(period, to_count=True)
    return _by_day(scope, "referrals", period, select(answered.c.responded_on.label("day")))


def _actions_late(scope: Scope, period: Period) -> Query:
    late = scope.late_actions(period)
    return _by_day(scope, "panel_actions", period, select(late.c.due_on.label("day")))


def _by_day(scope: Scope, sheet: str, period: Period, events_by_day: Select[Any]) -> Query:
    """How often something happened on each day of the period that a sheet covers."""
    days = scope.days_recorded(sheet, period)
    events = events_by_day.subquery("happened")
    by_day = select(events.c.day, func.count().label("number")).group_by(events.c.day).subquery()
    return (
        select(days.c.day, func.coalesce(by_day.c.number, 0).label("number"))
        .join_from(days, by_day, by_day.c.day == days.c.day, isouter=True)
        .order_by(days.c.day)
    )

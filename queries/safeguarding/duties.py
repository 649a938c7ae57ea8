"""The duties to children on the tracker: what is done, due and overdue."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import cast as as_type
from sqlalchemy.sql.selectable import CTE, FromClause

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD
from queries.counting import materialized_cte
from queries.filters import last_12_months
from queries.scope import (
    DUTIES,
    NOT_APPLICABLE,
    STATES,
    Duty,
    Query,
    Scope,
    place_and_label,
    standard_for,
)

LEFT_BEFORE_DUE = "Left before due"
DUE_ONCE = tuple(duty for duty in DUTIES if not duty.repeats and duty.due != "search of the day")
"""The duties that need doing once. Only these have an outcome for each entry."""
DUE_MANY_TIMES = tuple(duty for duty in DUTIES if duty not in DUE_ONCE)
"""Those that fall due many times: the repeated ones, and the search of each day's reports."""
CHILD_DETAILS = ("status", "area_code", "age")
AT_MOST = 500
NOT_ON_PND, LINE_NOT_STATED = "Not recorded", "Line type not stated"


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def duties_by_state(scope: Scope) -> Query:
    """Children on the tracker at the as-at date by the state of each duty to them: Overdue (not
    done, and its limit has passed), Due (not done, and its limit has not passed), Done late, Done
    in time, or Not applicable (by a recorded decision, with the reason). Where the workbook says
    Yes in place of a date, the state is Done, date not known: neither in time nor late. Each child
    has one state for each duty, so the states add up to the tracker. The clock of a duty starts on
    the day of being added (of a referral that was sent, on its Trigger on), or when its standard
    came into force if that was later; what was done in the 90 days before being added counts. A
    handover is due on the day before the 18th birthday, and a toolkit at the first meeting for
    which a panel listed the child, leaving out those of an entry that ended before. If the newest
    day whose limit has passed was not searched, the search is Overdue, since the limit of the first
    of the days in a row up to it that were not; a day with a reason in place of a search was not
    searched. Otherwise its state is that of the newest day whose limit has come. Of education,
    checks up to the as-at date count: where a row has a later one, those that it had in earlier
    imports. A duty whose sheet has not been loaded up to the as-at date has no states."""
    on, duty = scope.children_by_states(), _declared_duties(scope)
    digit = on.c.states // duty.c.one % 10
    counted = (
        select(duty.c.place, duty.c.duty, digit.label("digit"), func.sum(on.c.children).label("n"))
        .join_from(duty, on, duty.c.is_covered)
        .group_by(duty.c.place, duty.c.duty, digit)
        .subquery()
    )
    state = case(*((counted.c.digit == number, state) for number, state in enumerate(STATES)))
    return union_all(
        select(
            counted.c.place,
            counted.c.duty,
            state.label("state"),
            as_type(counted.c.n, Integer).label("children"),
        ),
        select(duty.c.place, duty.c.duty, literal(None, String), literal(0)).where(
            ~duty.c.is_covered
        ),
    ).order_by("place", "state")


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def duties_overdue(scope: Scope) -> Query:
    """The duties that are overdue for children on the tracker at the as-at date: for how many
    children each is overdue, the earliest day by which it was due, the working days since then, and
    how many children have any overdue duty: a child with two counts once."""
    overdue = scope.overdue_duties().c
    late = scope.working_days_since(overdue.due_on).label("working_days_late")
    return select(*overdue, late).order_by(overdue.place)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def duties_recorded_late(scope: Scope) -> Query:
    """Children on the tracker at the as-at date for whom a duty was done in time but recorded late:
    an earlier extract, of a day after the limit, did not have it yet, so the duty was shown as
    overdue until then. Duties that are repeated are not counted."""
    late = scope.recorded_late(DUE_ONCE)
    return union_all(
        *(
            select(*place_and_label(duty), late.c[duty.name].label("children")).where(
                scope.is_loaded(duty.sheet)
            )
            for duty in DUE_ONCE
        )
    ).order_by("place")


@question(needs=Grant.COUNTS, counts="entries", ignores=("period",))
def duties_of_the_year(scope: Scope) -> Query:
    """Entries begun in the 12 months up to the as-at date for which the limit of a duty has passed,
    including those of children removed since: by whether it was done in time, done late, or not
    done (Overdue), and, once done, in how many calendar days from the start of its clock. Left
    before due: the child was removed before the limit, without it. Not applicable: by a recorded
    decision. Done, date not known: neither in time nor late. Duties that are repeated are not
    counted."""
    outcomes = scope.encoded_outcomes(last_12_months(scope.as_at), DUE_ONCE).c
    numbers = union_all(
        *(
            _by_outcome(scope, duty, outcomes[duty.name], "children").where(
                outcomes[duty.name].is_not(None)
            )
            for duty in DUE_ONCE
        )
    ).subquery()
    return _decoded(numbers, "children")


@question(needs=Grant.COUNTS, counts="times", ignores=("period",))
def repeated_duties_of_the_year(scope: Scope) -> Query:
    """The times that a repeated duty fell due for a child, its limit passing within the 12 months
    up to the as-at date and before that date: by whether it was done in time, done late, or not
    done (Overdue), and, once done, in how many calendar days from the start of its clock. The
    first clock of an entry starts as for the state of the duty or, if it was done in the 90 days
    before, on the last of these; each day on which it is done ends a clock and starts the next. The
    limit is that of the standard in force on the day on which the clock started, for the status of
    the child then; filters, too, apply to the child as then. Left before due: the child was removed
    by the limit, without it. Not applicable: by a recorded decision. No limit counts from before
    the first record of its sheet. Of education, earlier imports tell the checks before the newest,
    and no limit counts up to the day of the first. A check after its limit was late where an
    extract of a day between the two had no newer one; else it is Done, date not known, as there may
    have been one. Of searches, each day whose reports were to be searched is a time. They are of
    the whole force: no filter narrows them."""
    numbers = union_all(
        *(
            _by_outcome(scope, duty, _times_due(scope, duty).c.number, "times")
            for duty in DUE_MANY_TIMES
        )
    ).subquery()
    return _decoded(numbers, "times")


def repeated_times(scope: Scope, duty: Duty) -> Subquery:
    """The times of one duty that `repeated_duties_of_the_year` counts: number (an encoded outcome),
    state, child_ref (null: a search), started_on, due_on, done_on (null: not done)."""
    times = _times_due(scope, duty).c
    days = times["child_ref", "started_on", "due_on", "done_on"]
    return (
        select(times.number, _decoded_state(times.number).label("state"), *days)
        .where(scope.is_loaded(duty.sheet))
        .subquery()
    )


def _times_due(scope: Scope, duty: Duty) -> Subquery:
    """The times that a repeated duty fell due in the 12 months up to the as-at date."""
    year = last_12_months(scope.as_at)
    return scope.times_due(duty, year) if duty.repeats else scope.search_days_due(year)


def _by_outcome(scope: Scope, duty: Duty, number: ColumnElement[Any], counted: str) -> Select[Any]:
    """For a duty, how many there are of each encoded outcome, under the name `counted`."""
    return (
        select(*place_and_label(duty), number.label("number"), func.count().label(counted))
        .where(scope.is_loaded(duty.sheet))
        .group_by(number)
    )


def _decoded(numbers: Subquery, counted: str) -> Query:
    """The rows of `_by_outcome` with their outcomes decoded: place, duty, state, days and, from the
    column of this name, how many."""
    encoded_days = numbers.c.number // 10
    days = case((encoded_days > 0, as_type(encoded_days - 1, Integer)))
    return select(
        numbers.c.place,
        numbers.c.duty,
        _decoded_state(numbers.c.number).label("state"),
        days.label("days"),
        numbers.c[counted],
    ).order_by(numbers.c.place, "state", "days")


def _decoded_state(number: ColumnElement[Any]) -> ColumnElement[str]:
    return case(*((has_state(number, state), state) for state in (*STATES, LEFT_BEFORE_DUE)))


def has_state(number: ColumnElement[Any], state: str) -> ColumnElement[bool]:
    """Whether an encoded outcome is this state."""
    return number % 10 == (*STATES, LEFT_BEFORE_DUE).index(state)


def outcomes_of_duty(scope: Scope, duty: Duty) -> Subquery:
    """Entries begun in the 12 months up to the as-at date for which the limit of a duty has passed,
    each with the outcome: `followed`."""
    begun = scope.added(last_12_months(scope.as_at))
    with_duty = scope.with_duties(begun, (duty,), until_removal=True)
    outcomes = scope.outcome_of_duty(duty, with_duty, LEFT_BEFORE_DUE)
    return select(outcomes).where(scope.is_loaded(duty.sheet)).subquery()


@question(needs=Grant.RECORDS, counts="records", ignores=("period",))
def open_duties(scope: Scope) -> Query:
    """The duties that are due or overdue for children on the tracker at the as-at date, the longest
    overdue first, at most 500, with the working days by which each is overdue (below 0: days until
    it is due). Of a visit that is overdue, the number of attempts that failed since the child was
    last seen or, for a first visit, from the day on which the clock started: they do not stop the
    clock. A cancelled visit is no attempt."""
    # The duties of these children include the first of all open duties.
    duties = scope.open_duties(scope.most_urgent(AT_MOST), CHILD_DETAILS)
    first = (
        select(
            *duties.c["place", "duty", "child_ref"],
            *duties.c[*CHILD_DETAILS, "state", "started_on", "due_on", "done_on"],
        )
        .order_by(*_longest_first(duties))
        .limit(AT_MOST)
        .subquery()
    )
    return select(
        *first.c,
        scope.working_days_since(first.c.due_on).label("working_days_late"),
        scope.failed_attempts(first).label("tried"),
    ).order_by(*_longest_first(first))


def _longest_first(duties: Subquery) -> tuple[ColumnElement[Any], ...]:
    is_without_limit = duties.c.due_on.is_(None)
    return (case((is_without_limit, 1), else_=0), *duties.c["due_on", "child_ref", "place"])


@question(
    needs=Grant.RECORDS,
    counts="duties",
    ignores=(*EVERY_CHOICE_AND_PERIOD, "listing"),
    title="Duties to one child",
)
def duties_of_child(scope: Scope) -> Query:
    """The state of every duty to one child who is on the tracker at the as-at date, with the day on
    which its clock started, the days that its standard allows, the day by which it is due, and the
    day on which it was done. The standard is that in force on the day on which the clock started;
    of a duty that repeats, that of the as-at date for a child of this status. Where it was decided
    that the duty does not apply, the reason, and the day and the role of the decision. Of a visit
    that is overdue, the number of failed attempts, as in the list of open duties."""
    on = scope.on_tracker()
    child = select(on).where(on.c.child_ref == scope.filters.child_ref).subquery()
    with_duties = scope.with_duties(child, keep=CHILD_DETAILS)
    duties = union_all(*(_with_standard(scope, duty, with_duties) for duty in DUTIES)).subquery()
    decided = scope.decided_not_to_apply()
    is_reason = and_(
        decided.c.place == duties.c.place,
        decided.c.added_on == duties.c.added_on,
        duties.c.state == NOT_APPLICABLE,
    )
    return (
        select(
            *duties.c["duty", "state", "started_on", "days", "unit", "due_on", "done_on"],
            *decided.c["reason", "decided_on", "decided_by"],
            scope.failed_attempts(duties).label("tried"),
        )
        .join_from(duties, decided, is_reason, isouter=True)
        .order_by(duties.c.place)
    )


@question(
    needs=Grant.RECORDS,
    counts="acts",
    ignores=(*EVERY_CHOICE_AND_PERIOD, "listing"),
    title="What was done for one child",
)
def acts_of_child(scope: Scope) -> Query:
    """What was done for one child by the as-at date, the oldest first: days on which the search of
    reports named the child, visits, referrals and their answers, times missing and return
    interviews, decisions of the NRM, messages from the Single Competent Authority (SCA), criminal
    situations, toolkits, listings for panels and actions that panels agreed, strategy meetings,
    changes and checks of education, the handover, and decisions that a duty does not apply. Of an
    action, the day by which it is due. Where a strategy meeting led to a conference, the day by
    which that is due: whether it was held is in no sheet."""
    act = scope.acts_of_child().c
    return select(act.on, act.what, act.details, act.due_on).order_by(act.on, act.what)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def children_by_line_on_pnd(scope: Scope) -> Query:
    """Children on the tracker at the as-at date by the line to which they are recorded on the
    Police National Database (PND), as their entry says it: an identified line, or the generic one
    made for children. Not recorded: the entry has no record on PND by that date, although an
    earlier entry of the child may have one."""
    entry = scope.entries(scope.on_tracker_for_lookups()).c
    is_on = or_(entry.pnd_undated, entry.pnd_recorded_on <= scope.as_at)
    line = case(
        (func.coalesce(is_on, false()), func.coalesce(entry.pnd_line_type, LINE_NOT_STATED)),
        else_=NOT_ON_PND,
    )
    return select(line.label("line"), func.count().label("children")).group_by(line).order_by(line)


def _declared_duties(scope: Scope) -> CTE:
    """The duties: place, duty, is_covered, and one: the value of the duty's digit in the numbers of
    `scope.children_by_states`."""
    each = (
        select(
            *place_and_label(duty),
            literal(10**place, BigInteger).label("one"),
            scope.is_loaded(duty.sheet).label("is_covered"),
        )
        for place, duty in enumerate(DUTIES)
    )
    return materialized_cte(union_all(*each), "declared")


def open_duties_of(scope: Scope, children: FromClause) -> Subquery:
    """A row for each child of a relation and duty that is open on the as-at date: due or overdue.
    Duties whose sheet does not cover that date are left out."""
    return scope.open_duties(scope.with_duty_days(children), CHILD_DETAILS)


def _with_standard(scope: Scope, duty: Duty, with_duties: FromClause) -> Select[Any]:
    """The rows of `scope.state_of_duty`, each with the standard's number of days and unit."""
    rows = scope.state_of_duty(duty, with_duties)
    on = literal(scope.as_at) if duty.repeats else rows.c.started_on
    days, unit = standard_for(duty.key, rows.c.status, on)
    return select(
        *place_and_label(duty),
        *rows.c["child_ref", "added_on", "state", "started_on"],
        days.label("days"),
        unit.label("unit"),
        *rows.c["due_on", "done_on"],
    ).where(scope.is_loaded(duty.sheet))

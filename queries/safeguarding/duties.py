"""The duties to children on the tracker: what is done, due and overdue."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    Subquery,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy import cast as as_type
from sqlalchemy.sql.selectable import CTE, FromClause

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD
from queries.filters import last_12_months
from queries.scope import DUE, DUTIES, OVERDUE, STATES, Duty, Query, Scope

LEFT_BEFORE_DUE = "Left before due"
ONCE = tuple(duty for duty in DUTIES if not duty.repeats and duty.due != "search of the day")
"""The duties that need doing once. Only these are followed by entry."""
AT_MOST = 500


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def duties_by_state(scope: Scope) -> Query:
    """Children on the tracker at the as-at date by the state of each duty to them: Overdue (not
    done, and its limit has passed), Due (not done, and its limit has not passed), Done late, Done
    in time, or Not applicable (by a recorded decision, with the reason). Where the workbook says
    Yes in place of a date, the state is Done, date not known: neither in time nor late. Each child
    has one state for each duty, so the states add up to the tracker. The clock of a duty starts on
    the day of being added, or when its standard came into force if that was later; what was done in
    the 90 days before counts. A duty whose sheet has not been loaded up to the as-at date has no
    states."""
    parts: list[Select[Any]] = []
    on = scope.by_states()
    for place, duty in enumerate(DUTIES):
        state, is_covered = _state_of(on, place), scope.is_covered(duty)
        parts += [
            _of(place, duty, state, func.sum(on.c.children)).where(is_covered).group_by(state),
            _of(place, duty, literal(None, String), literal(0)).where(~is_covered),
        ]
    return union_all(*parts).order_by("place", "state")


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def duties_overdue(scope: Scope) -> Query:
    """The duties that are overdue for children on the tracker at the as-at date: for how many
    children each is overdue, the earliest day by which it was due, the working days since then, and
    how many children have any overdue duty: a child with two counts once."""
    parts: list[Select[Any]] = []
    on = scope.by_states(limits=True)
    for place, duty in enumerate(DUTIES):
        parts.append(
            select(
                literal(place, Integer).label("place"),
                literal(duty.label, String).label("duty"),
                on.c.states,
                on.c.children,
                on.c[f"{duty.name}_since_on"].label("due_on"),
            ).where(scope.is_covered(duty), _state_of(on, place) == OVERDUE)
        )
    overdue = union_all(*parts).cte("overdue").prefix_with("MATERIALIZED")
    concerned = select(overdue.c.states, overdue.c.children).distinct().subquery()
    children = select(as_type(func.sum(concerned.c.children), Integer)).scalar_subquery()
    of_duty = (
        select(
            overdue.c.place,
            overdue.c.duty,
            as_type(func.sum(overdue.c.children), Integer).label("overdue"),
            func.min(overdue.c.due_on).label("due_on"),
            children.label("children"),
        )
        .group_by(overdue.c.place, overdue.c.duty)
        .subquery()
    )
    return select(
        *of_duty.c, scope.working_days_since(of_duty.c.due_on).label("working_days_late")
    ).order_by(of_duty.c.place)


@question(needs=Grant.COUNTS, counts="children", ignores=("period",))
def duties_recorded_late(scope: Scope) -> Query:
    """Children on the tracker at the as-at date for whom a duty was done in time but recorded late:
    an earlier extract, of a day after the limit, did not have it yet, so the duty was shown as
    overdue until then. Duties that are repeated are not counted."""
    parts: list[Select[Any]] = []
    on = scope.with_duties(duties=ONCE, kept=(), imports=True)
    for place, duty in enumerate(DUTIES):
        if duty in ONCE:
            late = scope.recorded_late(duty, on)
            number = select(func.count()).select_from(late).scalar_subquery()
            parts.append(
                select(
                    literal(place, Integer).label("place"),
                    literal(duty.label, String).label("duty"),
                    number.label("children"),
                ).where(scope.is_covered(duty))
            )
    return union_all(*parts).order_by("place")


@question(needs=Grant.COUNTS, counts="entries", ignores=("period",))
def duties_of_the_year(scope: Scope) -> Query:
    """Entries begun in the 12 months up to the as-at date for which the limit of a duty has passed,
    including those of children removed since: by whether it was done in time, done late, or not
    done (Overdue), and in how many calendar days from the start of its clock (null: not done). Left
    before due: the child was removed before the limit, without it. Not applicable: by a recorded
    decision. Done, date not known: neither in time nor late. Duties that are repeated are not
    counted."""
    begun = scope.with_duties(_begun(scope), ONCE, kept=("removed_on",))
    parts: list[Select[Any]] = []
    for place, duty in enumerate(DUTIES):
        if duty in ONCE:
            became = followed(scope, duty, begun).c
            days = scope.days_from(became.started_on, became.done_on)
            # Once for each entry: SQLite would work the days out for each comparison of rows.
            each = (
                select(became.followed, days.label("days"))
                .cte(f"followed_{duty.name}")
                .prefix_with("MATERIALIZED")
            )
            parts.append(
                _of(place, duty, each.c.followed, func.count(), each.c.days).group_by(
                    each.c.followed, each.c.days
                )
            )
    return union_all(*parts).order_by("place", "state", "days")


def followed(scope: Scope, duty: Duty, begun: CTE | None = None) -> Subquery:
    """Entries begun in the 12 months up to the as-at date for which the limit of a duty has passed,
    each with what became of the duty: `followed`."""
    begun = scope.with_duties(_begun(scope), (duty,)) if begun is None else begun
    of = scope.duty(duty, begun)
    is_open = of.c.state.in_((DUE, OVERDUE))
    became = case(((of.c.removed_on <= of.c.due_on) & is_open, LEFT_BEFORE_DUE), else_=of.c.state)
    columns = (column for column in of.c if column.name != "removed_on")
    return (
        select(*columns, became.label("followed"))
        .where(scope.is_covered(duty), of.c.due_on < scope.as_at)
        .subquery()
    )


def _begun(scope: Scope) -> Subquery:
    """Entries begun in the 12 months up to the as-at date, with when they ended."""
    added = scope.added(last_12_months(scope.as_at))
    entries = scope.entries(added)
    return select(*(entries.c[column.name] for column in added.c), entries.c.removed_on).subquery(
        "begun"
    )


@question(needs=Grant.RECORDS, counts="records", ignores=("period",))
def open_duties(scope: Scope) -> Query:
    """The duties that are due or overdue for children on the tracker at the as-at date, the longest
    overdue first, at most 500, with the working days by which each is overdue (below 0: days until
    it is due)."""
    of = _every(scope, OVERDUE, DUE).subquery()
    first = (
        select(*of.c)
        .order_by(
            case((of.c.due_on.is_(None), 1), else_=0), of.c.due_on, of.c.child_ref, of.c.place
        )
        .limit(AT_MOST)
        .subquery()
    )
    return select(
        *first.c, scope.working_days_since(first.c.due_on).label("working_days_late")
    ).order_by(
        case((first.c.due_on.is_(None), 1), else_=0),
        first.c.due_on,
        first.c.child_ref,
        first.c.place,
    )


@question(needs=Grant.RECORDS, counts="duties", ignores=(*EVERY_CHOICE_AND_PERIOD, "listing"))
def duties_of_child(scope: Scope) -> Query:
    """The state of every duty to one child who is on the tracker at the as-at date, with the day on
    which its clock started, the day by which it is due, and the day on which it was done."""
    on = scope.on_tracker()
    child = select(on).where(on.c.child_ref == scope.filters.child_ref).subquery()
    of = of_every(scope, of=child)
    return select(of.c.duty, of.c.state, of.c.started_on, of.c.due_on, of.c.done_on).order_by(
        of.c.place
    )


@question(needs=Grant.RECORDS, counts="acts", ignores=(*EVERY_CHOICE_AND_PERIOD, "listing"))
def acts_of_child(scope: Scope) -> Query:
    """What was done for one child by the as-at date, the oldest first: visits, referrals and their
    answers, times missing, decisions of the NRM, criminal situations, toolkits, panels, and changes
    of education."""
    act = scope.acts_of_child()
    return select(act.c.on, act.c.what, act.c.details).order_by(act.c.on, act.c.what)


def _state_of(on: FromClause, place: int) -> ColumnElement[Any]:
    """The state of the duty in a place of `DUTIES`, of rows of `scope.by_states`."""
    digit = on.c.states // 10**place % 10
    return case(*((digit == number, state) for number, state in enumerate(STATES)))


def _of(
    place: int,
    duty: Duty,
    state: ColumnElement[Any],
    children: ColumnElement[Any],
    *days: ColumnElement[Any],
) -> Select[Any]:
    return select(
        literal(place, Integer).label("place"),
        literal(duty.label, String).label("duty"),
        state.label("state"),
        *(each.label("days") for each in days),
        as_type(children, Integer).label("children"),
    )


def of_every(scope: Scope, *states: str, of: FromClause | None = None) -> CTE:
    """A row for each child and duty in one of the states (in any, if none is named), for duties
    whose sheet covers the as-at date."""
    # Worked out once: SQLite would otherwise repeat it each time that a question reads it.
    return _every(scope, *states, of=of).cte("duties").prefix_with("MATERIALIZED")


def _every(
    scope: Scope, *states: str, of: FromClause | None = None
) -> CompoundSelect[*tuple[Any, ...]]:
    parts: list[Select[Any]] = []
    of = scope.with_duties(of, kept=("status", "area_code", "age"))
    for place, duty in enumerate(DUTIES):
        held = scope.duty(duty, of)
        chosen = [held.c.state.in_(states)] if states else []
        parts.append(
            select(
                literal(place, Integer).label("place"),
                literal(duty.label, String).label("duty"),
                held.c.child_ref,
                held.c.status,
                held.c.area_code,
                held.c.age,
                held.c.state,
                held.c.started_on,
                held.c.due_on,
                held.c.done_on,
            ).where(scope.is_covered(duty), *chosen)
        )
    return union_all(*parts)

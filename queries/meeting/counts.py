"""How many records each item of the monthly meeting has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)

from queries.access import Grant
from queries.ask import question
from queries.counting import materialized_cte
from queries.meeting.items import ITEMS, TURNING_18, Item
from queries.safeguarding.duties import open_duties_of
from queries.scope import OVERDUE, TRACKER, Query, Scope

TURNING_18_ITEM = TURNING_18.items[-1]


@question(needs=Grant.COUNTS, counts="records", sheet=TRACKER, title="Cases that need a decision")
def meeting_items(scope: Scope) -> Query:
    """How many records each item of the meeting has, between the start of the period and the as-at
    date. Children to ratify are on the tracker and not ratified by the as-at date. Status and area
    changes are those within an entry. A return is an entry begun within 12 months of the child's
    last removal. Open cases without intelligence have been on the tracker for 90 days, and none of
    the reports of those days is linked to the child; children not seen for 28 days have been on it
    that long. An item has no number unless its sheet covers the as-at date and the first day that
    it looks back to."""
    conditions = {
        item.name: partial(item.condition, scope)
        for item in ITEMS.values()
        if item.condition and item.day
    }
    wholes = dict.fromkeys(item.part_of for item in ITEMS.values() if item.part_of)
    counted = (
        scope.counts_of_conditions(conditions),
        *(_with_parts(scope, ITEMS[name]) for name in wholes),
    )
    numbers = {column.name: select(column).scalar_subquery() for row in counted for column in row.c}
    return union_all(
        *(_count_of_item(scope, numbers, place, item) for place, item in enumerate(ITEMS.values()))
    ).order_by("place")


def _with_parts(scope: Scope, whole: Item) -> CTE:
    """How many records an item has, and how many of them each item that is part of it."""
    records = whole.build(scope)
    counts = (
        func.count(case((part.condition(scope, records), 1))).label(part.name)
        for part in ITEMS.values()
        if part.part_of == whole.name and part.condition
    )
    counted = select(func.count().label(whole.name), *counts).select_from(records)
    return materialized_cte(counted, f"of_{whole.name}")


def _count_of_item(
    scope: Scope, numbers: Mapping[str, ScalarSelect[Any]], place: int, item: Item
) -> Select[Any]:
    if item.name in numbers:
        number = numbers[item.name]
    else:
        records = item.counted_relation(scope) if item.counted_relation else item.build(scope)
        number = select(func.count()).select_from(records).scalar_subquery()
    return select(
        literal(place, Integer).label("place"),
        literal(item.name, String).label("item"),
        (case((_is_known(scope, item), number)) if item.sheet else number).label("records"),
    )


def _is_known(scope: Scope, item: Item) -> ColumnElement[bool]:
    """Whether the sheet of an item covers the first and the last day that it looks at."""
    first = scope.as_at - timedelta(days=item.lookback_days)
    return and_(scope.is_loaded(item.sheet, first), scope.is_loaded(item.sheet))


@question(needs=Grant.COUNTS, counts="children", ignores=("period",), sheet=TRACKER)
def duties_open_before_18(scope: Scope) -> Query:
    """Children on the tracker who turn 18 within 180 days of the as-at date, by duty: for how many
    it is open (due or overdue), for how many it is overdue, and how many children have any open
    duty: a child with two counts once."""
    duties = materialized_cte(select(open_duties_of(scope, TURNING_18_ITEM.build(scope))), "duties")
    children = select(func.count(duties.c.child_ref.distinct())).scalar_subquery()
    return (
        select(
            duties.c.place,
            duties.c.duty,
            func.count().label("open"),
            func.count(case((duties.c.state == OVERDUE, 1))).label("overdue"),
            children.label("children"),
        )
        .group_by(duties.c.place, duties.c.duty)
        .order_by(duties.c.place)
    )


@question(needs=Grant.RECORDS, counts="duties", ignores=("period",), sheet=TRACKER)
def open_duties_before_18(scope: Scope) -> Query:
    """Each duty that is due or overdue for a child on the tracker who turns 18 within 180 days of
    the as-at date, with its state and the day by which it is due."""
    duties = open_duties_of(scope, TURNING_18_ITEM.build(scope))
    shown = duties.c["child_ref", "duty", "state", "due_on"]
    return select(*shown).order_by(duties.c.child_ref, duties.c.place)

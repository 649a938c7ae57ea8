"""What changed over the period: children added, removed and moved, from opening to closing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String, Subquery, case, cast, func, literal, select, union_all

from queries.access import Grant
from queries.ask import question
from queries.counting import counted_by
from queries.scope import Query, Scope, unknown_as_word

NOT_STATED = "Not stated"
REACHED_18 = "Reached 18"


@question(needs=Grant.COUNTS, counts="children", title="From opening to closing")
def bridge(scope: Scope) -> Query:
    """From opening to closing: on the tracker at the end of the day before the period, plus
    entries added in it, plus children moved in, less those removed, less those moved out, is the
    number on the tracker at the end of the period. Moved in and out are changes of area or status
    within an entry that cross the filters. An entry added and removed on one day counts in both.
    Different children: each counted once, however many entries."""
    children = scope.on_tracker_in_period()
    # Grouped, for SQLite keeps distinct values in a tree, which takes longer than to sort them; and
    # not by the column itself, or it follows that column's index through the whole table.
    child = func.coalesce(children.c.child_ref, "")
    return select(
        _count(scope.on_tracker(scope.period.day_before)).label("opening"),
        _count(scope.added()).label("added"),
        _count(scope.moved_in()).label("moved_in"),
        _count(scope.moved_out()).label("moved_out"),
        _count(scope.removed()).label("removed"),
        _count(scope.on_tracker(scope.period.end)).label("closing"),
        _count(select(child).group_by(child).subquery()).label("different_children"),
    )


@question(needs=Grant.COUNTS, counts="entries")
def removals_by_reason(scope: Scope) -> Query:
    """Entries ended in the period, by the reason given. Reaching 18 ends an entry by age alone: it
    is not a reduction of risk. A removal without a reason is Not stated."""
    removed = scope.removed()
    reason = func.coalesce(removed.c.removal_reason, literal(NOT_STATED, String))
    return (
        select(reason.label("reason"), func.count().label("removed"))
        .select_from(removed)
        .group_by(reason)
        .order_by(func.count().desc(), reason)
    )


@question(needs=Grant.COUNTS, counts="entries")
def flows_by_month(scope: Scope) -> Query:
    """Entries added and removed, and children moved in and out of the filters, in each calendar
    month of the period. The first and last month are cut to the period. Removals because of an
    18th birthday are given apart."""
    months = scope.months()
    removed = scope.removed()
    flows = (
        ("added", scope.added(), "starts_on"),
        ("moved_in", scope.moved_in(), "starts_on"),
        ("moved_out", scope.moved_out(), "starts_on"),
        ("removed", removed, "ends_on"),
        (
            "reached_18",
            select(removed).where(removed.c.removal_reason == REACHED_18).subquery(),
            "ends_on",
        ),
    )
    each = union_all(
        *(
            select(
                literal(name, String).label("flow"),
                relation.c[day].label("day"),
                func.count().label("entries"),
            ).group_by(relation.c[day])
            for name, relation, day in flows
        )
    ).subquery()
    return (
        select(
            *months.c,
            *(
                cast(
                    func.coalesce(func.sum(case((each.c.flow == name, each.c.entries))), 0), Integer
                ).label(name)
                for name, _, _ in flows
            ),
        )
        .join_from(
            months, each, each.c.day.between(months.c.starts_on, months.c.ends_on), isouter=True
        )
        .group_by(*months.c)
        .order_by(months.c.month)
    )


@question(needs=Grant.COUNTS, counts="entries")
def flows_by_area(scope: Scope) -> Query:
    """Entries added in the period by the home area at their start, and removed in it by the home
    area at their end. Areas with neither are left out."""
    areas = scope.areas_of_any_day()
    both = union_all(
        *(
            select(relation.c.area_code, literal(a).label("added"), literal(r).label("removed"))
            for relation, a, r in ((scope.added(), 1, 0), (scope.removed(), 0, 1))
        )
    ).subquery()
    name = unknown_as_word(areas.c.name).label("area")
    return (
        select(
            name, func.sum(both.c.added).label("added"), func.sum(both.c.removed).label("removed")
        )
        .join_from(both, areas, areas.c.code == both.c.area_code, isouter=True)
        .group_by(name)
        .order_by(name)
    )


@question(needs=Grant.COUNTS, counts="entries", title="Re-entries")
def re_entries(scope: Scope) -> Query:
    """Entries begun in the period by children who had been on the tracker before, by calendar
    month. They are among the entries added, and are shown apart because the child is not new."""
    months, again = scope.months(), scope.re_entered()
    return (
        select(months.c.month, func.count().label("re_entries"))
        .join_from(months, again, again.c.starts_on.between(months.c.starts_on, months.c.ends_on))
        .group_by(months.c.month)
        .order_by(months.c.month)
    )


@question(needs=Grant.COUNTS, counts="changes")
def changes_of_status(scope: Scope) -> Query:
    """Changes of status within an entry in the period, from one to the other, of children who
    match the filters after the change."""
    changed = scope.changes_within_entries()
    before, after = changed.c.previous_status, changed.c.status
    changes = counted_by(changed, "changes", **{"from": before, "to": after})
    return changes.where(before.is_distinct_from(after))


def _count(relation: Subquery) -> Any:
    return select(func.count()).select_from(relation).scalar_subquery()

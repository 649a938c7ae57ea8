"""The items of the monthly meeting, each declared once.

The lists of records, the counts on the meeting's page, its agenda and the pack follow from this
list. To add an item: its relation or its condition in `queries/scope/meeting.py`, its line here,
and its slow answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import ColumnElement, Subquery
from sqlalchemy.sql.selectable import FromClause

from queries.filters import Filters
from queries.scope import INTELLIGENCE, Scope, sorted_by_child

LONG_MONTHS = 12
QUIET_DAYS = 90
UNSEEN_DAYS = 28
TURNING_18_DAYS = 180
"""Assumptions of this dashboard, where no standard is published."""


@dataclass(frozen=True)
class Item:
    """An item of the meeting: a list of records.

    `label` is its heading; `one` and `many` are the words for its records after a number. They are
    the rows of `relation`: all of them, or those that fulfil `condition`. Items with a day have
    conditions on children on the tracker, and are counted together. `asks` is the question to
    decide about each record, if there is one. `sheet` is the sheet, besides the tracker, that must
    be loaded for it. `day` is the day that it is about; an item without a day is about the period.
    The sheet must also cover the first of the `lookback_days`. `part_of` is the name of an item
    with the same relation: the two are counted together. `needs_lookup`: `condition` looks
    something up for each child. `counted_relation` has as many rows and is quicker to count.
    """

    name: str
    label: str
    one: str
    many: str
    relation: Callable[[Scope], Subquery]
    condition: Callable[[Scope, FromClause], ColumnElement[bool]] | None = None
    asks: str = ""
    sheet: str = ""
    day: Callable[[Filters], date] | None = None
    lookback_days: int = 0
    part_of: str = ""
    needs_lookup: bool = False
    counted_relation: Callable[[Scope], Subquery] | None = None

    def build(self, scope: Scope) -> Subquery:
        """Its records, with the columns of every relation of children."""
        rows = self.relation(scope)
        if self.condition is None:
            return rows
        sorted_rows = sorted_by_child(rows) if self.needs_lookup else rows
        return scope.rows_where(sorted_rows, partial(self.condition, scope))


@dataclass(frozen=True)
class Part:
    """A part of the meeting: its heading and its items."""

    heading: str
    items: tuple[Item, ...]


def as_at(filters: Filters) -> date:
    return filters.as_at


RATIFICATION = Part(
    "Ratification",
    (
        Item(
            "to_ratify",
            "To ratify",
            "child to ratify",
            "children to ratify",
            Scope.on_tracker_with_duty_days,
            Scope.is_to_ratify,
            asks="Ratify?",
            day=as_at,
        ),
        Item(
            "ratified",
            "Ratified",
            "entry ratified",
            "entries ratified",
            Scope.ratified,
            counted_relation=Scope.duty_days_of_ratified,
        ),
    ),
)
CHANGES = Part(
    "What changed",
    (
        Item("added", "Added", "entry added", "entries added", Scope.added),
        Item(
            "moved_in",
            "Moved in",
            "move into these filters",
            "moves into these filters",
            Scope.moved_in,
        ),
        Item("removed", "Removed", "entry removed", "entries removed", Scope.removed),
        Item(
            "moved_out",
            "Moved out",
            "move out of these filters",
            "moves out of these filters",
            Scope.moved_out,
        ),
        Item(
            "status_changed",
            "Status changed",
            "change of status",
            "changes of status",
            partial(Scope.changes_of, column="status"),
        ),
        Item(
            "area_changed",
            "Area changed",
            "change of area",
            "changes of area",
            partial(Scope.changes_of, column="area_code"),
        ),
        Item(
            "back_within_a_year",
            "Back within 12 months",
            "return to the tracker within 12 months",
            "returns to the tracker within 12 months",
            Scope.back_within_a_year,
        ),
    ),
)
TURNING_18 = Part(
    "Turning 18",
    (
        Item(
            "already_18",
            "18 and still on the tracker",
            "child who is 18 and still on the tracker",
            "children who are 18 and still on the tracker",
            Scope.on_tracker,
            Scope.is_adult,
            asks="Remove, and who has taken over?",
            day=as_at,
        ),
        Item(
            "turning_18_within_180",
            f"Turning 18 within {TURNING_18_DAYS} days",
            f"child turning 18 within {TURNING_18_DAYS} days",
            f"children turning 18 within {TURNING_18_DAYS} days",
            Scope.on_tracker,
            partial(Scope.is_turning_adult, within_days=TURNING_18_DAYS),
            day=as_at,
        ),
    ),
)
DECISIONS = Part(
    "Needs a decision",
    (
        Item(
            "removed_without_reason",
            "Removed without a reason",
            "removal without a reason",
            "removals without a reason",
            Scope.removed,
            Scope.is_without_reason,
            asks="What was the reason?",
            part_of="removed",
        ),
        Item(
            "unchanged_for_long",
            f"Unchanged for {LONG_MONTHS} months",
            f"child with no change of status or area for {LONG_MONTHS} months",
            f"children with no change of status or area for {LONG_MONTHS} months",
            Scope.on_tracker,
            partial(Scope.is_unchanged, months=LONG_MONTHS),
            asks="Still right?",
            day=as_at,
        ),
        Item(
            "open_without_intelligence",
            f"Open, no intelligence for {QUIET_DAYS} days",
            f"open case without intelligence for {QUIET_DAYS} days",
            f"open cases without intelligence for {QUIET_DAYS} days",
            Scope.on_tracker,
            partial(Scope.is_open_without_intelligence, days=QUIET_DAYS),
            asks="Still open?",
            needs_lookup=True,
            sheet=INTELLIGENCE,
            lookback_days=QUIET_DAYS - 1,
            day=as_at,
        ),
        Item(
            "reported_though_not_open",
            "Not open, new intelligence",
            "child who is not open, with new intelligence",
            "children who are not open, with new intelligence",
            Scope.on_tracker,
            Scope.is_reported_though_not_open,
            asks="Open?",
            needs_lookup=True,
            sheet=INTELLIGENCE,
            day=as_at,
        ),
        Item(
            "not_seen_lately",
            f"Not seen for {UNSEEN_DAYS} days",
            f"child not seen for {UNSEEN_DAYS} days",
            f"children not seen for {UNSEEN_DAYS} days",
            Scope.on_tracker_with_duty_days,
            partial(Scope.is_not_seen, days=UNSEEN_DAYS),
            asks="Who sees the child, and when?",
            sheet="visits",
            lookback_days=UNSEEN_DAYS - 1,
            day=as_at,
        ),
        Item(
            "reduced_without_toolkit",
            "Risk reduced, toolkit not lower",
            "removal for a reduced risk without a lower toolkit level",
            "removals for a reduced risk without a lower toolkit level",
            Scope.removed,
            Scope.is_reduced_without_toolkit,
            asks="What shows that the risk is lower?",
            sheet="toolkits",
            part_of="removed",
        ),
    ),
)
PARTS = (CHANGES, RATIFICATION, TURNING_18, DECISIONS)
ITEMS = {item.name: item for part in PARTS for item in part.items}

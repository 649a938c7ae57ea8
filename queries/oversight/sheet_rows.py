"""The rows of a sheet behind figures that do not count children: each list as its figure counted
it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import ColumnElement, Subquery, false, func, or_, select

from queries.access import Grant
from queries.ask import question
from queries.choices import CHILD_CHOICES, EVERY_CHOICE
from queries.filters import Filters, Listing, Period, last_12_months
from queries.oversight.marks import Condition, LabelledCondition, column_is
from queries.safeguarding import duties, panels, searches
from queries.safeguarding.referring import nrm
from queries.scope import STATES, Query, Scope

AT_MOST = 500
REFERENCE = "Tracker ref"
"""The heading of the column that names a child, where there is one."""
SEARCH_DAY = "search_day"


@dataclass(frozen=True)
class SheetRows:
    """A list of rows: the words for them after a number, the relation that was counted, the columns
    that are shown by their headings, what it can be narrowed to, and the days that it is about."""

    one: str
    many: str
    build: Callable[[Scope], Subquery]
    columns: Mapping[str, str]
    narrowings: Mapping[str, LabelledCondition]
    days: Callable[[Filters], Period] = lambda filters: filters.period


def _as_date(column: str) -> Condition:
    def is_on_date(_: Scope, rows: Subquery, value: str) -> ColumnElement[bool]:
        try:
            return rows.c[column] == date.fromisoformat(value)
        except ValueError:
            return false()

    return is_on_date


def _open_state(scope: Scope, rows: Subquery, value: str) -> ColumnElement[bool]:
    return panels.states_of_open_actions(scope, rows).get(value, false())


def _due_state(scope: Scope, rows: Subquery, value: str) -> ColumnElement[bool]:
    return panels.states_of_due_actions(scope, rows).get(value, false())


def _attended(_: Scope, rows: Subquery, value: str) -> ColumnElement[bool]:
    if value == panels.DID_NOT_ATTEND:
        return rows.c.attended.not_in(panels.ATTENDED)
    return rows.c.attended == value


def _outcome(_: Scope, rows: Subquery, value: str) -> ColumnElement[bool]:
    is_state = value in (*STATES, duties.LEFT_BEFORE_DUE)
    return duties.has_state(rows.c.number, value) if is_state else false()


def _open_actions(scope: Scope) -> Subquery:
    actions = scope.panel_actions()
    return select(actions).where(actions.c.closed_on.is_(None)).subquery()


def _due_actions(scope: Scope) -> Subquery:
    actions = scope.panel_actions()
    is_due = or_(*panels.states_of_due_actions(scope, actions).values())
    return select(actions).where(is_due).subquery()


ACTION_COLUMNS = {
    "Action ref": "action_ref",
    "Panel": "meeting",
    "Agreed on": "agreed_on",
    REFERENCE: "child_ref",
    "Owner": "owner",
    "Due on": "due_on",
    "Closed on": "closed_on",
}
ROWS: dict[str, SheetRows] = {
    "sca_in": SheetRows(
        "message from the SCA",
        "messages from the SCA",
        lambda scope: nrm.with_state(scope.sca_messages()),
        {
            "SCA ref": "sca_ref",
            "Received on": "received_on",
            "Kind": "kind",
            REFERENCE: "child_ref",
            "Where it stands": "state",
            "Reviewed on": "reviewed_by_then",
            "Actioned on": "actioned_by_then",
        },
        {"stands": ("{}", column_is("state"))},
    ),
    "open_actions": SheetRows(
        "open action of a panel",
        "open actions of panels",
        _open_actions,
        ACTION_COLUMNS,
        {"owner": ("owned by {}", column_is("owner")), "action_is": ("{}", _open_state)},
        lambda filters: Period(filters.as_at, filters.as_at),
    ),
    "due_actions": SheetRows(
        "action of a panel that fell due or had no due date",
        "actions of panels that fell due or had no due date",
        _due_actions,
        ACTION_COLUMNS,
        {"owner": ("owned by {}", column_is("owner")), "action_was": ("{}", _due_state)},
    ),
    "panel_attendance": SheetRows(
        "agency expected at a meeting",
        "agencies expected at meetings",
        Scope.panel_attendance,
        {
            "Panel": "panel",
            "Planned for": "planned_for",
            "Agency": "agency",
            "Attended": "attended",
        },
        {"agency_is": ("{}", column_is("agency")), "attended": ("attended: {}", _attended)},
    ),
    "panel_meetings": SheetRows(
        "meeting planned by a panel",
        "meetings planned by panels",
        Scope.panel_meetings,
        {
            "Panel": "panel",
            "Planned for": "planned_for",
            "Held on": "held_on",
            "Not held because": "not_held_because",
            "Names circulated on": "names_circulated_on",
            "Sergeant attended": "sergeant_attended",
        },
        {
            "panel_is": ("{}", column_is("panel")),
            "planned_for": ("planned for {}", _as_date("planned_for")),
        },
    ),
    **{
        f"times_{duty.name}": SheetRows(
            f"time that {duty.in_sentence} fell due",
            f"times that {duty.in_sentence} fell due",
            partial(duties.repeated_times, duty=duty),
            {
                "From": "started_on",
                REFERENCE: "child_ref",
                "Due on": "due_on",
                "Done on": "done_on",
                "State": "state",
            },
            {"went": ("{}", _outcome)},
            lambda filters: last_12_months(filters.as_at),
        )
        for duty in duties.DUE_MANY_TIMES
    },
    SEARCH_DAY: SheetRows(
        "search of a day, or report of it",
        "searches of days, and their reports",
        searches.search_rows,
        {
            "Day": "day",
            "What": "what",
            "Report ref": "report_ref",
            "Searched on": "done_on",
            "Not done because": "not_done_because",
            "Children linked": "children_linked",
            "New children": "new_children",
        },
        {"searched_day": ("of {}", _as_date("day"))},
    ),
}


@question(needs=Grant.RECORDS, counts="rows", ignores=CHILD_CHOICES)
def rows_of_sheet(scope: Scope) -> Query:
    """The rows of a sheet behind a figure that does not count children: what came from the Single
    Competent Authority, actions, attendance and meetings of panels, times that a repeated duty fell
    due, and the search of a day with the reports that were flagged 'County Lines' on it. At most
    500, with their number in all. Without such a list, the meetings of panels."""
    listing = scope.filters.listing
    if listing is None or listing.relation not in ROWS:
        listing = Listing("panel_meetings")
    listed = ROWS[listing.relation]
    if listing.relation == SEARCH_DAY:  # a figure of the force, which no choice narrows
        scope = Scope(scope.filters.without(*EVERY_CHOICE))
    rows = listed.build(scope)
    conditions = [
        listed.narrowings[name][1](scope, rows, value) if name in listed.narrowings else false()
        for name, value in listing.only
    ]
    in_all = select(func.count()).select_from(rows).where(*conditions).scalar_subquery()
    shown = [rows.c[column].label(heading) for heading, column in listed.columns.items()]
    return (
        select(*shown, in_all.label("in_all"))
        .where(*conditions)
        .order_by(*(rows.c[column] for column in list(listed.columns.values())[:3]))
        .limit(AT_MOST)
    )

"""Panels that hear children: their meetings, actions and attendance, and the standing of
children."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    ScalarSelect,
    String,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy import cast as as_type
from sqlalchemy.sql.selectable import FromClause

from data.duties.clock import back_on
from data.tables import panel, panel_action, panel_attendance, panel_listing, panel_meeting, toolkit
from queries.choices import CHOICES
from queries.filters import Period
from queries.scope.children import ENTRY_KEY
from queries.scope.narrowing import computed_once_cte, is_same
from queries.scope.safeguarding.of_children import A_DAY
from queries.scope.safeguarding.records import Safeguarding

YES, DEFERRED = "Yes", "Deferred"
DEFERRED_TWICE, NEVER_LISTED = "Deferred twice or more", "Never listed"
DEFERRED_ONCE, WITHDRAWN, HEARD = "Deferred once", "Withdrawn", "Heard"
STANDINGS = (DEFERRED_TWICE, NEVER_LISTED, DEFERRED_ONCE, WITHDRAWN, HEARD)
"""The standing of a child with the panels, the most urgent first."""
WAS_HEARD, A_DEFERRAL = 1, 2
"""What a child's listings add to their summary: see `_listings_summary`."""
NO_TOOLKIT = "No toolkit"
WIDTH = 12
"""The most characters of the level of a toolkit."""
DAY_TEXT, AFTER_DAY = as_type(toolkit.c.completed_on, String), 11
"""The day of a toolkit as text, and the place after it. The least (or greatest) text that begins
with the day is that of the first (or latest) toolkit."""
TOOLKIT_REVIEW = "Toolkit review"
"""The name of its limit in `standards.csv`."""
OVERDUE, NOT_OVERDUE = REVIEWS = "Overdue", "Not overdue"
"""Whether the review of a child's latest toolkit is overdue. Without a toolkit, or a limit, it is
not."""
Columns: TypeAlias = Callable[[ColumnElement[Any]], dict[str, ColumnElement[str]]]
"""The columns, by name, that follow from the summary of a child's records."""


class Panels(Safeguarding):
    """Relations of panels. A panel is within the filters if it is that of a district in them."""

    def panel_meetings(self) -> Subquery:
        """The meetings planned for a day of the period, up to the as-at date: panel, planned_for,
        not_held_because, and held_on, names_circulated_on and sergeant_attended (null: not by
        then)."""
        c = panel_meeting.c
        held_on = self._null_if_later(c.held_on)
        return (
            select(
                c.panel,
                c.planned_for,
                held_on.label("held_on"),
                c.not_held_because,
                self._null_if_later(c.names_circulated_on).label("names_circulated_on"),
                case((held_on.is_not(None), c.sergeant_attended)).label("sergeant_attended"),
            )
            .where(
                self._known(panel_meeting),
                self._in_period(c.planned_for),
                self._panel_matches(c.panel),
            )
            .subquery()
        )

    def panel_attendance(self) -> Subquery:
        """The agencies expected at the meetings of the period that were held by the as-at date:
        panel, planned_for, agency, attended."""
        meetings, c = self.panel_meetings(), panel_attendance.c
        same = is_same(panel_attendance, meetings, ("panel", "planned_for"))
        return (
            select(*c["panel", "planned_for", "agency", "attended"])
            .join_from(meetings, panel_attendance, same)
            .where(self._known(panel_attendance), meetings.c.held_on.is_not(None))
            .subquery()
        )

    def panel_actions(self) -> Subquery:
        """The actions agreed by the as-at date: action_ref, meeting, agreed_on, child_ref, owner,
        due_on, and closed_on (null: not closed by then)."""
        c = panel_action.c
        return (
            select(
                *c["action_ref", "meeting", "agreed_on", "child_ref", "owner", "due_on"],
                self._null_if_later(c.closed_on).label("closed_on"),
            )
            .where(
                self._known(panel_action), c.agreed_on <= self.as_at, self._panel_matches(c.meeting)
            )
            .subquery()
        )

    def late_actions(self, period: Period) -> Subquery:
        """The actions agreed by the as-at date that fell due in the period, before that date, and
        were not closed in time: later, or not by then: due_on."""
        c = panel_action.c
        return (
            select(c.due_on)
            .where(
                self._known(panel_action),
                c.agreed_on <= self.as_at,
                c.due_on.between(period.start, min(period.end, self.as_at - A_DAY)),
                or_(c.closed_on.is_(None), c.closed_on > c.due_on),
                self._panel_matches(c.meeting),
            )
            .subquery()
        )

    def panel_listings(self, *, to_count: bool = False) -> Subquery:
        """Listings of children for the period's meetings, as `records_of_children` gives them."""
        return self.records_of_children(panel_listing, "listed_for", to_count=to_count)

    def with_standing(self, children: Subquery) -> Subquery:
        """The rows of a relation, none added or dropped, each with the child's `panel_standing`,
        from the listings for meetings from 90 days before the child was added to the as-at date."""
        listed_for, summary = panel_listing.c.listed_for, self._listings_summary()
        return self._with_summary(children, listed_for, summary, _standing_column)

    def children_by_standing(self) -> Subquery:
        """How many children on the tracker at the as-at date have each panel_standing, as
        `with_standing` gives it: it and children, in some rows."""
        listed_for, summary = panel_listing.c.listed_for, self._listings_summary()
        return self._children_by_summary(listed_for, summary, _standing_column)

    def _listings_summary(self) -> ColumnElement[int]:
        """One number for a child's listings, from which `_standing_column` follows."""
        listing, settled = panel_listing, panel_listing.alias("settled")
        is_settled_since = exists().where(
            settled.c.child_ref == listing.c.child_ref,
            settled.c.listed_for.between(listing.c.listed_for, self.as_at),
            settled.c.heard != DEFERRED,
            self._known(settled),
        )
        heard = listing.c.heard
        still_deferred = case((heard == DEFERRED, case((~is_settled_since.correlate(listing), 1))))
        ever_heard = func.max(case((heard == YES, WAS_HEARD), (heard.is_not(None), 0)))
        return func.count(still_deferred) * A_DEFERRAL + ever_heard

    def with_toolkits(self, children: Subquery) -> Subquery:
        """The rows of a relation, none added or dropped, each with first_toolkit, latest_toolkit:
        the levels of the child's toolkits from 90 days before the child was added to the as-at date
        (`NO_TOOLKIT` where there is none), and toolkit_review, whether the review of the latest is
        overdue: its Review by or, without one, the limit of its standard has passed."""
        completed_on, summary = toolkit.c.completed_on, self._toolkits_summary()
        return self._with_summary(children, completed_on, summary, _toolkit_columns)

    def children_by_toolkits(self) -> Subquery:
        """How many children on the tracker at the as-at date have each first_toolkit,
        latest_toolkit and toolkit_review, as `with_toolkits` gives them: these and children."""
        completed_on, summary = toolkit.c.completed_on, self._toolkits_summary()
        return self._children_by_summary(completed_on, summary, _toolkit_columns)

    def _toolkits_summary(self) -> ColumnElement[str]:
        """One text for a child's toolkits, from which `_toolkit_columns` follow: the level of the
        first, then 1 where the review of the latest is overdue, and the level of the latest."""
        done_on, review_by = toolkit.c.completed_on, toolkit.c.review_by
        is_past = and_(review_by.is_(None), self.is_past_general_limit(TOOLKIT_REVIEW, done_on))
        is_overdue = case((or_(review_by < self.as_at, is_past), "1"), else_="0")
        padded = func.min(DAY_TEXT + toolkit.c.level) + " " * WIDTH
        first = func.substr(padded, AFTER_DAY, WIDTH)
        latest = func.max(DAY_TEXT + is_overdue + toolkit.c.level)
        return first.concat(func.substr(latest, AFTER_DAY))

    def has_lower_level(self, children: FromClause, levels: Sequence[str]) -> ColumnElement[bool]:
        """Whether the level of the latest toolkit of the child of a row is lower than that of the
        first, as `with_toolkits` knows them; `levels` are given the lowest first."""
        ranks = {level: rank for rank, level in enumerate(levels)}
        first, latest = (
            case(ranks, value=func.substr(min_or_max(DAY_TEXT + toolkit.c.level), AFTER_DAY))
            for min_or_max in (func.min, func.max)
        )
        since = back_on(children.c.added_on)
        is_lower = self._summary(children, toolkit.c.completed_on, latest < first, since)
        return func.coalesce(is_lower, false())

    def _with_summary(
        self, children: Subquery, day: Column[date], summary: ColumnElement[Any], columns: Columns
    ) -> Subquery:
        """The rows of a relation, each with the columns that follow from the summary of the child's
        records from back_on on."""
        dated = self._with_back_on(children)
        of_child = self._summary(dated, day, summary, dated.c.back_on)
        rows = computed_once_cte(select(*dated.c, of_child.label("summary"))).c
        own = [column for column in rows if column.name not in ("back_on", "summary")]
        added = (column.label(name) for name, column in columns(rows.summary).items())
        return select(*own, *added).subquery()

    def _summary(
        self,
        children: FromClause,
        day: Column[date],
        summary: ColumnElement[Any],
        since: ColumnElement[date],
    ) -> ScalarSelect[Any]:
        """The summary of the records of the child of a row, from a day to the as-at date."""
        of_child = select(summary).where(self._is_of_child(day, children, since))
        return of_child.correlate(children).scalar_subquery()

    def _children_by_summary(
        self, day: Column[date], summary: ColumnElement[Any], columns: Columns
    ) -> Subquery:
        """How many children on the tracker have the columns of `_with_summary`: these and children.
        PostgreSQL joins records to the children in half the time of looking them up for each, and
        groups by one text or number in a fraction of the time of several."""
        dated = self._with_back_on(self.on_tracker_for_lookups())
        each = (
            select(summary.label("summary"))
            .join_from(
                dated, day.table, self._is_of_child(day, dated, dated.c.back_on), isouter=True
            )
            .group_by(*dated.c[ENTRY_KEY])
            .subquery()
            .c
        )
        children = func.count().label("children")
        counted = select(each.summary, children).group_by(each.summary).subquery()
        values = (column.label(name) for name, column in columns(counted.c.summary).items())
        return select(*values, counted.c.children).subquery()

    def _is_of_child(
        self, day: Column[date], children: FromClause, since: ColumnElement[date]
    ) -> ColumnElement[bool]:
        """Whether a record of some day is of the child of a row and of these days."""
        record = day.table
        return and_(
            record.c.child_ref == children.c.child_ref,
            day.between(since, self.as_at),
            self._known(record),
        )

    def _with_back_on(self, children: Subquery) -> Subquery:
        """The rows of a relation, each with back_on, 90 days before the child was added."""
        return select(*children.c, back_on(children.c.added_on).label("back_on")).subquery("dated")

    def _panel_matches(self, name: ColumnElement[str]) -> ColumnElement[bool]:
        if not any(choice.area_column and choice.value_in(self.filters) for choice in CHOICES):
            return true()
        places = self._areas_of_any_day().subquery()
        is_chosen = self._matches_choices({"area_code": places.c.code})
        within = select(places.c.district).where(is_chosen)
        return name.in_(select(panel.c.panel).where(panel.c.district.in_(within)))


def _standing_column(summary: ColumnElement[int]) -> dict[str, ColumnElement[str]]:
    """The standing that follows from the number of a child's listings; null without any."""
    standing = case(
        (summary.is_(None), NEVER_LISTED),
        (summary >= 2 * A_DEFERRAL, DEFERRED_TWICE),
        (summary.bitwise_and(WAS_HEARD) != 0, HEARD),
        (summary >= A_DEFERRAL, DEFERRED_ONCE),
        else_=WITHDRAWN,
    )
    return {"panel_standing": standing}


def _toolkit_columns(summary: ColumnElement[str]) -> dict[str, ColumnElement[str]]:
    """What follows from the text of a child's toolkits; null without any."""
    first, latest = func.rtrim(func.substr(summary, 1, WIDTH)), func.substr(summary, WIDTH + 2)
    is_overdue = func.substr(summary, WIDTH + 1, 1) == "1"
    return {
        "first_toolkit": func.coalesce(first, NO_TOOLKIT),
        "latest_toolkit": func.coalesce(latest, NO_TOOLKIT),
        "toolkit_review": case((is_overdue, OVERDUE), else_=NOT_OVERDUE),
    }

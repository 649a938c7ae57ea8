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
from queries.scope.children import ENTRY
from queries.scope.narrowing import is_same, worked_out_once
from queries.scope.safeguarding.of_children import A_DAY
from queries.scope.safeguarding.records import Safeguarding

YES, DEFERRED = "Yes", "Deferred"
TWICE, NEVER, ONCE = "Deferred twice or more", "Never listed", "Deferred once"
WITHDRAWN, HEARD = "Withdrawn", "Heard"
STANDINGS = (TWICE, NEVER, ONCE, WITHDRAWN, HEARD)
"""The standing of a child with the panels, the most urgent first."""
WAS_HEARD, A_DEFERRAL = 1, 2
"""What makes up the number from which a standing follows."""
NO_TOOLKIT = "No toolkit"
LEVEL = 12
"""The most characters of the level of a toolkit."""
ON, BEHIND = as_type(toolkit.c.completed_on, String), 11
"""The day of a toolkit as text. What stands behind it, from this place on, is that of the first or
the latest toolkit, where the day is the least or the greatest."""
TOOLKIT_REVIEW = "Toolkit review"
"""The name of its limit in `standards.csv`."""
OVERDUE, NOT_OVERDUE = REVIEWS = "Overdue", "Not overdue"
"""Whether the review of a child's latest toolkit is overdue. Without a toolkit, or a limit, it is
not."""


Columns: TypeAlias = Callable[[ColumnElement[Any]], dict[str, ColumnElement[str]]]
"""The columns, by name, that follow from what is told of a child's records."""


class Panels(Safeguarding):
    """Relations of panels. A panel is within the filters if it is that of a district in them."""

    def panel_meetings(self) -> Subquery:
        """The meetings planned for a day of the period, up to the as-at date: panel, planned_for,
        not_held_because, and held_on, names_circulated_on and sergeant_attended (null: not by
        then)."""
        c = panel_meeting.c
        held_on = self._by_then(c.held_on)
        return (
            select(
                c.panel,
                c.planned_for,
                held_on.label("held_on"),
                c.not_held_because,
                self._by_then(c.names_circulated_on).label("names_circulated_on"),
                case((held_on.is_not(None), c.sergeant_attended)).label("sergeant_attended"),
            )
            .where(
                self._known(panel_meeting), self._within(c.planned_for), self._of_districts(c.panel)
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
                self._by_then(c.closed_on).label("closed_on"),
            )
            .where(
                self._known(panel_action), c.agreed_on <= self.as_at, self._of_districts(c.meeting)
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
                self._of_districts(c.meeting),
            )
            .subquery()
        )

    def listed(self, *, is_counted: bool = False) -> Subquery:
        """The listings of children for the meetings of the period, with the child's spell of the
        meeting's day, and the columns of a listing."""
        return self.of_children(panel_listing, "listed_for", is_counted=is_counted)

    def with_standing(self, of: Subquery) -> Subquery:
        """The rows of a relation, none added or dropped, each with the child's `panel_standing`,
        from the listings for meetings from 90 days before the child was added to the as-at date."""
        return self._with_told(of, panel_listing.c.listed_for, self._of_listings(), _standing)

    def by_standing(self) -> Subquery:
        """How many children on the tracker at the as-at date have each panel_standing, as
        `with_standing` gives it: it and children, in some rows."""
        return self._counted_by_told(panel_listing.c.listed_for, self._of_listings(), _standing)

    def _of_listings(self) -> ColumnElement[int]:
        """One number of a child's listings, from which its standing follows: see `_standing`."""
        listing, settled = panel_listing, panel_listing.alias("settled")
        is_settled_since = exists().where(
            settled.c.child_ref == listing.c.child_ref,
            settled.c.listed_for.between(listing.c.listed_for, self.as_at),
            settled.c.heard != DEFERRED,
            self._known(settled),
        )
        heard = listing.c.heard
        still_deferred = case((heard == DEFERRED, case((~is_settled_since.correlate(listing), 1))))
        was_heard = func.max(case((heard == YES, WAS_HEARD), (heard.is_not(None), 0)))
        return func.count(still_deferred) * A_DEFERRAL + was_heard

    def with_toolkits(self, of: Subquery) -> Subquery:
        """The rows of a relation, none added or dropped, each with first_toolkit, latest_toolkit:
        the levels of the child's toolkits from 90 days before the child was added to the as-at date
        (`NO_TOOLKIT` where there is none), and toolkit_review, whether the review of the latest is
        overdue: its Review by or, without one, the limit of its standard has passed."""
        return self._with_told(of, toolkit.c.completed_on, self._of_toolkits(), _levels)

    def by_toolkits(self) -> Subquery:
        """How many children on the tracker at the as-at date have each first_toolkit,
        latest_toolkit and toolkit_review, as `with_toolkits` gives them: these and children."""
        return self._counted_by_told(toolkit.c.completed_on, self._of_toolkits(), _levels)

    def _of_toolkits(self) -> ColumnElement[str]:
        """One text of a child's toolkits, from which `_levels` follow: the level of the first, then
        1 where the review of the latest is overdue, and the level of the latest."""
        done_on, review_by = toolkit.c.completed_on, toolkit.c.review_by
        without = and_(review_by.is_(None), self.has_lapsed_since(TOOLKIT_REVIEW, done_on))
        is_overdue = case((or_(review_by < self.as_at, without), "1"), else_="0")
        padded = func.min(ON + toolkit.c.level) + " " * LEVEL
        first = func.substr(padded, BEHIND, LEVEL)
        return first.concat(func.substr(func.max(ON + is_overdue + toolkit.c.level), BEHIND))

    def has_fallen(self, of: FromClause, levels: Sequence[str]) -> ColumnElement[bool]:
        """Whether the level of the latest toolkit of the child of a row is lower than that of the
        first, as `with_toolkits` knows them; `levels` are given the lowest first."""
        ranks = {level: rank for rank, level in enumerate(levels)}
        first, latest = (
            case(ranks, value=func.substr(of_all(ON + toolkit.c.level), BEHIND))
            for of_all in (func.min, func.max)
        )
        fell = self._told(of, toolkit.c.completed_on, latest < first, back_on(of.c.added_on))
        return func.coalesce(fell, false())

    def _with_told(
        self, of: Subquery, day: Column[date], told: ColumnElement[Any], columns: Columns
    ) -> Subquery:
        """The rows of a relation, each with the columns that follow from what is told of the
        child's records of the days back to back_on."""
        dated = self._looked_back(of)
        of_child = self._told(dated, day, told, dated.c.back_on)
        # Once: it would be looked up anew wherever it is named.
        rows = worked_out_once(select(*dated.c, of_child.label("told"))).c
        own = [column for column in rows if column.name not in ("back_on", "told")]
        added = (column.label(name) for name, column in columns(rows.told).items())
        return select(*own, *added).subquery()

    def _told(
        self,
        of: FromClause,
        day: Column[date],
        told: ColumnElement[Any],
        since: ColumnElement[date],
    ) -> ScalarSelect[Any]:
        """What is told of the records of the child of a row, from a day to the as-at date."""
        return select(told).where(self._is_of_child(day, of, since)).correlate(of).scalar_subquery()

    def _counted_by_told(
        self, day: Column[date], told: ColumnElement[Any], columns: Columns
    ) -> Subquery:
        """How many children on the tracker have the columns of `_with_told`: these and children.
        Records are joined to the children, which PostgreSQL does in half the time of looking them
        up for each; one text or number is counted by in a fraction of the time of several."""
        dated = self._looked_back(self.children_held())
        each = (
            select(told.label("told"))
            .join_from(
                dated, day.table, self._is_of_child(day, dated, dated.c.back_on), isouter=True
            )
            .group_by(*dated.c[ENTRY])
            .subquery()
            .c
        )
        counted = select(each.told, func.count().label("children")).group_by(each.told).subquery()
        of = (column.label(name) for name, column in columns(counted.c.told).items())
        return select(*of, counted.c.children).subquery()

    def _is_of_child(
        self, day: Column[date], of: FromClause, since: ColumnElement[date]
    ) -> ColumnElement[bool]:
        """Whether a record of some day is of the child of a row and of these days."""
        record = day.table
        return and_(
            record.c.child_ref == of.c.child_ref,
            day.between(since, self.as_at),
            self._known(record),
        )

    def _looked_back(self, of: Subquery) -> Subquery:
        """The rows of a relation, each with back_on, 90 days before the child was added."""
        return select(*of.c, back_on(of.c.added_on).label("back_on")).subquery("dated")

    def _of_districts(self, of: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether a panel is that of a district in the filters."""
        if not any(choice.of_areas and choice.value_in(self.filters) for choice in CHOICES):
            return true()
        places = self._areas_of_any_day().subquery()
        within = select(places.c.district).where(self._narrowed({"area_code": places.c.code}))
        return of.in_(select(panel.c.panel).where(panel.c.district.in_(within)))


def _standing(told: ColumnElement[int]) -> dict[str, ColumnElement[str]]:
    """The standing that follows from the number of a child's listings; null without any."""
    standing = case(
        (told.is_(None), NEVER),
        (told >= 2 * A_DEFERRAL, TWICE),
        (told.bitwise_and(WAS_HEARD) != 0, HEARD),
        (told >= A_DEFERRAL, ONCE),
        else_=WITHDRAWN,
    )
    return {"panel_standing": standing}


def _levels(told: ColumnElement[str]) -> dict[str, ColumnElement[str]]:
    """What follows from the text of a child's toolkits; null without any."""
    first, latest = func.rtrim(func.substr(told, 1, LEVEL)), func.substr(told, LEVEL + 2)
    is_overdue = func.substr(told, LEVEL + 1, 1) == "1"
    return {
        "first_toolkit": func.coalesce(first, NO_TOOLKIT),
        "latest_toolkit": func.coalesce(latest, NO_TOOLKIT),
        "toolkit_review": case((is_overdue, OVERDUE), else_=NOT_OVERDUE),
    }

"""Panels that hear children: their meetings, actions and attendance, and how children stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    null,
    select,
    true,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from data.day_numbers import yyyymmdd
from data.tables import (
    area,
    calendar_day,
    panel,
    panel_action,
    panel_attendance,
    panel_listing,
    panel_meeting,
    toolkit,
)
from queries.choices import CHOICES
from queries.filters import Period
from queries.scope.duties.clock import days_before
from queries.scope.duties.declaration import LOOKS_BACK
from queries.scope.safeguarding import Safeguarding

HEARD, DEFERRED = "Yes", "Deferred"
LEVELS = ("No concern", "Low", "Medium", "High")
"""What a toolkit may find, from the lowest."""


class Panels(Safeguarding):
    """Relations of panels. A panel is within the filters if it is that of a district in them."""

    def panel_meetings(self, period: Period | None = None) -> Subquery:
        """The meetings planned for a day of the period, up to the as-at date: panel, planned_for,
        not_held_because, and, as far as it was by then, held_on, names_circulated_on and
        sergeant_attended."""
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
                self._known(panel_meeting),
                self._within(c.planned_for, period),
                self._of_districts(c.panel),
            )
            .subquery()
        )

    def panel_attendance(self, period: Period | None = None) -> Subquery:
        """The agencies expected at the meetings of the period that were held by the as-at date:
        panel, planned_for, agency, attended."""
        meetings, c = self.panel_meetings(period), panel_attendance.c
        return (
            select(c.panel, c.planned_for, c.agency, c.attended)
            .join_from(
                meetings,
                panel_attendance,
                and_(c.panel == meetings.c.panel, c.planned_for == meetings.c.planned_for),
            )
            .where(self._known(panel_attendance), meetings.c.held_on.is_not(None))
            .subquery()
        )

    def panel_actions(self) -> Subquery:
        """The actions agreed by the as-at date: action_ref, meeting, agreed_on, owner, due_on, and
        closed_on, if it was by then."""
        c = panel_action.c
        return (
            select(
                c.action_ref,
                c.meeting,
                c.agreed_on,
                c.owner,
                c.due_on,
                self._by_then(c.closed_on).label("closed_on"),
            )
            .where(
                self._known(panel_action),
                c.agreed_on <= self.as_at,
                self._of_districts(c.meeting),
            )
            .subquery()
        )

    def listed(self) -> Subquery:
        """The listings of children for the meetings of the period, with the child's spell of the
        meeting's day, and the columns of a listing."""
        return self.of_children(panel_listing, "listed_for")

    def with_hearings(self, of: Subquery | None = None) -> Subquery:
        """The rows of a relation (children on the tracker at the as-at date), no more and no fewer,
        each with what became of the child's listings, from 90 days before the child was added:
        times_listed and times_heard by the as-at date, and times_deferred since the child was last
        heard or withdrawn."""
        of = self.on_tracker() if of is None else of
        settled, back = panel_listing.alias("settled"), _back(of)
        c = panel_listing.c
        is_settled_since = exists().where(
            settled.c.child_ref == c.child_ref,
            settled.c.listed_for.between(c.listed_for, self.as_at),
            settled.c.heard != DEFERRED,
            self._known(settled),
        )
        still_deferred = case((c.heard == DEFERRED, case((~is_settled_since, 1))))
        counted = (
            select(
                back.c.child_ref,
                back.c.added_on,
                func.count().label("times_listed"),
                func.count(case((c.heard == HEARD, 1))).label("times_heard"),
                func.count(still_deferred).label("times_deferred"),
            )
            .join_from(
                back,
                panel_listing,
                and_(
                    c.child_ref == back.c.child_ref,
                    c.listed_for.between(back.c.back_on, self.as_at),
                ),
            )
            .where(self._known(panel_listing))
            .group_by(back.c.child_ref, back.c.added_on)
            .subquery("counted")
        )
        return _with(of, counted, "times_listed", "times_heard", "times_deferred", absent=0)

    def with_toolkits(self, of: Subquery | None = None) -> Subquery:
        """The rows of a relation (children on the tracker at the as-at date), no more and no fewer,
        each with the levels that the child's toolkits found, from 90 days before the child was
        added to the as-at date: first_level and latest_level, null where there is none."""
        of = self.on_tracker() if of is None else of
        back, c = _back(of), toolkit.c
        # A day and a level in one number, so that the first and the last are found in one pass.
        rank = case({level: place for place, level in enumerate(LEVELS)}, value=c.level)
        number = yyyymmdd(c.completed_on) * 10 + rank
        found = (
            select(
                back.c.child_ref,
                back.c.added_on,
                _level(func.min(number)).label("first_level"),
                _level(func.max(number)).label("latest_level"),
            )
            .join_from(
                back,
                toolkit,
                and_(
                    c.child_ref == back.c.child_ref,
                    c.completed_on.between(back.c.back_on, self.as_at),
                ),
            )
            .where(self._known(toolkit))
            .group_by(back.c.child_ref, back.c.added_on)
            .subquery("found")
        )
        return _with(of, found, "first_level", "latest_level")

    def _by_then(self, day: ColumnElement[Any]) -> ColumnElement[Any]:
        """A day, unless it was after the as-at date."""
        return case((day <= self.as_at, day))

    def _within(self, day: ColumnElement[Any], period: Period | None) -> ColumnElement[bool]:
        period = period or self.period
        return day.between(period.start, min(period.end, self.as_at))

    def _of_districts(self, of: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether a panel is that of a district in the filters."""
        if not any(choice.of_areas and choice.of(self.filters) for choice in CHOICES):
            return true()
        within = select(area.c.district).where(self._narrowed({"area_code": area.c.code}))
        return of.in_(select(panel.c.panel).where(panel.c.district.in_(within)))


def _back(of: Subquery) -> CTE:
    """Each entry of a relation, once, with the first day that is looked at: child_ref, added_on,
    back_on."""
    added = select(of.c.added_on).distinct().subquery("added")
    start = calendar_day.alias("start")
    backs = (
        select(added.c.added_on, days_before(start, LOOKS_BACK).label("back_on"))
        .join_from(added, start, start.c.day == added.c.added_on)
        .cte("backs")
        .prefix_with("MATERIALIZED")
    )
    return (
        select(of.c.child_ref, of.c.added_on, backs.c.back_on)
        .distinct()
        .join_from(of, backs, backs.c.added_on == of.c.added_on)
        .cte("entries_looked_at")
        .prefix_with("MATERIALIZED")
    )


def _with(of: Subquery, more: FromClause, *names: str, absent: Any = None) -> Subquery:
    """The rows of a relation with columns of another, which has a row for some of its entries."""
    columns = [
        func.coalesce(more.c[name], null() if absent is None else absent).label(name)
        for name in names
    ]
    same = and_(more.c.child_ref == of.c.child_ref, more.c.added_on == of.c.added_on)
    return select(*of.c, *columns).join_from(of, more, same, isouter=True).subquery()


def _level(number: ColumnElement[int]) -> ColumnElement[str]:
    return case(dict(enumerate(LEVELS)), value=cast(number % 10, Integer))

"""Panels that hear children: their meetings, actions and attendance, and the standing of
children."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    String,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy import cast as as_type
from sqlalchemy.sql.selectable import FromClause

from data.duties.clock import back_on
from data.tables import (
    panel,
    panel_action,
    panel_attendance,
    panel_listing,
    panel_meeting,
    toolkit,
)
from queries.choices import CHOICES
from queries.filters import Period
from queries.scope.narrowing import worked_out_once
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
TOLD = "told"
"""The column from which the columns follow that `with_standing` and `with_toolkits` add."""
LEVEL = 12
"""The most characters of the level of a toolkit."""
TOOLKIT_REVIEW = "Toolkit review"
"""The name of its limit in `standards.csv`."""
OVERDUE, NOT_OVERDUE = REVIEWS = "Overdue", "Not overdue"
"""Whether the review of a child's latest toolkit is overdue. Without a toolkit, or a limit, it is
not."""


class Panels(Safeguarding):
    """Relations of panels. A panel is within the filters if it is that of a district in them."""

    def panel_meetings(self, period: Period | None = None) -> Subquery:
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
        """The actions agreed by the as-at date: action_ref, meeting, agreed_on, child_ref, owner,
        due_on, and closed_on (null: not closed by then)."""
        c = panel_action.c
        return (
            select(
                c.action_ref,
                c.meeting,
                c.agreed_on,
                c.child_ref,
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

    def with_standing(self, of: Subquery | None = None) -> Subquery:
        """The rows of a relation (by default `children_held`), none added or dropped, each with the
        child's `panel_standing`, from the listings for meetings from 90 days before the child was
        added to the as-at date."""
        dated = self._looked_back(of)
        listing, settled = panel_listing, panel_listing.alias("settled")
        is_settled_since = exists().where(
            settled.c.child_ref == listing.c.child_ref,
            settled.c.listed_for.between(listing.c.listed_for, self.as_at),
            settled.c.heard != DEFERRED,
            self._known(settled),
        )
        still_deferred = case((listing.c.heard == DEFERRED, case((~is_settled_since, 1))))
        # One number, by which children are counted more quickly than by words, and for which
        # PostgreSQL counts the deferrals once.
        was_heard = func.max(case((listing.c.heard == YES, WAS_HEARD), else_=0))
        number = func.count(still_deferred) * A_DEFERRAL + was_heard
        of_child = (
            select(number)
            .where(
                listing.c.child_ref == dated.c.child_ref,
                listing.c.listed_for.between(dated.c.back_on, self.as_at),
                self._known(listing),
            )
            .correlate(dated)
            .scalar_subquery()
        )
        counted = worked_out_once(select(*dated.c, of_child.label(TOLD)))
        told = counted.c[TOLD]
        standing = case(
            (told.is_(None), NEVER),
            (told >= 2 * A_DEFERRAL, TWICE),
            (told.bitwise_and(WAS_HEARD) != 0, HEARD),
            (told >= A_DEFERRAL, ONCE),
            else_=WITHDRAWN,
        )
        return _with(counted, panel_standing=standing)

    def with_toolkits(self, of: Subquery | None = None) -> Subquery:
        """The rows of a relation (by default `children_held`), none added or dropped, each with
        first_toolkit and latest_toolkit: the levels of the child's toolkits from 90 days before the
        child was added to the as-at date (`NO_TOOLKIT` where there is none), and toolkit_review,
        whether the review of the latest is overdue: its Review by or, without one, the limit of its
        standard has passed (see `REVIEWS`)."""
        dated = self._looked_back(of)
        rated = worked_out_once(select(*dated.c, self._told_of_toolkits(dated).label(TOLD)))
        return _with(rated, **_as_told(rated.c[TOLD]))

    def by_toolkits(self) -> Subquery:
        """How many children on the tracker at the as-at date have each first_toolkit,
        latest_toolkit and toolkit_review, as `with_toolkits` gives them: these and children."""
        dated = self._looked_back(None)
        told = self._told_of_toolkits(dated).label(TOLD)
        once = worked_out_once(select(told).select_from(dated))
        counted = select(once.c[TOLD], func.count().label("children")).group_by(once.c[TOLD])
        each = counted.subquery()
        columns = (column.label(name) for name, column in _as_told(each.c[TOLD]).items())
        return select(*columns, each.c.children).subquery()

    def _told_of_toolkits(self, dated: FromClause) -> ScalarSelect[str]:
        """What `with_toolkits` gives of the child of a row, in one text for `_as_told` to take
        apart, so that the child's toolkits are looked up once."""
        done_on, review_by, level = (
            toolkit.c[name] for name in ("completed_on", "review_by", "level")
        )
        without = and_(review_by.is_(None), self.has_lapsed_since(TOOLKIT_REVIEW, done_on))
        is_overdue = case((or_(review_by < self.as_at, without), "1"), else_="0")
        # The first and the latest stand behind the least and the greatest day, of ten characters.
        day = as_type(done_on, String)
        first = func.substr(func.min(day + level) + " " * LEVEL, 11, LEVEL)
        latest = func.substr(func.max(day + is_overdue + level), 11)
        return (
            select(first.concat(latest))
            .where(
                toolkit.c.child_ref == dated.c.child_ref,
                done_on.between(dated.c.back_on, self.as_at),
                self._known(toolkit),
            )
            .correlate(dated)
            .scalar_subquery()
        )

    def _looked_back(self, of: Subquery | None) -> Subquery:
        """The rows of a relation, each with back_on, 90 days before the child was added."""
        of = self.children_held() if of is None else of
        return select(*of.c, back_on(of.c.added_on).label("back_on")).subquery("dated")

    def _by_then(self, day: ColumnElement[Any]) -> ColumnElement[Any]:
        """A day, unless it was after the as-at date."""
        return case((day <= self.as_at, day))

    def _within(self, day: ColumnElement[Any], period: Period | None) -> ColumnElement[bool]:
        period = period or self.period
        return day.between(period.start, min(period.end, self.as_at))

    def _of_districts(self, of: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether a panel is that of a district in the filters."""
        if not any(choice.of_areas and choice.value_in(self.filters) for choice in CHOICES):
            return true()
        places = self._areas_of_any_day().subquery()
        within = select(places.c.district).where(self._narrowed({"area_code": places.c.code}))
        return of.in_(select(panel.c.panel).where(panel.c.district.in_(within)))


def _as_told(told: ColumnElement[str]) -> dict[str, ColumnElement[str]]:
    """The columns that `with_toolkits` adds: first the level of the first toolkit, then 1 where the
    review of the latest is overdue, then the level of the latest; null without a toolkit."""
    first, latest = func.rtrim(func.substr(told, 1, LEVEL)), func.substr(told, LEVEL + 2)
    return {
        "first_toolkit": func.coalesce(first, NO_TOOLKIT),
        "latest_toolkit": func.coalesce(latest, NO_TOOLKIT),
        "toolkit_review": case(
            (func.substr(told, LEVEL + 1, 1) == "1", OVERDUE), else_=NOT_OVERDUE
        ),
    }


def _with(dated: FromClause, **more: ColumnElement[str]) -> Subquery:
    """The rows of `_looked_back` with more columns, and without those that they follow from."""
    own = [column for column in dated.c if column.name not in ("back_on", TOLD)]
    return select(*own, *(column.label(name) for name, column in more.items())).subquery()

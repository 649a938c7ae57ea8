"""Month-end releases, and what was issued under agreements, narrowed to the reader's reach."""

from __future__ import annotations

from sqlalchemy import String, Subquery, and_, func, literal, or_, select, union_all

from data.tables import (
    agreement,
    agreement_area,
    area_issue,
    area_issue_beside,
    area_issue_figure,
    area_release,
    area_release_cell,
    panel,
)
from queries.scope.areas import Areas
from queries.scope.narrowing import FORCE, Query

AGENCY_MEASURE = "actions"
"""The measure whose categories are agencies: a reader sees that of their own agency only."""


class Releases(Areas):
    """Relations of what has been released and, under agreements, issued."""

    def releases(self) -> Subquery:
        """Releases made up to the as-at date: month_end, import_id, threshold, withheld.

        A reader whose reach has no area gets none.
        """
        release = area_release.c
        return (
            select(*release["month_end", "import_id", "threshold", "withheld"])
            .where(release.month_end <= self.as_at, select(self.areas_in_reach()).exists())
            .subquery()
        )

    def released_cells(self) -> Subquery:
        """Counts as published up to the as-at date, of the areas reached, of their districts and of
        the force: month_end, geography, measure, category, value and, where it is null, symbol.

        The unknown area is never among them: no account has it.
        """
        reached = self.areas_in_reach()
        cell = area_release_cell
        place = cell.c.geography
        return (
            select(cell)
            .where(
                cell.c.month_end <= self.as_at,
                or_(
                    place.in_(select(reached.c.code)),
                    place.in_(select(reached.c.district)),
                    and_(place == FORCE, select(reached).exists()),
                ),
            )
            .subquery()
        )

    def areas_in_reach(self) -> Subquery:
        """The areas reached: code, name, district. A code that is not known is left out."""
        places = self._areas_of_any_day(as_known_now=True).subquery()
        return (
            select(places.c.code, places.c.name, places.c.district)
            .where(places.c.code.in_(self.reach.areas))
            .subquery()
        )

    def panels_in_reach(self) -> Query:
        """The panels of the districts of the areas reached."""
        districts = select(self.areas_in_reach().c.district)
        return select(panel.c.panel).where(panel.c.district.in_(districts))

    def stages_in_reach(self) -> Query:
        """The stages of NSD in the areas reached, by name of the area and day."""
        reached, stages = self.areas_in_reach(), self.stages()
        return (
            select(reached.c.name.label("area"), *stages.c["stage", "from_on", "target_on"])
            .join_from(stages, reached, reached.c.code == stages.c.area_code)
            .order_by(reached.c.name, stages.c.from_on)
        )

    def releases_made(self) -> Subquery:
        """Every release made up to the as-at date; no counts are in it."""
        return select(area_release).where(area_release.c.month_end <= self.as_at).subquery()

    def agreements(self) -> Subquery:
        """Every agreement proposed or approved, without the areas: the columns of its table."""
        return select(agreement).subquery()

    def agreement_areas(self) -> Subquery:
        """The areas of agreements: agreement_id, area_code."""
        return select(agreement_area).subquery()

    def issues_made(self) -> Subquery:
        """What was issued as at a day up to the as-at date; no figures are in it."""
        return select(area_issue).where(area_issue.c.as_at <= self.as_at).subquery()

    def issues(self) -> Subquery:
        """The last issue as at each day up to the as-at date, for a reader whose agreement has an
        area in it: issue_id, as_at, since, import_id, beside_on, issued_at.

        With the listing `issues`, those after its `up_to` are left out: so they stood when a pack
        was issued.
        """
        issue, figure = area_issue.c, area_issue_figure.c
        up_to = self._last_row_known("issues")
        last = (
            select(func.max(issue.issue_id))
            .join_from(area_issue_figure, area_issue)
            .where(figure.area_code.in_(self.reach.areas), issue.as_at <= self.as_at)
            .group_by(issue.as_at)
        )
        if up_to is not None:
            last = last.where(issue.issue_id <= up_to)
        return (
            select(*issue["issue_id", "as_at", "since", "import_id", "beside_on", "issued_at"])
            .where(issue.issue_id.in_(last))
            .subquery()
        )

    def issued_figures(self) -> Subquery:
        """The figures that were issued as at the as-at date, of the areas of the reader's agreement
        and of what stands beside them: place, measure, category, detail, value. Actions are those
        of the reader's agency only."""
        issues, own, beside = self.issues(), area_issue_figure.c, area_issue_beside.c
        of_the_day = select(issues.c.issue_id).where(issues.c.as_at == self.as_at)
        return union_all(
            select(own.area_code.label("place"), *own["measure", "category", "detail", "value"])
            .where(own.issue_id.in_(of_the_day), own.area_code.in_(self.reach.areas))
            .where(or_(own.measure != AGENCY_MEASURE, own.category == self.reach.agency)),
            select(
                *beside["place", "measure", "category"],
                literal("", String).label("detail"),
                beside.value,
            ).where(
                beside.issue_id.in_(of_the_day), beside.agreement_id == self.reach.agreement_id
            ),
        ).subquery()

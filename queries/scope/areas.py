"""Intelligence, the NSD rollout, areas and meetings."""

from __future__ import annotations

from sqlalchemy import (
    Subquery,
    case,
    func,
    select,
)

from data.tables import (
    area,
    intelligence_day,
    local_authority,
    nsd_stage,
    tracker_meeting,
)
from queries.filters import Period
from queries.scope.coverage import INTELLIGENCE, MEETINGS, STAGES, Coverage
from queries.scope.narrowing import COUNTY_LINES


class Areas(Coverage):
    """Relations of what is counted by area and day, and of the areas themselves."""

    def intelligence(self, period: Period | None = None) -> Subquery:
        """Reports flagged 'County Lines' by day and area, submitted on a day of the period that is
        covered, ends included.

        A report without an area counts for the force and for no district.
        """
        period = period or self.period
        counted = intelligence_day.c
        return (
            select(counted.submitted_on, counted.area_code, counted.reports)
            .where(
                self._known(intelligence_day),
                counted.flag == COUNTY_LINES,
                counted.submitted_on.between(period.start, period.end),
                counted.submitted_on.in_(select(self.days_covered(INTELLIGENCE, period).c.day)),
                self._in_area(counted.area_code),
            )
            .subquery()
        )

    def stages(self) -> Subquery:
        """Stages of the NSD rollout begun by the as-at date, or by the last day that the stages
        cover, if that is earlier: area_code, stage, from_on, target_on.

        One column more: `recency`, 1 for an area's stage on the day.
        """
        stage = nsd_stage.c
        newest_first = func.row_number().over(
            partition_by=stage.area_code, order_by=stage.from_on.desc()
        )
        return (
            select(
                stage.area_code,
                stage.stage,
                stage.from_on,
                stage.target_on,
                newest_first.label("recency"),
            )
            .where(
                self._known(nsd_stage),
                stage.from_on <= self.covered_to(STAGES),
                self._in_area(stage.area_code),
            )
            .subquery()
        )

    def areas(self) -> Subquery:
        """The areas within the filters: code, name, district, tile_row, tile_column."""
        return (
            select(area.c.code, area.c.name, area.c.district, area.c.tile_row, area.c.tile_column)
            .where(self._in_area(area.c.code))
            .subquery()
        )

    def districts(self) -> Subquery:
        """The districts within the filters, with their population aged 10 to 17.

        The population is null when one of a district's authorities has none.
        """
        known = func.count(local_authority.c.population_10_17) == func.count()
        population = case((known, func.sum(local_authority.c.population_10_17)))
        query = select(local_authority.c.district, population.label("population")).group_by(
            local_authority.c.district
        )
        if self.filters.district:
            query = query.where(local_authority.c.district == self.filters.district)
        if self.filters.area:
            home = select(area.c.district).where(area.c.code == self.filters.area)
            query = query.where(local_authority.c.district.in_(home))
        return query.subquery()

    def meetings(self) -> Subquery:
        """Monthly tracker meetings held by the as-at date, or by the last day that the meetings
        cover, if that is earlier: held_on, chair, shared_with_partners."""
        meeting = tracker_meeting.c
        return (
            select(meeting.held_on, meeting.chair, meeting.shared_with_partners)
            .where(self._known(tracker_meeting), meeting.held_on <= self.covered_to(MEETINGS))
            .subquery()
        )

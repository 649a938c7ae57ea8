"""Intelligence, the NSD rollout, areas, meetings, and the lists that a force edits."""

from __future__ import annotations

from sqlalchemy import (
    Subquery,
    case,
    func,
    select,
)

from data.tables import (
    annotation,
    area,
    gender,
    intelligence_day,
    local_authority,
    nsd_stage,
    status,
    tracker_meeting,
)
from queries.choices import CHOICES
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
                self._narrowed(dict(counted)),
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
                self._narrowed(dict(stage)),
            )
            .subquery()
        )

    def areas(self) -> Subquery:
        """The areas within the filters: code, name, district, tile_row, tile_column."""
        return (
            select(area.c.code, area.c.name, area.c.district, area.c.tile_row, area.c.tile_column)
            .where(self._narrowed({"area_code": area.c.code}))
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
        if any(choice.of_areas and choice.of(self.filters) for choice in CHOICES):
            query = query.where(local_authority.c.district.in_(select(self.areas().c.district)))
        return query.subquery()

    def statuses(self) -> Subquery:
        """The statuses: name, short, is_open, position (null: no longer in the list)."""
        return select(status).subquery()

    def genders(self) -> Subquery:
        """The genders: name, in_words, position (null: no longer in the list)."""
        return select(gender).subquery()

    def annotations(self) -> Subquery:
        """What was noted about trends by the as-at date: on_day, about, text, rebases."""
        noted = annotation.c
        return (
            select(noted.on_day, noted.about, noted.text, noted.rebases)
            .where(self._known(annotation), noted.on_day <= self.as_at)
            .subquery()
        )

    def meetings(self) -> Subquery:
        """Monthly tracker meetings held by the as-at date, or by the last day that the meetings
        cover, if that is earlier: held_on, chair, shared_with_partners."""
        meeting = tracker_meeting.c
        return (
            select(meeting.held_on, meeting.chair, meeting.shared_with_partners)
            .where(self._known(tracker_meeting), meeting.held_on <= self.covered_to(MEETINGS))
            .subquery()
        )

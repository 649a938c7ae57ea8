"""Intelligence, the NSD rollout, areas, meetings, and the lists that a force edits."""

from __future__ import annotations

from sqlalchemy import Subquery, and_, case, exists, func, not_, or_, select

from data.tables import (
    COUNTY_LINES,
    area_version,
    finder,
    gender,
    intelligence_day,
    intelligence_report,
    local_authority,
    nsd_stage,
    status,
    tracker_meeting,
    tracker_spell,
)
from queries.choices import CHOICES
from queries.filters import Period
from queries.scope.coverage import INTELLIGENCE, MEETINGS, STAGES, Coverage


class Areas(Coverage):
    """Relations of reports, stages and meetings, of areas, and of the lists that a force edits."""

    def intelligence(self, period: Period | None = None) -> Subquery:
        """Reports flagged 'County Lines' by day and area, submitted on a day of the period that is
        covered, ends included.

        A report without an area counts for the force and for no district.
        """
        period = period or self.period
        daily = intelligence_day.c
        return (
            select(daily.submitted_on, daily.area_code, daily.reports)
            .where(
                self._known(intelligence_day),
                daily.flag == COUNTY_LINES,
                daily.submitted_on.between(period.start, period.end),
                daily.submitted_on.in_(select(self.days_covered(INTELLIGENCE, period).c.day)),
                self._matches_choices(dict(daily)),
            )
            .subquery()
        )

    def flagged_reports(self) -> Subquery:
        """The reports that `intelligence` counts over the whole force: report_ref, submitted_on."""
        report, period = intelligence_report.c, self.period
        return (
            select(report.report_ref, report.submitted_on)
            .where(
                self._known(intelligence_report),
                report.flag == COUNTY_LINES,
                report.submitted_on.between(period.start, period.end),
                report.submitted_on.in_(select(self.days_covered(INTELLIGENCE, period).c.day)),
            )
            .subquery()
        )

    def reports_by_day(self, period: Period | None = None) -> Subquery:
        """The covered days of the period, each with its reports: day, month_start, reports."""
        days, found = self.days_covered(INTELLIGENCE, period), self.intelligence(period)
        # Added up before they are joined: SQLite would compare each day with each report.
        by_day = (
            select(found.c.submitted_on, func.sum(found.c.reports).label("reports"))
            .group_by(found.c.submitted_on)
            .subquery()
        )
        reports = func.coalesce(by_day.c.reports, 0).label("reports")
        return (
            select(days.c.day, days.c.month_start, reports)
            .join_from(days, by_day, by_day.c.submitted_on == days.c.day, isouter=True)
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
                *stage["area_code", "stage", "from_on", "target_on"], newest_first.label("recency")
            )
            .where(
                self._known(nsd_stage),
                stage.from_on <= self.covered_to(STAGES),
                self._matches_choices(dict(stage)),
            )
            .subquery()
        )

    def areas(self) -> Subquery:
        """The areas within the filters that exist on any day of the period, as they are at the
        as-at date: code, name, district, tile_row, tile_column."""
        every = self.areas_of_any_day().c
        shown = every["code", "name", "district", "tile_row", "tile_column"]
        return select(*shown).where(every.is_valid == 1).subquery()

    def areas_of_any_day(self) -> Subquery:
        """The areas within the filters, including those that have ended or not yet begun, because
        records may name them: the columns of `areas`, and is_valid (1: one of `areas`; else 0)."""
        every = self._areas_of_any_day().subquery()
        return select(every).where(self._matches_choices({"area_code": every.c.code})).subquery()

    def changes_of_areas(self) -> Subquery:
        """Each area under each of its names: code, name, district, from_on and until_on (its first
        and last day) and became (the codes of the areas that followed it)."""
        version = area_version.c
        return (
            select(*version["code", "name", "district", "from_on", "until_on", "became"])
            .where(self._listed(area_version))
            .subquery()
        )

    def districts(self) -> Subquery:
        """The districts within the filters, with their population aged 10 to 17, summed over the
        local authorities of the as-at date.

        The population is null when one of a district's authorities has none, and when an area and
        its authority are in different districts, because it is not known then how many residents
        are in which.
        """
        authority, version = local_authority.c, area_version.c
        of_area = local_authority.alias("of_area")
        is_shared = (
            exists()
            .where(
                self._listed(area_version),
                self._listed(of_area),
                of_area.c.code == version.local_authority,
                *(each.from_on <= self.as_at for each in (version, of_area.c)),
                *(each.until_on >= self.as_at for each in (version, of_area.c)),
                version.district != of_area.c.district,
                or_(
                    version.district == authority.district, of_area.c.district == authority.district
                ),
            )
            .correlate(local_authority)
        )
        known = func.count(authority.population_10_17) == func.count()
        population = case((and_(known, not_(is_shared)), func.sum(authority.population_10_17)))
        query = (
            select(authority.district, population.label("population"))
            .where(
                self._listed(local_authority),
                authority.from_on <= self.as_at,
                authority.until_on >= self.as_at,
            )
            .group_by(authority.district)
        )
        if any(choice.area_column and choice.value_in(self.filters) for choice in CHOICES):
            query = query.where(authority.district.in_(select(self.areas().c.district)))
        return query.subquery()

    def statuses(self) -> Subquery:
        """The statuses: name, short, is_open, position (null: no longer in the list)."""
        return select(status).subquery()

    def genders(self) -> Subquery:
        """The genders: name, in_words, position (null: no longer in the list)."""
        return select(gender).subquery()

    def finders(self) -> Subquery:
        """Who may have found a child: name, is_own, position (null: no longer in the list)."""
        return select(finder).subquery()

    def occurring_values(self, column: str) -> Subquery:
        """The values of a column that occur on any spell: name. Of statuses and genders each of the
        list is looked for, which reads far less than all spells."""
        value, is_known = tracker_spell.c[column], self._known(tracker_spell)
        listed = {"status": status, "gender": gender}.get(column)
        if listed is None:
            names = select(value.label("name")).where(value.is_not(None), is_known)
            return names.distinct().subquery()
        occurs = exists().where(value == listed.c.name, is_known)
        return select(listed.c.name).where(occurs).subquery()

    def meetings(self) -> Subquery:
        """Monthly tracker meetings held by the as-at date, or by the last day that the meetings
        cover, if that is earlier: held_on, chair, shared_with_partners."""
        meeting = tracker_meeting.c
        return (
            select(meeting.held_on, meeting.chair, meeting.shared_with_partners)
            .where(self._known(tracker_meeting), meeting.held_on <= self.covered_to(MEETINGS))
            .subquery()
        )

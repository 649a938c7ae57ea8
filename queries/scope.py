"""The only file that touches tables: relations already narrowed by the filters and both clocks.

A question asks the scope for a relation and counts it, so that no author of a question can forget
a filter or a clock. Every relation of children has the same columns, so that the list of records
behind a figure is the relation that the figure counted.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import FromClause

from data.tables import (
    access_event,
    account,
    account_area,
    area,
    area_release,
    area_release_cell,
    import_file,
    import_refusal,
    import_run,
    intelligence_day,
    intelligence_link,
    intelligence_report,
    local_authority,
    nsd_stage,
    tracker_entry,
    tracker_meeting,
    tracker_month,
    tracker_spell,
)
from queries.filters import UNKNOWN, Filters, Period

# What a question returns, to be run at the one door.
Query: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]

FAR = date(9999, 12, 31)
COUNTY_LINES = "County Lines"
ADULT = 18
# The whole force, where it stands among areas and districts.
FORCE = "Force"


def ymd(day: date) -> int:
    """A day as the number yyyymmdd, as dates of birth are stored for working out ages.

    (ymd(day) - born) // 10000 is the age in whole years; a child born on 29 February is a year
    older on 1 March in common years.
    """
    return day.year * 10000 + day.month * 100 + day.day


def yyyymm(day: date) -> int:
    """The month of a day as the number yyyymm."""
    return day.year * 100 + day.month


# The areas that a reader speaks for: what releases are narrowed to. In order, so that it is a key.
Reach: TypeAlias = tuple[str, ...]


class Scope:
    """Records as a reader's filters and clocks leave them, and releases as their reach does.

    Without a reach no release is reached.
    """

    def __init__(self, filters: Filters, reach: Reach = ()) -> None:
        self.filters = filters
        self.reach = reach
        self.as_at = filters.as_at
        self.period = filters.period

    # Children

    def on_tracker(self, day: date | None = None) -> Subquery:
        """Children on the tracker on the day (the as-at date): added by then, not yet removed."""
        day = day or self.as_at
        spell = tracker_spell.c
        return self._spells(
            self._matches(),
            spell.starts_on <= day,
            _ends() > day,
            day=day,
        )

    def turning_adult(self, within_days: int) -> Subquery:
        """Children on the tracker who turn 18 after the as-at date, within so many days."""
        on = self.on_tracker()
        birthday = on.c.born + ADULT * 10000
        last = ymd(self.as_at + timedelta(days=within_days))
        return select(on).where(birthday > ymd(self.as_at), birthday <= last).subquery()

    def added(self, period: Period | None = None) -> Subquery:
        """Entries begun in the period whose first spell matches the filters."""
        period = period or self.period
        spell = tracker_spell.c
        return self._spells(
            self._matches(), spell.is_first, spell.starts_on.between(period.start, period.end)
        )

    def removed(self, period: Period | None = None) -> Subquery:
        """Entries ended in the period whose last spell matches the filters."""
        period = period or self.period
        spell = tracker_spell.c
        return self._spells(
            self._matches(), spell.is_last, _ends().between(period.start, period.end)
        )

    def moved_in(self, period: Period | None = None) -> Subquery:
        """Changes of area or status within an entry, in the period, that enter the filters."""
        return self._moved(period, self._matches(), not_(self._previous_matches()))

    def moved_out(self, period: Period | None = None) -> Subquery:
        """Changes of area or status within an entry, in the period, that leave the filters."""
        return self._moved(period, self._previous_matches(), not_(self._matches()))

    def present(self, period: Period | None = None) -> Subquery:
        """Spells of children on the tracker at the period's opening, or begun during it."""
        period = period or self.period
        spell = tracker_spell.c
        return self._spells(
            self._matches(),
            spell.starts_on <= period.end,
            _ends() >= period.start,
        )

    def re_entered(self, period: Period | None = None) -> Subquery:
        """Entries begun in the period by children who had been on the tracker before.

        One column more: `last_removed_on`, the end of the entry before.
        """
        added = self.added(period)
        earlier = tracker_entry.alias("earlier")
        last_removed_on = func.max(earlier.c.removed_on).label("last_removed_on")
        return (
            select(*added.c, last_removed_on)
            .join_from(
                added,
                earlier,
                and_(
                    earlier.c.child_ref == added.c.child_ref,
                    earlier.c.added_on < added.c.added_on,
                    self._known(earlier),
                ),
            )
            .group_by(*added.c)
            .subquery()
        )

    def begun_within(self, period: Period | None = None) -> Subquery:
        """Spells begun in the period within an entry, that match the filters."""
        return self._moved(period, self._matches())

    def spells(self) -> Subquery:
        """Every spell that matches the filters, past ones included."""
        return self._spells(self._matches())

    def changes_by_month(self) -> Subquery:
        """How many more children are on the tracker at the end of a month (yyyymm) than at its
        start, by status, area, gender and age band, in the months before the as-at date's.

        Their sum up to a month is the number on the tracker at its end.
        """
        change = tracker_month.c
        return (
            select(
                change.month,
                change.status,
                change.area_code,
                change.gender,
                change.age_from,
                change.change,
            )
            .where(
                self._known(tracker_month),
                change.month < yyyymm(self.as_at),
                self._narrowed(change.status, change.area_code, change.gender),
            )
            .subquery()
        )

    def entries(self, of: Subquery | None = None) -> Subquery:
        """The rows of a relation (children on the tracker at the as-at date), no more and no
        fewer, each with what is noted of its entry."""
        of = self.on_tracker() if of is None else of
        entry = tracker_entry
        return (
            select(
                *of.c,
                entry.c.removed_on,
                entry.c.removal_reason.label("reason"),
                entry.c.source,
                entry.c.proposed_on,
                entry.c.ratified_on,
                entry.c.county_line,
                entry.c.pnd_recorded_on,
                entry.c.pnd_line,
            )
            .join_from(
                of,
                entry,
                and_(
                    entry.c.child_ref == of.c.child_ref,
                    entry.c.added_on == of.c.added_on,
                    self._known(entry),
                ),
                isouter=True,
            )
            .subquery()
        )

    def entries_of_child(self) -> Subquery:
        """Every entry of the child whose reference the filters name."""
        entry = tracker_entry
        return (
            select(entry)
            .where(self._known(entry), entry.c.child_ref == self.filters.child_ref)
            .subquery()
        )

    def spells_of_child(self) -> Subquery:
        """Every spell of the child whose reference the filters name."""
        return self._spells(tracker_spell.c.child_ref == self.filters.child_ref)

    def reports_of_child(self) -> Subquery:
        """Intelligence, of whatever flag, linked to the child whose reference the filters name."""
        report, link = intelligence_report, intelligence_link
        return (
            select(report.c.report_ref, report.c.submitted_on, report.c.flag, report.c.area_code)
            .join_from(report, link, report.c.report_ref == link.c.report_ref)
            .where(
                self._known(report), self._known(link), link.c.child_ref == self.filters.child_ref
            )
            .subquery()
        )

    def _spells(self, *conditions: ColumnElement[bool], day: date | None = None) -> Subquery:
        spell = tracker_spell.c
        age = (literal(ymd(day or self.as_at)) - spell.born) // 10000
        return (
            select(
                spell.child_ref,
                spell.added_on,
                spell.starts_on,
                spell.ends_on,
                spell.status,
                spell.area_code,
                spell.previous_status,
                spell.previous_area_code,
                spell.gender,
                spell.born,
                age.label("age"),
                spell.removal_reason,
            )
            .where(self._known(tracker_spell), *conditions)
            .subquery()
        )

    def _moved(self, period: Period | None, *conditions: ColumnElement[bool]) -> Subquery:
        period = period or self.period
        spell = tracker_spell.c
        return self._spells(
            not_(spell.is_first), spell.starts_on.between(period.start, period.end), *conditions
        )

    def _matches(self) -> ColumnElement[bool]:
        spell = tracker_spell.c
        return self._narrowed(spell.status, spell.area_code, spell.gender)

    def _previous_matches(self) -> ColumnElement[bool]:
        spell = tracker_spell.c
        return self._narrowed(spell.previous_status, spell.previous_area_code, spell.gender)

    def _narrowed(
        self, status: Column[Any], area_code: Column[Any], gender: Column[Any]
    ) -> ColumnElement[bool]:
        conditions = [self._in_area(area_code)]
        if self.filters.status:
            conditions.append(status == self.filters.status)
        if self.filters.gender:
            conditions.append(gender == self.filters.gender)
        return and_(true(), *conditions)

    def _in_area(self, area_code: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a row's area is within the filters; never null, so that it can be negated."""
        conditions: list[ColumnElement[bool]] = []
        if self.filters.area == UNKNOWN:
            conditions.append(area_code.is_(None))
        elif self.filters.area:
            conditions.append(func.coalesce(area_code, "") == self.filters.area)
        if self.filters.district:
            codes = select(area.c.code).where(area.c.district == self.filters.district)
            conditions.append(func.coalesce(area_code, "").in_(codes))
        return and_(true(), *conditions)

    def _known(self, table: FromClause) -> ColumnElement[bool]:
        """Versions believed as of the import that the filters name."""
        known = self.filters.known
        return and_(
            table.c.known_from <= known,
            or_(table.c.known_until.is_(None), table.c.known_until > known),
        )

    # Intelligence

    def intelligence(self, period: Period | None = None) -> Subquery:
        """Reports flagged 'County Lines' by day and area, submitted in the period, ends included.

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
                self._in_area(counted.area_code),
            )
            .subquery()
        )

    # The rollout

    def stages(self) -> Subquery:
        """Stages of the NSD rollout begun by the as-at date: area_code, stage, from_on, target_on.

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
                stage.from_on <= self.as_at,
                self._in_area(stage.area_code),
            )
            .subquery()
        )

    # Reference, and time

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
        """Monthly tracker meetings held by the as-at date: held_on, chair, shared_with_partners."""
        meeting = tracker_meeting.c
        return (
            select(meeting.held_on, meeting.chair, meeting.shared_with_partners)
            .where(self._known(tracker_meeting), meeting.held_on <= self.as_at)
            .subquery()
        )

    # Month-end area releases

    def releases(self) -> Subquery:
        """Releases made up to the as-at date: month_end, import_id, threshold, withheld.

        To whoever reaches an area, each of them; to anybody else, none.
        """
        release = area_release.c
        return (
            select(release.month_end, release.import_id, release.threshold, release.withheld)
            .where(release.month_end <= self.as_at, select(self.reached()).exists())
            .subquery()
        )

    def released(self) -> Subquery:
        """Counts as published up to the as-at date, of the areas reached, of their districts and of
        the force: month_end, geography, measure, category, value and, where it is null, symbol.

        Never of the unknown area: nobody speaks for it.
        """
        reached = self.reached()
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

    def reached(self) -> Subquery:
        """The areas reached: code, name, district. An unheard-of one is none."""
        return (
            select(area.c.code, area.c.name, area.c.district)
            .where(area.c.code.in_(self.reach))
            .subquery()
        )

    def releases_made(self) -> Subquery:
        """Every release made up to the as-at date, whoever asks; no counts are in it."""
        return select(area_release).where(area_release.c.month_end <= self.as_at).subquery()

    # Imports

    def imports(self) -> Subquery:
        """Imports believed: import_id, extracted_on, imported_at, is_demo."""
        return select(import_run).where(import_run.c.import_id <= self.filters.known).subquery()

    def import_files(self) -> Subquery:
        """The sheets that the imports brought, a row each."""
        return select(import_file).where(import_file.c.import_id <= self.filters.known).subquery()

    def refusals(self) -> Subquery:
        """Imports refused whole: refused_at, files, problems, summary."""
        return select(import_refusal).subquery()

    # Our own

    def accounts(self) -> Subquery:
        """Accounts, without their passwords: a row for each area, or one where there is none."""
        known = account.c
        return (
            select(
                known.username,
                known.role,
                known.is_active,
                known.is_demo,
                known.last_sign_in_at,
                account_area.c.area_code,
            )
            .join_from(account, account_area, isouter=True)
            .subquery()
        )

    def access_events(self) -> Subquery:
        """What the access log says happened in the period, by days in UTC."""
        happened = access_event.c.happened_at
        after = datetime.combine(self.period.end + timedelta(days=1), time())
        return (
            select(access_event)
            .where(happened >= datetime.combine(self.period.start, time()), happened < after)
            .subquery()
        )


@cache
def newest_import(known: int | None = None) -> Query:
    """The newest import up to `known`: import_id, extracted_on, imported_at, is_demo.

    `extracted_on` is the newest of all of them, `is_demo` whether any brought invented data.
    One row, all null while nothing has been imported. Built once: the server asks every second.
    """
    query = select(
        func.max(import_run.c.import_id).label("import_id"),
        func.max(import_run.c.extracted_on).label("extracted_on"),
        func.max(import_run.c.imported_at).label("imported_at"),
        func.max(case((import_run.c.is_demo, 1), else_=0)).label("is_demo"),
    )
    return query if known is None else query.where(import_run.c.import_id <= known)


def _ends() -> ColumnElement[date]:
    """When a spell ends, as its index has it: far away while it has not."""
    return func.coalesce(tracker_spell.c.ends_on, literal_column(f"'{FAR}'", Date))


def unknown_as_word(of: ColumnElement[Any]) -> ColumnElement[str]:
    """The value, or 'Unknown': what is not recorded is counted, never dropped."""
    return func.coalesce(of, literal(UNKNOWN, String))

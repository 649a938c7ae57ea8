"""By when each duty to a child is due, and when it was done."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, TypeAlias

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Label,
    ScalarSelect,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import day_number, numbered
from data.duties import DUTIES, Duty
from data.duties.clock import first_day, number_after
from data.duties.declaration import LOOKS_BACK
from data.tables import (
    calendar_day,
    duty_days,
    imports_in_force,
    key_of,
    not_applicable,
    panel,
    panel_meeting,
)
from queries.counting import materialized_cte
from queries.filters import Period
from queries.scope.children import ENTRY_KEY
from queries.scope.coverage import Coverage
from queries.scope.duties.searched import SearchedDays
from queries.scope.narrowing import is_same, sorted_by_child
from queries.scope.standards import standards_in_force

Day = ColumnElement[Any]
RowCondition: TypeAlias = Callable[[FromClause], ColumnElement[bool]]
SPELL_KEY = key_of(duty_days)
ALL_PANELS = ""
SEARCH_OF_THE_DAY, SECOND_PANEL = "search of the day", "second planned panel"
DUTY_COLUMNS = (
    "due",
    "done",
    "is_done",
    "is_late",
    "is_overdue",
    "applies",
    "undated",
    "import",
    "started",
)
"""The columns that rows get for each duty, as NAME_due. Days are numbers: see `day_number`."""


def bit_of(duty: Duty) -> int:
    """What a duty adds to the number of a set of duties (`excepted`): one binary digit."""
    return 1 << DUTIES.index(duty)


def place_and_label(duty: Duty) -> tuple[Label[int], Label[str]]:
    """The columns that name a duty: place (in `DUTIES`) and duty (its label)."""
    place = literal(DUTIES.index(duty), Integer)
    return place.label("place"), literal(duty.label, String).label("duty")


class DutyDays(SearchedDays, Coverage):
    """Relations of what was done for children, and by when it is due."""

    def duty_days_of_added(self, period: Period) -> Subquery:
        """The entries of `added`, as `duty_days` has them."""
        stored = duty_days.c
        return self._duty_days(stored.is_first, stored.starts_on.between(period.start, period.end))

    def with_duty_days(self, children: FromClause) -> Subquery:
        """The rows of a relation of children, none added or dropped, with what `duty_days` has."""
        children, stored = sorted_by_child(select(children).subquery()), duty_days
        same = is_same(stored, children, SPELL_KEY)
        return (
            select(*children.c, *(column for column in stored.c if column.name not in children.c))
            .join_from(children, stored, and_(same, self._known(stored)), isouter=True)
            .subquery("stored")
        )

    def with_duty_columns(
        self,
        stored: FromClause,
        duties: Collection[Duty],
        keep: Collection[str],
        *,
        until_removal: bool = False,
        is_covered: bool = False,
    ) -> Select[Any]:
        """Rows of `duty_days`, with the columns `DUTY_COLUMNS` of each duty, the columns that are
        named in `keep`, removed_day, entry_import and excepted (the duties that do not apply: see
        `bit_of`). With `until_removal` only what was done until the child was removed counts.
        With `is_covered` a duty is excepted, too, where its sheet does not cover the as-at date."""
        last_day: Day = self.today
        if until_removal:
            removed = stored.c.removed_day
            last_day = case((removed < self.today, removed), else_=self.today)
        uncovered = self._uncovered_duties if is_covered else literal(0)
        rows = stored
        columns: list[ColumnElement[Any]] = [
            *(stored.c[name] for name in dict.fromkeys((*ENTRY_KEY, *keep))),
            stored.c.removed_day,
            stored.c.entry_import,
            self._excepted(stored, uncovered).label("excepted"),
        ]
        for duty in duties:
            if duty.due == SEARCH_OF_THE_DAY:
                duty_columns = self._columns_of_search_duty(stored)
            elif duty.repeats:
                rows, duty_columns = self._columns_of_repeated_duty(duty, stored, rows, last_day)
            else:
                rows, duty_columns = self._columns_of_single_duty(duty, stored, rows, last_day)
            columns += [each.label(f"{duty.name}_{name}") for name, each in duty_columns.items()]
        return select(*columns).select_from(rows)

    @cached_property
    def _uncovered_duties(self) -> ScalarSelect[int]:
        """The duties whose sheet does not cover the as-at date: see `bit_of`."""
        loaded, of_sheet = self._loaded_sheets, {duty.sheet: 0 for duty in DUTIES}
        for duty in DUTIES:
            of_sheet[duty.sheet] += bit_of(duty)
        covered = func.sum(case(of_sheet, value=loaded.c.sheet, else_=0))
        bits = sum(of_sheet.values()) - func.coalesce(covered, 0)
        uncovered = materialized_cte(select(bits.label("places")), "uncovered")
        return select(uncovered.c.places).scalar_subquery()

    def _excepted(self, stored: FromClause, others: ColumnElement[Any]) -> ColumnElement[Any]:
        """The duties that do not apply to an entry by the as-at date (see `bit_of`), and others."""
        decided = not_applicable
        bits = case(*((decided.c.duty == duty.key, bit_of(duty)) for duty in DUTIES))
        excepted = (
            select(func.sum(bits))
            .where(
                is_same(decided, stored, ("child_ref", "added_on")),
                decided.c.decided_on <= self.as_at,
                self._known(decided),
            )
            .correlate(stored)
            .scalar_subquery()
        )
        own = case((stored.c.has_exceptions, func.coalesce(excepted, 0)), else_=0)
        return own.bitwise_or(others)

    def _columns_of_single_duty(
        self, duty: Duty, stored: FromClause, rows: FromClause, last_day: Day
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        first = stored.c[f"{duty.name}_day"]
        due: Day = stored.c[f"{duty.name}_due_day"]
        if duty.due == SECOND_PANEL:
            rows, second = self._second_panel(duty, stored, rows)
            due = func.coalesce(second, due)
        is_done = first <= last_day
        duty_columns = {
            "started": stored.c[f"{duty.name}_started_day"],
            "due": due,
            "done": case((is_done, first)),
            "is_done": is_done,
            "is_late": first > due,
            "is_overdue": due < self.today,
            "import": stored.c[f"{duty.name}_import"],
        }
        if duty.evidence.undated is not None:
            duty_columns["undated"] = stored.c[f"{duty.name}_undated"]
        return rows, duty_columns

    def _columns_of_repeated_duty(
        self, duty: Duty, stored: FromClause, rows: FromClause, last_day: Day
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        """The columns of a duty that is repeated, each time within its standard.

        While the next time is not yet overdue (`is_done`), what counts is whether the last was in
        time (or `is_late`). Without a standard for children of this status the duty does not apply:
        `applies` is false.
        """
        standard, started = self._standards_by_duty[duty], stored.c[f"{duty.name}_started_day"]
        has_own = stored.c.status.in_(select(standard.c.status))
        rows = rows.outerjoin(
            standard, standard.c.status == case((has_own, stored.c.status), else_="")
        )
        last, day_before = self._last_two_days_done(duty, stored, started, last_day)
        was_due = last
        if duty.keeps_all:
            was_due = number_after(func.coalesce(day_before, started), standard)
        return rows, {
            "started": started,
            "due": number_after(func.coalesce(last, started), standard),
            "done": last,
            "is_done": last >= standard.c.since,
            "is_late": last > was_due,
            "is_overdue": func.coalesce(last, started) < standard.c.since,
            "applies": standard.c.status.is_not(None),
        }

    def _last_two_days_done(
        self, duty: Duty, stored: FromClause, started: Day, last_day: Day
    ) -> tuple[Day, Day]:
        """The last two days on which a repeated duty was done for the child of a row, the later
        first. Records are looked up if the stored day is after the last day that counts."""
        stored_day = stored.c[f"{duty.name}_day"]

        def latest_day(record: FromClause, until: ColumnElement[bool]) -> ScalarSelect[Any]:
            day = record.c[duty.evidence.day.name]
            return (
                select(func.max(day))
                .where(
                    self._known(record),
                    duty.evidence.counts(record),
                    record.c.child_ref == stored.c.child_ref,
                    day >= numbered(started - LOOKS_BACK),
                    until,
                )
                .correlate_except(record)
                .scalar_subquery()
            )

        record, day = duty.evidence.alias, duty.evidence.day.name
        is_later = stored_day > last_day
        if not duty.keeps_all:
            day_of_versions = self._last_day_in_versions(duty, stored, started, last_day)
            last = case((is_later, day_number(day_of_versions)), else_=stored_day)
            return last, last
        last_on = latest_day(record, record.c[day] <= numbered(last_day))
        last = case((is_later, day_number(last_on)), else_=stored_day)
        earlier = duty.evidence.table.alias("earlier_evidence")
        before_on = latest_day(earlier, earlier.c[day] < last_on)
        stored_day_before = stored.c[f"{duty.name}_before_day"]
        return last, case((is_later, day_number(before_on)), else_=stored_day_before)

    def _last_day_in_versions(
        self, duty: Duty, stored: FromClause, started: Day, last_day: Day
    ) -> ScalarSelect[Any]:
        """The last day that counts on which a duty was done, where the sheet keeps only the newest
        day of a row: of a row whose newest day is later, the days that earlier imports had."""
        row, version, day = duty.evidence.table, duty.evidence.alias, duty.evidence.day.name
        return (
            select(func.max(version.c[day]))
            .join_from(row, version, is_same(row, version, key_of(row)))
            .where(
                self._known(row),
                row.c.child_ref == stored.c.child_ref,
                or_(self._known(version), row.c[day] > numbered(last_day)),
                version.c.known_from.in_(imports_in_force(self.filters.known)),
                duty.evidence.counts(version),
                version.c[day].between(numbered(started - LOOKS_BACK), numbered(last_day)),
            )
            .correlate_except(row, version)
            .scalar_subquery()
        )

    def _second_panel(
        self, duty: Duty, stored: FromClause, rows: FromClause
    ) -> tuple[FromClause, Day]:
        """The second meeting that the panel of the home district planned from the start of the
        clock on; for a child whose area is not recorded, the latest of all panels' second
        meetings."""
        districts, meetings = self._home_districts, self._second_panels[duty]
        started = stored.c[f"{duty.name}_started_day"]
        home = case((stored.c.area_code.is_(None), ALL_PANELS), else_=districts.c.district)
        return (
            rows.outerjoin(districts, districts.c.code == stored.c.area_code).outerjoin(
                meetings, and_(meetings.c.day == started, meetings.c.district == home)
            ),
            meetings.c.planned_for,
        )

    @cached_property
    def _home_districts(self) -> CTE:
        return materialized_cte(self._areas_of_any_day(), "places")

    @cached_property
    def _second_panels(self) -> dict[Duty, CTE]:
        """For each duty that is due at it, the second meeting planned from a day on, by the panel
        of a district or by the later of all panels (`ALL_PANELS`): day, district and planned_for,
        the days as numbers."""
        return {duty: self._second_meetings(duty) for duty in DUTIES if duty.due == SECOND_PANEL}

    def _second_meetings(self, duty: Duty) -> CTE:
        meeting, start, first = panel_meeting, calendar_day.alias("started"), first_day(duty.key)
        second = (
            select(meeting.c.planned_for)
            .where(
                self._known(meeting),
                meeting.c.panel == panel.c.panel,
                meeting.c.planned_for >= start.c.day,
            )
            .order_by(meeting.c.planned_for)
            .limit(1)
            .offset(1)
            .correlate(panel, start)
            .scalar_subquery()
        )
        planned = (
            select(
                start.c.day_number.label("day"),
                panel.c.district,
                day_number(second).label("planned_for"),
            )
            .join_from(start, panel, panel.c.position.is_not(None))
            .where(start.c.day <= self.as_at, or_(first.is_(None), start.c.day >= first))
        )
        each = materialized_cte(planned, "second_panels")
        later = func.max(each.c.planned_for).label("planned_for")
        both = union_all(
            select(each.c.day, each.c.district, later).group_by(each.c.day, each.c.district),
            select(each.c.day, literal(ALL_PANELS, String), later).group_by(each.c.day),
        )
        return materialized_cte(both, "seconds")

    @cached_property
    def _standards_by_duty(self) -> dict[Duty, CTE]:
        """The standards in force on the as-at date of each duty that is repeated."""
        return {duty: standards_in_force(duty, self.as_at) for duty in DUTIES if duty.repeats}

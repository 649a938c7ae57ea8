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
from queries.counting import materialized
from queries.filters import Period
from queries.scope.children import ENTRY
from queries.scope.coverage import Coverage
from queries.scope.duties.searched import SearchedDays
from queries.scope.limits import intervals
from queries.scope.narrowing import by_child, is_same

Day = ColumnElement[Any]
Holds: TypeAlias = Callable[[FromClause], ColumnElement[bool]]
SPELL = key_of(duty_days)
ANYWHERE = ""
OF_THE_DAY, OF_A_PANEL = "search of the day", "second planned panel"
WORKED_OUT = (
    "due",
    "done",
    "is_done",
    "is_late",
    "is_overdue",
    "is_held",
    "undated",
    "import",
    "started",
)
"""The columns that rows get for each duty, as NAME_due. Days are numbers: see `day_number`."""


def place_of(duty: Duty) -> int:
    """What a duty adds to the number of a set of duties (`excepted`): one binary digit."""
    return 1 << DUTIES.index(duty)


def place_and_label(duty: Duty) -> tuple[Label[int], Label[str]]:
    """The columns that name a duty: place (in `DUTIES`) and duty (its label)."""
    place = literal(DUTIES.index(duty), Integer)
    return place.label("place"), literal(duty.label, String).label("duty")


class DutyDays(SearchedDays, Coverage):
    """Relations of what was done for children, and by when it is due."""

    def held_since(self, period: Period) -> Subquery:
        """Entries begun in the period whose first spell matches the filters, as `duty_days` has
        them."""
        spell = duty_days.c
        return self._held(spell.is_first, spell.starts_on.between(period.start, period.end))

    def with_held(self, of: FromClause) -> Subquery:
        """The rows of a relation of children, none added or dropped, with what `duty_days` has."""
        of, held = by_child(select(of).subquery()), duty_days
        return (
            select(*of.c, *(column for column in held.c if column.name not in of.c))
            .join_from(of, held, and_(is_same(held, of, SPELL), self._known(held)), isouter=True)
            .subquery("held")
        )

    def with_days(
        self,
        held: FromClause,
        duties: Collection[Duty],
        kept: Collection[str],
        *,
        until_removal: bool = False,
        is_covered: bool = False,
    ) -> Select[Any]:
        """The rows of `held_on_tracker`, `held_since` or `with_held`, with the columns `WORKED_OUT`
        of each duty, the columns that are named in `kept`, removed_day, entry_import and excepted
        (the duties that do not apply: see `place_of`). With `until_removal` only what was done
        until the child was removed counts. With `is_covered` a duty is excepted, too, where its
        sheet does not cover the as-at date."""
        last_day: Day = self.today
        if until_removal:
            last_day = case((held.c.removed_day < self.today, held.c.removed_day), else_=self.today)
        rows = held
        columns: list[ColumnElement[Any]] = [
            *(held.c[name] for name in dict.fromkeys((*ENTRY, *kept))),
            held.c.removed_day,
            held.c.entry_import,
            self._excepted(held, self._uncovered if is_covered else literal(0)).label("excepted"),
        ]
        for duty in duties:
            if duty.due == OF_THE_DAY:
                worked_out = self._searched(held)
            elif duty.repeats:
                rows, worked_out = self._repeated(duty, held, rows, last_day)
            else:
                rows, worked_out = self._once(duty, held, rows, last_day)
            columns += [column.label(f"{duty.name}_{name}") for name, column in worked_out.items()]
        return select(*columns).select_from(rows)

    @cached_property
    def _uncovered(self) -> ScalarSelect[int]:
        """The duties whose sheet does not cover the as-at date: see `place_of`."""
        loaded, of_sheet = self._loaded, {duty.sheet: 0 for duty in DUTIES}
        for duty in DUTIES:
            of_sheet[duty.sheet] += place_of(duty)
        covered = func.sum(case(of_sheet, value=loaded.c.sheet, else_=0))
        places = sum(of_sheet.values()) - func.coalesce(covered, 0)
        once = materialized(select(places.label("places")), "uncovered")
        return select(once.c.places).scalar_subquery()

    def _excepted(self, held: FromClause, others: ColumnElement[Any]) -> ColumnElement[Any]:
        """The duties that were decided by the as-at date not to apply to an entry (see `place_of`),
        besides others."""
        decided = not_applicable
        places = case(*((decided.c.duty == duty.key, place_of(duty)) for duty in DUTIES))
        excepted = (
            select(func.sum(places))
            .where(
                is_same(decided, held, ("child_ref", "added_on")),
                decided.c.decided_on <= self.as_at,
                self._known(decided),
            )
            .correlate(held)
            .scalar_subquery()
        )
        return case((held.c.has_exceptions, func.coalesce(excepted, 0)), else_=0).bitwise_or(others)

    def _once(
        self, duty: Duty, held: FromClause, rows: FromClause, last_day: Day
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        """The columns of a duty that needs doing once."""
        first = held.c[f"{duty.name}_day"]
        due: Day = held.c[f"{duty.name}_due_day"]
        if duty.due == OF_A_PANEL:
            rows, second = self._second_panel(duty, held, rows)
            due = func.coalesce(second, due)
        is_done = first <= last_day
        worked_out = {
            "started": held.c[f"{duty.name}_started_day"],
            "due": due,
            "done": case((is_done, first)),
            "is_done": is_done,
            "is_late": first > due,
            "is_overdue": due < self.today,
            "import": held.c[f"{duty.name}_import"],
        }
        if duty.evidence.undated is not None:
            worked_out["undated"] = held.c[f"{duty.name}_undated"]
        return rows, worked_out

    def _repeated(
        self, duty: Duty, held: FromClause, rows: FromClause, last_day: Day
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        """The columns of a duty that is repeated, each time within its standard.

        While the next time is not yet overdue (`is_done`), what counts is whether the last was in
        time (or `is_late`). Without a standard for children of this status the duty does not apply:
        `is_held` is false.
        """
        interval, started = self._intervals[duty], held.c[f"{duty.name}_started_day"]
        has_own = held.c.status.in_(select(interval.c.status))
        rows = rows.outerjoin(
            interval, interval.c.status == case((has_own, held.c.status), else_="")
        )
        last, before = self._last_two(duty, held, started, last_day)
        was_due = last
        if duty.keeps_all:
            was_due = number_after(func.coalesce(before, started), interval)
        return rows, {
            "started": started,
            "due": number_after(func.coalesce(last, started), interval),
            "done": last,
            "is_done": last >= interval.c.since,
            "is_late": last > was_due,
            "is_overdue": func.coalesce(last, started) < interval.c.since,
            "is_held": interval.c.status.is_not(None),
        }

    def _last_two(
        self, duty: Duty, held: FromClause, started: Day, last_day: Day
    ) -> tuple[Day, Day]:
        """The last day on which a duty that repeats was done for the child of a row, and the last
        day before it. The stored day holds unless the duty was done again after the last day that
        counts: then the records are looked up."""
        stored = held.c[f"{duty.name}_day"]

        def looked_up(record: FromClause, until: ColumnElement[bool]) -> ScalarSelect[Any]:
            day = record.c[duty.evidence.day.name]
            return (
                select(func.max(day))
                .where(
                    self._known(record),
                    duty.evidence.counts(record),
                    record.c.child_ref == held.c.child_ref,
                    day >= numbered(started - LOOKS_BACK),
                    until,
                )
                .correlate_except(record)
                .scalar_subquery()
            )

        record, day = duty.evidence.alias, duty.evidence.day.name
        is_later = stored > last_day
        if not duty.keeps_all:
            kept = self._in_versions(duty, held, started, last_day)
            last = case((is_later, day_number(kept)), else_=stored)
            return last, last
        last_on = looked_up(record, record.c[day] <= numbered(last_day))
        last = case((is_later, day_number(last_on)), else_=stored)
        earlier = duty.evidence.table.alias("earlier_evidence")
        before_on = looked_up(earlier, earlier.c[day] < last_on)
        before = held.c[f"{duty.name}_before_day"]
        return last, case((is_later, day_number(before_on)), else_=before)

    def _in_versions(
        self, duty: Duty, held: FromClause, started: Day, last_day: Day
    ) -> ScalarSelect[Any]:
        """The last day that counts on which a duty was done, where the sheet keeps only the newest
        day of a row: of a row whose newest day is later, the days that earlier imports had."""
        row, version, day = duty.evidence.table, duty.evidence.alias, duty.evidence.day.name
        return (
            select(func.max(version.c[day]))
            .join_from(row, version, is_same(row, version, key_of(row)))
            .where(
                self._known(row),
                row.c.child_ref == held.c.child_ref,
                or_(self._known(version), row.c[day] > numbered(last_day)),
                version.c.known_from.in_(imports_in_force(self.filters.known)),
                duty.evidence.counts(version),
                version.c[day].between(numbered(started - LOOKS_BACK), numbered(last_day)),
            )
            .correlate_except(row, version)
            .scalar_subquery()
        )

    def _second_panel(
        self, duty: Duty, held: FromClause, rows: FromClause
    ) -> tuple[FromClause, Day]:
        """The second meeting that the panel of the home district planned from the start of the
        clock on; for a child whose area is not recorded, the latest of all panels' second
        meetings."""
        places, seconds = self._home_districts, self._seconds[duty]
        started = held.c[f"{duty.name}_started_day"]
        home = case((held.c.area_code.is_(None), ANYWHERE), else_=places.c.district)
        return (
            rows.outerjoin(places, places.c.code == held.c.area_code).outerjoin(
                seconds, and_(seconds.c.day == started, seconds.c.district == home)
            ),
            seconds.c.planned_for,
        )

    @cached_property
    def _home_districts(self) -> CTE:
        return materialized(self._areas_of_any_day(), "places")

    @cached_property
    def _seconds(self) -> dict[Duty, CTE]:
        """For each duty that is due at it, the second meeting planned from a day on, by the panel
        of a district or by the later of all panels (`ANYWHERE`): day, district and planned_for,
        the days as numbers."""
        return {duty: self._second_meetings(duty) for duty in DUTIES if duty.due == OF_A_PANEL}

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
        each = materialized(planned, "second_panels")
        later = func.max(each.c.planned_for).label("planned_for")
        both = union_all(
            select(each.c.day, each.c.district, later).group_by(each.c.day, each.c.district),
            select(each.c.day, literal(ANYWHERE, String), later).group_by(each.c.day),
        )
        return materialized(both, "seconds")

    @cached_property
    def _intervals(self) -> dict[Duty, CTE]:
        """The standards in force on the as-at date of each duty that is repeated."""
        return {duty: intervals(duty, self.as_at) for duty in DUTIES if duty.repeats}

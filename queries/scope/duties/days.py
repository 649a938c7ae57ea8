"""By when each duty to a child is due, and when it was done."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause

from data.duties import DUTIES, Duty
from data.duties.clock import after, back_on, first_day, started
from data.tables import (
    calendar_day,
    daily_search,
    duty_days,
    key_of,
    not_applicable,
    panel,
    panel_meeting,
    tracker_entry,
)
from queries.scope.coverage import Coverage
from queries.scope.duties.clock import intervals
from queries.scope.narrowing import by_child, worked_out_once
from queries.scope.safeguarding.records import Safeguarding

Day = ColumnElement[Any]
ENTRY = key_of(duty_days)
ANYWHERE = ""
OF_THE_DAY, OF_A_PANEL = "search of the day", "second planned panel"
DEPENDED_ON = ("status", "area_code")
"""The columns of a child, besides the entry, that a limit or what counts as done depends on."""
WORKED_OUT = (
    "due_on",
    "done_on",
    "is_done",
    "is_late",
    "is_overdue",
    "is_held",
    "undated",
    "import",
)
"""The columns that the rows of a relation get for each duty, as NAME_due_on."""


def place_of(duty: Duty) -> int:
    """What a duty adds to the number of a set of duties (`excepted`): one binary digit."""
    return 1 << DUTIES.index(duty)


class DutyDays(Safeguarding, Coverage):
    """Relations of what was done for children, and by when it is due."""

    def with_days(
        self,
        of: FromClause | None,
        duties: Collection[Duty],
        kept: Collection[str] | None,
        *,
        imports: bool = False,
        removals: bool = False,
    ) -> Select[Any]:
        """The rows of a relation (children on the tracker at the as-at date) with the columns
        `WORKED_OUT` of each duty: see `Duties.with_duties`. With `imports` they also have the
        import that first had the entry (entry_import), and that which first had each act."""
        of = self.on_tracker() if of is None else of
        names = [each.name for each in of.c if kept is None or each.name in (*ENTRY, *kept)]
        needed = [each for each in of.c if each.name in (*names, *DEPENDED_ON)]
        needed += [
            started(duty, of).label(f"{duty.name}_started")
            for duty in duties
            if duty.repeats or duty.due == OF_A_PANEL
        ]
        of, done = by_child(select(*needed).subquery()), duty_days
        last_day: Day = literal(self.as_at)
        if removals:
            of = self._with_last_day(of)
            last_day = of.c.last_day
            names.append("removed_on")
        rows: FromClause = of.outerjoin(
            done, and_(*(done.c[name] == of.c[name] for name in ENTRY), self._known(done))
        )
        columns: list[ColumnElement[Any]] = [of.c[name] for name in names]
        columns += [self._excepted(done), *([done.c.entry_import] if imports else [])]
        for duty in duties:
            if duty.due == OF_THE_DAY:
                rows, worked_out = self._searched(of, rows)
            elif duty.repeats:
                rows, worked_out = self._repeated(duty, of, rows, last_day)
            else:
                rows, worked_out = self._once(duty, of, rows, last_day)
            if imports and not duty.repeats:
                worked_out["import"] = done.c[f"{duty.name}_import"]
            columns += [column.label(f"{duty.name}_{name}") for name, column in worked_out.items()]
        return select(*columns).select_from(rows)

    def _with_last_day(self, of: FromClause) -> CTE:
        """The rows of a relation with removed_on, and with the last day on which a duty to the
        child counts: the as-at date or, if the child was removed before it, that day."""
        entry = tracker_entry
        last_day = case((entry.c.removed_on < self.as_at, entry.c.removed_on), else_=self.as_at)
        return worked_out_once(
            select(*of.c, entry.c.removed_on, last_day.label("last_day")).join_from(
                of,
                entry,
                and_(*(entry.c[name] == of.c[name] for name in ENTRY), self._known(entry)),
                isouter=True,
            )
        )

    def _excepted(self, done: FromClause) -> ColumnElement[Any]:
        """The duties that were decided by the as-at date not to apply to an entry: see
        `place_of`."""
        decided = not_applicable
        places = case(*((decided.c.duty == duty.key, place_of(duty)) for duty in DUTIES))
        excepted = (
            select(func.sum(places))
            .where(
                *(decided.c[name] == done.c[name] for name in ("child_ref", "added_on")),
                decided.c.decided_on <= self.as_at,
                self._known(decided),
            )
            .correlate(done)
            .scalar_subquery()
        )
        return case((done.c.has_exceptions, excepted)).label("excepted")

    def _once(
        self, duty: Duty, of: FromClause, rows: FromClause, last_day: Day
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        """The columns of a duty that needs doing once."""
        first_on = duty_days.c[f"{duty.name}_on"]
        due_on: Day = duty_days.c[f"{duty.name}_due_on"]
        if duty.due == OF_A_PANEL:
            rows, second = self._second_panel(duty, of, rows)
            due_on = func.coalesce(second, due_on)
        is_done = first_on <= last_day
        worked_out = {
            "due_on": due_on,
            "done_on": case((is_done, first_on)),
            "is_done": is_done,
            "is_late": first_on > due_on,
            "is_overdue": due_on < self.as_at,
        }
        if duty.evidence.undated is not None:
            worked_out["undated"] = duty_days.c[f"{duty.name}_undated"]
        return rows, worked_out

    def _repeated(
        self, duty: Duty, of: FromClause, rows: FromClause, last_day: Day
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        """The columns of a duty that is repeated, each time within its standard.

        While the next time is not yet overdue (`is_done`), what counts is whether the last was in
        time (or `is_late`). Without a standard for children of this status the duty does not apply:
        `is_held` is false.
        """
        interval, started_on = self._intervals[duty], of.c[f"{duty.name}_started"]
        has_own = of.c.status.in_(select(interval.c.status))
        rows = rows.outerjoin(interval, interval.c.status == case((has_own, of.c.status), else_=""))
        last_on, before_on = self._last_two(duty, of, last_day)
        was_due_on = last_on
        if duty.keeps_all:
            was_due_on = after(func.coalesce(before_on, started_on), interval)
        return rows, {
            "due_on": after(func.coalesce(last_on, started_on), interval),
            "done_on": last_on,
            "is_done": last_on >= interval.c.since,
            "is_late": last_on > was_due_on,
            "is_overdue": func.coalesce(last_on, started_on) < interval.c.since,
            "is_held": interval.c.status.is_not(None),
        }

    def _last_two(self, duty: Duty, of: FromClause, last_day: Day) -> tuple[Day, Day]:
        """The last day on which a duty that repeats was done for the child of a row, and the last
        day before it. The stored day holds unless the duty was done again after the last day that
        counts: then the records are looked up."""
        stored = duty_days.c

        def looked_up(record: FromClause, until: ColumnElement[bool]) -> Day:
            day = record.c[duty.evidence.day.name]
            return (
                select(func.max(day))
                .where(
                    self._known(record),
                    duty.evidence.counts(record),
                    record.c.child_ref == of.c.child_ref,
                    day >= back_on(of.c[f"{duty.name}_started"]),
                    until,
                )
                .correlate_except(record)
                .scalar_subquery()
            )

        record, day = duty.evidence.alias, duty.evidence.day.name
        last_on = looked_up(record, record.c[day] <= last_day)
        is_later = stored[f"{duty.name}_on"] > last_day
        last = case((is_later, last_on), else_=stored[f"{duty.name}_on"])
        if not duty.keeps_all:
            return last, last
        earlier = duty.evidence.table.alias("earlier_evidence")
        before_on = looked_up(earlier, earlier.c[day] < last_on)
        return last, case((is_later, before_on), else_=stored[f"{duty.name}_before_on"])

    def _searched(
        self, of: FromClause, rows: FromClause
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        """The columns of the search of a day's intelligence: the newest day to be searched, or the
        child's first."""
        searched = self._searched_days
        rows = rows.outerjoin(searched, searched.c.day == self._search_day(of))
        due_on, done_on = searched.c.due_on, searched.c.done_on
        return rows, {
            "due_on": due_on,
            "done_on": done_on,
            "is_done": done_on.is_not(None),
            "is_late": done_on > due_on,
            "is_overdue": due_on < self.as_at,
        }

    @cached_property
    def _searched_days(self) -> CTE:
        """The days from the newest to be searched to the as-at date: day, due_on, done_on."""
        day, search = calendar_day, daily_search
        return (
            select(
                day.c.day,
                day.c.next_working.label("due_on"),
                case((search.c.done_on <= self.as_at, search.c.done_on)).label("done_on"),
            )
            .join_from(
                day, search, and_(search.c.for_day == day.c.day, self._known(search)), isouter=True
            )
            .where(day.c.day.between(self._newest_searched(), self.as_at))
            .cte("searched")
            .prefix_with("MATERIALIZED")
        )

    def _search_day(self, of: FromClause) -> Day:
        """The newest day whose reports were to be searched by the as-at date, or the child's first
        day on the tracker, if that was later."""
        newest_day = self._newest_searched()
        return case((of.c.added_on < newest_day, newest_day), else_=of.c.added_on)

    def _newest_searched(self) -> ScalarSelect[Any]:
        return (
            select(calendar_day.c.day)
            .where(calendar_day.c.day < self.as_at, calendar_day.c.next_working <= self.as_at)
            .order_by(calendar_day.c.day.desc())
            .limit(1)
            .correlate(None)
            .scalar_subquery()
        )

    def _second_panel(self, duty: Duty, of: FromClause, rows: FromClause) -> tuple[FromClause, Day]:
        """The second meeting that the panel of the home district planned from the start of the
        clock on; for a child whose area is not recorded, the latest of all panels' second
        meetings."""
        places, seconds = self._home_districts, self._seconds[duty]
        home = case((of.c.area_code.is_(None), ANYWHERE), else_=places.c.district)
        return (
            rows.outerjoin(places, places.c.code == of.c.area_code).outerjoin(
                seconds,
                and_(seconds.c.day == of.c[f"{duty.name}_started"], seconds.c.district == home),
            ),
            seconds.c.planned_for,
        )

    @cached_property
    def _home_districts(self) -> CTE:
        return self._areas_of_any_day().cte("places").prefix_with("MATERIALIZED")

    @cached_property
    def _seconds(self) -> dict[Duty, CTE]:
        """For each duty that is due at it, the second meeting planned from a day on, by the panel
        of a district or by the later of all panels (`ANYWHERE`): day, district, planned_for."""
        return {duty: self._second_meetings(duty) for duty in DUTIES if duty.due == OF_A_PANEL}

    def _second_meetings(self, duty: Duty) -> CTE:
        meeting, start, first = panel_meeting, calendar_day.alias("started"), first_day(duty)
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
        each = (
            select(start.c.day, panel.c.district, second.label("planned_for"))
            .join_from(start, panel, panel.c.position.is_not(None))
            .where(start.c.day <= self.as_at, or_(first.is_(None), start.c.day >= first))
            .cte("second_panels")
            .prefix_with("MATERIALIZED")
        )
        later = func.max(each.c.planned_for).label("planned_for")
        return (
            union_all(
                select(each.c.day, each.c.district, later).group_by(each.c.day, each.c.district),
                select(each.c.day, literal(ANYWHERE, String), later).group_by(each.c.day),
            )
            .cte("seconds")
            .prefix_with("MATERIALIZED")
        )

    @cached_property
    def _intervals(self) -> dict[Duty, CTE]:
        """The standards in force on the as-at date of each duty that is repeated."""
        return {duty: intervals(duty, self.as_at) for duty in DUTIES if duty.repeats}

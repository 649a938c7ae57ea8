"""By when each duty to a child is due, and when it was done."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause

from data.duties import Duty
from data.duties.clock import back_on, started
from data.tables import (
    calendar_day,
    daily_search,
    duty_days,
    key_of,
    panel,
    panel_meeting,
)
from queries.scope.coverage import Coverage
from queries.scope.duties.clock import limits
from queries.scope.narrowing import by_child
from queries.scope.safeguarding.records import Safeguarding

Day = ColumnElement[Any]
ENTRY = key_of(duty_days)
ANYWHERE = ""
OF_THE_DAY = "search of the day"
DEPENDED_ON = ("status", "area_code", "removed_on")
"""The columns of a child, besides the entry, that a limit or what counts as done depends on."""
WORKED_OUT = ("due_on", "done_on", "import", "was_due_on", "is_held", "undated")
"""The columns that the rows of a relation get for each duty, as NAME_due_on."""


class DutyDays(Safeguarding, Coverage):
    """Relations of what was done for children, and by when it is due."""

    def with_days(
        self,
        of: FromClause | None,
        duties: Collection[Duty],
        kept: Collection[str] | None,
        *,
        imports: bool = False,
    ) -> Select[Any]:
        """The rows of a relation (children on the tracker at the as-at date) with the columns
        `WORKED_OUT` of each duty: see `Duties.with_duties`."""
        of = self.on_tracker() if of is None else of
        names = [each.name for each in of.c if kept is None or each.name in (*ENTRY, *kept)]
        needed = (each for each in of.c if each.name in (*names, *DEPENDED_ON))
        of, done = by_child(select(*needed).subquery()), duty_days
        rows: FromClause = of.outerjoin(
            done, and_(*(done.c[name] == of.c[name] for name in ENTRY), self._known(done))
        )
        columns: list[ColumnElement[Any]] = [of.c[name] for name in names]
        columns += [done.c.has_exceptions, *([done.c.entry_import] if imports else [])]
        for duty in duties:
            if duty.due == OF_THE_DAY:
                rows, worked_out = self._searched(of, rows)
            elif duty.repeats:
                rows, worked_out = self._repeated(duty, of, rows)
            else:
                rows, worked_out = self._once(duty, of, rows)
            if imports and not duty.repeats:
                worked_out["import"] = done.c[f"{duty.name}_import"]
            columns += [column.label(f"{duty.name}_{name}") for name, column in worked_out.items()]
        return select(*columns).select_from(rows)

    def _ends_by(self, of: FromClause) -> Any:
        """The last day that counts for a row: the as-at date, or the day of removal if that is
        earlier."""
        if "removed_on" not in of.c:
            return self.as_at
        return case((of.c.removed_on < self.as_at, of.c.removed_on), else_=self.as_at)

    def _once(
        self, duty: Duty, of: FromClause, rows: FromClause
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        """The columns of a duty that needs doing once."""
        first_on = duty_days.c[f"{duty.name}_on"]
        due_on: Day = duty_days.c[f"{duty.name}_due_on"]
        if duty.due == "second planned panel":
            rows, second = self._second_panel(duty, of, rows)
            due_on = func.coalesce(second, due_on)
        worked_out = {
            "due_on": due_on,
            "done_on": case((first_on <= self._ends_by(of), first_on)),
        }
        if duty.evidence.undated is not None:
            worked_out["undated"] = duty_days.c[f"{duty.name}_undated"]
        return rows, worked_out

    def _repeated(
        self, duty: Duty, of: FromClause, rows: FromClause
    ) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
        """The columns of a duty that is repeated, each time within its standard.

        While the next time is not yet overdue, what counts is whether the last was in time:
        `was_due_on` is the day by which that was due. Without a standard for children of this
        status the duty does not apply: `is_held` is false.
        """
        started_on = started(duty, of)
        first = select(func.min(of.c.added_on).label("added_on")).subquery("first")
        limit = limits(duty, self.as_at, back_on(started(duty, first)))
        has_own = of.c.status.in_(select(limit.c.status))
        status = case((has_own, of.c.status), else_="")
        last_on, before_on = self._last_two(duty, of)
        rows = rows.outerjoin(
            limit,
            and_(limit.c.status == status, limit.c.day == func.coalesce(last_on, started_on)),
        )
        was_due_on = last_on
        if duty.keeps_all:
            earlier = limit.alias(f"earlier_{duty.name}")
            rows = rows.outerjoin(
                earlier,
                and_(
                    earlier.c.status == status,
                    earlier.c.day == func.coalesce(before_on, started_on),
                ),
            )
            was_due_on = earlier.c.due_on
        return rows, {
            "due_on": limit.c.due_on,
            "done_on": last_on,
            "was_due_on": was_due_on,
            "is_held": limit.c.status.is_not(None),
        }

    def _last_two(self, duty: Duty, of: FromClause) -> tuple[Day, Day]:
        """The last day on which a duty that repeats was done for the child of a row, and the last
        day before it. The stored day holds unless the duty was done again after the as-at date:
        then the records are looked up."""
        last_day, stored = self._ends_by(of), duty_days.c

        def looked_up(record: FromClause, until: ColumnElement[bool]) -> Day:
            day = record.c[duty.evidence.day.name]
            return (
                select(func.max(day))
                .where(
                    self._known(record),
                    duty.evidence.counts(record),
                    record.c.child_ref == of.c.child_ref,
                    day >= back_on(started(duty, of)),
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
        day, search = calendar_day, daily_search
        searched = (
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
        rows = rows.outerjoin(searched, searched.c.day == self._search_day(of))
        return rows, {"due_on": searched.c.due_on, "done_on": searched.c.done_on}

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
        meeting, started_on = panel_meeting, started(duty, of)
        start = (
            select(started_on.label("started_on"))
            .distinct()
            .cte("started")
            .prefix_with("MATERIALIZED")
        )
        second = (
            select(meeting.c.planned_for)
            .where(
                self._known(meeting),
                meeting.c.panel == panel.c.panel,
                meeting.c.planned_for >= start.c.started_on,
            )
            .order_by(meeting.c.planned_for)
            .limit(1)
            .offset(1)
            .correlate(panel, start)
            .scalar_subquery()
        )
        each = (
            select(start.c.started_on, panel.c.district, second.label("planned_for"))
            .join_from(start, panel, panel.c.position.is_not(None))
            .cte("second_panels")
            .prefix_with("MATERIALIZED")
        )
        later = func.max(each.c.planned_for).label("planned_for")
        seconds = (
            union_all(
                select(each.c.started_on, each.c.district, later).group_by(*each.c[:2]),
                select(each.c.started_on, literal(ANYWHERE, String), later).group_by(
                    each.c.started_on
                ),
            )
            .cte("seconds")
            .prefix_with("MATERIALIZED")
        )
        places = self._areas_of_any_day().cte("places").prefix_with("MATERIALIZED")
        home = case((of.c.area_code.is_(None), ANYWHERE), else_=places.c.district)
        return (
            rows.outerjoin(places, places.c.code == of.c.area_code).outerjoin(
                seconds, and_(seconds.c.started_on == started_on, seconds.c.district == home)
            ),
            seconds.c.planned_for,
        )

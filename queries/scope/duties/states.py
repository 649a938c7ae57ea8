"""The state of a duty for each child, under the filters and both clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.sql.selectable import CTE, FromClause

from data.tables import (
    calendar_day,
    coverage,
    daily_search,
    not_applicable,
    panel,
    panel_listing,
    panel_meeting,
    tracker_entry,
)
from queries.scope.coverage import Coverage, believed_imports
from queries.scope.duties.clock import birthday, clocks, due_after, holds_for, intervals, limit
from queries.scope.duties.declaration import (
    DUE,
    IN_TIME,
    LATE,
    NOT_APPLICABLE,
    OVERDUE,
    UNDATED,
    Duty,
)
from queries.scope.narrowing import ADULT
from queries.scope.safeguarding.records import Safeguarding

Day = ColumnElement[Any]
ENTRY = ("child_ref", "added_on", "place_in_day")
NEEDED = (*ENTRY, "status", "area_code", "born", "age")
WORKED_OUT = ("was_due_on", "is_held", "is_undated")
"""Columns from which a state follows, and which are not shown."""
NUMBERED = calendar_day.alias("numbered")


class Duties(Safeguarding, Coverage):
    """Relations of duties."""

    def duty(
        self, duty: Duty, of: FromClause | None = None, kept: Collection[str] | None = None
    ) -> Subquery:
        """The rows of a relation (children on the tracker at the as-at date), no more and no fewer,
        each with a duty to the child: started_on, due_on (null: nothing says by when), done_on
        (null: not done by the as-at date), and its state on that date.

        Of a relation with the day of removal, only what was done by then counts. `kept` are the
        columns that the rows keep, besides those of their entry: all, unless it says which.
        """
        of = self.on_tracker() if of is None else of
        names = [each.name for each in of.c if kept is None or each.name in (*ENTRY, *kept)]
        if duty.due == "search of the day":
            return self._with_state(duty, self._searched(of, names))
        if duty.repeats:
            return self._with_state(duty, self._repeated(duty, of, names))
        return self._with_state(duty, self._once(duty, of, names))

    def recorded_late(self, duty: Duty, of: FromClause | None = None) -> Subquery:
        """The rows of `duty` that were done in time, and recorded late: when an earlier extract, of
        a day after the limit, was in, the entry was known, and what was done was not. Until the
        extract that has it, the duty was shown as overdue."""
        done = self.duty(duty, of, kept=())
        record, entry = duty.evidence.alias, tracker_entry.alias("entry_then")
        imports = (
            believed_imports(self.filters.known)
            .cte(f"believed_{duty.name}")
            .prefix_with("MATERIALIZED")
        )
        believed = select(imports.c.import_id)
        spans = (
            select(coverage.c.import_id, coverage.c.last_day)
            .where(coverage.c.sheet == duty.sheet, coverage.c.import_id.in_(believed))
            .cte(f"spans_{duty.name}")
            .prefix_with("MATERIALIZED")
        )
        first_known = (
            select(func.min(record.c.known_from))
            .where(
                record.c.child_ref == done.c.child_ref,
                record.c[duty.evidence.day.name] == done.c.done_on,
                record.c.known_from.in_(believed),
                duty.evidence.counts(record),
            )
            .scalar_subquery()
        )
        since = (
            select(func.min(entry.c.known_from))
            .where(
                entry.c.child_ref == done.c.child_ref,
                entry.c.added_on == done.c.added_on,
                entry.c.place_in_day == done.c.place_in_day,
            )
            .scalar_subquery()
        )
        in_time = (
            select(*done.c, first_known.label("first_known"), since.label("since"))
            .where(done.c.state == IN_TIME)
            .cte(f"in_time_{duty.name}")
            .prefix_with("MATERIALIZED")
        )
        row = in_time.c
        was_overdue = exists().where(
            spans.c.import_id >= row.since,
            spans.c.import_id < row.first_known,
            spans.c.last_day > row.due_on,
        )
        return select(*(row[column.name] for column in done.c)).where(was_overdue).subquery()

    def once_on_tracker(self, of: FromClause | None = None) -> CTE:
        """The rows of a relation (children on the tracker at the as-at date), worked out once for
        all duties of a query."""
        of = self.on_tracker() if of is None else of
        needed = (of.c[name] for name in NEEDED)
        return select(*needed).cte("on_tracker").prefix_with("MATERIALIZED")

    def is_covered(self, duty: Duty) -> ColumnElement[bool]:
        """Whether the sheet of a duty has been loaded, up to the as-at date."""
        return self.is_loaded(duty.sheet)

    def working_days_since(self, day: Day) -> Day:
        """The working days from a day to the as-at date; below 0 where it is yet to come."""
        until: Day = _number_of(self.as_at, "working_number")
        return until - _number_of(day, "working_number")

    def days_from(self, start: Day, end: Day) -> Day:
        """The days of the calendar from one day to another; 0 where that was earlier."""
        days = _number_of(end, "day_number") - _number_of(start, "day_number")
        return case((days < 0, 0), else_=days)

    def is_past_limit(self, name: str, since: Day) -> ColumnElement[bool]:
        """Whether something that has waited since a day waits for longer, at the as-at date, than
        the standard of a name allows; null where nothing says how long it may wait."""
        return limit(name, since) < self.as_at

    def _once(self, duty: Duty, of: FromClause, names: Collection[str]) -> Select[Any]:
        """A duty that is done when it has been done once."""
        clock = clocks(duty, of)
        done_on = self._done_on(duty, of, func.min, clock.c.back_on)
        return select(
            *(of.c[name] for name in names),
            clock.c.started_on,
            self._due_on(duty, of, clock).label("due_on"),
            done_on.label("done_on"),
            *self._is_undated(duty, of),
        ).join_from(of, clock, clock.c.added_on == of.c.added_on)

    def _repeated(self, duty: Duty, of: FromClause, names: Collection[str]) -> Select[Any]:
        """A duty that is done again and again, each time within its standard.

        While the next time is not yet overdue, what counts is whether the last was in time; a
        column more, `was_due_on`, says by when that was. Without a standard for children of this
        status the duty does not apply: `is_held` is false.
        """
        clock, interval = clocks(duty, of), intervals(duty, self.as_at)
        last = self._done_on(duty, of, func.max, clock.c.back_on).label("last_on")
        timed = (
            select(
                *(of.c[name] for name in names),
                clock.c.started_on,
                clock.c.back_on,
                last,
                interval.c.days,
                interval.c.unit,
            )
            .join_from(of, clock, clock.c.added_on == of.c.added_on)
            .join(interval, holds_for(interval, of.c.status), isouter=True)
            .cte(f"last_{duty.name}")
            .prefix_with("MATERIALIZED")
        )
        counted_from = func.coalesce(timed.c.last_on, timed.c.started_on)
        if duty.keeps_all:
            before = self._done_on(duty, timed, func.max, timed.c.back_on, timed.c.last_on)
            was_due_on: Any = due_after(func.coalesce(before, timed.c.started_on), timed)
        else:
            was_due_on = timed.c.last_on
        due_on = due_after(counted_from, timed)
        return select(
            *(timed.c[name] for name in names),
            timed.c.started_on,
            due_on.label("due_on"),
            timed.c.last_on.label("done_on"),
            was_due_on.label("was_due_on"),
            timed.c.unit.is_not(None).label("is_held"),
        )

    def _searched(self, of: FromClause, names: Collection[str]) -> Select[Any]:
        """The search of the newest day whose reports were to be searched by the as-at date, or of
        the child's first day on the tracker, if that was later."""
        day, search = calendar_day, daily_search
        newest_day = (
            select(day.c.day)
            .where(day.c.day < self.as_at, day.c.next_working <= self.as_at)
            .order_by(day.c.day.desc())
            .limit(1)
            .scalar_subquery()
        )
        started_on = case((of.c.added_on < newest_day, newest_day), else_=of.c.added_on)
        started = select(*(of.c[name] for name in names), started_on.label("started_on")).subquery(
            "started"
        )
        return (
            select(
                *started.c,
                day.c.next_working.label("due_on"),
                case((search.c.done_on <= self.as_at, search.c.done_on)).label("done_on"),
            )
            .join_from(started, day, day.c.day == started.c.started_on)
            .join(
                search,
                and_(search.c.for_day == started.c.started_on, self._known(search)),
                isouter=True,
            )
        )

    def _done_on(
        self,
        duty: Duty,
        of: FromClause,
        pick: Any,
        back_on: Day,
        before: Day | None = None,
    ) -> ScalarSelect[Any]:
        """The first or last day on which a duty was done for the child of a row."""
        record = duty.evidence.alias
        day = record.c[duty.evidence.day.name]
        last = func.coalesce(of.c.removed_on, self.as_at) if "removed_on" in of.c else self.as_at
        is_of_row = [record.c.child_ref == of.c.child_ref, day <= self.as_at, day <= last]
        carries_over = duty.evidence.carries_over
        if duty.evidence.table is tracker_entry and not carries_over:
            is_of_row += [
                record.c.added_on == of.c.added_on,
                record.c.place_in_day == of.c.place_in_day,
            ]
        else:
            since = day >= back_on
            is_of_row.append(or_(since, carries_over(record)) if carries_over else since)
        if before is not None:
            is_of_row.append(day < before)
        return (
            select(pick(day))
            .where(self._known(record), duty.evidence.counts(record), *is_of_row)
            # Said outright, as the day may be looked up within another subquery.
            .correlate_except(record)
            .scalar_subquery()
        )

    def _is_undated(self, duty: Duty, of: FromClause) -> Iterator[ColumnElement[bool]]:
        """A column `is_undated`, where the evidence may be so: whether the entry of a row or, where
        that carries over, an earlier one says that the duty was done on a day that is not known."""
        if duty.evidence.undated is None:
            return
        entry = duty.evidence.alias
        is_of_row = [entry.c.child_ref == of.c.child_ref]
        if duty.evidence.carries_over:
            is_of_row.append(entry.c.added_on <= of.c.added_on)
        else:
            is_of_row += [
                entry.c.added_on == of.c.added_on,
                entry.c.place_in_day == of.c.place_in_day,
            ]
        says_yes = entry.c[duty.evidence.undated.name]
        yield exists().where(says_yes, self._known(entry), *is_of_row).label("is_undated")

    def _due_on(self, duty: Duty, of: FromClause, clock: FromClause) -> Day:
        """By when a duty is due: by its rule or, without one, by its standard."""
        if duty.due == "18th birthday":
            return birthday(of.c.born, ADULT)
        if duty.due == "first listing":
            return func.coalesce(self._first_listing(of, clock), clock.c.due_on)
        if duty.due == "second planned panel":
            return func.coalesce(self._second_panel(duty, of, clock), clock.c.due_on)
        return clock.c.due_on

    def _first_listing(self, of: FromClause, clock: FromClause) -> Day:
        """The first meeting for which a panel listed the child."""
        listing = panel_listing
        return (
            select(func.min(listing.c.listed_for))
            .where(
                self._known(listing),
                listing.c.child_ref == of.c.child_ref,
                listing.c.listed_for >= clock.c.back_on,
            )
            .scalar_subquery()
        )

    def _second_panel(self, duty: Duty, of: FromClause, clock: FromClause) -> Day:
        """The second meeting that the panel of the home district planned from the start of the
        clock on; of a child whose area is not recorded, the later of all panels' second ones."""
        meeting = panel_meeting
        second = (
            select(meeting.c.planned_for)
            .where(
                self._known(meeting),
                meeting.c.panel == panel.c.panel,
                meeting.c.planned_for >= clock.c.started_on,
            )
            .order_by(meeting.c.planned_for)
            .limit(1)
            .offset(1)
            .correlate(panel, clock)
            .scalar_subquery()
        )
        seconds = (
            select(clock.c.added_on, panel.c.district, second.label("planned_for"))
            .join_from(clock, panel, panel.c.position.is_not(None))
            .cte(f"seconds_{duty.name}")
            .prefix_with("MATERIALIZED")
        )
        places = self._areas_of_any_day().cte(f"places_{duty.name}").prefix_with("MATERIALIZED")
        home = (
            select(places.c.district)
            .where(places.c.code == of.c.area_code)
            .correlate(of)
            .scalar_subquery()
        )
        return (
            select(func.max(seconds.c.planned_for))
            .where(
                seconds.c.added_on == of.c.added_on,
                or_(of.c.area_code.is_(None), seconds.c.district == home),
            )
            .correlate(of)
            .scalar_subquery()
        )

    def _with_state(self, duty: Duty, timed: Select[Any]) -> Subquery:
        # Without this SQLite would work out each date wherever it is named.
        held = timed.cte(f"held_{duty.name}").prefix_with("MATERIALIZED")
        row = held.c
        decided = not_applicable
        is_not_applicable = exists().where(
            decided.c.child_ref == row.child_ref,
            decided.c.added_on == row.added_on,
            decided.c.duty == duty.label,
            decided.c.decided_on <= self.as_at,
            self._known(decided),
        )
        is_open = or_(row.due_on.is_(None), row.due_on >= self.as_at)
        was_due_on = row.was_due_on if duty.repeats else row.due_on
        is_done = row.done_on.is_not(None)
        is_late = row.done_on > was_due_on
        cases = [
            (and_(is_done, is_open if duty.repeats else is_done, is_late), LATE),
            (and_(is_done, is_open if duty.repeats else is_done), IN_TIME),
            *([(row.is_undated, UNDATED)] if "is_undated" in row else []),
            (is_not_applicable, NOT_APPLICABLE),
            (is_open, DUE),
        ]
        if duty.repeats:
            cases.insert(0, (~row.is_held, NOT_APPLICABLE))
        state = case(*cases, else_=OVERDUE)
        columns = [column for column in row if column.name not in WORKED_OUT]
        return select(*columns, state.label("state")).subquery(f"duty_{duty.name}")


def _number_of(day: Any, number: str) -> Day:
    return select(NUMBERED.c[number]).where(NUMBERED.c.day == day).scalar_subquery()

"""Searches, visits, referrals, times missing and education, under the filters and both clocks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import day_number, numbered, year_before
from data.duties import DUTIES, OVERDUE
from data.tables import (
    daily_search,
    duty_days,
    education,
    encounter,
    key_of,
    missing_episode,
    panel_action,
    referral,
    referral_agency,
    tracker_entry,
    visit,
)
from queries.filters import Period
from queries.scope.children import ENTRY_KEY
from queries.scope.coverage import Coverage
from queries.scope.narrowing import computed_once_cte, is_same, ymd
from queries.scope.safeguarding.of_children import RecordsOfChildren
from queries.scope.standards import Standards

VISIT_DUTIES = [duty.label for duty in DUTIES if duty.evidence.table is visit]
SEEN, CANCELLED, AWAITING = "Seen", "Cancelled", "Awaiting"
VICTIM, NOT_DECIDED, AS_SUSPECT = "Victim", "Not decided", ("Suspect", "Both")
DAY_OF_ACT = {
    "visits": visit.c.visited_on,
    "referrals": referral.c.sent_on,
    "panel_actions": panel_action.c.agreed_on,
}
"""The column with the day of a record, by the sheet's name."""


class Safeguarding(RecordsOfChildren, Coverage, Standards):
    """Relations of what is done for children."""

    def _null_if_later(self, day: ColumnElement[Any]) -> ColumnElement[Any]:
        """A day, unless it was after the as-at date."""
        return case((day <= self.as_at, day))

    def _in_period(
        self, day: ColumnElement[Any], period: Period | None = None
    ) -> ColumnElement[bool]:
        """Whether a day is one of the period (that of the filters), up to the as-at date."""
        period = period or self.period
        return day.between(period.start, min(period.end, self.as_at))

    def searches(self, period: Period | None = None) -> Subquery:
        """The days of the period, each with the search of its reports made by the as-at date, if
        any: day, month_start, next_working, done_on, not_done_because, children_linked,
        new_children.

        They begin with the first recorded search day.
        """
        days, search = self.days(period), daily_search
        first = select(func.min(search.c.for_day)).where(self._known(search)).scalar_subquery()
        of_day = and_(search.c.for_day == days.c.day, self._known(search))
        is_done = search.c.done_on <= self.as_at
        return (
            select(
                *days.c["day", "month_start", "next_working"],
                case((is_done, search.c.done_on)).label("done_on"),
                search.c.not_done_because,
                case((is_done, search.c.children_linked)).label("children_linked"),
                case((is_done, search.c.new_children)).label("new_children"),
            )
            .join_from(days, search, of_day, isouter=True)
            .where(days.c.day >= first)
            .subquery()
        )

    def days_recorded(self, sheet: str, period: Period) -> Subquery:
        """The days of the period that a sheet of acts covers, from the day of its first record on:
        day. Before that day nothing was recorded, which is not 0."""
        covered, act = self.days_covered(sheet, period), DAY_OF_ACT[sheet]
        first = select(func.min(act)).where(self._known(act.table)).scalar_subquery()
        return select(covered.c.day).where(covered.c.day >= first).subquery()

    def proposed_by_day(self) -> Subquery:
        """How many children of the whole force were proposed for the tracker on each day up to the
        as-at date: proposed_on, proposed. No filter narrows it, as none narrows the searches."""
        entry = tracker_entry
        return (
            select(entry.c.proposed_on, func.count().label("proposed"))
            .where(self._known(entry), entry.c.proposed_on <= self.as_at)
            .group_by(entry.c.proposed_on)
            .subquery()
        )

    def duty_days_on_tracker(self) -> Subquery:
        """Children on the tracker at the as-at date, as `duty_days` has them, with their age."""
        day, stored = self.as_at, duty_days.c
        return self._duty_days(
            or_(stored.ends_on.is_(None), stored.ends_on > day), stored.starts_on <= day
        )

    def on_tracker_for_lookups(self) -> Subquery:
        """Children on the tracker at the as-at date, with only the columns by which something else
        is looked up for each. They are read in the order of the children."""
        return select(*self.duty_days_on_tracker().c[*ENTRY_KEY, "born", "status"]).subquery()

    def _duty_days(self, *conditions: ColumnElement[bool]) -> Subquery:
        stored = duty_days.c
        age = (literal(ymd(self.as_at)) - stored.born) // 10000
        return (
            select(*stored, age.label("age"))
            .where(
                # The most selective condition comes first, which is quicker.
                *conditions,
                self._matches_choices(dict(stored)),
                self._known(duty_days),
            )
            .subquery("stored")
        )

    def visits(self, *, to_count: bool = False) -> Subquery:
        """Visits of the period, and attempts at them, as `records_of_children` gives them."""
        return self.records_of_children(visit, "visited_on", to_count=to_count)

    def visits_seen(self, *, to_count: bool = False) -> Subquery:
        """Visits of the period at which the child was seen."""
        visits = self.visits(to_count=to_count)
        return select(visits).where(visits.c.outcome == SEEN).subquery()

    def with_failed_attempts(self, children: FromClause | None = None) -> Subquery:
        """The rows of `with_last_seen`, each with the number of failed attempts since the child was
        last seen (in_vain). A cancelled visit is no attempt."""
        with_last = computed_once_cte(self.with_last_seen(children))
        last = func.coalesce(with_last.c.last_seen_on, literal(date.min, Date))
        in_vain = self._failed_attempts_since(with_last, visit.c.visited_on > last)
        return select(*with_last.c, in_vain.label("in_vain")).subquery()

    def failed_attempts(self, open_duties: FromClause) -> ColumnElement[Any]:
        """Of a row of duties (duty, state, child_ref, started_on, done_on) with a visit that is
        overdue: the number of failed attempts since the child was last seen (done_on) or, for a
        child who was not, from the day on which the clock started. A cancelled visit is no attempt.
        Null for any other duty."""
        visits, row = visit.c, open_duties.c
        attempts = self._failed_attempts_since(
            open_duties,
            visits.visited_on >= func.coalesce(row.done_on, row.started_on),
            or_(row.done_on.is_(None), visits.visited_on > row.done_on),
        )
        return case((and_(row.duty.in_(VISIT_DUTIES), row.state == OVERDUE), attempts))

    def _failed_attempts_since(
        self, rows: FromClause, *since: ColumnElement[bool]
    ) -> ScalarSelect[int]:
        """The number of failed attempts, up to the as-at date, at visits to the child of a row."""
        visits = visit.c
        return (
            select(func.count())
            .where(
                visits.child_ref == rows.c.child_ref,
                *since,
                visits.visited_on <= self.as_at,
                visits.outcome.not_in((SEEN, CANCELLED)),
                self._known(visit),
            )
            .correlate(rows)
            .scalar_subquery()
        )

    def with_last_seen(self, rows: FromClause | None = None) -> Select[Any]:
        """The rows of a relation, none added or dropped, each with the last day on which the child
        was seen (last_seen_on, null: never). Without one: children on the tracker at the as-at
        date, of whom no other column but child_ref is given."""
        if rows is None:
            stored = self.duty_days_on_tracker()
            last = self.last_seen(stored, stored.c.visit_again_day)
            return select(stored.c.child_ref, numbered(last).label("last_seen_on"))
        last = numbered(self.last_seen(rows, duty_days.c.visit_again_day)).label("last_seen_on")
        same = and_(is_same(duty_days, rows, key_of(duty_days)), self._known(duty_days))
        return select(*rows.c, last).join_from(rows, duty_days, same, isouter=True)

    def last_seen(self, rows: FromClause, stored_day: ColumnElement[Any]) -> ColumnElement[Any]:
        """The number of the last day on which the child of a row was seen (null: never). Visits are
        looked up if the stored day, of the entry's newest visit, is after the as-at date."""
        visits = visit.c
        newest_day = (
            select(func.max(visits.visited_on))
            .where(
                visits.child_ref == rows.c.child_ref,
                visits.visited_on <= self.as_at,
                visits.outcome == SEEN,
                self._known(visit),
            )
            .correlate(rows)
            .scalar_subquery()
        )
        is_usable = stored_day <= self.as_at.toordinal()
        return case((is_usable, stored_day), else_=day_number(newest_day))

    def referrals(self, period: Period | None = None, *, to_count: bool = False) -> Subquery:
        """Referrals sent in the period, as `records_of_children` gives them, with their answer at
        the as-at date (Awaiting until it came, null: not recorded) and is_hub (whether the agency
        is a MASH)."""
        sent = self.records_of_children(referral, "sent_on", period, to_count=to_count)
        # Looked up only where a count needs it; a join would be made for every count.
        hubs = select(referral_agency.c.name).where(referral_agency.c.is_hub)
        return select(
            *sent.c, self._answer(sent).label("answer"), sent.c.sent_to.in_(hubs).label("is_hub")
        ).subquery()

    def referrals_answered(self, period: Period, *, to_count: bool = False) -> Subquery:
        """Referrals answered in the period, whenever they were sent, as `records_of_children` gives
        them of the day of the answer."""
        return self.records_of_children(referral, "responded_on", period, to_count=to_count)

    def referrals_awaiting(self, *, to_count: bool = False) -> Subquery:
        """All referrals sent by the as-at date and not answered by then. With `to_count` their
        only columns are child_ref, sent_to and sent_on."""
        if to_count:
            sent = referral.c
            waiting = (
                select(*sent["child_ref", "sent_to", "sent_on"])
                .where(
                    # Leaves out most of them, and is quicker than the next line.
                    or_(sent.responded_on.is_(None), sent.responded_on > self.as_at),
                    self._answer(referral) == AWAITING,
                    sent.sent_on <= self.as_at,
                    self._known(referral),
                )
                .subquery()
            )
            return self.few_records_of_children(waiting, "sent_on")
        referrals = self.referrals(Period(date.min, self.as_at))
        return select(referrals).where(referrals.c.answer == AWAITING).subquery()

    def _answer(self, sent: FromClause) -> ColumnElement[str]:
        """The answer to a referral at the as-at date (null: not recorded)."""
        return case((sent.c.responded_on > self.as_at, AWAITING), else_=sent.c.response)

    def referrals_to_hubs(self, *, to_count: bool = False) -> Subquery:
        """Referrals of the period to a MASH."""
        sent = self.referrals(to_count=to_count)
        return select(sent).where(sent.c.is_hub).subquery()

    def with_is_again(self, sent: FromClause) -> Subquery:
        """The rows of `referrals_to_hubs`, none added or dropped, each with is_again: whether the
        child had been referred to any MASH on an earlier day of the 12 months before."""
        earlier, hubs = referral.alias("earlier"), referral_agency
        is_again = exists().where(
            earlier.c.child_ref == sent.c.child_ref,
            earlier.c.sent_on < sent.c.sent_on,
            earlier.c.sent_on >= year_before(sent.c.sent_on),
            earlier.c.sent_to.in_(select(hubs.c.name).where(hubs.c.is_hub)),
            self._known(earlier),
        )
        return select(*sent.c, is_again.correlate(sent).label("is_again")).subquery()

    def missing_episodes(self, *, to_count: bool = False) -> Subquery:
        """Times missing that began in the period, as `records_of_children` gives them."""
        return self.records_of_children(missing_episode, "missing_from", to_count=to_count)

    def with_times_missing(self, days: int, children: Subquery | None = None) -> Subquery:
        """The rows of a relation (by default children on the tracker at the as-at date), none added
        or dropped, each with how often the child went missing in a number of days up to that date
        (times_missing)."""
        children = self.on_tracker() if children is None else children
        episode = missing_episode.c
        times = (
            select(func.count())
            .where(
                episode.child_ref == children.c.child_ref,
                episode.missing_from > self.as_at - timedelta(days=days),
                episode.missing_from <= self.as_at,
                self._known(missing_episode),
            )
            .correlate(children)
            .scalar_subquery()
        )
        return select(*children.c, times.label("times_missing")).subquery()

    def encounters(self, *, to_count: bool = False) -> Subquery:
        """Criminal situations of the period in which children were found, as `records_of_children`
        gives them, with treated_by_then (Victim, Suspect, Both, or Not decided until it was) and
        suspected_for, the reason given."""
        found = self.records_of_children(encounter, "happened_on", to_count=to_count)
        treatment = case((found.c.decided_on > self.as_at, NOT_DECIDED), else_=found.c.treated_as)
        return select(
            *(column for column in found.c if column.name != "reason"),
            found.c.reason.label("suspected_for"),
            treatment.label("treated_by_then"),
        ).subquery()

    def suspects(self, *, to_count: bool = False) -> Subquery:
        """Criminal situations of the period in which the child is treated as a suspect, or as both
        suspect and victim."""
        encounters = self.encounters(to_count=to_count)
        return select(encounters).where(encounters.c.treated_by_then.in_(AS_SUSPECT)).subquery()

    def with_education(self, children: FromClause | None = None) -> Subquery:
        """The rows of a relation (by default `on_tracker_for_lookups`), none added or dropped, each
        with the child's education on the as-at date: education, hours_a_week, has_plan, checked_on.
        All of them are null where nothing is recorded."""
        children = self.on_tracker_for_lookups() if children is None else children
        current, later = education, education.alias("later")
        begun_later = exists().where(
            later.c.child_ref == current.c.child_ref,
            later.c.from_on > current.c.from_on,
            later.c.from_on <= self.as_at,
            self._known(later),
        )
        return (
            select(
                *children.c,
                current.c.status.label("education"),
                *current.c["hours_a_week", "has_plan", "checked_on"],
            )
            .join_from(
                children,
                current,
                and_(
                    current.c.child_ref == children.c.child_ref,
                    current.c.from_on <= self.as_at,
                    self._known(current),
                    ~begun_later,
                ),
                isouter=True,
            )
            .subquery()
        )

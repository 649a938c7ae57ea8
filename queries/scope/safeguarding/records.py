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
from queries.scope.children import ENTRY
from queries.scope.coverage import Coverage
from queries.scope.limits import Limits
from queries.scope.narrowing import is_same, worked_out_once, ymd
from queries.scope.safeguarding.of_children import OfChildren

OF_A_VISIT = [duty.label for duty in DUTIES if duty.evidence.table is visit]
SEEN, CANCELLED, AWAITING = "Seen", "Cancelled", "Awaiting"
VICTIM, NOT_DECIDED, AS_SUSPECT = "Victim", "Not decided", ("Suspect", "Both")
FIRST_ACT = {
    "visits": visit.c.visited_on,
    "referrals": referral.c.sent_on,
    "panel_actions": panel_action.c.agreed_on,
}
"""The column with the day of a record, by the sheet's name."""


class Safeguarding(OfChildren, Coverage, Limits):
    """Relations of what is done for children."""

    def _by_then(self, day: ColumnElement[Any]) -> ColumnElement[Any]:
        """A day, unless it was after the as-at date."""
        return case((day <= self.as_at, day))

    def _within(self, day: ColumnElement[Any], period: Period | None = None) -> ColumnElement[bool]:
        """Whether a day is one of the period (by default that of the filters), up to the as-at
        date."""
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
        covered, act = self.days_covered(sheet, period), FIRST_ACT[sheet]
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

    def held_on_tracker(self) -> Subquery:
        """Children on the tracker at the as-at date, as `duty_days` has them, with their age."""
        day, spell = self.as_at, duty_days.c
        return self._held(or_(spell.ends_on.is_(None), spell.ends_on > day), spell.starts_on <= day)

    def children_held(self) -> Subquery:
        """Children on the tracker at the as-at date, as those columns alone by which something is
        looked up for each and counted. They are read in the order of the children."""
        return select(*self.held_on_tracker().c[*ENTRY, "born", "status"]).subquery()

    def _held(self, *conditions: ColumnElement[bool]) -> Subquery:
        held = duty_days.c
        age = (literal(ymd(self.as_at)) - held.born) // 10000
        return (
            select(*held, age.label("age"))
            .where(
                # What leaves out most comes first, which is quicker.
                *conditions,
                self._narrowed(dict(held)),
                self._known(duty_days),
            )
            .subquery("held")
        )

    def visits(self, *, is_counted: bool = False) -> Subquery:
        """Visits of the period, and attempts at them, as `of_children` gives them."""
        return self.of_children(visit, "visited_on", is_counted=is_counted)

    def seen(self, *, is_counted: bool = False) -> Subquery:
        """Visits of the period at which the child was seen."""
        made = self.visits(is_counted=is_counted)
        return select(made).where(made.c.outcome == SEEN).subquery()

    def visited(self, of: FromClause | None = None) -> Subquery:
        """The rows of `with_last_seen`, each with the number of failed attempts since the child was
        last seen (in_vain). A cancelled visit is no attempt."""
        with_last = worked_out_once(self.with_last_seen(of))
        last = func.coalesce(with_last.c.last_seen_on, literal(date.min, Date))
        in_vain = self._attempts(with_last, visit.c.visited_on > last)
        return select(*with_last.c, in_vain.label("in_vain")).subquery()

    def tried(self, of: FromClause) -> ColumnElement[Any]:
        """Of a row of duties (duty, state, child_ref, started_on, done_on) with a visit that is
        overdue: the number of failed attempts since the child was last seen (done_on) or, for a
        child who was not, from the day on which the clock started. A cancelled visit is no attempt.
        Null for any other duty."""
        made, row = visit.c, of.c
        attempts = self._attempts(
            of,
            made.visited_on >= func.coalesce(row.done_on, row.started_on),
            or_(row.done_on.is_(None), made.visited_on > row.done_on),
        )
        return case((and_(row.duty.in_(OF_A_VISIT), row.state == OVERDUE), attempts))

    def _attempts(self, of: FromClause, *since: ColumnElement[bool]) -> ScalarSelect[int]:
        """The number of failed attempts, up to the as-at date, at visits to the child of a row."""
        made = visit.c
        return (
            select(func.count())
            .where(
                made.child_ref == of.c.child_ref,
                *since,
                made.visited_on <= self.as_at,
                made.outcome.not_in((SEEN, CANCELLED)),
                self._known(visit),
            )
            .correlate(of)
            .scalar_subquery()
        )

    def with_last_seen(self, of: FromClause | None = None) -> Select[Any]:
        """The rows of a relation, none added or dropped, each with the last day on which the child
        was seen (last_seen_on, null: never). Without one: children on the tracker at the as-at
        date, of whom no other column but child_ref is given."""
        if of is None:
            held = self.held_on_tracker()
            last = self.last_seen(held, held.c.visit_again_day)
            return select(held.c.child_ref, numbered(last).label("last_seen_on"))
        last = numbered(self.last_seen(of, duty_days.c.visit_again_day)).label("last_seen_on")
        same = and_(is_same(duty_days, of, key_of(duty_days)), self._known(duty_days))
        return select(*of.c, last).join_from(of, duty_days, same, isouter=True)

    def last_seen(self, of: FromClause, stored: ColumnElement[Any]) -> ColumnElement[Any]:
        """The number of the last day on which the child of a row was seen (null: never).

        The stored day is that of the newest visit of the entry: it serves if it is not after the
        as-at date. Otherwise the visits are looked up.
        """
        made = visit.c
        looked_up = (
            select(func.max(made.visited_on))
            .where(
                made.child_ref == of.c.child_ref,
                made.visited_on <= self.as_at,
                made.outcome == SEEN,
                self._known(visit),
            )
            .correlate(of)
            .scalar_subquery()
        )
        return case((stored <= self.as_at.toordinal(), stored), else_=day_number(looked_up))

    def referrals(self, period: Period | None = None, *, is_counted: bool = False) -> Subquery:
        """Referrals sent in the period, as `of_children` gives them, with their answer at the as-at
        date (Awaiting until it came, null: not recorded) and is_hub (whether the agency is a
        MASH)."""
        sent = self.of_children(referral, "sent_on", period, is_counted=is_counted)
        # A list is looked up for what counts by it alone: a join, for every count.
        hubs = select(referral_agency.c.name).where(referral_agency.c.is_hub)
        return select(
            *sent.c, self._answer(sent).label("answer"), sent.c.sent_to.in_(hubs).label("is_hub")
        ).subquery()

    def answered(self, period: Period, *, is_counted: bool = False) -> Subquery:
        """Referrals answered in the period, whenever they were sent, as `of_children` gives them of
        the day of the answer."""
        return self.of_children(referral, "responded_on", period, is_counted=is_counted)

    def awaiting(self, *, is_counted: bool = False) -> Subquery:
        """All referrals sent by the as-at date and not answered by then. With `is_counted` their
        only columns are child_ref, sent_to and sent_on."""
        if is_counted:
            sent = referral.c
            awaited = (
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
            return self.few_of_children(awaited, "sent_on")
        made = self.referrals(Period(date.min, self.as_at))
        return select(made).where(made.c.answer == AWAITING).subquery()

    def _answer(self, sent: FromClause) -> ColumnElement[str]:
        """The answer to a referral at the as-at date (null: not recorded)."""
        return case((sent.c.responded_on > self.as_at, AWAITING), else_=sent.c.response)

    def to_hubs(self, *, is_counted: bool = False) -> Subquery:
        """Referrals of the period to a MASH."""
        sent = self.referrals(is_counted=is_counted)
        return select(sent).where(sent.c.is_hub).subquery()

    def with_earlier(self, sent: FromClause) -> Subquery:
        """The rows of `to_hubs`, none added or dropped, each with is_again: whether the child had
        been referred to a MASH, any of them, on an earlier day of the 12 months before."""
        earlier, hubs = referral.alias("earlier"), referral_agency
        is_again = exists().where(
            earlier.c.child_ref == sent.c.child_ref,
            earlier.c.sent_on < sent.c.sent_on,
            earlier.c.sent_on >= year_before(sent.c.sent_on),
            earlier.c.sent_to.in_(select(hubs.c.name).where(hubs.c.is_hub)),
            self._known(earlier),
        )
        return select(*sent.c, is_again.correlate(sent).label("is_again")).subquery()

    def missing(self, *, is_counted: bool = False) -> Subquery:
        """Times missing that began in the period, as `of_children` gives them."""
        return self.of_children(missing_episode, "missing_from", is_counted=is_counted)

    def with_times_missing(self, days: int, of: Subquery | None = None) -> Subquery:
        """The rows of a relation (by default children on the tracker at the as-at date), none added
        or dropped, each with how often the child went missing in a number of days up to that date
        (times_missing)."""
        of = self.on_tracker() if of is None else of
        episode = missing_episode.c
        times = (
            select(func.count())
            .where(
                episode.child_ref == of.c.child_ref,
                episode.missing_from > self.as_at - timedelta(days=days),
                episode.missing_from <= self.as_at,
                self._known(missing_episode),
            )
            .correlate(of)
            .scalar_subquery()
        )
        return select(*of.c, times.label("times_missing")).subquery()

    def encounters(self, *, is_counted: bool = False) -> Subquery:
        """Criminal situations of the period in which children were found, as `of_children` gives
        them, with treated_by_then (Victim, Suspect, Both, or Not decided until it was) and
        suspected_for, the reason given."""
        found = self.of_children(encounter, "happened_on", is_counted=is_counted)
        treated = case((found.c.decided_on > self.as_at, NOT_DECIDED), else_=found.c.treated_as)
        return select(
            *(column for column in found.c if column.name != "reason"),
            found.c.reason.label("suspected_for"),
            treated.label("treated_by_then"),
        ).subquery()

    def suspects(self, *, is_counted: bool = False) -> Subquery:
        """Criminal situations of the period in which the child is treated as a suspect, or as both
        suspect and victim."""
        found = self.encounters(is_counted=is_counted)
        return select(found).where(found.c.treated_by_then.in_(AS_SUSPECT)).subquery()

    def educated(self, of: FromClause | None = None) -> Subquery:
        """The rows of a relation (by default `children_held`), none added or dropped, each with the
        child's education on the as-at date: education, hours_a_week, has_plan, checked_on. All of
        them are null where nothing is recorded."""
        of = self.children_held() if of is None else of
        now, later = education, education.alias("later")
        begun_later = exists().where(
            later.c.child_ref == now.c.child_ref,
            later.c.from_on > now.c.from_on,
            later.c.from_on <= self.as_at,
            self._known(later),
        )
        return (
            select(
                *of.c,
                now.c.status.label("education"),
                *now.c["hours_a_week", "has_plan", "checked_on"],
            )
            .join_from(
                of,
                now,
                and_(
                    now.c.child_ref == of.c.child_ref,
                    now.c.from_on <= self.as_at,
                    self._known(now),
                    ~begun_later,
                ),
                isouter=True,
            )
            .subquery()
        )

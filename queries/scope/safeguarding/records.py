"""Searches, visits, referrals, times missing and education, under the filters and both clocks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    Subquery,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    select,
)
from sqlalchemy.sql.selectable import FromClause

from data.day_numbers import numbered, yyyymmdd
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
    spell_days,
    tracker_entry,
    tracker_spell,
    visit,
)
from queries.filters import Period
from queries.scope.children import Children
from queries.scope.coverage import Coverage
from queries.scope.days import Days
from queries.scope.narrowing import by_child, worked_out_once

SPELL = (
    "child_ref",
    "added_on",
    "place_in_day",
    "starts_on",
    "ends_on",
    "status",
    "area_code",
    "previous_status",
    "previous_area_code",
    "gender",
    "born",
    "removal_reason",
)
"""The columns of a spell that every relation of children has. The age is added."""
SEEN, CANCELLED, AWAITING = "Seen", "Cancelled", "Awaiting"
VICTIM, NOT_DECIDED, AS_SUSPECT = "Victim", "Not decided", ("Suspect", "Both")
FIRST_ACT = {
    "visits": visit.c.visited_on,
    "referrals": referral.c.sent_on,
    "panel_actions": panel_action.c.agreed_on,
}
"""The column with the day of a record, by the sheet's name."""
A_DAY = timedelta(days=1)
VERSION = ("version_id", "known_from", "known_until")


class Safeguarding(Children, Coverage, Days):
    """Relations of what is done for children."""

    def of_children(
        self, record: Table, day: str, period: Period | None = None, *, is_counted: bool = False
    ) -> Subquery:
        """The records of a table whose `day` falls in the period (and not after the as-at date),
        one row for each, with the spell in which the child then was, so that every filter narrows
        them.

        That is the latest spell begun by then, even where it has ended since, or the child's first
        spell where the record is older. The columns are those of a relation of children (with the
        age on that day), and the record's own. A column of the record that a spell has as well is
        called `record_…`.

        Looking up the spells takes most of the time. So with `is_counted` the rows have no column
        of a spell except child_ref, and none is looked up.
        """
        period = period or self.period
        # No day lies between the two where the period begins after the as-at date.
        first, last = period.start, min(period.end, self.as_at)
        on, spell = record.c[day], tracker_spell
        of_spell = [*SPELL, "age"]
        own = [
            column.label(f"record_{column.name}") if column.name in of_spell else column
            for column in record.c
            if column.name not in (*VERSION, "child_ref")
        ]
        if is_counted:
            of, is_within = self._of_matching_children(record, on, first, last)
            return select(record.c.child_ref, *own).select_from(of).where(is_within).subquery()
        # This leaves out most records early; of these, not every spell matches.
        may_match = record.c.child_ref.in_(
            select(spell.c.child_ref).where(self._matches(), self._known(spell))
        )
        age = (yyyymmdd(on) - spell.c.born) // 10_000
        return (
            select(*(spell.c[name] for name in SPELL), age.label("age"), *own)
            .join_from(record, spell, spell.c.version_id == self._spell_then(record, on))
            .where(
                self._known(record),
                on.between(first, last),
                may_match,
                self._matches(),
            )
            .subquery()
        )

    def _of_matching_children(
        self, record: Table, on: ColumnElement[Any], first: date, last: date
    ) -> tuple[FromClause, ColumnElement[bool]]:
        """What to select the records of these days from, by the day of each, and the condition that
        their children then matched the filters."""
        known = self._known(record)
        if self._is_narrowed:
            days = self._matching_days(first, last)
            matched = and_(
                days.c.child_ref == record.c.child_ref, on >= days.c.first_on, on < days.c.until_on
            )
            return record.join(days, matched), known
        is_of_child = record.c.child_ref.not_in(self._without_a_spell())
        return record, and_(known, on.between(first, last), is_of_child)

    def _matching_days(self, first: date, last: date) -> CTE:
        """The days, of these, on which what is recorded about a child counts, as the child then
        matches the filters: child_ref, first_on, until_on (the first day no longer)."""
        days, start, end = spell_days.c, literal(first, Date), literal(last + A_DAY, Date)
        return by_child(
            select(
                days.child_ref,
                case((days.from_on < start, start), else_=days.from_on).label("first_on"),
                case((days.until_on > end, end), else_=days.until_on).label("until_on"),
            )
            .where(
                # What leaves out most comes first, which is quicker.
                self._narrowed(dict(days)),
                days.until_on > start,
                days.from_on < end,
                self._known(spell_days),
            )
            .subquery()
        )

    def _without_a_spell(self) -> Select[Any]:
        """Children who were on the tracker only by imports other than those known: far fewer
        than those who are, so that it is quicker to leave them out."""
        spell, known = tracker_spell.alias("other_spell"), tracker_spell.alias("known_spell")
        has_known = exists().where(known.c.child_ref == spell.c.child_ref, self._known(known))
        return select(spell.c.child_ref).where(
            not_(self._known(spell)), ~has_known.correlate(spell)
        )

    def _spell_then(self, record: Table, on: ColumnElement[Any]) -> ColumnElement[int]:
        """The version of the spell in which the child of a record was on a day."""
        begun = tracker_spell.alias("begun")
        order = begun.c.starts_on, begun.c.place_in_day
        of_child = select(begun.c.version_id).where(
            begun.c.child_ref == record.c.child_ref, self._known(begun)
        )
        latest = of_child.where(begun.c.starts_on <= on).order_by(*(each.desc() for each in order))
        return func.coalesce(
            latest.limit(1).correlate(record).scalar_subquery(),
            of_child.order_by(*order).limit(1).correlate(record).scalar_subquery(),
        )

    def searches(self, period: Period | None = None) -> Subquery:
        """The days of the period, each with the search of its reports made by the as-at date, if
        any: day, month_start, next_working, done_on, not_done_because, children_linked,
        new_children.

        They begin with the first recorded search day.
        """
        days, search = self.days(period), daily_search
        first = select(func.min(search.c.for_day)).where(self._known(search)).scalar_subquery()
        return (
            select(
                days.c.day,
                days.c.month_start,
                days.c.next_working,
                case((search.c.done_on <= self.as_at, search.c.done_on)).label("done_on"),
                search.c.not_done_because,
                case((search.c.done_on <= self.as_at, search.c.children_linked)).label(
                    "children_linked"
                ),
                case((search.c.done_on <= self.as_at, search.c.new_children)).label("new_children"),
            )
            .join_from(
                days,
                search,
                and_(search.c.for_day == days.c.day, self._known(search)),
                isouter=True,
            )
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

    def visits(self, *, is_counted: bool = False) -> Subquery:
        """Visits of the period, and attempts at them, as `of_children` gives them."""
        return self.of_children(visit, "visited_on", is_counted=is_counted)

    def seen(self, *, is_counted: bool = False) -> Subquery:
        """Visits of the period at which the child was seen."""
        made = self.visits(is_counted=is_counted)
        return select(made).where(made.c.outcome == SEEN).subquery()

    def visited(self, of: FromClause | None = None) -> Subquery:
        """The rows of a relation (by default children on the tracker at the as-at date), none added
        or dropped, each with the last day on which the child was seen (last_seen_on, null: never)
        and the number of failed attempts since then (in_vain). A cancelled visit is no attempt."""
        made, with_last = visit.c, worked_out_once(self.with_last_seen(of))
        in_vain = (
            select(func.count())
            .where(
                made.child_ref == with_last.c.child_ref,
                made.visited_on > func.coalesce(with_last.c.last_seen_on, literal(date.min, Date)),
                made.visited_on <= self.as_at,
                made.outcome.not_in((SEEN, CANCELLED)),
                self._known(visit),
            )
            .correlate(with_last)
            .scalar_subquery()
        )
        return select(*with_last.c, in_vain.label("in_vain")).subquery()

    def with_last_seen(self, of: FromClause | None = None) -> Select[Any]:
        """The rows of a relation (by default children on the tracker at the as-at date), none added
        or dropped, each with the last day on which the child was seen (last_seen_on, null:
        never)."""
        of = self.on_tracker_by_child if of is None else of
        made, days = visit.c, duty_days.c
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
        # The stored day is that of the newest visit of this entry: it serves if it is not after the
        # as-at date.
        today = self.as_at.toordinal()
        stored = numbered(days.visit_again_day)
        last = case((days.visit_again_day <= today, stored), else_=looked_up)
        return select(*of.c, last.label("last_seen_on")).join_from(
            of,
            duty_days,
            and_(*(days[name] == of.c[name] for name in key_of(duty_days)), self._known(duty_days)),
            isouter=True,
        )

    def referrals(self, period: Period | None = None, *, is_counted: bool = False) -> Subquery:
        """Referrals sent in the period, as `of_children` gives them, with their answer at the as-at
        date (Awaiting until it came, null: not recorded) and is_hub (whether the agency is a
        MASH)."""
        sent = self.of_children(referral, "sent_on", period, is_counted=is_counted)
        agency = referral_agency
        answer = case(
            (sent.c.responded_on > self.as_at, AWAITING),
            else_=sent.c.response,
        )
        is_hub = func.coalesce(agency.c.is_hub, false())
        return (
            select(*sent.c, answer.label("answer"), is_hub.label("is_hub"))
            .join_from(sent, agency, agency.c.name == sent.c.sent_to, isouter=True)
            .subquery()
        )

    def answered(self, period: Period, *, is_counted: bool = False) -> Subquery:
        """Referrals answered in the period, whenever they were sent, as `of_children` gives them of
        the day of the answer."""
        return self.of_children(referral, "responded_on", period, is_counted=is_counted)

    def awaiting(self, *, is_counted: bool = False) -> Subquery:
        """All referrals sent by the as-at date and not answered by then."""
        sent = self.referrals(Period(date.min, self.as_at), is_counted=is_counted)
        return select(sent).where(sent.c.answer == AWAITING).subquery()

    def to_hubs(self, *, is_counted: bool = False) -> Subquery:
        """Referrals of the period to a MASH."""
        sent = self.referrals(is_counted=is_counted)
        return select(sent).where(sent.c.is_hub).subquery()

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
        """The rows of a relation (by default children on the tracker at the as-at date), none added
        or dropped, each with the child's education on that date: education, hours_a_week, has_plan,
        checked_on. All of them are null where nothing is recorded."""
        of = self.on_tracker_by_child if of is None else of
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
                now.c.hours_a_week,
                now.c.has_plan,
                now.c.checked_on,
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

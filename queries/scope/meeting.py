"""The items of the monthly meeting: children to ratify, changes, and cases to decide on."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.selectable import FromClause

from data.tables import (
    intelligence_link,
    key_of,
    status,
    tracker_entry,
    tracker_spell,
)
from queries.filters import Period, months_before
from queries.scope.children import ends
from queries.scope.coverage import Coverage
from queries.scope.days import date_number
from queries.scope.narrowing import ADULT, by_child, worked_out_once
from queries.scope.safeguarding import Panels

RISK_REDUCED = "Risk reduced"
LEVELS = ("No concern", "Low", "Medium", "High")
"""The levels of a toolkit, the lowest first."""
ENTRY = key_of(tracker_entry)
A_YEAR = 10_000
"""The difference of two dates a year apart, as numbers yyyymmdd."""


class Meeting(Panels, Coverage):
    """Relations of the meeting. They have the columns of every relation of children."""

    def to_ratify(self) -> Subquery:
        """Children on the tracker at the as-at date whose entry was not ratified by then. An entry
        ratified on a day that is not known counts as ratified."""
        on, entry = self.on_tracker_by_child, tracker_entry
        is_ratified = (
            select(entry.c.child_ref)
            .where(
                *self._is_entry_of(on),
                or_(entry.c.ratified_on <= self.as_at, entry.c.ratified_undated),
                self._known(entry),
            )
            .exists()
        )
        return select(on).where(~is_ratified).subquery()

    def ratified(self) -> Subquery:
        """Entries ratified in the period, with the spell of the period's last day or, where the
        child was removed by then, the last one. An entry ratified on a day that is not known is in
        no period."""
        spell, entry, end = tracker_spell.c, tracker_entry, self.period.end
        ratified = by_child(
            select(*(entry.c[name] for name in ENTRY))
            .where(entry.c.ratified_on.between(self.period.start, end), self._known(entry))
            .subquery()
        )
        begun = self._spells(
            self._matches(),
            spell.starts_on <= end,
            or_(ends() > end, spell.is_last),
        )
        is_ratified = and_(*(ratified.c[name] == begun.c[name] for name in ENTRY))
        return select(begun).join_from(ratified, begun, is_ratified).subquery()

    def removed_without_reason(self) -> Subquery:
        """Entries ended in the period without a reason."""
        removed = self.removed()
        return select(removed).where(removed.c.removal_reason.is_(None)).subquery()

    def changed(self, column: str) -> Subquery:
        """Changes of status, or of area, within an entry in the period, of children who match the
        filters after the change."""
        begun = self.begun_within()
        return (
            select(begun)
            .where(begun.c[f"previous_{column}"].is_distinct_from(begun.c[column]))
            .subquery()
        )

    def back_within_a_year(self) -> Subquery:
        """Entries begun in the period by children who had left the tracker within the 12 months
        before."""
        added, earlier = self.added(), tracker_entry.alias("earlier")
        since = date_number(added.c.added_on) - date_number(earlier.c.removed_on)
        had_left = (
            select(earlier.c.child_ref)
            .where(self._is_before(earlier, added), since <= A_YEAR)
            .exists()
        )
        return select(added).where(had_left).subquery()

    def already_adult(self) -> Subquery:
        """Children on the tracker at the as-at date who are 18 or older."""
        on = self.on_tracker()
        return select(on).where(on.c.age >= ADULT).subquery()

    def unchanged(self, months: int) -> Subquery:
        """Children on the tracker at the as-at date whose status and area have not changed for a
        number of months."""
        on = self.on_tracker()
        return select(on).where(on.c.starts_on <= months_before(self.as_at, months)).subquery()

    def open_without_intelligence(self, days: int) -> Subquery:
        """Children on the tracker for a number of days at the as-at date, with a status that counts
        as open, and without a linked report, of any flag, in those days."""
        on = self.on_tracker_by_child
        since = self.as_at - timedelta(days=days)
        return (
            select(on)
            .where(
                self._counts_as_open(on),
                on.c.added_on <= since,
                ~self._is_reported(on, Period(since + timedelta(days=1), self.as_at)),
            )
            .subquery()
        )

    def reported_though_not_open(self) -> Subquery:
        """Children on the tracker at the as-at date, with a status that does not count as open, and
        with a linked report, of any flag, in the period."""
        on = self.on_tracker_by_child
        return (
            select(on)
            .where(~self._counts_as_open(on), self._is_reported(on, self.period))
            .subquery()
        )

    def not_seen(self, days: int) -> Subquery:
        """Children on the tracker for a number of days at the as-at date who were not seen at a
        visit in those days."""
        on = self.with_last_seen().subquery()
        since = self.as_at - timedelta(days=days)
        last = func.coalesce(on.c.last_seen_on, literal(date.min, Date))
        columns = (column for column in on.c if column.name != "last_seen_on")
        return select(*columns).where(on.c.added_on <= since, last <= since).subquery()

    def reduced_without_toolkit(self) -> Subquery:
        """Entries ended in the period because the risk was reduced, without a later toolkit of a
        lower level than the first."""
        removed = self.removed()
        reduced = select(removed).where(removed.c.removal_reason == RISK_REDUCED).subquery()
        rated = worked_out_once(select(self.with_toolkits(reduced)))
        first, latest = (
            case(*((rated.c[name] == level, rank) for rank, level in enumerate(LEVELS)))
            for name in ("first_toolkit", "latest_toolkit")
        )
        columns = (c for c in rated.c if not c.name.endswith("_toolkit"))
        is_lower = func.coalesce(latest < first, false())
        return select(*columns).where(~is_lower).subquery()

    def _is_entry_of(self, of: FromClause) -> tuple[ColumnElement[bool], ...]:
        entry = tracker_entry.c
        return tuple(entry[name] == of.c[name] for name in ENTRY)

    def _counts_as_open(self, of: FromClause) -> ColumnElement[bool]:
        return of.c.status.in_(select(status.c.name).where(status.c.is_open))

    def _is_reported(self, of: FromClause, period: Period) -> ColumnElement[bool]:
        """Whether a report of the period is linked to the child of a row."""
        link = intelligence_link
        return (
            select(link.c.child_ref)
            .where(
                link.c.child_ref == of.c.child_ref,
                link.c.submitted_on.between(period.start, min(period.end, self.as_at)),
                self._known(link),
            )
            .correlate(of)
            .exists()
        )

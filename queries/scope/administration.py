"""Imports, accounts and the access log."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from data.tables import (
    PROPOSAL_STANDS_FOR,
    access_event,
    account,
    account_area,
    account_proposal,
    annotation,
    coverage,
    decision,
    import_file,
    import_refusal,
    import_run,
    imports_in_force,
    is_undone,
    pack_issue,
    tracker_spell,
)
from queries.scope.narrowing import Narrowing, Query


class Administration(Narrowing):
    """Relations of the dashboard's own records."""

    def imports(self) -> Subquery:
        """Imports up to the one of the filters: import_id, extracted_on, imported_at, is_demo."""
        return select(import_run).where(import_run.c.import_id <= self.filters.known).subquery()

    def import_files(self) -> Subquery:
        """The sheets that the imports brought, a row each."""
        return select(import_file).where(import_file.c.import_id <= self.filters.known).subquery()

    def refusals(self) -> Subquery:
        """Imports refused whole: refused_at, files, problems, summary."""
        return select(import_refusal).subquery()

    def packs(self) -> Subquery:
        """The packs issued to the Inspector, as at a day up to the as-at date and from an import up
        to the one chosen: reference, issued_at, as_at, period_start, period_end, choices, known."""
        issued = pack_issue.c
        return (
            select(pack_issue)
            .where(
                issued.audience == "inspector",
                issued.as_at <= self.as_at,
                issued.known <= self.filters.known,
            )
            .subquery()
        )

    def decisions(self) -> Subquery:
        """Decisions of meetings up to the as-at date, a row each with its newest entry by then:
        first_id, subject, about, text, owner, due_on, state, trend, rebases_on, recorded_at, and
        decided_on (the as-at date of the first entry).

        With the listing `decisions`, entries after its `up_to` are left out: so they stood when a
        pack was issued. Those about a child or an area are narrowed by the filters, for a child by
        its newest spell.
        """
        later, first, entry = decision.alias("later"), decision.alias("first"), decision
        up_to = self._last_row_known("decisions")
        number = func.coalesce(entry.c.first_id, entry.c.decision_id)
        is_replaced = exists().where(
            later.c.first_id == number,
            later.c.decision_id > entry.c.decision_id,
            later.c.as_at <= self.as_at,
        )
        known = [entry.c.as_at <= self.as_at]
        if up_to is not None:
            is_replaced = is_replaced.where(later.c.decision_id <= up_to)
            known.append(entry.c.decision_id <= up_to)
        return (
            select(
                number.label("first_id"),
                *entry.c["subject", "about", "text", "owner", "due_on", "state", "trend"],
                *entry.c["rebases_on", "recorded_at"],
                first.c.as_at.label("decided_on"),
            )
            .join_from(entry, first, first.c.decision_id == number)
            .where(~is_replaced, *known, self._decision_matches_choices(entry))
            .subquery()
        )

    def notes_on_trends(self) -> Subquery:
        """Notes on trends by the as-at date: on_day, about, text, rebases. They stand in the sheet
        annotations, or were decided by a meeting up to that day and not withdrawn."""
        noted, entry, later = annotation.c, decision, decision.alias("later")
        replaced_by = and_(
            later.c.first_id == func.coalesce(entry.c.first_id, entry.c.decision_id),
            later.c.decision_id > entry.c.decision_id,
            self._is_decided(later),
        )
        return union_all(
            select(noted.on_day, noted.about, noted.text, noted.rebases).where(
                self._known(annotation), noted.on_day <= self.as_at
            ),
            select(entry.c.rebases_on, entry.c.trend, entry.c.text, literal("Yes")).where(
                entry.c.rebases_on <= self.as_at,
                entry.c.state != "Withdrawn",
                self._is_decided(entry),
                ~exists().where(replaced_by).correlate(entry),
            ),
        ).subquery()

    def _is_decided(self, entry: FromClause) -> ColumnElement[bool]:
        """Whether an entry is of a meeting up to the as-at date, and was recorded before any import
        came after the one that the filters name."""
        return and_(entry.c.as_at <= self.as_at, entry.c.data_version <= self.filters.known)

    def _decision_matches_choices(self, entry: Table) -> ColumnElement[bool]:
        spell, later = tracker_spell, tracker_spell.alias("later_spell")
        begun_later = exists().where(
            later.c.child_ref == spell.c.child_ref,
            later.c.starts_on > spell.c.starts_on,
            later.c.starts_on <= self.as_at,
            self._known(later),
        )
        of_child = exists().where(
            spell.c.child_ref == entry.c.about,
            spell.c.starts_on <= self.as_at,
            self._known(spell),
            ~begun_later,
            self._matches_choices(dict(spell.c)),
        )
        return or_(
            entry.c.subject.in_(("Meeting", "Figure")),
            and_(entry.c.subject == "Area", self._matches_choices({"area_code": entry.c.about})),
            and_(entry.c.subject == "Child", of_child),
        )

    def accounts(self) -> Subquery:
        """Accounts, without their passwords: a row for each area, or one where there is none."""
        known = account.c
        return (
            select(
                *known["username", "role", "is_active", "is_demo", "last_sign_in_at"],
                account_area.c.area_code,
            )
            .join_from(account, account_area, isouter=True)
            .subquery()
        )

    def proposals(self) -> Subquery:
        """Changes of accounts that stand as proposed and not yet decided, without passwords."""
        proposal = account_proposal.c
        since = datetime.now(UTC).replace(tzinfo=None) - PROPOSAL_STANDS_FOR
        return (
            select(
                *proposal["proposal_id", "username", "role", "areas"],
                proposal.password_hash.is_not(None).label("has_password"),
                *proposal["enables", "proposed_by", "proposed_at"],
            )
            .where(proposal.decided_at.is_(None), proposal.proposed_at > since)
            .subquery()
        )

    def access_events(self) -> Subquery:
        """Events of the access log in the period, by days in UTC.

        The listing `events` narrows it to what one person (`who`) did, and to one `action`.
        """
        happened = access_event.c.happened_at
        after = datetime.combine(self.period.end + timedelta(days=1), time())
        query = select(access_event).where(
            happened >= datetime.combine(self.period.start, time()), happened < after
        )
        only = self._listing_values("events")
        for name in ("who", "action"):
            if name in only:
                query = query.where(access_event.c[name] == only[name])
        return query.subquery()

    def page_of_events(self) -> int:
        """Which page of those events is asked for, from 0."""
        page = self._listing_values("events").get("page", "")
        return max(0, int(page) - 1) if page.isdecimal() else 0


@cache
def newest_decision() -> Query:
    """The number of the newest entry among the decisions of meetings, or null. Entries are added,
    and none is changed or deleted: until it rises, all that is asked of them stays as it is."""
    return select(func.max(decision.c.decision_id).label("newest"))


@lru_cache(64)
def newest_import(known: int | None = None) -> Query:
    """The newest import up to `known`: import_id, extracted_on, imported_at, is_demo.

    `extracted_on` is the newest of those that were not undone, `covered_to` the last day that the
    tracker covers (null: no tracker has been loaded), `is_demo` whether any brought invented data.
    One row, all null while nothing has been imported. Built once: the server asks every second.
    """
    covered_to = (
        select(func.max(coverage.c.last_day))
        .where(coverage.c.sheet == "tracker")
        .where(coverage.c.import_id.in_(imports_in_force(known)))
    )
    query = select(
        func.max(import_run.c.import_id).label("import_id"),
        func.max(case((~is_undone(known), import_run.c.extracted_on))).label("extracted_on"),
        covered_to.scalar_subquery().label("covered_to"),
        func.max(import_run.c.imported_at).label("imported_at"),
        func.max(case((import_run.c.is_demo, 1), else_=0)).label("is_demo"),
    )
    return query if known is None else query.where(import_run.c.import_id <= known)

"""Imports, accounts and the access log."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache

from sqlalchemy import (
    Subquery,
    case,
    func,
    select,
)

from data.tables import (
    access_event,
    account,
    account_area,
    coverage,
    import_file,
    import_refusal,
    import_run,
)
from queries.scope.narrowing import Narrowing, Query


class Administration(Narrowing):
    """Relations of the dashboard's own records."""

    def imports(self) -> Subquery:
        """Imports believed: import_id, extracted_on, imported_at, is_demo."""
        return select(import_run).where(import_run.c.import_id <= self.filters.known).subquery()

    def import_files(self) -> Subquery:
        """The sheets that the imports brought, a row each."""
        return select(import_file).where(import_file.c.import_id <= self.filters.known).subquery()

    def refusals(self) -> Subquery:
        """Imports refused whole: refused_at, files, problems, summary."""
        return select(import_refusal).subquery()

    def accounts(self) -> Subquery:
        """Accounts, without their passwords: a row for each area, or one where there is none."""
        known = account.c
        return (
            select(
                known.username,
                known.role,
                known.is_active,
                known.is_demo,
                known.last_sign_in_at,
                account_area.c.area_code,
            )
            .join_from(account, account_area, isouter=True)
            .subquery()
        )

    def access_events(self) -> Subquery:
        """What the access log says happened in the period, by days in UTC."""
        happened = access_event.c.happened_at
        after = datetime.combine(self.period.end + timedelta(days=1), time())
        return (
            select(access_event)
            .where(happened >= datetime.combine(self.period.start, time()), happened < after)
            .subquery()
        )


@cache
def newest_import(known: int | None = None) -> Query:
    """The newest import up to `known`: import_id, extracted_on, imported_at, is_demo.

    `extracted_on` is the newest of all of them, `covered_to` the last day that the tracker covers
    (null: no tracker has been loaded), `is_demo` whether any brought invented data.
    One row, all null while nothing has been imported. Built once: the server asks every second.
    """
    covered_to = select(func.max(coverage.c.last_day)).where(coverage.c.sheet == "tracker")
    if known is not None:
        covered_to = covered_to.where(coverage.c.import_id <= known)
    query = select(
        func.max(import_run.c.import_id).label("import_id"),
        func.max(import_run.c.extracted_on).label("extracted_on"),
        covered_to.scalar_subquery().label("covered_to"),
        func.max(import_run.c.imported_at).label("imported_at"),
        func.max(case((import_run.c.is_demo, 1), else_=0)).label("is_demo"),
    )
    return query if known is None else query.where(import_run.c.import_id <= known)

"""The record of a pack for tests, and charts that need no drawing."""

from __future__ import annotations

from datetime import date, datetime

from dashboard.pack.issue import Audience, PackIssue
from queries.filters import Filters, Period

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10">'
    '<rect width="20" height="10" fill="#12436D"/></svg>'
)
AS_AT = date(2022, 11, 22)
YEAR = Filters(AS_AT, Period(date(2022, 1, 1), AS_AT), 20)


def issue_of(
    filters: Filters = YEAR,
    audience: Audience = Audience.INSPECTOR,
    areas: tuple[str, ...] = (),
) -> PackIssue:
    """The record of a pack that was issued with these filters."""
    return PackIssue(
        audience,
        filters,
        issued_at=datetime(2022, 11, 23, 9, 30),  # noqa: DTZ001  (UTC without a zone, as kept)
        issued_by="chair",
        recipient="The chair",
        purpose="Monthly tracker meeting",
        force="Nottinghamshire Police",
        marking="OFFICIAL-SENSITIVE",
        handling="Do not copy or forward.",
        areas=areas,
    )

"""Answers that are never kept: accounts and the access log change without an import."""

from __future__ import annotations

from datetime import UTC, date, datetime

from dashboard.answers.engine import engine
from queries.access import Viewer
from queries.ask import Answer, Question, ask, from_database
from queries.filters import Filters, Listing, Period


def today() -> date:
    """Today in UTC, as the access log counts days."""
    return datetime.now(UTC).date()


def answer(
    question: Question, viewer: Viewer, period: Period | None = None, listing: Listing | None = None
) -> Answer:
    """The answer to a question about accounts or the access log for this viewer, over a period (by
    default today).

    Raises `Denied` and `DataUnavailable` as `ask` does.
    """
    period = period or Period(today(), today())
    filters = Filters(as_at=today(), period=period, known=0, listing=listing)
    return ask(question, viewer, filters, from_database(engine()))

"""The engine that questions are answered by."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Engine

from dashboard.settings import settings
from data.database import QUESTION_SECONDS, reading_engine


@cache
def _engine(url: str) -> Engine:
    return reading_engine(url, QUESTION_SECONDS)


def engine() -> Engine:
    """The engine that questions are answered by; it cannot write."""
    return _engine(settings().reading_url or settings().database_url)

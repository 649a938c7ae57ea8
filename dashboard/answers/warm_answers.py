"""Answers worked out before anybody asks: what pages open with, and what was lately looked at."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from dashboard.answers import cache
from dashboard.views.view import VIEWS, View
from queries.access import OPERATOR, Grant
from queries.administration import reference
from queries.ask import QUESTIONS, Question
from queries.extract import Extract
from queries.filters import PERIODS, Filters, Period, named_period

LATELY = 300  # answers
NO_LONGER_THAN = 4.0  # seconds: a new import is to stand on open pages within ten


def warm(newest: Extract, before: Extract | None = None) -> None:
    """Work out what every page opens with, of this extract; then, of whatever was lately looked at
    of the one before, as much as there is time for.

    Raises `DataUnavailable` when the database does not answer.
    """
    until = time.monotonic() + NO_LONGER_THAN
    opening = _opening(newest)
    for view in VIEWS.values():
        _work_out(view, opening)
    for asked in QUESTIONS.values():
        _work_out(asked, opening)
    for what, filters in cache.latest(LATELY) if before else ():
        if before and filters.known == before.version and time.monotonic() < until:
            _work_out(what, moved_on(filters, before, newest))


def ahead(newest: Extract) -> Iterator[None]:
    """Work out what the lists of district, status and gender lead to, fewest choices first, so that
    fifty readers who arrive at once do not wait for one another's. Comes back after each view.

    Raises `DataUnavailable` when the database does not answer.
    """
    opening = _opening(newest)

    def values(asked: Question, column: int = 0) -> list[Any]:
        rows = cache.answer(asked, OPERATOR, opening).rows
        return [None, *dict.fromkeys(row[column] for row in rows)]

    choices = product(
        values(reference.areas, 2), values(reference.statuses), values(reference.genders)
    )
    for district, status, gender in sorted(choices, key=lambda chosen: 3 - chosen.count(None)):
        for view in VIEWS.values():
            _work_out(view, replace(opening, district=district, status=status, gender=gender))
            yield


def _opening(newest: Extract) -> Filters:
    day = newest.extracted_on
    return Filters(day, named_period("calendar-year", day), newest.version)


def moved_on(filters: Filters, before: Extract, newest: Extract) -> Filters:
    """The same filters once a newer extract is shown: what ended with the one ends with this."""
    if filters.as_at != before.extracted_on:
        return replace(filters, known=newest.version)
    was, day = filters.as_at, newest.extracted_on
    periods = {named_period(name, was): named_period(name, day) for name in PERIODS}
    periods[Period(was, was)] = Period(day, day)
    period = periods.get(filters.period, filters.period)
    return replace(filters, as_at=day, period=period, known=newest.version)


def _work_out(what: Question | View, filters: Filters) -> None:
    asked = what.question if isinstance(what, View) else what
    if asked.needs is not Grant.COUNTS or not asked.is_kept:
        return
    if isinstance(what, View):
        cache.shown(what, OPERATOR, filters)
    else:
        cache.answer(what, OPERATOR, filters)

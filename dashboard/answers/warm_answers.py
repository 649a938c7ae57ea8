"""Working out in advance what pages open with, and nothing more.

Without it, when an import arrives, every open page would ask the database the same at once, and the
first reader after a start would wait for each answer.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboard.answers import cache
from dashboard.views import VIEWS
from queries.access import OPERATOR, Grant
from queries.ask import Question
from queries.extract import Extract
from queries.filters import Filters, named_period
from queries.questions import QUESTIONS


def warm(newest: Extract, give_way: Callable[[], None]) -> None:
    """Work out, from this extract, what every page shows before its reader chooses a filter.

    `give_way` is called before each answer, and may wait while readers need the processor.

    Raises `DataUnavailable` when the database does not answer.
    """
    day = newest.covered_to
    opening = Filters(day, named_period("calendar-year", day), newest.version)
    for view in VIEWS.values():
        if _is_worth_keeping(view.question):
            give_way()
            cache.rendered(view, OPERATOR, opening)
    for question in QUESTIONS.values():
        if _is_worth_keeping(question):
            give_way()
            cache.answer(question, OPERATOR, opening)


def _is_worth_keeping(question: Question) -> bool:
    return question.needs is Grant.COUNTS and question.is_kept

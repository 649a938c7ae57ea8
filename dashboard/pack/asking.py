"""Who asks for a pack, and with which filters: each of its figures is asked for through this."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock

from dashboard.answers.lists import AsksForLists
from dashboard.pack.document import Section
from queries.access import Viewer
from queries.ask import Answer, Fetch, Question, ask
from queries.filters import Filters
from queries.scope import Reach


@dataclass(frozen=True)
class Asking(AsksForLists):
    """A reader with filters, and where answers are fetched from. Of the decisions of the meeting,
    those up to the entry `decisions` are believed."""

    viewer: Viewer
    filters: Filters
    fetch: Fetch
    decisions: int = 0

    def ask(self, asked: Question, filters: Filters | None = None) -> Answer:
        """The answer for this reader, with these filters or with others.

        Raises `Denied` and `DataUnavailable`, as everything here that asks.
        """
        return ask(asked, self.viewer, filters or self.filters, self.fetch)


def once(fetch: Fetch) -> Fetch:
    """Fetch each answer once: a pack is made as of one moment, and many sections, which are made
    side by side, ask the same."""
    answers: dict[tuple[str, Filters, Reach], Future[Answer]] = {}
    lock = Lock()

    def fetched(asked: Question, filters: Filters, reach: Reach) -> Answer:
        key = (asked.name, filters, reach)
        with lock:
            is_first = key not in answers
            answer = answers.setdefault(key, Future())
        if is_first:
            try:
                answer.set_result(fetch(asked, filters, reach))
            except BaseException as error:
                answer.set_exception(error)
                raise
        return answer.result()

    return fetched


# Makes a section of what it asks.
Source = Callable[[Asking], Section]

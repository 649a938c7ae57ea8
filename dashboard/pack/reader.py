"""The reader of a pack and its filters: each of its figures is asked for through them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.answers.lists import ListQuestions
from dashboard.answers.lru_cache import LruCache
from dashboard.pack.document import Section
from queries.access import Viewer
from queries.ask import Answer, Fetch, Question, ask
from queries.filters import Filters

ANSWERS_OF_A_PACK = 10_000  # more than any pack asks for


@dataclass(frozen=True)
class PackReader(ListQuestions):
    """A reader with filters, and the function that fetches answers. Decisions of the meeting count
    up to the entry `decisions`."""

    viewer: Viewer
    filters: Filters
    fetch: Fetch
    decisions: int = 0

    def ask(self, asked: Question, filters: Filters | None = None) -> Answer:
        """The answer for this reader, with these filters or with others.

        Raises `Denied` and `DataUnavailable`, as everything here that asks.
        """
        return ask(asked, self.viewer, filters or self.filters, self.fetch)


def fetch_once(fetch: Fetch) -> Fetch:
    """Fetch each answer once: sections of a pack are made in parallel, and many ask the same."""
    kept: LruCache[Answer] = LruCache(ANSWERS_OF_A_PACK)
    return lambda asked, filters, reach: kept.get(
        (asked.name, filters, reach), lambda: fetch(asked, filters, reach)
    )


# Makes a section from the answers that it asks for.
MakeSection = Callable[[PackReader], Section]

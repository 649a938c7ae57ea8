"""Who asks for a pack, and with which filters: each of its figures is asked for through this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from dashboard.pack.document import Section
from queries.access import Viewer
from queries.administration import reference
from queries.ask import Answer, Fetch, Question, ask
from queries.dimensions import Categories, Dimension
from queries.filters import Filters


@dataclass(frozen=True)
class Asking:
    """A reader with filters, and where answers are fetched from."""

    viewer: Viewer
    filters: Filters
    fetch: Fetch

    def ask(self, asked: Question, filters: Filters | None = None) -> Answer:
        """The answer for this reader, with these filters or with others.

        Raises `Denied` and `DataUnavailable`, as everything here that asks.
        """
        return ask(asked, self.viewer, filters or self.filters, self.fetch)

    def is_loaded(self, sheet: str) -> bool:
        """Whether a sheet has been loaded; what speaks of one that has not is not known."""
        return sheet in self.ask(reference.coverage).pairs()

    @cached_property
    def area_names(self) -> dict[str, str]:
        """The names of the areas by code."""
        return {row[0]: row[1] for row in self.ask(reference.areas).rows}

    def categories(self, dimension: Dimension) -> Categories:
        """The categories of a breakdown."""
        return Categories.read(dimension, self.ask(reference.categories).rows)


# Makes a section of what it asks.
Source = Callable[[Asking], Section]
